"""What a board file must hold: sections, keys (each ends in its unit), ranges. Knows no board and no firmware."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _not_zero(value: int) -> int:
    if value == 0:
        raise ValueError("must be -1 or 1")
    return value


Gpio = Annotated[int, Field(strict=True, ge=0, le=29)]
AdcGpio = Annotated[int, Field(strict=True, ge=26, le=29)]
Ppm = Annotated[int, Field(strict=True, ge=800_000, le=1_200_000)]
Sign = Annotated[int, Field(strict=True, ge=-1, le=1, multiple_of=1), AfterValidator(_not_zero)]
Positive = Annotated[float, Field(strict=True, gt=0, le=1_000_000)]
Whole = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Level = Annotated[int, Field(strict=True, ge=0, le=1)]
Millivolts = Annotated[int, Field(strict=True, ge=0, le=100_000)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Identity(_Section):
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,23}$")]
    serial_prefix: Annotated[str, Field(pattern=r"^[A-Z0-9]{2,8}$")]
    usb_isolated: Annotated[bool, Field(strict=True)]


class Pins(_Section):
    pwm: Gpio
    enable: Gpio
    contact_1: Gpio
    contact_2: Gpio
    bridge_a: Gpio
    bridge_b: Gpio
    chopper: Gpio
    dither: Gpio
    latch_in: Gpio
    latch_reset: Gpio
    alert_in: Gpio
    bridge_sense: Gpio
    button_start: Gpio
    button_less: Gpio
    button_more: Gpio
    buzzer: Gpio
    i2c_sda: Gpio
    i2c_scl: Gpio
    usb_sense: Gpio
    led: Gpio
    adc_a: AdcGpio
    adc_b: AdcGpio
    adc_v: AdcGpio
    adc_supply: AdcGpio


class Levels(_Section):
    """What a pin's level means. Enable, contacts, bridge and latch_in have no choice: circuit.md says why."""

    chopper_open: Level
    bridge_sense_plus: Level
    button_pressed: Level
    latch_reset: Level


class CurrentChannel(_Section):
    shunt_ohm: Positive
    gain: Positive
    zero_mv: Millivolts
    sign: Sign


class VoltageChannel(_Section):
    divider_ratio: Positive
    zero_mv: Millivolts
    sign: Sign
    bleeder_ohm: Whole
    terminal_nf: Annotated[int, Field(strict=True, ge=1, le=20)]  # 60 V x 20 nF: twice the stray charge allowed


class Reference(_Section):
    shunt_ohm: Positive
    alert_ma: Whole


class Clock(_Section):
    """Keeps the time while the unit is off."""

    part: Literal["DS3231", "none"]


class Converter(_Section):
    reference_mv: Annotated[int, Field(strict=True, ge=1000, le=3600)]
    bits: Literal[12]
    sum: Literal[16]
    wide_code_lsb: Annotated[int, Field(strict=True, ge=0, le=20)]
    dither_lsb: Annotated[int, Field(strict=True, ge=24, le=100)]  # more than the widest code: straightening divides by the rest


class Output(_Section):
    clock_khz: Annotated[int, Field(strict=True, ge=48_000, le=200_000)]
    pwm_khz: Annotated[int, Field(strict=True, ge=20, le=100)]
    full_scale_mv: Whole
    maximum_mv: Whole
    limiter_ma: Whole
    comparator_ma: Whole
    probe_ohm: Whole
    probe_mv: Whole


class Relays(_Section):
    on_us: Annotated[int, Field(strict=True, ge=10, le=10_000)]
    off_us: Annotated[int, Field(strict=True, ge=10, le=3_000)]


class Supply(_Section):
    nominal_mv: Whole
    low_mv: Whole
    lost_mv: Whole
    divider_ratio: Positive


class Calibration(_Section):
    a_gain_ppm: Ppm
    b_gain_ppm: Ppm
    v_gain_ppm: Ppm


class Board(_Section):
    board: Identity
    pins: Pins
    levels: Levels
    current_a: CurrentChannel
    current_b: CurrentChannel
    voltage: VoltageChannel
    reference: Reference
    clock: Clock
    converter: Converter
    output: Output
    relays: Relays
    supply: Supply
    calibration: Calibration
