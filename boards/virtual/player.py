"""Plays a scene: what happens to limbs, water, board and buttons, and when. Knows the virtual board, no firmware.

An event happens `at_ms`, or `delay_ms` after the treatment's state `after` was entered for the `nth` time.
"""

from virtual import bath, limbs, state
from virtual.channels import rescale

BUTTONS = {"start": 1, "less": 2, "more": 4}
LIMBS = {"1": (0,), "2": (1,), "both": (0, 1)}
# what a scene may set on the board: name -> (slot, lowest, highest)
PARTS = {
    "stage_short": (state.STAGE_SHORT, 0, 1),
    "pwm_stuck": (state.PWM_STUCK, 0, 1),
    "lead_broken": (state.LEAD_BROKEN, 0, 1),
    "touch_ohm": (state.TOUCH_OHM, 0, 1000000),
    "welded": (state.WELDED, 0, 3),
    "bridge_stuck": (state.BRIDGE_STUCK, 0, 1),
    "adc_fault": (state.ADC_FAULT, 0, 3),
    "a_gain_ppm": (state.A_GAIN_PPM, 0, 2000000),
    "b_gain_ppm": (state.B_GAIN_PPM, 0, 2000000),
    "v_gain_ppm": (state.V_GAIN_PPM, 0, 2000000),
    "a_zero_raw": (state.A_ZERO_RAW, 0, 65520),
    "b_zero_raw": (state.B_ZERO_RAW, 0, 65520),
    "v_zero_raw": (state.V_ZERO_RAW, 0, 65520),
    "adc_gain_ppm": (state.ADC_GAIN_PPM, 0, 2000000),
    "supply_mv": (state.SUPPLY_MV, 0, 30000),
    "temperature_deci_c": (state.TEMPERATURE_DECI_C, -400, 1500),
    "usb_power": (state.USB_POWER, 0, 1),
    "leak_na": (state.LEAK_NA, 0, 10000000),
}


class Player:
    """Stands beside the bath; `fired` tells what has happened, as (now_ms, event)."""

    def __init__(self, events, t, b, w, device):
        self._waiting = list(events)
        self._t = t
        self._b = b
        self._w = w
        self._device = device
        self._entered = {}  # state name -> times entered, when last
        self.fired = []
        self.tick_pause_ms = 0
        self.main_pause_ms = 0
        self.is_over = False
        self._moving = []  # (event, since ms, from, how to put)

    def enter(self, name, now_ms):
        """The treatment has entered a state."""
        times, _when = self._entered.get(name, (0, 0))
        self._entered[name] = (times + 1, now_ms)
        for event in self._waiting:
            if event.get("after") == name and event["nth"] == times + 1:
                event["at_ms"] = now_ms + event["delay_ms"]

    def never_came(self):
        """Events that still wait."""
        return [event["do"] for event in self._waiting]

    def step(self, now_ms):
        """Let happen what is due."""
        for event in [e for e in self._waiting if "at_ms" in e and e["at_ms"] <= now_ms]:
            self._waiting.remove(event)
            getattr(self, "do_" + event["do"])(event, now_ms)
            self.fired.append((now_ms, event))
        for moving in list(self._moving):
            self._move(moving, now_ms)

    def do_leave(self, event, _now_ms):
        for which in LIMBS[event["limb"]]:
            limbs.move(self._w, which, event["to_percent"] * 10000, event["over_ms"], limbs.SHAPES.index(event["shape"]))

    def do_press(self, event, now_ms):
        self._device.press(BUTTONS[event["button"]], now_ms + event["hold_ms"])

    def do_set(self, event, _now_ms):
        if event["part"] == "pwm_stuck":
            self._t[state.PWM_HELD_UV] = self._t[state.LEVEL_UV] + event.get("offset_uv", 0)
        self._set_part(event, event["value"])

    def do_drift(self, event, now_ms):
        self._moving.append((event, now_ms, self._t[PARTS[event["part"]][0]], self._set_part))

    def do_pour(self, event, now_ms):
        self._moving.append((event, now_ms, bath.level(self._b, event["tray"] - 1), self._set_level))

    def do_tick_pause(self, event, _now_ms):
        self.tick_pause_ms = event["ms"]

    def do_main_pause(self, event, _now_ms):
        self.main_pause_ms = event["ms"]

    def do_power_fail(self, _event, _now_ms):
        self.is_over = True

    def _move(self, moving, now_ms):
        event, since_ms, start, put = moving
        gone_ms = min(event["over_ms"], now_ms - since_ms)
        put(event, start + (event["to"] - start) * gone_ms // event["over_ms"])
        if gone_ms == event["over_ms"]:
            self._moving.remove(moving)

    def _set_part(self, event, value):
        self._t[PARTS[event["part"]][0]] = value
        rescale(self._t)

    def _set_level(self, event, permille):
        bath.pour(self._b, event["tray"] - 1, permille)
