"""What may never happen, and what is done when it does. Knows the board's scales, nothing of control."""
