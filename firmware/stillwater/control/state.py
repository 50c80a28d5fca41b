"""Names of the slots of control's block: one preallocated array of 32-bit integers.

The block is all that control remembers from tick to tick. Port and app fill the inputs and read the outputs;
nothing else is shared. Knows no law.
"""

from micropython import const

# inputs, written by the port at each tick, in sixteenths of a count
A_RAW = const(0)
V_RAW = const(1)
HELD_RAW = const(2)  # the voltage channel read while the chopper was open
HELD_FRESH = const(3)  # 1 in the tick that brings a new HELD_RAW

# scales of the board with its calibration, written by app before the first tick
A_ZERO_RAW = const(4)
A_SIGN = const(5)
A_UA_Q14 = const(6)
V_ZERO_RAW = const(7)
V_SIGN = const(8)
V_MV_Q13 = const(9)
STEP_RAW = const(10)  # width that each of the converter's four wide codes swallows
OUTPUT_MAX_UV = const(11)
PROBE_UV = const(12)
SILENT_LIMIT_TICKS = const(13)
RAMP_FAST_UA_PER_S = const(14)

# wishes of treatment, written by app at 50 Hz
REQUEST = const(15)
TARGET_UA = const(16)
SLOPE_UA_PER_S = const(17)
FORCE_DOWN = const(18)  # a soft fault: target is zero, whatever is wished
CUT = const(19)  # safety has cut: the output is off in this tick

# what control knows
MODE = const(20)
CURRENT_UA = const(21)
CURRENT_SLOW_Q6_UA = const(22)
OUTPUT_MV = const(23)
HELD_MV = const(24)
SERIES_OHM = const(25)
REST_OHM = const(26)
LEVEL_Q8_UA = const(27)
REFERENCE_UA = const(28)
REFERENCE_REST = const(29)
HOLD_UV = const(30)
COMMAND_UV = const(31)
STOP_UV = const(32)
STOP_STEP_UV = const(33)
LIMITED = const(34)
CONTACT_TICKS = const(35)
CONTACT_LOST = const(36)
SILENT_TICKS = const(37)
CHARGE_UC = const(38)
CHARGE_REST_NC = const(39)
TICKS = const(40)
FELL_UA = const(41)  # the current one tick before the commit: tells a broken lead from a lifted hand
SERIES_FIRST_OHM = const(42)  # the series resistance when the hold began: what a sinking level is measured against
TEST = const(43)  # 1: the relay test wants the probe's voltage behind open contacts
QUIET_TICKS = const(44)  # for how long nothing has been commanded and nothing has flowed
ARRIVED = const(45)  # 1: the current has reached the target
PROBE_OHM = const(46)  # of the board, written by app before the first tick
BATH_MV = const(47)  # what the probe leaves over the bath: the next drive begins there
DEFICIT_SLOW_Q6_UA = const(48)
SKIN_LEAST_OHM = const(49)  # lowest resistance of both skins in this hold
LEAVING = const(50)  # 1: it has risen as only a limb that leaves makes it rise

SLOTS = const(52)

MODE_OFF = const(0)
MODE_PROBE = const(1)
MODE_DRIVE = const(2)
MODE_STOP = const(3)
