"""Registers and bits of the port, by the data sheet."""

import pytest

from stillwater.port import registers

# Byte addresses by the RP2040 data sheet: base of each block, and offset of the register.
_ADDRESSES = [
    (registers.ADC, registers.ADC_CS, 0x4004C000), (registers.ADC, registers.ADC_RESULT, 0x4004C004),
    (registers.ADC, registers.ADC_FCS, 0x4004C008), (registers.ADC, registers.ADC_FIFO, 0x4004C00C),
    (registers.DMA, registers.DMA_CTRL, 0x5000000C), (registers.DMA, registers.DMA_WRITE_AND_START, 0x5000002C),
    (registers.DMA, registers.DMA_CHANNEL_WORDS, 0x50000040),
    (registers.PWM, registers.PWM_CSR, 0x40050000), (registers.PWM, registers.PWM_DIV, 0x40050004),
    (registers.PWM, registers.PWM_CC, 0x4005000C),
    (registers.PWM, registers.PWM_TOP, 0x40050010), (registers.PWM, registers.PWM_SLICE_WORDS, 0x40050014),
    (registers.TIMER, registers.TIMER_NOW_US, 0x40054028),
    (registers.SIO, registers.SIO_IN, 0xD0000004), (registers.SIO, registers.SIO_SET, 0xD0000014),
    (registers.SIO, registers.SIO_CLEAR, 0xD0000018), (registers.IO, registers.IO_CTRL, 0x40014004),
    (registers.PIO_0, registers.PIO_CTRL, 0x50200000), (registers.PIO_0, registers.PIO_FSTAT, 0x50200004),
    (registers.PIO_0, registers.PIO_TX_0, 0x50200010),
]
_BITS = [
    (registers.CS_ON, (0, 1)), (registers.CS_START_ONE, (2,)), (registers.CS_START_MANY, (3,)), (registers.CS_READY, (8,)),
    (registers.FCS_EMPTY, (8,)), (registers.FCS_TO_DMA, (0, 3, 10, 11, 24)), (registers.DMA_BUSY, (24,)),
    (registers.IO_FORCE_LOW, (9,)), (registers.PIO_TX_FULL_0, (16,)), (registers.PWM_DIV_ONE, (4,)),
]


@pytest.mark.parametrize("block, offset, address", _ADDRESSES, ids=lambda value: hex(value))
def test_registers_stand_where_the_data_sheet_has_them(block, offset, address):
    assert (block + offset) << 2 == address


@pytest.mark.parametrize("value, bits", _BITS)
def test_bits_are_those_of_the_data_sheet(value, bits):
    assert value == sum(1 << bit for bit in bits)


def test_no_literal_is_an_object_to_viper_code():
    values = [value for name, value in vars(registers).items() if name.isupper()]
    assert max(values) < 1 << 30
    assert registers.SIO_CLEAR == registers.SIO_SET + 1  # levels of the board file are added and taken away
