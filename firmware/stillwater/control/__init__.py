"""The hot path: one sample in, one voltage command out. Integers only; no clock, no pins, no allocation."""
