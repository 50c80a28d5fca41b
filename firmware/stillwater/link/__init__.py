"""How the unit talks to a computer: frames over USB serial, one command table, nothing that can raise current."""
