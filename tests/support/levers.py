"""Levers for what goes wrong in a unit that runs by itself on the emulated chip, and when its main loop looks at the buttons.

One module of the firmware is put aside for another of the same name, which has them: two buttons at once are no press, so they pull
one. It acts when the main loop next looks at the buttons; scratch registers tell of each look, and when a lever acts.
"""

from stillwater.control import state
from stillwater.panel import buttons

CRASH, FILL, HANG, HANG_ALL = ("LESS", "MORE"), ("START", "LESS"), ("START", "MORE"), ("START", "LESS", "MORE")
_BITS = {"START": buttons.START_BIT, "LESS": buttons.LESS_BIT, "MORE": buttons.MORE_BIT}
_PULLED, _LOOKED = 1, 2  # scratch registers; the first is the firmware's
_PULLED_AT, _LOOKED_AT = [0x4005800C + 4 * number for number in (_PULLED, _LOOKED)]
_LOOK_MOST_MS = 100  # a look each 20 ms, and a round that collects the heap and writes records
_BUTTONS = "stillwater/panel/buttons"
# All hangs: the processor runs in a circle until the deadman has let go, and then sleeps with every interrupt switched off, which costs
# the emulator nothing.
_NVIC_CLEAR = 0xE000E180
_LEVERS = f"""
TICKS, STANDS, WHOLE = {state.TICKS}, {state.STANDS_TICKS}, {state.CONTACT_TICKS}
import gc
import machine
import time
from stillwater.panel import sound_buttons
from stillwater.port import tick

kept = []


def fill():
    while True:
        kept.append(bytearray(16))


def hang():
    while True:
        pass


def hang_all():
    machine.disable_irq()
    for _ in range(10000):
        pass
    machine.mem32[{_NVIC_CLEAR}] = 0xFFFFFFFF
    while True:
        machine.idle()


class Buttons(sound_buttons.Buttons):
    _wants_free = True

    def step(self, mask, period_ms):
        machine.mem32[{_LOOKED_AT}] = time.ticks_ms()
        if mask in (3, 5, 6, 7):
            machine.mem32[{_PULLED_AT}] = mask
        if mask == 6:
            raise KeyboardInterrupt
        if mask in (3, 5, 7):
            (fill, hang, hang_all)[mask // 2 - 1]()
        if self._wants_free and tick.S[TICKS] > 1200:  # by then the link is there
            self._wants_free = False
            gc.collect()
            print("free", gc.mem_free(), "bytes")
        if tick.S[STANDS] == 100 and tick.S[WHOLE] < 1900:
            tick.S[WHOLE] = 1900
        return super().step(mask, period_ms)
"""


def with_levers(held):
    """The firmware's files, its buttons put aside for those with levers."""
    aside = _BUTTONS.replace("buttons", "sound_buttons")
    others = {path: content for path, content in held.items() if path != _BUTTONS + ".mpy"}
    return {**others, aside + ".mpy": held[_BUTTONS + ".mpy"], _BUTTONS + ".py": _LEVERS.encode()}


def pull(chip, fingers, down=True):
    """Put fingers on some buttons at once."""
    for button in fingers:
        chip.unit.press(button, down)


def pulled(chip, fingers):
    """Pull a lever and wait until it acts: its time, us."""
    pull(chip, fingers)
    mask = sum(_BITS[button] for button in fingers)
    scratch = chip.machine.mcu.watchdog.scratch_data
    chip.machine.until(lambda: scratch[_PULLED] == mask, _LOOK_MOST_MS, "the main loop looks at the buttons")
    return chip.machine.now_us


def looks_ms(chip, ms):
    """When the main loop has looked at the buttons, in a time from now on."""
    scratch, seen = chip.machine.mcu.watchdog.scratch_data, []
    for _ in range(ms):
        chip.machine.run_ms(1)
        if scratch[_LOOKED] not in seen[-1:]:
            seen.append(scratch[_LOOKED])
    return seen
