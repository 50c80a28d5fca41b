"""Calibration: gains, zeros and linearity of a unit's channels against a reference meter, with a certificate."""
