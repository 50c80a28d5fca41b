"""The constants of the law and of sensing that are moved to see what they do, each with its reason. Knows no figure.

    python -m stillwater_tools.campaign.parameters [MODULE NAME VALUE]... SITTINGS     the law, with these constants moved
    python -m stillwater_tools.campaign.parameters oracle SITTINGS                     the oracle of this instant

prints the figures (moved.py) as one line of JSON. numba takes a constant's value when it compiles, so that each is a process
of its own. The chosen value stands in its module only; here are those around it. What is not moved, and why: `explained.py`.
"""

import json
import os
import sys
from dataclasses import dataclass
from typing import Any

from stillwater_tools.firmware_tables import firmware_module

_CONTROL = "stillwater.control."
_CLAMP, _FALL, _IMPEDANCE = _CONTROL + "clamp", _CONTROL + "fall", _CONTROL + "impedance"
_ELECTRODES = _CONTROL + "electrodes"
_LEVEL, _REGULATOR, _SOFTSTOP, _WATCH = _CONTROL + "level", _CONTROL + "regulator", _CONTROL + "softstop", _CONTROL + "watch"
_CHANNELS, _STAGE = "virtual.channels", "virtual.stage"

Move = tuple[str, str, int]  # (module, name, value)


@dataclass(frozen=True)
class Along:
    """A second constant that goes with the first, value by value, because it is the first's answer."""

    module: str
    name: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Parameter:
    """A constant `name` of a module of firmware or virtual board, the values tried, and the reason for the chosen one."""

    module: str
    name: str
    values: tuple[int, ...]
    unit: str
    reason: str
    along: Along | None = None

    @property
    def chosen(self) -> int:
        """What the module says."""
        return int(getattr(firmware_module(self.module), self.name))

    def moves(self, value: int) -> list[Move]:
        """What is to be moved for one of the values."""
        along = [(self.along.module, self.along.name, self.along.values[self.values.index(value)])] if self.along else []
        return [(self.module, self.name, value), *along]


PARAMETERS = (
    Parameter(_SOFTSTOP, "_COMMIT_Q10", (614, 717, 768, 819, 870), "/1024 of the level",
              "Where a lift counts as leaving: lower, and more current is left that must fall in less time; higher, and a hand that "
              "only shifts is stopped."),
    Parameter(_SOFTSTOP, "_COMMIT_SLOW_Q10", (0, 150, 300, 450), "/1024 of the level, 1 a ms of the fall, at most",
              "A slow lift may yet come back: the commit waits the longer, the slower the fall."),
    Parameter(_SOFTSTOP, "_STOP_PER_FALL", (3, 4, 6, 8, 11), "x time of the fall",
              "A stop that takes longer falls more gently, and is overtaken by the last of the water."),
    Parameter(_SOFTSTOP, "_STOP_LEAST_TICKS", (5, 10, 20, 40), "ms",
              "No removal is so fast that a cut at once would be felt less than a fall over the filter's own time and some."),
    Parameter(_SOFTSTOP, "_STOP_MOST_TICKS", (80, 130, 140, 200, 300), "ms",
              "Accommodation forgives what takes longer; the fingers of a slow lift are out by then."),
    Parameter(_SOFTSTOP, "_DENSE_Q10", (1075, 1126, 1180, 1280, 1434), "/1024 of the skins' voltage",
              "In a stop the skins' own voltage tells density: allowed to rise by noise and error of share, and no further."),
    Parameter(_IMPEDANCE, "OTHER_SHARE_Q10", (546, 580, 614, 645, 676, 707), "/1024 of both skins",
              "How much of the skin is the other limb's: too little, and density rises; too much, and the current falls too far."),
    Parameter(_IMPEDANCE, "_CURVE_MV2_PER_Q10", (35156, 62500, 79101, 140625), "of the skin's curve, V0 of 6, 8, 9, 12 V",
              "How much the other limb's skin bends with its voltage: taken too stiff, the clamp runs away downwards."),
    Parameter(_IMPEDANCE, "_REST_MOST_Q10", (900, 950, 985, 1000), "/1024 of all resistance",
              "Some skin there must be: less compensated, density rises where skin is little; more, and noise alone runs away."),
    Parameter(_ELECTRODES, "_GROWING_NW", (0, 300000, 600000, 900000), "nW, over the current",
              "What the line finds the electrodes too low by: left out, small currents take them for skin and still hands run away."),
    Parameter(_ELECTRODES, "_GROWN_MV", (0, 20, 35, 50, 100), "mV",
              "Less of it, for skin that bends errs the other way: with none left out density rises at 5 mA."),
    Parameter(_WATCH, "_SERIES_SHIFT", (7, 9, 11, 14), "of the water's resistance / 2^n",
              "How much more the water must resist, beside noise, before a limb is leaving: hands that tremble move it by some ohm."),
    Parameter(_WATCH, "_SERIES_NOISE_UV", (8000, 12000, 19000, 30000), "uV",
              "The channel's noise in that: lower, and slow lifts are seen sooner, and shifting hands lose dose."),
    Parameter(_WATCH, "_SERIES_NOISE_UA", (0, 3, 7, 12), "uA",
              "The current channel's noise in the same, which counts where the water resists much."),
    Parameter(_WATCH, "_SINKING_SHIFT", (10, 11, 12, 13), "1/2^n of the water's resistance an eighth of a second",
              "How soon a limb that has shifted and rests is no longer leaving."),
    Parameter(_WATCH, "_SKIN_SHIFT", (1, 2, 3, 4), "1/2^n of the skins' resistance",
              "The same by skin, for water that tells nothing: nearer, and skin that wanders is taken for a limb."),
    Parameter(_FALL, "_STOP_HALF_SHIFT", (8, 9, 10), "the stop's own fall x 2^(8 - n)",
              "How much of its own fall a slow stop leaves out of the lead: with none left out each fall feeds the next."),
    Parameter(_FALL, "_STOP_SLOW_TICKS", (0, 5, 10, 20), "ms",
              "From which a stop is slow: a fast removal wants the whole lead."),
    Parameter(_FALL, "_LEAD_Q2", (0, 2, 4, 6, 8), "quarter ticks",
              "The output lags by the filter and half a tick; a fall is taken as far as it will have gone by then. More rings."),
    Parameter(_CLAMP, "_FAST_SHIFT", (2, 3, 4, 5, 6), "1 - 1/2^n of the series resistance",
              "What is taken back in the same tick: at all of it the loop would never settle, at less density rises before the slow part "
              "follows."),
    Parameter(_CLAMP, "_SLOW_SHIFT", (1, 2, 3, 4), "2^n ms",
              "The other limb's skin is a capacitance: taken back sooner than it answers, slow skin dips for noise alone."),
    Parameter(_CLAMP, "_SLOWLY_SHIFT", (7, 8, 9, 10, 11), "the command / 2^n a ms",
              "A fall that is deep but not fast needs no more than this, and what wanders is not felt as a fall when taken for a limb."),
    Parameter(_CLAMP, "_RISE_UV", (375, 750, 1500, 3000, 6000), "uV a tick",
              "The command rises slowly, so that a fast return meets a voltage source; too slowly, and water that needs more is late."),
    Parameter(_FALL, "_FAST_SHIFT", (13, 14, 15, 16, 18), "skin's part of the last 64 ms / 2^(n - 10)",
              "How early a fast removal is seen: as early as noise and skin that wanders allow."),
    Parameter(_FALL, "_SLOW_SHIFT", (12, 13, 14, 15), "skin's part of the level / 2^(n - 10)",
              "How far skin may wander: three standard deviations; a narrower band takes dips for lifts and costs dose."),
    Parameter(_FALL, "_FASTER_SHIFT", (3, 4, 5, 6), "1/2^n below the last 16 ms",
              "When a slow fall has become a fast one: more than the clamp itself does to a slow one."),
    Parameter(_FALL, "_FALLING_SHIFT", (4, 5, 6), "1/2^n below the level",
              "Where the fall's time begins that the stop's time is made from: earlier in slow lifts is longer stops."),
    Parameter(_LEVEL, "_SINK_SHIFT", (15, 16, 17, 18, 19), "skin's part / 2^(n - 2) a ms",
              "The level sinks as fast as skin dries: faster, and a hand that leaves over seconds takes the level with it."),
    Parameter(_LEVEL, "_RISE_SHIFT", (13, 14, 15, 16, 17), "skin's part / 2^(n - 2) a ms",
              "The level rises as skin opens: slower costs sight of what opens, faster takes noise for it."),
    Parameter(_LEVEL, "_FOLLOW_SHIFT", (5, 6, 7), "2^n ms",
              "What a fast removal is measured against: long enough to average noise, short enough to go with skin."),
    Parameter(_IMPEDANCE, "_LEARN_SHIFT", (0, 1, 2, 3), "1/2^n of a new interrupt",
              "How much of each interrupt is believed: in a removal the water's resistance grows from one to the next."),
    Parameter(_REGULATOR, "_HOLD_RISE_SHIFT", (14, 15, 16, 17, 18), "skin's voltage / 2^n a ms",
              "How fast the hold gives back: a hand that leaves slowly must not be followed, skin that dries must be."),
    Parameter(_CONTROL + "wants", "INTERRUPT_CLAMPED_TICKS", (1, 2, 4, 8, 100), "ms",
              "How often the chopper opens while the clamp holds: each costs 3 % of a tick's charge, and tells the water's resistance."),
    Parameter(_STAGE, "_POLE_Q10", (114, 205, 341, 512), "/1024 of 250 us: poles of 2, 1, 0.5, 0.25 ms",
              "The output filter, the lead with it: a faster one leaves more ripple of the PWM, a slower one is behind every removal.",
              Along(_FALL, "_LEAD_Q2", (18, 10, 6, 4))),
    Parameter(_CHANNELS, "NOISE_RAW", (3, 7, 14), "1/16 count",
              "The converter's noise is the part's own (7); what a quieter one would buy, and what a worse one would cost. "
              "With none at all a channel looks stuck to the guard, and nothing is driven."),
)


def override(moves: list[Move]) -> None:
    """Give constants other values. To be called before anything else imports their modules.

    Raises LookupError for a constant that is none, RuntimeError when its module has been compiled already.
    """
    for module_name, name, value in moves:
        module = firmware_module(module_name)
        if not isinstance(getattr(module, name, None), int):
            raise LookupError(f"{module_name} has no whole number {name}")
        if any(getattr(function, "signatures", None) for function in vars(module).values()):
            raise RuntimeError(f"{module_name} is compiled: its constants stand")
        setattr(module, name, value)


def moves_of(words: list[str]) -> list[Move]:
    """Moves from words, three each. Raises ValueError when they are not, or a value is no whole number."""
    if len(words) % 3:
        raise ValueError(f"{' '.join(words)!r} is not MODULE NAME VALUE, over and over")
    return [(module, name, int(value)) for module, name, value in zip(words[::3], words[1::3], words[2::3], strict=True)]


def main(arguments: list[str]) -> None:
    """The command line."""
    *moved, sittings = arguments
    os.environ["STILLWATER_NUMBA"] = "1"
    moves = [] if moved == ["oracle"] else moves_of(moved)
    override(moves)
    from stillwater_tools.campaign.moved import figures, oracle_figures

    told: dict[str, Any] = (oracle_figures if moved == ["oracle"] else figures)(int(sittings))
    print(json.dumps({"moves": moves, "sittings": int(sittings), **told}))


if __name__ == "__main__":
    main(sys.argv[1:])
