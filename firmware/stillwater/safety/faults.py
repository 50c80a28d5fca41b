"""The faults the unit can tell: code, name, how it acts, how it is cleared.

HARD cuts the output in the same tick. SOFT ends in a ramp to zero. TRIPPED may be cleared by the patient once
the cause is gone; BLOCKED needs a power cycle and a passed self-test. Knows no words for the patient: those
are in `panel/words.py`, by the same code.
"""

from micropython import const

SOFT = const(1)
HARD_TRIPPED = const(2)
HARD_BLOCKED = const(3)

NONE = const(0)
OVER_CURRENT = const(1)
OVER_PRESCRIBED = const(2)
CURRENT_ROSE = const(3)
CHANNELS_DIFFER = const(4)
ADC_STUCK = const(5)
ADC_SATURATED = const(6)
ADC_SILENT = const(7)
CURRENT_WHILE_OFF = const(8)
OUTPUT_DIFFERS = const(9)
ELECTRODES_TOUCH = const(10)
WRONG_SIGN = const(11)
TICK_LATE = const(12)
COMPARATOR = const(13)
CHARGE_LIMIT = const(14)
SELFTEST = const(15)
SUPPLY_LOST = const(16)
BOARD_WRONG = const(17)
IDENTITY_WRONG = const(18)  # this and the next two: what the unit has been given is damaged, see given.py
KEY_WRONG = const(19)
REFERENCE_DRIFT = const(20)
MAIN_SILENT = const(21)
SUPPLY_LOW = const(22)
WATER_LOW = const(23)
TEMPERATURE = const(24)
USB_POWER = const(25)
CALIBRATION_WRONG = const(26)

FAULTS = (
    (OVER_CURRENT, "over-current", HARD_TRIPPED),
    (OVER_PRESCRIBED, "over-prescribed", HARD_TRIPPED),
    (CURRENT_ROSE, "current-rose", HARD_TRIPPED),
    (CHANNELS_DIFFER, "channels-differ", HARD_BLOCKED),
    (ADC_STUCK, "adc-stuck", HARD_BLOCKED),
    (ADC_SATURATED, "adc-saturated", HARD_BLOCKED),
    (ADC_SILENT, "adc-silent", HARD_BLOCKED),
    (CURRENT_WHILE_OFF, "current-while-off", HARD_BLOCKED),
    (OUTPUT_DIFFERS, "output-differs", HARD_BLOCKED),
    (ELECTRODES_TOUCH, "electrodes-touch", HARD_TRIPPED),
    (WRONG_SIGN, "wrong-sign", HARD_BLOCKED),
    (TICK_LATE, "tick-late", HARD_TRIPPED),
    (COMPARATOR, "comparator", HARD_TRIPPED),
    (CHARGE_LIMIT, "charge-limit", HARD_TRIPPED),
    (SELFTEST, "self-test", HARD_BLOCKED),
    (SUPPLY_LOST, "supply-lost", HARD_TRIPPED),
    (BOARD_WRONG, "board-wrong", HARD_BLOCKED),
    (IDENTITY_WRONG, "identity-wrong", HARD_BLOCKED),
    (KEY_WRONG, "key-wrong", HARD_BLOCKED),
    (CALIBRATION_WRONG, "calibration-wrong", HARD_BLOCKED),
    (REFERENCE_DRIFT, "reference-drift", SOFT),
    (MAIN_SILENT, "main-silent", SOFT),
    (SUPPLY_LOW, "supply-low", SOFT),
    (WATER_LOW, "water-low", SOFT),
    (TEMPERATURE, "temperature", SOFT),
    (USB_POWER, "usb-power", SOFT),
)


def kind_of(code):
    """SOFT, HARD_TRIPPED or HARD_BLOCKED of a fault code; 0 for none; an unknown code is the gravest."""
    if code == NONE:
        return 0
    for known, _name, kind in FAULTS:
        if known == code:
            return kind
    return HARD_BLOCKED


def name_of(code):
    """Name of a fault code, `unknown` if it is none of ours."""
    for known, name, _kind in FAULTS:
        if known == code:
            return name
    return "unknown"
