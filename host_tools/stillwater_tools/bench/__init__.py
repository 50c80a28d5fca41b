"""Benchmarks: figures that anyone can print again. No test hangs on a time."""
