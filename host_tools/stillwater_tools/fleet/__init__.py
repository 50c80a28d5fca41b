"""Many units side by side: which they are, by a station file or by what is there, one kind of work on each, and records. Prints nothing."""
