"""Where the RP2040's registers stand and what their bits mean. Knows no board and no meaning of a reading.

Sections are of the RP2040 data sheet. Blocks are word addresses, a fourth of the byte address, because a literal at or above
2^30 is an object to viper code: `word = ADC`, `adc = ptr32(word << 2)`. A register then is its offset in words.
"""

from micropython import const

ADC = const(0x10013000)  # 0x4004C000, section 4.9.6
ADC_CS = const(0)
ADC_RESULT = const(1)
ADC_FCS = const(2)
ADC_FIFO = const(3)
CS_ON = const(0x3)  # converter and temperature sensor
CS_START_ONE = const(0x4)
CS_START_MANY = const(0x8)
CS_READY = const(0x100)
CS_CHANNEL_SHIFT = const(12)
CS_ROUND_SHIFT = const(16)
FCS_OFF = const(0)
FCS_EMPTY = const(0x100)
FCS_TO_DMA = const(0x1000C09)  # on, ask DMA from one word on, forget earlier under- and overruns
CHANNEL_TEMPERATURE = const(4)
GPIO_OF_CHANNEL_0 = const(26)

DMA = const(0x14000000)  # 0x50000000, section 2.5.7
DMA_CHANNEL_WORDS = const(16)
DMA_CTRL = const(3)
DMA_BUSY = const(0x1000000)
DMA_WRITE_AND_START = const(11)  # AL2_WRITE_ADDR_TRIG
DREQ_ADC = const(36)  # table 120

PWM = const(0x10014000)  # 0x40050000, section 4.5.3
PWM_SLICE_WORDS = const(5)
PWM_CSR = const(0)
PWM_DIV = const(1)
PWM_CC = const(3)
PWM_TOP = const(4)
PWM_DIV_ONE = const(0x10)

TIMER = const(0x10015000)  # 0x40054000, section 4.6.5
TIMER_NOW_US = const(10)  # TIMERAWL

WATCHDOG = const(0x10016000)  # 0x40058000, section 4.7.6
WATCHDOG_SCRATCH_0 = const(3)

SIO = const(0x34000000)  # 0xD0000000, section 2.3.1.7
SIO_IN = const(1)
SIO_SET = const(5)
SIO_CLEAR = const(6)  # one above SIO_SET: SIO_CLEAR - 1 sets, SIO_CLEAR - 0 clears

IO = const(0x10005000)  # 0x40014000, section 2.19.6.1: two words a pin
IO_CTRL = const(1)
IO_FUNCTION = const(0x1F)
IO_FORCE_LOW = const(0x200)  # OUTOVER

PIO_0 = const(0x14080000)  # 0x50200000, section 3.7
PIO_CTRL = const(0)
PIO_RUNNING = const(0xF)
PIO_FSTAT = const(1)
PIO_TX_FULL_0 = const(0x10000)
PIO_TX_0 = const(4)
