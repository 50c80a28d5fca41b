"""A board's stage, contacts and bridge with somebody at the bath, brought to any chip time in steps of 250 us.

They are those of boards/virtual, in the interpreter's own integers. Within a step all stands still: a contact, a filter or a
skin is late by up to 250 us. Limbs and the bath's resistance are found anew every millisecond. Knows no chip, no pin, no code.
"""

from array import array
from types import SimpleNamespace

from stillwater_tools.firmware_tables import firmware_module

_STEPS_PER_MS = 4
_STEPS_PER_DRIFT = 80
_NS_PER_US = 1000
_WHOLE_PPM = 1_000_000


class Circuit:
    """`level_uv`, `is_enabled`, `contacts`, `bridge` and `is_chopped` are what is commanded; board: its integers, who: a patient.

    `bridge` is +1 or -1, 0 while both pairs are open. `parts` and `bath` are the blocks of boards/virtual (state.py, bath.py):
    a test spoils parts there.
    """

    def __init__(self, board: SimpleNamespace, who: dict[str, int]) -> None:
        self._stage, self._bath = firmware_module("virtual.stage"), firmware_module("virtual.bath")
        self._limbs, self._slots = firmware_module("virtual.limbs"), firmware_module("virtual.state")
        self.parts: array[int] = firmware_module("virtual.device").board_block(board)
        self.bath: array[int] = self._bath.start(firmware_module("virtual.patient").complete(who))
        self.limbs: array[int] = array("i", [0] * self._limbs.SLOTS)
        self.level_uv = 0
        self.is_enabled = self.is_chopped = False
        self.contacts = (False, False)
        self.bridge = 0
        self._relay_us: int = board.RELAY_ON_US
        self._step_us: int = self._bath.STEP_US
        self._steps = 0
        self._seen_ns = self._chopped_us = 0.0

    @property
    def stage_na(self) -> int:
        """Current out of the stage, the same through both shunts; none while the chopper is open."""
        return 0 if self.is_chopped else self.parts[self._slots.STAGE_NA]

    @property
    def terminal_uv(self) -> int:
        """Over the terminals; with the chopper open, what skins and electrodes hold."""
        held: int = self._stage.held_uv(self.parts, self.bath)
        return held if self.is_chopped else self.parts[self._slots.TERMINAL_UV]

    @property
    def has_tripped(self) -> bool:
        """The comparator's latch."""
        return bool(self.parts[self._slots.LATCH])

    def trip(self, tripped: bool = True) -> None:
        """Set the latch, or let it go: it comes back with the next step if its cause stands."""
        self.parts[self._slots.LATCH] = int(tripped)

    def move(self, limb: int, wet: float, over_ms: int = 0) -> None:
        """Move limb 0 or 1 to a wet fraction of 0..1 over a time."""
        self._limbs.move(self.limbs, limb, round(wet * _WHOLE_PPM), over_ms)

    def advance(self, now_ns: float) -> None:
        """Go on to chip time now_ns with what is commanded now; call it before a command is changed."""
        if self.is_chopped:
            self._chopped_us += (now_ns - self._seen_ns) / _NS_PER_US
        self._seen_ns = now_ns
        while (self._steps + 1) * self._step_us * _NS_PER_US <= now_ns:
            self._step()

    def _step(self) -> None:
        if self._steps % _STEPS_PER_MS == 0:
            self._millisecond()
        if self._steps % _STEPS_PER_DRIFT == 0:
            self._bath.drift(self.bath)
        self._command()
        self._stage.stage_step(self.parts, self.bath)
        self._steps += 1

    def _millisecond(self) -> None:
        self._limbs.follow(self.limbs)
        self._bath.wet(self.bath, *(self.limbs[limb * self._limbs.LIMB + self._limbs.WET_PPM] for limb in range(2)))
        self.parts[self._slots.SKIN_SUM_NA] = self.parts[self._slots.PEAK_SKIN_NA] = 0
        self._stage.conduct(self.parts, self.bath)

    def _command(self) -> None:
        """Into the parts' block. The stage is told anew each step how long it is fed and how long the chopper is open."""
        parts, slots = self.parts, self._slots
        parts[slots.LEVEL_UV] = parts[slots.PWM_HELD_UV] if parts[slots.PWM_STUCK] else self.level_uv
        parts[slots.FED_US] = self._step_us if self.is_enabled else 0
        parts[slots.CONTACT_1], parts[slots.CONTACT_2] = map(int, self.contacts)
        parts[slots.OPEN_US] = round(min(self._chopped_us, self._step_us))
        self._chopped_us -= parts[slots.OPEN_US]
        self._command_bridge()

    def _command_bridge(self) -> None:
        """The break is the firmware's: open for as long as it says, and for what a relay takes to close."""
        parts, slots = self.parts, self._slots
        if self.bridge == 0:
            parts[slots.BRIDGE_US] = self._relay_us
        elif not parts[slots.BRIDGE_STUCK]:
            parts[slots.BRIDGE] = parts[slots.BRIDGE_WANTED] = self.bridge
