"""Every limit of the unit, in one place.

Each constant is used by the firmware; the table LIMITS gives its unit, its reason and its source, and
`tests/host/test_limits.py` checks that none lacks a row. Knows no board: what a board can reach is checked
when the board file is read. Knows no patient: a prescription may only be stricter.
"""

from micropython import const

CURRENT_MAX_UA = const(25000)
CURRENT_MIN_UA = const(1000)
CURRENT_STEP_UA = const(500)
PALMS_MAX_UA = const(15000)
SOLES_MAX_UA = const(25000)
AXILLAE_MAX_UA = const(5000)
CHILD_MAX_UA = const(15000)
AGE_MIN_YEARS = const(7)
CHILD_AGE_YEARS = const(18)
MINUTES_MIN = const(5)
MINUTES_MAX = const(30)
TREATMENTS_PER_WEEK_MAX = const(7)
CHARGE_MAX_UC = const(45000000)

OVER_CURRENT_UA = const(28000)
OVER_PRESCRIBED_UA = const(2000)
OVER_PRESCRIBED_TICKS = const(3)
RISE_PER_TICK_UA = const(4000)
RISE_PER_QUARTER_SECOND_UA = const(9000)
CHANNELS_DIFFER_UA = const(700)
CHANNELS_DIFFER_PERCENT = const(8)
CHANNELS_DIFFER_TICKS = const(4)
OUTPUT_DIFFERS_MV = const(2500)
OUTPUT_DIFFERS_PERCENT = const(6)
OUTPUT_DIFFERS_TICKS = const(10)
STUCK_TICKS = const(10)
SATURATED_RAW = const(65000)
SILENT_RAW = const(160)
RAIL_TICKS = const(1)
CURRENT_WHILE_OFF_UA = const(500)
CURRENT_WHILE_OFF_TICKS = const(8)
SHORT_OHM = const(400)
SHORT_MIN_UA = const(1500)
SHORT_TICKS = const(5)
WRONG_SIGN_TICKS = const(5)
TICK_LATE_US = const(5000)
DEADMAN_MS = const(10)
REFERENCE_DIFFERS_PERCENT = const(4)
REFERENCE_DIFFERS_UA = const(300)
REFERENCE_DIFFERS_MS = const(1000)
MAIN_SILENT_MS = const(300)
WATCHDOG_MS = const(1300)
SUPPLY_LOW_MS = const(50)
SUPPLY_LOST_TICKS = const(3)
WATER_LOW_MS = const(5000)
WATER_LOW_PERCENT = const(30)
TEMPERATURE_MAX_DECI_C = const(700)
CALIBRATION_GAIN_PPM = const(50000)
CALIBRATION_ZERO_RAW = const(240)
CALIBRATION_MOST_UA = const(10000)
LOAD_LEAST_OHM = const(800)
LOAD_MOST_OHM = const(1200)
LOAD_STEADY_PERCENT = const(2)

RAMP_UP_UA_PER_S = const(300)
RAMP_DOWN_UA_PER_S = const(2000)
FAST_DOWN_UA_PER_S = const(20000)
ZERO_CURRENT_UA = const(50)
TURN_DEAD_MS = const(5000)
PROBE_MAX_UA = const(200)
CONTACT_WHOLE_MS = const(2000)
RELAY_LEAK_UA = const(35)
RELAY_TEST_MS = const(700)
BATH_TEST_UA = const(1000)
BATH_TEST_MS = const(8000)
ONE_TRAY_OHM = const(550)
PROBE_TOUCH_PERCENT = const(97)
TRAY_EMPTY_OHM = const(5000)
CONTACT_WAIT_MS = const(60000)
RETURN_WAIT_MS = const(600000)
SKIN_LIMITS_PERCENT = const(90)
RAMP_LONGEST_MS = const(120000)
JOURNAL_PAGES_LEAST = const(600)

LIMITS = (
    ("CURRENT_MAX_UA", "uA", "largest current of any treatment: soles of an adult", "Hidrex safety concept"),
    ("CURRENT_MIN_UA", "uA", "below this a treatment does nothing that the unit could measure", "UNSOURCED"),
    ("CURRENT_STEP_UA", "uA", "one press of less or more; a change of 0.5 mA is not startling",
     "touch-current limit, IEC 60990 as quoted by makers"),
    ("PALMS_MAX_UA", "uA", "largest current for palms at home; clinics go to 20 mA", "Stark gegen Schwitzen; Doncaster NHS"),
    ("SOLES_MAX_UA", "uA", "largest current for soles", "makers' ranges, Hidrex"),
    ("AXILLAE_MAX_UA", "uA", "thin skin, small area", "KaWe axilla instructions"),
    ("CHILD_MAX_UA", "uA", "largest current under 18", "Doncaster NHS"),
    ("AGE_MIN_YEARS", "years", "makers refuse six and younger", "Saalio; R.A. Fischer"),
    ("CHILD_AGE_YEARS", "years", "a child's ceiling applies and an adult is present", "Doncaster NHS"),
    ("MINUTES_MIN", "min", "shorter than any protocol", "Levit: 10 min a side; half of it as bound UNSOURCED"),
    ("MINUTES_MAX", "min", "longest treatment in a protocol", "STD pharmaceutical: feet 30 min"),
    ("TREATMENTS_PER_WEEK_MAX", "1/week", "at most one a day", "Dermadry: up to 1 a day"),
    ("CHARGE_MAX_UC", "uC", "25 mA for 30 min", "CURRENT_MAX_UA x MINUTES_MAX"),
    ("OVER_CURRENT_UA", "uA", "above any setpoint with its measuring error, below the 30 mA limiter",
     "hardware trip at 30 mA, Zechmeister/Hidrex practice"),
    ("OVER_PRESCRIBED_UA", "uA", "above the treatment's own ceiling by more than regulation can err",
     "derived: 2 % skin noise and 1 % gain at 25 mA, doubled"),
    ("OVER_PRESCRIBED_TICKS", "ticks", "three samples tell a fault from noise and keep 3 ms", "derived"),
    ("RISE_PER_TICK_UA", "uA", "the voltage rises slowly, so no command makes such a jump", "derived"),
    ("RISE_PER_QUARTER_SECOND_UA", "uA", "a limb that comes back meets the lowered voltage; more is a fault",
     "derived: 0.4 of 20 mA plus margin"),
    ("CHANNELS_DIFFER_UA", "uA", "offsets and the ADC's steps of 65 uA on two channels, margin five",
     "RP2040 erratum E11"),
    ("CHANNELS_DIFFER_PERCENT", "%", "gain errors of two shunts before calibration", "two sensors differ > 10 %: fault"),
    ("CHANNELS_DIFFER_TICKS", "ticks", "noise does not last four samples", "derived"),
    ("OUTPUT_DIFFERS_MV", "mV", "filter's ripple, bleeder and offsets", "derived"),
    ("OUTPUT_DIFFERS_PERCENT", "%", "gain error of the stage before calibration", "derived"),
    ("OUTPUT_DIFFERS_TICKS", "ticks", "longer than the output filter's two poles of 0.5 ms", "derived"),
    ("STUCK_TICKS", "ticks", "sums of 16 noisy conversions do not repeat ten times", "RP2040 ADC noise 1.0..1.4 LSB"),
    ("SATURATED_RAW", "1/16 count", "top of the converter", "12 bit"),
    ("SILENT_RAW", "1/16 count", "below the channel's zero, which the board lifts off the rail", "derived"),
    ("RAIL_TICKS", "ticks", "a channel at its rail tells nothing more, so the first sample counts", "derived"),
    ("CURRENT_WHILE_OFF_UA", "uA", "offset and steps of the ADC; any real current is a fault",
     "idle limit 10..50 uA in peers, measured by the INA228"),
    ("CURRENT_WHILE_OFF_TICKS", "ticks", "output filter and relay have opened by then", "derived: relay off 0.3 ms"),
    ("SHORT_OHM", "ohm", "no body has so little: electrodes touch", "floor of hand to hand 650 ohm, IEC 479-1"),
    ("SHORT_MIN_UA", "uA", "below it the quotient is noise", "derived"),
    ("SHORT_TICKS", "ticks", "10 ms allowed, half used", "fault table: act in 10 ms"),
    ("WRONG_SIGN_TICKS", "ticks", "comparators of the sign settle in 1 ms", "derived"),
    ("TICK_LATE_US", "us", "a page of flash stops interrupts for 3 ms at most", "W25Q16JV data sheet; removal of 30 ms"),
    ("DEADMAN_MS", "ms", "time that the enable line holds unfed", "fault table: hang, 5..10 ms"),
    ("REFERENCE_DIFFERS_PERCENT", "%", "A against the INA228, which has its own reference", "INA228 +-0.05 %"),
    ("REFERENCE_DIFFERS_UA", "uA", "offset and steps of the ADC", "RP2040 erratum E11"),
    ("REFERENCE_DIFFERS_MS", "ms", "dose is off, nothing is felt: act in 1 s", "fault table: reference drift"),
    ("MAIN_SILENT_MS", "ms", "six missed deadlines of treatment's 50 Hz with a collection of garbage", "derived"),
    ("WATCHDOG_MS", "ms", "the tick's own soft-stop of 20 mA has ended by then", "derived: MAIN_SILENT_MS + 20 mA / FAST_DOWN_UA_PER_S"),
    ("SUPPLY_LOW_MS", "ms", "shorter dips are the load's", "UNSOURCED"),
    ("SUPPLY_LOST_TICKS", "ticks", "three samples tell a loss from a spike", "UNSOURCED"),
    ("WATER_LOW_MS", "ms", "a hand that moves is back before; water that sinks is not", "UNSOURCED"),
    ("WATER_LOW_PERCENT", "%", "rise of series resistance that a level falling to a third gives", "UNSOURCED"),
    ("TEMPERATURE_MAX_DECI_C", "0.1 C", "inside the case, parts are rated 85 C", "RP2040 rating, margin 15 C"),
    ("CALIBRATION_GAIN_PPM", "ppm", "a gain farther off is a wrong part, not a tolerance",
     "derived: converter's reference 3 %, amplifier and divider 1 % each; shunts 0.1 %"),
    ("CALIBRATION_ZERO_RAW", "1/16 count", "a zero farther off is a wrong part, not a tolerance",
     "derived: 15 LSB, for 4 of the converter, 6 of the amplifier's 0.5 mV behind its gain, 2 of the divider that lifts it"),
    ("CALIBRATION_MOST_UA", "uA", "on the bench: less than palms are given, enough to see a gain to 0.1 %", "derived"),
    ("LOAD_LEAST_OHM", "ohm", "of a dummy load: above what counts as electrodes that touch, with a margin of two", "derived: SHORT_OHM"),
    ("LOAD_MOST_OHM", "ohm", "of a dummy load: at 1 mA a person has 1,700 ohm or more, electrodes' 1.2 V among it",
     "derived: body 500 ohm or more, electrical.md 1; boards' gains and relays may hide a third"),
    ("LOAD_STEADY_PERCENT", "%", "a resistor stays what it is; skin changes with current and time",
     "UNSOURCED: noise of both channels, doubled"),
    ("RAMP_UP_UA_PER_S", "uA/s", "0.1..0.5 mA/s in peers", "Soterix ionto ramp"),
    ("RAMP_DOWN_UA_PER_S", "uA/s", "1..5 mA/s", "UNSOURCED"),
    ("FAST_DOWN_UA_PER_S", "uA/s", "0.2 mA in 10 ms; the limit is 0.5", "touch-current step, IEC 60990"),
    ("ZERO_CURRENT_UA", "uA", "the bridge moves only below it", "perception threshold far above"),
    ("TURN_DEAD_MS", "ms", "2..10 s pause at a turn", "UNSOURCED"),
    ("PROBE_MAX_UA", "uA", "not felt", "perception 300..1000 uA d.c., women's fingers"),
    ("CONTACT_WHOLE_MS", "ms", "a hand is still, not passing", "UNSOURCED"),
    ("RELAY_LEAK_UA", "uA", "open contacts let nothing through; 35 uA is the channel's offset and noise", "derived"),
    ("RELAY_TEST_MS", "ms", "the probe's voltage has climbed (0.5 s) and the channel has settled", "derived"),
    ("BATH_TEST_UA", "uA", "enough to measure by, little enough to be hardly felt", "perception 0.3..1 mA d.c."),
    ("BATH_TEST_MS", "ms", "twice the time that the ramp to BATH_TEST_UA takes", "derived"),
    ("ONE_TRAY_OHM", "ohm", "no body has so little: both electrodes are in one tray", "floor 650 ohm, IEC 479-1"),
    ("PROBE_TOUCH_PERCENT", "%", "of what the probe gives into a short: 1 kohm and no electrode voltage give less", "derived"),
    ("TRAY_EMPTY_OHM", "ohm", "bath and body in series; body 1 kohm, soft water at a side plate 2.2 kohm each", "electrical.md 1"),
    ("CONTACT_WAIT_MS", "ms", "time to put both hands in", "UNSOURCED"),
    ("RETURN_WAIT_MS", "ms", "a pause or a lost contact longer than this ends the treatment", "UNSOURCED"),
    ("RAMP_LONGEST_MS", "ms", "25 mA at 0.3 mA/s take 83 s; what is not reached by then the skin does not give", "derived"),
    ("JOURNAL_PAGES_LEAST", "pages", "30 min of summaries (514), starts, stops, some captures of 11: all is kept", "derived"),
    ("SKIN_LIMITS_PERCENT", "%", "of the wanted current: below it the patient is told what flows and why", "Bindner: 10 % short"),
)
