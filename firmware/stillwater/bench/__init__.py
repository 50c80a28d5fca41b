"""A unit on the bench, in service mode, with a dummy load or nothing at its terminals: calibration and self-test. No treatment."""
