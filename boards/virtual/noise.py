"""Noise from a seed, the same on every interpreter. Knows nothing of what it disturbs."""

import micropython

# Generator of Park and Miller (Comm. ACM 31:1192, 1988): full period below 2^31 - 1.


@micropython.viper
def next_seed(seed: int) -> int:
    """The seed that follows `seed`, 1..2147483646."""
    product = seed * 48271
    following = (product & 2147483647) + (product >> 31)  # modulo 2^31 - 1
    if following >= 2147483647:
        following -= 2147483647
    return following


@micropython.viper
def bell_q10(seed: int) -> int:
    """A number with mean 0 and standard deviation near 1024, from one seed: four bytes' sum, centred."""
    total = (seed & 127) + ((seed >> 7) & 127) + ((seed >> 14) & 127) + ((seed >> 21) & 127)
    return (total - 254) * 14
