"""The one room that knows the chip and the wires of a board. Knows no law, no limit and no treatment."""
