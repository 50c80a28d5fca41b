"""Names of the slots of the guard's block: an array of 32-bit integers of its own, apart from control's.

The port fills what it read and what it wrote; the monitor judges; nothing here is believed because control says so.
"""

from micropython import const

# written by the port at each tick
GUARD_A_RAW = const(0)
GUARD_B_RAW = const(1)
GUARD_V_RAW = const(2)
GUARD_LATCH = const(3)  # the comparator's latch has tripped
GUARD_SUPPLY_MV = const(4)
GUARD_BRIDGE_SENSED = const(5)
GUARD_COMMAND_UV = const(6)
GUARD_CONTACTS = const(7)  # 0 open, 1 through the probe resistor, 2 closed
GUARD_BRIDGE = const(8)  # where the bridge was sent
GUARD_LATE_US = const(9)  # time since the tick before

# scales of the board with its calibration, and the treatment's ceiling, written by app while nothing flows
GUARD_A_ZERO_RAW = const(10)
GUARD_A_SIGN = const(11)
GUARD_A_UA_Q14 = const(12)
GUARD_B_ZERO_RAW = const(13)
GUARD_B_SIGN = const(14)
GUARD_B_UA_Q14 = const(15)
GUARD_V_ZERO_RAW = const(16)
GUARD_V_SIGN = const(17)
GUARD_V_MV_Q13 = const(18)
GUARD_SUPPLY_LOST_MV = const(19)
GUARD_CEILING_UA = const(20)
GUARD_CHARGE_MAX_UC = const(21)

# what the monitor knows
CUT = const(24)  # 1: the output is off, until the fault is cleared
FAULT = const(25)  # first cause, a code of faults.py
FAULT_A_RAW = const(26)
FAULT_B_RAW = const(27)
FAULT_V_RAW = const(28)
A_UA = const(29)
B_UA = const(30)
V_MV = const(31)
LAST_UA = const(32)
QUARTER_UA = const(33)  # lowest current of the quarter second that ended
QUARTER_LEAST_UA = const(34)  # and of the one that runs
QUARTER_TICKS = const(35)
EXPECTED_1_MV = const(36)  # the command through the output filter's two poles
EXPECTED_2_MV = const(37)
LAST_A_RAW = const(38)
LAST_B_RAW = const(39)
LAST_V_RAW = const(40)
CHARGE_NC = const(41)
GUARD_CHARGE_UC = const(42)
# how many ticks each check has been violated in a row
OVER_PRESCRIBED_COUNT = const(44)
DIFFER_COUNT = const(45)
OUTPUT_COUNT = const(46)
STUCK_COUNT = const(47)
SATURATED_COUNT = const(48)
SILENT_COUNT = const(49)
OFF_COUNT = const(50)
SHORT_COUNT = const(51)
SIGN_COUNT = const(52)
SUPPLY_COUNT = const(54)

GUARD_SLOTS = const(56)
