"""What a scene file must hold. Knows the virtual board's parts, shapes and the treatment's states by their own tables."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from stillwater_tools.firmware_tables import firmware_module

_HOUR_MS = 3_600_000
PRESCRIBED = "prescribed"  # not a state: a clinic has loaded a prescription, which only a unit that is served knows (virtual/served.py)
Seconds = Annotated[float, Field(ge=0, le=7200)]
Milliseconds = Annotated[int, Field(strict=True, ge=0, le=_HOUR_MS)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Event(_Part):
    at_s: Seconds | None = None
    after: str | None = None
    nth: Annotated[int, Field(ge=1, le=50)] = 1
    delay_s: Seconds = 0

    @model_validator(mode="after")
    def _has_one_time(self) -> "_Event":
        if (self.at_s is None) == (self.after is None):
            raise ValueError("needs exactly one of at_s and after")
        if self.at_s is not None and self.delay_s:
            raise ValueError("delay_s belongs to after: put the delay into at_s")
        return self

    @field_validator("after")
    @classmethod
    def _is_state(cls, value: str | None) -> str | None:
        return value if value is None else _one_of(value, (*state_names(), PRESCRIBED))


class Leave(_Event):
    """A limb moves out of the water, or back in with to_percent = 100."""

    do: Literal["leave"]
    limb: Literal["1", "2", "both"]
    over_ms: Annotated[int, Field(strict=True, ge=1, le=60_000)]
    to_percent: Annotated[int, Field(strict=True, ge=0, le=100)] = 0
    shape: str = "linear"

    @field_validator("shape")
    @classmethod
    def _is_shape(cls, value: str) -> str:
        return _one_of(value, firmware_module("virtual.limbs").SHAPES)


class Press(_Event):
    do: Literal["press"]
    button: Literal["start", "less", "more"]
    hold_ms: Annotated[int, Field(strict=True, ge=20, le=10_000)] = 200


class _OnBoard(_Event):
    part: str

    @field_validator("part")
    @classmethod
    def _is_part(cls, value: str) -> str:
        return _one_of(value, parts())

    def _in_range(self, value: int) -> None:
        _slot, low, high = parts()[self.part]
        if not low <= value <= high:
            raise ValueError(f"{self.part} = {value}, must be {low}..{high}")


class Set(_OnBoard):
    """Something on the board goes wrong, or is mended."""

    do: Literal["set"]
    value: Annotated[int, Field(strict=True, ge=-(2**31), lt=2**31)]
    offset_uv: int = 0  # of a PWM that sticks: how far from where it stood

    @model_validator(mode="after")
    def _value_in_range(self) -> "Set":
        self._in_range(self.value)
        return self


class Drift(_OnBoard):
    """Something on the board changes little by little."""

    do: Literal["drift"]
    to: Annotated[int, Field(strict=True, ge=0, lt=2**31)]
    over_ms: Annotated[int, Field(strict=True, ge=1, le=_HOUR_MS)]

    @model_validator(mode="after")
    def _end_in_range(self) -> "Drift":
        self._in_range(self.to)
        return self


class Pour(_Event):
    """Water runs out of a tray, or is filled up again."""

    do: Literal["pour"]
    tray: Literal[1, 2]
    to: Annotated[int, Field(strict=True, ge=0, le=1000)]  # permille of a full tray
    over_ms: Annotated[int, Field(strict=True, ge=1, le=_HOUR_MS)] = 1


class Pause(_Event):
    do: Literal["tick_pause", "main_pause"]
    ms: Annotated[int, Field(strict=True, ge=1, le=60_000)]


class PowerFail(_Event):
    do: Literal["power_fail"]


Event = Annotated[Leave | Press | Set | Drift | Pour | Pause | PowerFail, Field(discriminator="do")]


class Expect(_Part):
    """What must come of it; judged by `stillwater run` and by the tests from the true current."""

    faults: list[str] = []  # one of these is the first cause; none may come if empty
    state: str | None = None  # where it ends
    refusal: str | None = None
    cut_within_ms: Milliseconds | None = None  # below 1 mA so soon after the last thing that went wrong
    ramp_within_ms: Milliseconds | None = None  # going down so soon after, and no more than 0.5 mA in 10 ms
    least_dose_percent: Annotated[int, Field(ge=0, le=100)] | None = None

    @field_validator("faults")
    @classmethod
    def _are_faults(cls, value: list[str]) -> list[str]:
        known = [name for _code, name, _kind in firmware_module("stillwater.safety.faults").FAULTS]
        return [_one_of(name, known) for name in value]

    @field_validator("state")
    @classmethod
    def _is_state(cls, value: str) -> str:
        return _one_of(value, (*state_names(), "no-plan"))

    @field_validator("refusal")
    @classmethod
    def _is_refusal(cls, value: str) -> str:
        return _one_of(value, [name for _code, name in firmware_module("stillwater.treatment.refusals").REFUSALS])


class Scene(_Part):
    about: Annotated[str, Field(min_length=10, max_length=200)]
    duration_s: Annotated[float, Field(gt=0, le=7200)] = 3600
    until: str = "done"
    starts_by_itself: bool = True  # the patient presses start, says yes three times and puts the hands in
    board: dict[str, int] = {}
    patient: dict[str, int] = {}
    prescription: dict[str, Any] = {"area": "palms", "current_ua": 15000}
    events: list[Event] = []
    expect: Expect = Expect()

    @field_validator("until")
    @classmethod
    def _is_state(cls, value: str) -> str:
        return _one_of(value, (*state_names(), "no-plan"))

    @field_validator("board")
    @classmethod
    def _are_parts(cls, value: dict[str, int]) -> dict[str, int]:
        for name, setting in value.items():
            Set(at_s=0, do="set", part=name, value=setting)
        return value

    @field_validator("patient")
    @classmethod
    def _is_patient(cls, value: dict[str, int]) -> dict[str, int]:
        firmware_module("virtual.patient").complete(value)
        return value


def parts() -> dict[str, tuple[int, int, int]]:
    """What a scene may set on the board: name -> (slot, lowest, highest)."""
    known: dict[str, tuple[int, int, int]] = firmware_module("virtual.player").PARTS
    return known


def state_names() -> tuple[str, ...]:
    """Names of the treatment's states."""
    return tuple(row[0] for row in firmware_module("stillwater.treatment.states").STATES)


def _one_of(value: str, known: Any) -> str:
    if value not in known:
        raise ValueError(f"{value}: must be one of {', '.join(known)}")
    return value
