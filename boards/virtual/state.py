"""Names of the slots of the simulated board's block: what its parts are set to, stand at, and suffer."""

from micropython import const

# what the port commands
LEVEL_UV = const(0)  # what the PWM level of this tick stands for
CONTACT_1 = const(1)  # 1 closed; in series with
CONTACT_2 = const(2)  # 1 closed; the probe resistor bridges it when open
BRIDGE_WANTED = const(3)
FED_US = const(4)  # time left until the enable line drops
# what the parts stand at
POLE_1_UV = const(5)
POLE_2_UV = const(6)
TERMINAL_UV = const(7)
CONTACT_1_US = const(8)  # time until the relay has followed
CONTACT_2_US = const(9)
CONTACT_1_IS = const(10)
CONTACT_2_IS = const(11)
BRIDGE = const(12)
BRIDGE_US = const(13)
LATCH = const(14)  # comparator has tripped
STAGE_NA = const(15)  # current out of the stage, magnitude
SEED = const(17)
SUPPLY_MV = const(18)
REFERENCE_SUM_UA = const(19)  # the INA228's average in the making
REFERENCE_COUNT = const(20)
TEMPERATURE_DECI_C = const(21)
SKIN_SUM_NA = const(22)  # of this millisecond's four steps, for the trace
PEAK_SKIN_NA = const(23)
# how the board is built, from board.py and its own errors
A_ZERO_RAW = const(24)
A_SIGN = const(25)
A_UA_Q14 = const(26)
B_ZERO_RAW = const(27)
B_SIGN = const(28)
B_UA_Q14 = const(29)
V_ZERO_RAW = const(30)
V_SIGN = const(31)
V_MV_Q13 = const(32)
STEP_RAW = const(33)
BLEEDER_OHM = const(34)
PROBE_OHM = const(35)
TERMINAL_NF = const(36)
LEAK_NA = const(37)
UV_PER_LEVEL = const(38)
LEVEL_REST_UV = const(39)
RELAY_US = const(40)
# conductances of this millisecond, nA per uV
PATH_Q20 = const(41)
LOAD_Q20 = const(42)
HOLD_Q20 = const(43)
# what has gone wrong, set by a scene
STAGE_SHORT = const(44)
PWM_STUCK = const(45)
LEAD_BROKEN = const(46)
TOUCH_OHM = const(47)  # across the electrodes; 0 none
WELDED = const(48)  # 1 first contact, 2 second, 3 both
BRIDGE_STUCK = const(49)
ADC_FAULT = const(50)  # 1 stuck, 2 saturated, 3 silent
A_GAIN_PPM = const(51)  # of channel A; 1000000 right
ADC_GAIN_PPM = const(52)  # of everything the converter reads: its reference has drifted
STUCK_A_RAW = const(53)
STUCK_B_RAW = const(54)
STUCK_V_RAW = const(55)
PWM_HELD_UV = const(56)
USB_POWER = const(57)
# the channels' scales as they are, counts a nA and a uV
A_RAW_Q34 = const(58)
B_RAW_Q34 = const(59)
V_RAW_Q34 = const(16)
# for the trace: what app has told
TREATMENT_STATE = const(60)
DOSE_UC = const(61)
OPEN_US = const(62)  # the chopper is open so long at the begin of the next step
DITHER_RAW = const(63)
B_GAIN_PPM = const(64)  # as A_GAIN_PPM
V_GAIN_PPM = const(65)
SLOTS = const(66)
