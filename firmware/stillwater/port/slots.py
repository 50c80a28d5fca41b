"""Names of the slots of the port's own block, an array of 32-bit integers. Nothing outside of this room looks at it."""

from micropython import const

# set once, at start
BURST = const(0)  # address of the conversions
DMA_CHANNEL = const(1)
A_AT = const(2)  # where A, B and V stand in a round of the converter
B_AT = const(3)
V_AT = const(4)
ROUND_CS = const(5)  # the converter's CS that starts a burst
ENABLE_CTRL = const(6)  # the enable pin's CTRL as PIO has it

LEVEL_REST_UV = const(7)  # what is left below a PWM level
BRIDGE_WANTED = const(8)  # +1 or -1
BRIDGE_IS = const(9)  # +1 or -1; 0 while both pairs are open
BRIDGE_TICKS = const(10)  # for how long both pairs have been open
OPEN_TICKS = const(11)  # for how long both contacts have been open

SUPPLY_RAW = const(12)  # sixteenths of a code, as the other channels
TEMPERATURE_RAW = const(13)  # codes
STARTED = const(14)  # 0 until the first tick has been
LAST_US = const(15)

# for the record
PERIOD_LEAST_US = const(16)
PERIOD_MOST_US = const(17)
TICK_MOST_US = const(18)
TICK_SUM_US = const(19)

SLOTS = const(20)

CONVERSIONS = const(48)  # sixteen rounds of A, B and V
NOT_YET = const(0xFFFF)  # no conversion has come here: more than any code
