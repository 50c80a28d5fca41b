"""Self-test: what a unit finds out about itself, with figures and bounds."""
