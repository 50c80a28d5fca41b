"""What the patient sees, hears and presses. Knows no current it was not told."""
