"""Puts firmware, boards and the stand-in for MicroPython's own module on the path of every test."""

from stillwater_tools.firmware_tables import firmware_module

firmware_module("stillwater")
