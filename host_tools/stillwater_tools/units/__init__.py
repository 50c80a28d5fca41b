"""Units as a computer has them: found, chosen, opened, watched, brought to rest, and virtual ones started. Prints nothing."""
