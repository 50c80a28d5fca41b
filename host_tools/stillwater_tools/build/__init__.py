"""Puts firmware, board and bath into one folder for an interpreter, and builds what is copied onto a unit. Knows no treatment."""
