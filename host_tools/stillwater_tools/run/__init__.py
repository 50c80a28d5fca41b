"""Runs the virtual unit: on MicroPython's unix port, or its hot path on this interpreter."""
