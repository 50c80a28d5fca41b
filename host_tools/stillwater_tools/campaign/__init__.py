"""Random patients, random removals and returns, by the hundred thousand: what a hand meets, as distributions."""
