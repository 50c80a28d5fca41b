"""The RP2040's port: sets up pins, converter, DMA, PWM, PIO and timers, and is the slow side that app sees of any port.

The only file that imports machine and rp2 (but for boot.py, which has to do without any other). What happens in a tick is in
tick.py and what it calls. Knows wires, no law and no treatment. Import stillwater.port.tick before anything large: its code
wants one free stretch of memory.
"""

import time
from array import array

import board
import machine
import rp2
from machine import Pin
from uctypes import addressof

from stillwater.port import deadman, tick
from stillwater.port.burst import round_of
from stillwater.port.buzzer import Buzzer
from stillwater.port.ina228 import Reference
from stillwater.port.registers import (
    ADC,
    ADC_FIFO,
    DREQ_ADC,
    IO,
    IO_CTRL,
    IO_FUNCTION,
    PIO_0,
    PIO_CTRL,
    PIO_RUNNING,
    PWM,
    PWM_CC,
    PWM_CSR,
    PWM_DIV,
    PWM_DIV_ONE,
    PWM_SLICE_WORDS,
    PWM_TOP,
)
from stillwater.port.slots import (
    A_AT,
    B_AT,
    BRIDGE_IS,
    BRIDGE_WANTED,
    BURST,
    CONVERSIONS,
    DMA_CHANNEL,
    ENABLE_CTRL,
    PERIOD_LEAST_US,
    ROUND_CS,
    SLOTS,
    SUPPLY_RAW,
    TEMPERATURE_RAW,
    V_AT,
)
from stillwater.port.ssd1306 import Display
from stillwater.safety.limits import DEADMAN_MS, WATCHDOG_MS
from stillwater.safety.slots import GUARD_BRIDGE, GUARD_CONTACTS

_TICK_HZ = 1000
_BURST_LEAD_US = 110  # derived: 48 conversions of 2 us, and what begins them
_ADC_WORD = 2  # DMA's size of a transfer, as a power of two
_DITHER_HZ = 10417  # derived: one triangle in 16 rounds of 3 conversions of 2 us, so that it adds nothing to a sum
_I2C_HZ = 400000  # SSD1306 data sheet, fast mode
_I2C_TIMEOUT_US = 5000  # derived: a page of the display takes 3 ms
_RESET_LATCH_US = 10  # UNSOURCED: no latch takes longer
_SETTLE_US = 100  # UNSOURCED: a pin's own pull has charged what hangs on it
_BUTTONS = ((board.PIN_BUTTON_START, 1), (board.PIN_BUTTON_LESS, 2), (board.PIN_BUTTON_MORE, 4))
_OUTPUTS = (
    (board.PIN_ENABLE, 0), (board.PIN_CONTACT_1, 0), (board.PIN_CONTACT_2, 0), (board.PIN_BRIDGE_A, 0), (board.PIN_BRIDGE_B, 0),
    (board.PIN_PWM, 0), (board.PIN_DITHER, 0), (board.PIN_CHOPPER, 1 - board.CHOPPER_OPEN_LEVEL),
    (board.PIN_LATCH_RESET, 1 - board.LATCH_RESET_LEVEL), (board.PIN_BUZZER, 0), (board.PIN_LED, 0),
)
_FED = rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)(deadman.fed)
_TRIPPED = rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)(deadman.tripped)


def safe():
    """Every output at rest, as a plain pin: first thing at start, last thing after any exception. Enable goes first."""
    for pin, level in _OUTPUTS:
        Pin(pin, Pin.OUT, value=level)


def bus():
    """The I2C bus of display, INA228 and clock."""
    sda, scl = Pin(board.PIN_I2C_SDA), Pin(board.PIN_I2C_SCL)
    return machine.I2C(board.PIN_I2C_SDA >> 1 & 1, sda=sda, scl=scl, freq=_I2C_HZ, timeout=_I2C_TIMEOUT_US)


def buttons():
    """(pin, bit) of each button, ready to be read."""
    pull = Pin.PULL_DOWN if board.BUTTON_PRESSED_LEVEL else Pin.PULL_UP
    made = [(Pin(pin, Pin.IN, pull), bit) for pin, bit in _BUTTONS]
    time.sleep_us(_SETTLE_US)
    return made


def pressed(made):
    """Mask of the buttons that are down: 1 start, 2 less, 4 more."""
    mask = 0
    for pin, bit in made:
        if pin.value() == board.BUTTON_PRESSED_LEVEL:
            mask |= bit
    return mask


def flash():
    """The flash that the file system is on."""
    return rp2.Flash()


def chip_id():
    """Eight bytes that no other chip has."""
    return machine.unique_id()


def reset():
    """Begin anew, as after power-on but for the kept word."""
    machine.reset()


class Port:
    """The board; `start` begins the ticks, `pump` belongs into the main loop. blocks: (s, g, c)."""

    def __init__(self, blocks):
        safe()
        self._g = blocks[1]
        self._p = array("i", [0] * SLOTS)
        self._burst = array("i", [0] * CONVERSIONS)
        self._start_converter()
        self._start_output()
        self._start_inputs()
        self._start_panel()
        self._kept = [(word, mask, machine.mem32[word << 2] & mask) for word, mask in _kept_registers()]
        self._timers = (machine.Timer(-1), machine.Timer(-1))
        self._now_ms, self._last_ms = 0, time.ticks_ms()
        tick.hold(blocks, self._p)

    def _start_converter(self):
        pins = (board.PIN_ADC_A, board.PIN_ADC_B, board.PIN_ADC_V)
        for source in pins + (board.PIN_ADC_SUPPLY, machine.ADC.CORE_TEMP):
            machine.ADC(source)
        self._p[ROUND_CS], (self._p[A_AT], self._p[B_AT], self._p[V_AT]) = round_of(pins)
        self._dma = rp2.DMA()
        control = self._dma.pack_ctrl(size=_ADC_WORD, inc_read=False, inc_write=True, treq_sel=DREQ_ADC, irq_quiet=True)
        self._dma.config(read=(ADC + ADC_FIFO) << 2, write=self._burst, count=CONVERSIONS, ctrl=control)
        self._p[DMA_CHANNEL] = self._dma.channel  # type: ignore[attr-defined]  # the stubs lack it
        self._p[BURST] = addressof(self._burst)

    def _start_output(self):
        self._pwm = machine.PWM(Pin(board.PIN_PWM), freq=board.PWM_HZ, duty_u16=0)
        _write(_pwm_register(PWM_DIV), PWM_DIV_ONE)
        _write(_pwm_register(PWM_TOP), board.PWM_TOP)
        _write(_pwm_register(PWM_CC), 0)
        self._dither = machine.PWM(Pin(board.PIN_DITHER), freq=_DITHER_HZ, duty_u16=32768)
        self._p[BRIDGE_IS] = 0
        self._p[BRIDGE_WANTED] = self._g[GUARD_BRIDGE]
        self._p[PERIOD_LEAST_US] = 1000000
        self._start_deadman()

    def _start_deadman(self):
        """Two state machines of PIO 0, unfed: the enable line is low."""
        enable, latch = Pin(board.PIN_ENABLE), Pin(board.PIN_LATCH_IN, Pin.IN, Pin.PULL_UP)
        fed = rp2.StateMachine(0, _FED, freq=deadman.FED_HZ, set_base=enable, jmp_pin=latch)
        fed.active(1)
        fed.put(DEADMAN_MS * 1000 // deadman.FED_LOOP_US)
        tripped = rp2.StateMachine(1, _TRIPPED, set_base=enable, in_base=latch, jmp_pin=latch)
        tripped.active(1)
        self._deadman = (fed, tripped)
        self._p[ENABLE_CTRL] = machine.mem32[(IO + 2 * board.PIN_ENABLE + IO_CTRL) << 2]

    def _start_inputs(self):
        self._buttons = buttons()
        self._usb = Pin(board.PIN_USB_SENSE, Pin.IN)
        Pin(board.PIN_ALERT_IN, Pin.IN, Pin.PULL_UP)
        Pin(board.PIN_BRIDGE_SENSE, Pin.IN)

    def _start_panel(self):
        i2c = self._i2c = bus()
        self._display = Display(i2c)
        self._reference = Reference(i2c, board.INA228_SHUNT_MOHM, board.ALERT_UA)
        self._buzzer = Buzzer(Pin(board.PIN_BUZZER, Pin.OUT))
        self._led = Pin(board.PIN_LED, Pin.OUT)
        self._latch_reset = Pin(board.PIN_LATCH_RESET, Pin.OUT)

    def start(self):
        """Begin the ticks: the burst's timer, and the tick's a lead after it; both keep their phase."""
        burst_timer, tick_timer = self._timers
        burst_timer.init(freq=_TICK_HZ, mode=machine.Timer.PERIODIC, callback=tick.burst, hard=True)
        time.sleep_us(_BURST_LEAD_US)
        tick_timer.init(freq=_TICK_HZ, mode=machine.Timer.PERIODIC, callback=tick.tick, hard=True)

    def stop(self):
        """No tick any more, every output at rest; for exceptions as well. Twice, for a tick in between would feed the deadman."""
        safe()
        for timer in self._timers:
            timer.deinit()
        safe()

    def pump(self):
        """What is slow, in slices of 4 ms at most: once a main loop."""
        now_ms = self.now_ms()
        self._display.pump(now_ms)
        self._reference.pump(now_ms)
        self._buzzer.pump(now_ms)
        self._led.value(int(self._g[GUARD_CONTACTS] > 0))

    def now_ms(self):
        """Milliseconds since start; ticks_ms itself begins anew every twelve days."""
        ticks_ms = time.ticks_ms()
        self._now_ms += time.ticks_diff(ticks_ms, self._last_ms)
        self._last_ms = ticks_ms
        return self._now_ms

    def registers_hold(self):
        """True while the registers that output and deadman stand on hold what was written at start."""
        return all(machine.mem32[word << 2] & mask == value for word, mask, value in self._kept)

    def start_watchdog(self):
        """The function that feeds the hardware's watchdog; unfed for WATCHDOG_MS it resets the chip. Nothing stops it any more."""
        return machine.WDT(timeout=WATCHDOG_MS).feed

    def times(self):
        """(least, most period in us, longest tick in us, sum of all ticks in us) since start; the sum is good for eight hours."""
        return tuple(self._p[PERIOD_LEAST_US:PERIOD_LEAST_US + 4])

    def buttons(self):
        """Mask of the buttons that are down: 1 start, 2 less, 4 more."""
        return pressed(self._buttons)

    def show(self, frame):
        """A new frame for the display, 1024 bytes; `pump` sends it."""
        self._display.show(frame)

    def beep(self, pattern):
        """Sound a pattern (pulses, on ms, off ms)."""
        self._buzzer.sound(pattern, self.now_ms())

    def turn_bridge(self, bridge):
        """Send the bridge to +1 or -1: the tick moves it, break before make, once the contacts are open. ValueError for others."""
        if bridge not in (-1, 1):
            raise ValueError("bridge %d, must be -1 or 1" % bridge)
        self._p[BRIDGE_WANTED] = bridge
        self._g[GUARD_BRIDGE] = bridge

    def reference_ua(self):
        """The INA228's last average of 17 ms, 0 if it does not answer."""
        return self._reference.current_ua

    def supply_mv(self):
        """The supply, as the last tick read it."""
        return _straight_raw(self._p[SUPPLY_RAW]) * board.SUPPLY_MV_Q13 >> 13

    def clock_s(self):
        """The time by the board's own clock, s since 1970; 0 without one, or when it has stood still."""
        if not board.HAS_CLOCK:
            return 0
        from stillwater.port.ds3231 import told_s
        return told_s(self._i2c)

    def set_clock(self, clock_s):
        """Put the board's own clock right, s since 1970; whether it has one that takes it."""
        if not board.HAS_CLOCK:
            return False
        from stillwater.port.ds3231_set import put_right
        return put_right(self._i2c, clock_s)

    def temperature_deci_c(self):
        """Of the chip, tenths of a degree: 0.706 V at 27 C, -1.721 mV a degree (RP2040 data sheet, section 4.9.5)."""
        uv = _straight_raw(self._p[TEMPERATURE_RAW] << 4) * board.ADC_REFERENCE_MV * 1000 >> 16
        return 270 - (uv - 706000) * 10 // 1721

    def usb_power(self):
        """True while there is 5 V on USB."""
        return bool(self._usb.value())

    def release_latch(self):
        """Let the comparator's latch and the INA228's alert go; each comes back if its cause stands."""
        self._reference.release()
        self._latch_reset.value(board.LATCH_RESET_LEVEL)
        time.sleep_us(_RESET_LATCH_US)
        self._latch_reset.value(1 - board.LATCH_RESET_LEVEL)


def _kept_registers():
    """(word address, bits that may not change): the stage's PWM, what drives each output, the deadman's state machines."""
    pwm = [(_pwm_register(offset), 0xFFFF) for offset in (PWM_CSR, PWM_DIV, PWM_TOP)]
    outputs = [(IO + 2 * pin + IO_CTRL, IO_FUNCTION) for pin, _level in _OUTPUTS]
    return pwm + outputs + [(PIO_0 + PIO_CTRL, PIO_RUNNING)]


def _straight_raw(raw):
    """What one conversion, in sixteenths, would have been without the wide codes below it (512, 1536, ...); no dither reaches it."""
    return raw + board.STEP_RAW * ((raw + 8191) // 16384)


def _write(word, value):
    machine.mem32[word << 2] = value


def _pwm_register(offset):
    return PWM + (board.PIN_PWM >> 1 & 7) * PWM_SLICE_WORDS + offset
