"""Stillwater: firmware of a home unit for tap-water iontophoresis."""

VERSION = "0.1.0"
