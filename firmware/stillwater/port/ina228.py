"""An INA228 on I2C: a third current, with a reference of its own, and an alert that trips without the processor.

Registers are of the TI data sheet SLYS021A, section 7.6.1 (tables 7-3 and following), steps of table 8-1. Knows no limit's
meaning and no fault.
"""

_ADDRESS = 0x40  # A0 and A1 at ground, table 7-2
CONFIG = 0x00
ADC_CONFIG = 0x01
VSHUNT = 0x04
DIAG_ALRT = 0x0B
SOVL = 0x0C

CONFIG_RANGE_164_MV = 0x0000  # ADCRANGE 0: +-163.84 mV
# MODE 10, shunt voltage only, on and on; VSHCT 5, 1.052 ms; AVG 2, 16 conversions: an average of 17 ms, read every 20.
# The conversion times of what is not converted (VBUSCT, VTCT) stay at their reset value 5.
ADC_SHUNT_ONLY = 10 << 12 | 5 << 9 | 5 << 6 | 5 << 3 | 2
# ALATCH: the pin stays low until this register is read. SLOWALERT 0: each conversion of 1 ms is compared, not the average.
ALERT_LATCHED = 1 << 15

_TENTH_NV_PER_CODE = 3125  # 312.5 nV, ADCRANGE 0
_NV_PER_LIMIT = 5000  # 5 uV, ADCRANGE 0
_PERIOD_MS = 20
_CHECK_PERIODS = 50
_AGAIN_MS = 1000  # after a failure; UNSOURCED: often enough for a plug, seldom enough to cost nothing


class Reference:
    """`current_ua` is the last average, 0 while there is none; `failures` counts transfers and settings that went wrong."""

    def __init__(self, i2c, shunt_mohm, alert_ua):
        self._i2c = i2c
        self._shunt_mohm = shunt_mohm
        self._settings = (
            (CONFIG, CONFIG_RANGE_164_MV), (ADC_CONFIG, ADC_SHUNT_ONLY), (SOVL, limit_of(alert_ua, shunt_mohm)), (DIAG_ALRT, ALERT_LATCHED),
        )
        self._is_set_up = False
        self._next_ms = 0
        self._periods = 0
        self.current_ua = 0
        self.failures = 0

    def pump(self, now_ms):
        """One short transfer every 20 ms (0.2 ms at 400 kHz); once a second the settings are read back."""
        if now_ms < self._next_ms:
            return
        self._next_ms = now_ms + _PERIOD_MS
        try:
            self._step()
        except OSError:
            self._fail(now_ms)

    def release(self):
        """Let the alert go; it comes back within 1 ms if its cause stands."""
        try:
            self._read(DIAG_ALRT, 2)
        except OSError:
            self.failures += 1

    def _step(self):
        if not self._is_set_up:
            for register, value in self._settings:
                self._i2c.writeto_mem(_ADDRESS, register, value.to_bytes(2, "big"))
            self._is_set_up = True
            return
        self._periods = (self._periods + 1) % _CHECK_PERIODS
        if self._periods == 0:
            self._check()
        self.current_ua = microamperes(self._read(VSHUNT, 3), self._shunt_mohm)

    def _check(self):
        """A part that was reset in between measures nothing and trips nothing: set it up anew. DIAG_ALRT would forget an alert."""
        for register, value in self._settings:
            if register != DIAG_ALRT and self._read(register, 2) != value.to_bytes(2, "big"):
                self.failures += 1
                self._is_set_up = False

    def _read(self, register, count):
        return self._i2c.readfrom_mem(_ADDRESS, register, count)

    def _fail(self, now_ms):
        self.failures += 1
        self._is_set_up = False
        self.current_ua = 0
        self._next_ms = now_ms + _AGAIN_MS


def limit_of(alert_ua, shunt_mohm):
    """SOVL for a current: steps of 5 uV over the shunt."""
    return alert_ua * shunt_mohm // _NV_PER_LIMIT


def microamperes(vshunt, shunt_mohm):
    """Current of the three bytes of VSHUNT: 20 bits in two's complement, above four that are 0."""
    code = int.from_bytes(vshunt, "big") >> 4
    if code & 0x80000:
        code -= 0x100000
    return code * _TENTH_NV_PER_CODE // (shunt_mohm * 10)
