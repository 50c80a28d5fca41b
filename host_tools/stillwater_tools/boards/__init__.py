"""Board files: checked, and turned into the integers of the firmware's board.py."""
