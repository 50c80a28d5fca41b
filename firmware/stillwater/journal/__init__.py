"""What the unit remembers: records on pages that are only ever programmed, never erased, while current flows."""
