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
STOP_Q8_UA = const(32)  # the most current that a stop still allows
STOP_STEP_Q8_UA = const(33)
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
SKIN_LEAST_Q8_OHM = const(49)  # lowest resistance of both skins in this hold; so fine, for it rises by 2^-12 of itself
LEAVING = const(50)  # 1: it has risen as only a limb that leaves makes it rise
SHARE_Q10 = const(51)  # of the whole voltage, what is over both skins
ELECTRODES_MV = const(52)  # what the electrodes keep for themselves
HALF_MV = const(53)  # HELD_MV and the current at half of the way up: they tell skin from electrodes
HALF_UA = const(54)
FALLING_TICKS = const(55)  # for how long the current has been below its level: how fast a limb leaves
FOLLOW_Q8_UA = const(56)  # the current of the last 64 ms: what a fast removal is measured against
CLAMPED = const(57)  # how the clamp holds the skin's voltage; 0: what moves is no more than skin that wanders
PAUSE_TICKS = const(58)  # for how long yet, after a limb has left, nothing at all is given
LAST_UA = const(59)  # the current a tick ago
AHEAD_UA = const(60)  # the current as it will be when the output filter has followed
SERIES_LEVEL_OHM = const(61)  # the series resistance when the fall began
OPEN_TICKS = const(62)  # for how long nothing has flowed any more in a drive; below 0: nothing has yet
BEND_OHM = const(63)  # by how much more the other limb's skin falls when all of the current goes than its first step says
SKIN_MV = const(64)  # over both skins, when the circuit was last learnt
DITHER_RAW = const(65)  # over which the sixteen conversions of a reading are spread: of the board
SKIN_MEAN_Q4_OHM = const(66)  # resistance of both skins in the last seconds
SKIN_WANDER_Q4_OHM = const(67)  # by how much it falls below that mean: how far this patient's skin wanders
STANDS_TICKS = const(68)  # for how long the probe's whole voltage has stood
BATH_ERROR_MV = const(69)  # by how much more than BATH_MV it took until current flowed: the channel's error behind 33 kohm
SERIES_LEAST_Q8_OHM = const(70)  # lowest series resistance of the last seconds: water resists more as a limb leaves
SERIES_MEAN_Q8_OHM = const(71)

SLOTS = const(72)

CLAMPED_SLOWLY = const(1)
CLAMPED_FAST = const(2)

MODE_OFF = const(0)
MODE_PROBE = const(1)
MODE_DRIVE = const(2)
MODE_STOP = const(3)
