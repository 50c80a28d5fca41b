"""The clamp's loop as small changes meet it: what a millisecond does to poles, skins and current, and what the tick answers.

Plant: the virtual board's four steps of 250 us with the bath's own figures, its derivative taken exactly, by a complex
step. Law: not modelled at all; the firmware's own tick is asked what it makes of a current that steps. The tick reads the
current at the end of a millisecond and its command stands through the next one: a delay of one tick, no more.

Left out: noise, the missing 30 us of an interrupt, and that a command may rise only slowly.
"""

from array import array
from dataclasses import dataclass
from typing import Any

import numpy as np

from stillwater_tools.firmware_tables import firmware_module

TAPS = 32  # an answer that is not over after so many ticks is refused
_SETTLE_TICKS = 64
_STEP_PART = 16  # of the level: far beyond the law's dead zones, small against its curves
_BELOW_STEPS = 1.25  # a rise, too, ends below the level
_UNSETTLED = 0.01
_COMPLEX_STEP = 1e-20
_STEPS = 4


@dataclass(frozen=True)
class Circuit:
    """Wires, water, body and deep skin in series with two skins, as they are without voltage; uV = ohm uA."""

    series_ohm: float
    skin_ohm: Any
    skin_nf: Any
    bend_uv: float
    floor: float


def circuit(block: Any, limb: int, wet: float) -> Circuit:
    """The circuit of a bath's block with one limb partly out, by the bath's own formulas."""
    bath, b = firmware_module("virtual.bath"), array("i", block)
    b[bath.SKIN_1_UV] = b[bath.SKIN_2_UV] = 0
    b[bath.SEEN_1_PPM] = -1
    parts_ppm = [1_000_000, 1_000_000]
    parts_ppm[limb] = int(wet * 1_000_000)
    bath.wet(b, *parts_ppm)
    skin_ohm = np.array([b[bath.SKIN_1_OHM], b[bath.SKIN_2_OHM]], dtype=float)
    tau_us = np.array([b[bath.TAU_1_US], b[bath.TAU_2_US]], dtype=float)
    series_ohm = float(b[bath.SERIES_OHM] + firmware_module("virtual.stage")._WIRE_OHM)
    return Circuit(series_ohm, skin_ohm, tau_us * 1000 / skin_ohm, float(b[bath.BEND_MV2]) ** 0.5 * 1000, b[bath.FLOOR_Q10] / 1024)


def skins_uv(circuit: Circuit, current_ua: float) -> Any:
    """Both skins' voltages while a current flows on: v (1 + (v / bend)^2) = R I, a cubic, or the floor's."""
    driven_uv = circuit.skin_ohm * current_ua
    curved_uv = circuit.bend_uv * 2 / 3**0.5 * np.sinh(np.arcsinh(1.5 * 3**0.5 * driven_uv / circuit.bend_uv) / 3)
    return np.maximum(curved_uv, circuit.floor * driven_uv)


def at_rest(circuit: Circuit, current_ua: float) -> Any:
    """Both poles, both skins and the command while a current flows on, uV."""
    skins = skins_uv(circuit, current_ua)
    command_uv = skins.sum() + circuit.series_ohm * current_ua
    return np.array([command_uv, command_uv, *skins, command_uv])


def millisecond(circuit: Circuit, before: Any) -> Any:
    """Poles, skins (uV) and current (uA) after a millisecond; `before`: poles, skins, command, each a row of any numbers."""
    pole = firmware_module("virtual.stage")._POLE_Q10 / 1024
    step_us = firmware_module("virtual.bath").STEP_US
    pole_1, pole_2, command = before[0], before[1], before[4]
    skins = before[2:4]
    ohm = circuit.skin_ohm[:, None] * np.maximum(1 / (1 + (skins / circuit.bend_uv) ** 2), circuit.floor)
    tau_us = ohm * circuit.skin_nf[:, None] / 1000
    kept = tau_us / (tau_us + step_us)
    added_ohm = ohm * (1 - kept)
    current = np.zeros_like(command)
    for _ in range(_STEPS):
        pole_1 = pole_1 + (command - pole_1) * pole
        pole_2 = pole_2 + (pole_1 - pole_2) * pole
        current = (pole_2 - (skins * kept).sum(0)) / (circuit.series_ohm + added_ohm.sum(0))
        skins = skins * kept + added_ohm * current
    return np.vstack((pole_1, pole_2, skins, current))


def plant(circuit: Circuit, current_ua: float) -> Any:
    """5 x 5: what poles, skins and current after a millisecond owe to poles, skins and command before it."""
    nudged = at_rest(circuit, current_ua)[:, None] + 1j * _COMPLEX_STEP * np.eye(5)
    return millisecond(circuit, nudged).imag / _COMPLEX_STEP


def taps(held: Any, part: float, added_ohm: float, falls: bool) -> Any:
    """By how much the command follows the current of this tick and of each before it, uV per uA, while a limb leaves.

    `part` of the level flows, and the interrupt finds added_ohm more in series than in the hold. A current that falls is
    answered otherwise than one that rises. Raises ValueError when the answer does not end.
    """
    control, board = firmware_module("stillwater.control.state"), firmware_module("virtual.state")
    s, t = held.blocks["s"], held.blocks["t"]
    level_ua = float(s[control.REFERENCE_UA])
    step_ua = level_ua / _STEP_PART
    still_ua = np.full(_SETTLE_TICKS + TAPS, min(part * level_ua, level_ua - _BELOW_STEPS * step_ua))
    stepped_ua = still_ua + (-step_ua if falls else step_ua) * (np.arange(len(still_ua)) >= _SETTLE_TICKS)
    change = (_answered(s, t, stepped_ua, added_ohm) - _answered(s, t, still_ua, added_ohm))[:, _SETTLE_TICKS:]
    gain = int(t[board.A_GAIN_PPM]) * int(t[board.ADC_GAIN_PPM]) / 1e12
    answer = change[0] / change[1] * gain
    if abs(answer[-1] - answer[-2]) > _UNSETTLED * abs(answer[-1]):
        raise ValueError(f"the tick still answers a step after {TAPS} ticks")
    return np.diff(answer, prepend=0.0)


def _answered(block: Any, board_block: Any, currents_ua: Any, added_ohm: float) -> Any:
    """Command (uV) and measured current (uA) of the firmware's tick for each current, its slope upwards never in the way.

    Begins as a hold in which nobody moves, though noise may have the clamp hold just now. The first current is far enough below
    the level for the clamp to take hold: from then on the series resistance has grown.
    """
    control, board = firmware_module("stillwater.control.state"), firmware_module("virtual.state")
    step, ideal_raw = firmware_module("stillwater.control.tick").step, firmware_module("virtual.channels").a_ideal_raw
    s, t = array("i", block), array("i", board_block)
    s[control.STEP_RAW] = s[control.HELD_FRESH] = s[control.SILENT_TICKS] = s[control.CLAMPED] = 0
    s[control.LEVEL_Q8_UA] = s[control.FOLLOW_Q8_UA] = s[control.REFERENCE_UA] << 8
    grown_ohm = s[control.SERIES_OHM] + round(added_ohm)
    told = np.zeros((2, len(currents_ua)))
    for tick, current_ua in enumerate(currents_ua):
        t[board.STAGE_NA] = int(current_ua * 1000)
        s[control.A_RAW] = ideal_raw(t)
        s[control.MODE], s[control.COMMAND_UV] = control.MODE_DRIVE, s[control.OUTPUT_MAX_UV]
        step(s)
        s[control.SERIES_OHM] = grown_ohm
        told[:, tick] = s[control.COMMAND_UV], s[control.CURRENT_UA]
    return told


def closed(plant: Any, taps: Any) -> Any:
    """The loop from tick to tick: poles, skins, and the currents that the law remembers."""
    remembered = len(taps)
    loop = np.zeros((4 + remembered, 4 + remembered))
    loop[:5, :4] = plant[:, :4]
    loop[:5, 4:] = np.outer(plant[:, 4], taps)
    loop[5:, 4:-1] = np.eye(remembered - 1)
    return loop


def opened(plant: Any, taps: Any, turns: Any) -> Any:
    """L(z) = K(z) G(z) on the unit circle, at angles in radians a tick; the loop is closed with plus."""
    z = np.exp(1j * turns)
    inside = z[:, None, None] * np.eye(4) - plant[:4, :4]
    driven = np.linalg.solve(inside, np.broadcast_to(plant[:4, 4, None], (len(z), 4, 1)))
    current = (plant[4, :4] @ driven)[:, 0] + plant[4, 4]
    return current / z * (np.exp(-1j * np.outer(turns, np.arange(len(taps)))) @ taps)
