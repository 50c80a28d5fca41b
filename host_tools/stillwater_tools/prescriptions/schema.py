"""What a clinician's file must hold: keys, units, kinds of values. Knows no limit: those are the firmware's, and load.py asks it."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, model_validator

UA_PER_MA = 1000
_EXACT_UA = 1e-6  # what a decimal fraction loses as a binary one
Milliamperes = Annotated[float, Field(strict=True, gt=0, le=1000)]
Count = Annotated[int, Field(strict=True, ge=1, lt=2**32)]
Serial = Annotated[str, Field(strict=True, pattern=r"^[!-~]{1,12}$")]
Day = Annotated[date, Field(strict=True)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Area(_Part):
    """How one area is treated. Current in mA or uA, each once; without a ceiling the patient cannot go above the current."""

    current_ma: Milliamperes | None = None
    current_ua: StrictInt | None = None
    ceiling_ma: Milliamperes | None = None
    ceiling_ua: StrictInt | None = None
    minutes: StrictInt
    per_week: StrictInt
    turn: StrictStr

    @model_validator(mode="after")
    def _has_one_current(self) -> "Area":
        if (self.current_ma is None) == (self.current_ua is None):
            raise ValueError("needs exactly one of current_ma and current_ua")
        if self.ceiling_ma is not None and self.ceiling_ua is not None:
            raise ValueError("needs at most one of ceiling_ma and ceiling_ua")
        for value_ma in (self.current_ma, self.ceiling_ma):
            if value_ma is not None and abs(value_ma * UA_PER_MA - round(value_ma * UA_PER_MA)) > _EXACT_UA:
                raise ValueError(f"{value_ma} mA is no whole number of uA")
        return self

    def fields(self, area: str, age_years: int) -> dict[str, object]:
        """As the firmware's Prescription takes them."""
        current_ua = _in_ua(self.current_ma, self.current_ua)
        ceiling_ua = _in_ua(self.ceiling_ma, self.ceiling_ua)
        return {
            "area": area, "current_ua": current_ua, "ceiling_ua": current_ua if ceiling_ua is None else ceiling_ua,
            "minutes": self.minutes, "per_week": self.per_week, "turn": self.turn, "age_years": age_years,
        }  # fmt: skip


class File(_Part):
    """The whole file. Every contraindication has its answer in `screening`: none is taken for granted."""

    unit: Serial
    sequence: Count
    issued: Day
    expires: Day  # the last day on which it is valid
    age_years: StrictInt
    screening: dict[str, StrictBool]
    areas: Annotated[dict[str, Area], Field(min_length=1)]


def _in_ua(value_ma: float | None, value_ua: int | None) -> int | None:
    return value_ua if value_ma is None else round(value_ma * UA_PER_MA)
