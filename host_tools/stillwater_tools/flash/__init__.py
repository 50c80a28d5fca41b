"""Firmware onto a unit: what it is to hold, what differs, the swap and the way back, the image below it. Prints nothing."""
