"""A calibration's certificate: who was measured with what, each point before and after, gains, zeros, bounds. JSON and one HTML page.

Knows no unit. The numbers are those of the fit; nothing is computed here but differences.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from html import escape
from typing import Any

from stillwater_tools import given
from stillwater_tools.calibrate.fit import OFF_MOST, Fit
from stillwater_tools.calibrate.points import Point

_UNITS = {"A": "&micro;A", "B": "&micro;A", "V": "mV"}
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 52em; margin: 2em auto; padding: 0 1em; color: #222; }
table { border-collapse: collapse; margin: 0.8em 0 1.6em; }
th, td { padding: 0.2em 0.9em; text-align: right; border-bottom: 1px solid #ddd; }
th:first-child, td:first-child { text-align: left; } .small { color: #555; font-size: 13px; }
@media print { body { margin: 0; max-width: none; } }
"""


@dataclass(frozen=True)
class Certificate:
    """begin: the unit's first line; made_s: s since 1970; by: who has measured; meter, load_ohm: with what."""

    begin: dict[str, Any]
    made_s: int
    by: str
    meter: str
    load_ohm: int
    points: Sequence[Point]
    fits: Sequence[Fit]

    @property
    def serial(self) -> str:
        """Of the unit that was measured."""
        return str(self.begin["serial"])

    def as_dict(self) -> dict[str, Any]:
        """For a program."""
        unit = {name: self.begin[name] for name in ("serial", "revision", "board", "firmware")}
        made = {"made": self._made().isoformat(), "by": self.by, "meter": self.meter, "load_ohm": self.load_ohm}
        points = [{**point.as_dict(), "calibrated": self._after(point)} for point in self.points]
        return {**unit, **made, "fits": [asdict(one) for one in self.fits], "points": points}

    def for_unit(self) -> bytes:
        """The file that the unit's control and guard go by."""
        begin = self.begin
        scales = {"a_q14": begin["a_ua_q14"], "b_q14": begin["b_ua_q14"], "v_q13": begin["v_mv_q13"]}
        zeros = {f"{one.channel.lower()}_zero_raw": one.zero_raw for one in self.fits}
        gains = {f"{one.channel.lower()}_gain_ppm": one.gain_ppm for one in self.fits}
        serial = self.serial.encode().ljust(12, b"\0")
        return given.packed(given.CALIBRATION, serial=serial, made_s=self.made_s, **scales, **zeros, **gains)

    def html(self) -> str:
        """One page, to print."""
        about = f"board {self.begin['board']} {self.begin['revision']}, firmware {self.begin['firmware'][:8]}"
        how = f"Dummy load {self.load_ohm} &Omega;. Meter: {escape(self.meter)}. Measured by {escape(self.by or 'nobody named')}."
        note = "Gain and zero replace the board file's in control and guard. Off: what is left once they do, or of a straight line."
        return (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Calibration of {escape(self.serial)}</title>'
            f"<style>{_STYLE}</style>"
            f"<h1>Calibration of unit {escape(self.serial)}</h1><p>{escape(about)}<br>{self._made():%Y-%m-%d %H:%M} UTC. {how}</p>"
            f'{self._channels()}<p class="small">{note}</p>{self._readings()}'
            '<p class="small">Not a medical device. To be repeated after any repair.</p></html>\n'
        )

    def _made(self) -> datetime:
        return datetime.fromtimestamp(self.made_s, timezone.utc)

    def _after(self, point: Point) -> dict[str, float]:
        return {one.channel: round(one.calibrated(point.seen(one.channel)), 1) for one in self.fits}

    def _channels(self) -> str:
        offs = [f"{one.off:.0f} of {OFF_MOST[one.channel]:.0f} {_UNITS[one.channel]}" for one in self.fits]
        rows = [(one.channel, f"{(one.gain - 1) * 100:+.2f} %", str(one.zero_raw), off) for one, off in zip(self.fits, offs, strict=True)]
        return _table(("channel", "gain against board file", "zero, 1/16 count", "off line, bound"), rows)

    def _readings(self) -> str:
        rows = []
        for point in self.points:
            now = self._after(point)
            true_ua, true_mv = point.meter.current_ua, point.meter.voltage_mv
            currents = (f"{point.a_ua}", f"{now['A'] - true_ua:+.0f}", f"{point.b_ua}", f"{now['B'] - true_ua:+.0f}")
            voltages = (f"{true_mv:.0f}", f"{point.v_mv}", f"{now['V'] - true_mv:+.0f}")
            rows.append((f"{point.target_ua}", f"{true_ua:.0f}", *currents, f"{point.ina228_ua:.0f}", *voltages))
        heads = ("set, &micro;A", "meter", "A", "then off", "B", "then off", "INA228", "meter, mV", "V", "then off")
        return _table(heads, rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Heads and cells are HTML already."""
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"
