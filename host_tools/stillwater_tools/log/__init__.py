"""A unit's journal on a computer: brought here, read fast, checked, shown, exported, asked. Record formats are the firmware's own."""
