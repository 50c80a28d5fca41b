"""The points of a calibration: what the unit's channels tell by the board file's scales, and what the meter says. Knows no fit.

Counts become microamperes and millivolts by the firmware's own functions, the converter's wide codes straightened as in a treatment.
"""

from dataclasses import asdict, dataclass
from typing import Any

from stillwater_tools.firmware_tables import firmware_module

CHANNELS = ("A", "B", "V")


@dataclass(frozen=True)
class Reading:
    """What a reference meter says."""

    current_ua: float
    voltage_mv: float


@dataclass(frozen=True)
class Point:
    """What each channel tells, by the scales of the board file, the INA228, and the meter beside them."""

    target_ua: int
    a_ua: int
    b_ua: int
    v_mv: int
    ina228_ua: float
    meter: Reading

    def seen(self, channel: str) -> int:
        """Of a channel, uA or mV."""
        return {"A": self.a_ua, "B": self.b_ua, "V": self.v_mv}[channel]

    def true(self, channel: str) -> float:
        """What it should be, uA or mV."""
        return self.meter.voltage_mv if channel == "V" else self.meter.current_ua

    def as_dict(self) -> dict[str, Any]:
        """For a program."""
        return asdict(self)


class Scales:
    """A board's scales, as the unit has told them in its first line."""

    def __init__(self, begin: dict[str, Any]) -> None:
        self._told = begin
        state = firmware_module("stillwater.control.state")
        self._sense = firmware_module("stillwater.control.sense")
        self._block = [0] * state.SLOTS
        for name in ("STEP_RAW", "V_SIGN", "V_ZERO_RAW", "V_MV_Q13"):
            self._block[getattr(state, name)] = begin[name.lower()]

    def point(self, line: dict[str, Any], meter: Reading) -> Point:
        """A point of the unit's line."""
        a_raw, b_raw, v_raw = (round(line[f"{channel.lower()}_sum_raw"] / line["count"]) for channel in CHANNELS)
        v_mv = int(self._sense.millivolts(self._block, v_raw))
        ina228_ua = line["reference_sum_ua"] / line["count"]
        return Point(line["target_ua"], self._microamperes("a", a_raw), self._microamperes("b", b_raw), v_mv, ina228_ua, meter)

    def zero_raw(self, channel: str) -> int:
        """The board file's zero of a channel."""
        return int(self._told[f"{channel.lower()}_zero_raw"])

    def per_raw(self, channel: str) -> float:
        """What a count more of a channel means, uA or mV, with its sign."""
        name = channel.lower()
        return float(self._told[f"{name}_sign"] * (self._told["v_mv_q13"] / 2**13 if name == "v" else self._told[f"{name}_ua_q14"] / 2**14))

    def _microamperes(self, name: str, raw: int) -> int:
        straight_raw = int(self._sense.straighten(self._block, raw, self._told["dither_raw"]))
        counts = self._told[f"{name}_sign"] * (straight_raw - self._told[f"{name}_zero_raw"])
        return int(counts * self._told[f"{name}_ua_q14"]) >> 14
