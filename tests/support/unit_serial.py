"""A board at a serial port: what it says comes by its link, what is done to it and the true current come from a rig.

Nothing stands beside the firmware there, so its words, its journal's records and its heap are not told; and a dose is given in the time
that it takes. The unit must hold the cases' prescription.
"""

from collections.abc import Callable

from stillwater_tools.chip.machine import NotInTime
from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.link.client import Client
from stillwater_tools.link.ports import open_port
from stillwater_tools.link.told import state_name
from support.rig import Rig
from support.unit_cases import PRESCRIPTION
from support.unit_told import NOT_TOLD
from support.unit_words import Unit

_LOOK_MS = 40
_AWAY_MOST_MS = 20_000  # from the highest current down to nothing
_TAP_MS = 100
_PERMILLE = 1000
_DOSE_MOST_MS = 2 * int(PRESCRIPTION["minutes"]) * 60_000


class SerialUnit(Unit):
    """`with SerialUnit(rig) as unit:`; it is brought to rest first, and after. NoAnswer, OtherTable, PortGone."""

    tier = "serial"

    def __init__(self, rig: Rig) -> None:
        super().__init__()
        self.told.has_beside = False
        self._rig = rig
        self._port = open_port(rig.port)
        self._client = Client(self._port)
        self.hello = self._client.connect()
        self._at_rest = [state_name(code) for code in firmware_module("stillwater.link.commands").AT_REST]
        self._look()
        self._to_idle()

    def close(self) -> None:
        """Leave it at rest, nobody at the bath."""
        self._client.request("safe")
        self.until(lambda: self.told.last["state"] in self._at_rest, _AWAY_MOST_MS, "the unit is at rest")
        self._port.close()
        self._rig.close()

    def run(self, ms: int) -> None:
        left_ms = ms
        while left_ms > 0:
            self._pass(min(left_ms, _LOOK_MS))
            left_ms -= _LOOK_MS

    def until(self, condition: Callable[[], bool], most_ms: int, awaited: str) -> None:
        end = len(self.told.skin_na) + most_ms
        while not condition():
            if len(self.told.skin_na) >= end:
                raise NotInTime(f"{awaited}: not within {most_ms} ms; the unit said last {self.told.last}")
            self._pass(_LOOK_MS)

    def move(self, limb: str, to_percent: int, over_ms: int = 100) -> None:
        self._rig.move(limb, to_percent, over_ms)

    def finger(self, button: str, down: bool) -> None:
        """By `press` alone: how long it is held the rig has to keep, not a computer."""
        raise NotImplementedError

    def press(self, button: str, for_ms: int = _TAP_MS) -> None:
        self._rig.press(button, for_ms)
        self.run(for_ms)

    def short_the_stage(self) -> None:
        self._rig.short_the_stage()

    def let_be_given(self, permille: int) -> None:
        prescribed_uc = self._client.request("status")["prescribed_uc"]
        self.until(lambda: self.told.last["dose_uc"] * _PERMILLE >= prescribed_uc * permille, _DOSE_MOST_MS, "the dose is given")

    def order_heap(self) -> None:
        """Not told."""

    def _pass(self, ms: int) -> None:
        self.told.skin_na += self._rig.pass_time(ms)
        self._look()

    def _look(self) -> None:
        """Ask once; a row for each change of what is told."""
        status = self._client.request("status")
        now = {"state": status["state"], "fault": status["fault"]}
        if {name: self.told.last[name] for name in now} == now and self.told.seen:
            self.told.last["dose_uc"] = status["dose_uc"]
        else:
            self.told.seen.append({**now, "ticks": len(self.told.skin_na), "dose_uc": status["dose_uc"], "says": [], "reason": NOT_TOLD})

    def _to_idle(self) -> None:
        """Whatever was begun is ended, and what it said is taken away."""
        self._client.request("safe")
        self.until(lambda: self.told.last["state"] in self._at_rest, _AWAY_MOST_MS, "the unit is at rest")
        if self.told.last["state"] not in ("idle", "no-plan"):
            self.press("start")
        self.until_state("idle", _TAP_MS * 10)
        self.told.seen, self.told.skin_na = self.told.seen[-1:], []
        self.told.last["ticks"] = 0
