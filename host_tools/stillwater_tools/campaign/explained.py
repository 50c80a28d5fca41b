"""The constants of the law that no sweep moves, each with the reason why not. Knows no value."""

_INSIDE_32_BITS = "keeps a product inside 32 bits; what is alive stays below it"
_NOISE = "three standard deviations of the current channel's noise, which the board gives"
_SOURCED = "physics or a source gives it"
_RAMP = "acts in the ramp only, which no removal's figures see; the ramp's own tests hold it"
_FIRST = "acts before any current has flowed; the returns at a restart hold it"
_NOBODY = "tells a limb from none: between the channel's noise and the least that anyone is given"

EXPLAINED = {
    "clamp._DEVIATION_MAX_UA": _INSIDE_32_BITS,
    "clamp._SERIES_MOST_OHM": _INSIDE_32_BITS,
    "clamp._SKIN_MOST_OHM": _INSIDE_32_BITS,
    "clamp._EXCESS_SHIFT": "acts on currents above the reference, which a limb that leaves never makes",
    "clamp._EXCESS_UA": _NOISE,
    "fall._FAST_UA": _NOISE,
    "fall._SLOW_UA": _NOISE,
    "fall._FALL_NOISE_UA": _NOISE,
    "fall._FALL_MOST_UA": _INSIDE_32_BITS,
    "fall._FALLING_UA": _NOISE,
    "fall._FALLING_MOST_TICKS": "any count beyond that of the longest stop does the same",
    "electrodes._ELECTRODES_LEAST_MV": _SOURCED,
    "electrodes._ELECTRODES_MOST_MV": _SOURCED,
    "electrodes._SLOPE_MOST_OHM": _INSIDE_32_BITS,
    "impedance._SHARE_LEAST_Q10": "a share of nothing would let no level move",
    "impedance._MEASURABLE_UA": _NOBODY,
    "impedance._SKIN_MAX_MV": _INSIDE_32_BITS,
    "impedance._REST_MOST_OHM": _INSIDE_32_BITS,
    "regulator._GAIN_UV_PER_UA": _RAMP,
    "regulator.RISE_UV": _RAMP,
    "regulator._HOLD_RISE_UV": "the least step, so that a hold of low voltage moves at all",
    "regulator._ARRIVED_UA": _NOISE,
    "regulator._FALL_UV": _RAMP,
    "regulator._START_UV": _RAMP,
    "regulator._OPEN_OHM": _RAMP,
    "regulator.NEVER_TICKS": "a sign, not a size",
    "regulator.FIRST_RISE_UV": _FIRST,
    "regulator._FIRST_MORE_MV": _FIRST,
    "softstop._COMMIT_NOISE_UA": _NOISE,
    "softstop._COMMIT_LEAST_UA": _NOBODY,
    "softstop._OPEN_UA": _NOBODY,
    "softstop._OPEN_TICKS": "longer than any bounce of a relay, shorter than anything felt of nothing",
    "softstop._FLOWS_TICKS": "the terminals' capacitance is charged in one; noise does not last three",
    "softstop._SERIES_MOST_OHM": _INSIDE_32_BITS,
    "softstop._GONE_UA": _NOBODY,
    "softstop._PAUSE_TICKS": "begins when all has been given; the knocks after it give less than a microcoulomb each",
    "watch._SERIES_MEAN_SHIFT": "two interrupts: one alone may be noise",
    "watch._SKIN_NOISE_Q4_OHM": _NOISE,
    "watch._DRYING_SHIFT": "acts over minutes: skin that dries; the still hands' campaign holds it",
    "watch._WANDER_SHIFT": "acts over seconds: skin that wanders; the still hands' campaign holds it",
    "watch._WANDER_FIRST_SHIFT": "stands for the first seconds of a hold only",
}
