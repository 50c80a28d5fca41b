"""Puts firmware, board and bath into one folder for an interpreter. Knows no treatment."""
