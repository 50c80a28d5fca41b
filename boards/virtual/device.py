"""The virtual board's slow side: buttons, display, buzzer, supply, INA228, bridge, as app expects them of any port.

Twin of the slow half of `port/rp2.py`. Holds the board's block and writes frames to a file. Knows no story.
"""

from array import array

from virtual import state
from virtual.channels import reference_ua, rescale
from virtual.port import turn_bridge

_SEED = 4711


def board_block(board):
    """The simulated parts of a board at rest, from its board.py."""
    t = array("i", [0] * state.SLOTS)
    for slot, name in _SCALES:
        t[slot] = getattr(board, name)
    t[state.BRIDGE] = t[state.BRIDGE_WANTED] = 1
    t[state.SEED] = _SEED
    t[state.SUPPLY_MV] = board.SUPPLY_NOMINAL_MV
    t[state.TEMPERATURE_DECI_C] = 310
    t[state.A_GAIN_PPM], t[state.B_GAIN_PPM], t[state.V_GAIN_PPM] = board.A_GAIN_PPM, board.B_GAIN_PPM, board.V_GAIN_PPM
    t[state.ADC_GAIN_PPM] = 1000000
    t[state.CONTACT_1_US] = t[state.CONTACT_2_US] = board.RELAY_OFF_US
    rescale(t)
    return t


_SCALES = (
    (state.A_ZERO_RAW, "A_ZERO_RAW"), (state.A_SIGN, "A_SIGN"), (state.A_UA_Q14, "A_UA_Q14"),
    (state.B_ZERO_RAW, "B_ZERO_RAW"), (state.B_SIGN, "B_SIGN"), (state.B_UA_Q14, "B_UA_Q14"),
    (state.V_ZERO_RAW, "V_ZERO_RAW"), (state.V_SIGN, "V_SIGN"), (state.V_MV_Q13, "V_MV_Q13"),
    (state.STEP_RAW, "STEP_RAW"), (state.DITHER_RAW, "DITHER_RAW"), (state.BLEEDER_OHM, "BLEEDER_OHM"), (state.PROBE_OHM, "PROBE_OHM"),
    (state.TERMINAL_NF, "TERMINAL_NF"), (state.UV_PER_LEVEL, "UV_PER_LEVEL"), (state.RELAY_US, "RELAY_OFF_US"),
)


class Device:
    """The port that app sees; `frames` is a binary file for time and frame, or None."""

    def __init__(self, t, g, frames):
        self._t = t
        self._g = g
        self._frames = frames
        self.now_ms = 0
        self.frames = 0
        self.beeps = 0
        self._mask = 0
        self._until_ms = 0

    def press(self, mask, until_ms):
        """A finger on the buttons in `mask` until a time."""
        self._mask = mask
        self._until_ms = until_ms

    def buttons(self):
        """Mask of the buttons that are down."""
        return self._mask if self.now_ms < self._until_ms else 0

    def show(self, frame):
        """A new frame for the display, 1024 bytes."""
        self.frames += 1
        if self._frames:
            self._frames.write(self.now_ms.to_bytes(4, "little"))
            self._frames.write(frame)

    def beep(self, pattern):
        """Sound a pattern (pulses, on ms, off ms)."""
        self.beeps += pattern[0]

    def turn_bridge(self, bridge):
        """Send the bridge to +1 or -1."""
        turn_bridge(self._g, self._t, bridge)

    def reference_ua(self):
        """The INA228's average since it was last asked."""
        return reference_ua(self._t)

    def supply_mv(self):
        return self._t[state.SUPPLY_MV]

    def clock_s(self):
        """The time by the board's own clock: this one has none."""
        return 0

    def set_clock(self, clock_s):
        """Whether the board's own clock takes the time: there is none."""
        return False

    def temperature_deci_c(self):
        return self._t[state.TEMPERATURE_DECI_C]

    def usb_power(self):
        return self._t[state.USB_POWER] != 0

    def release_latch(self):
        """Let the comparator's latch go; it trips again if its cause stands."""
        self._t[state.LATCH] = 0
