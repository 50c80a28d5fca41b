"""What a patient is asked, and one answer to it.

HDSS and the score of 0..10 are published scales (HDS, SES: see sources.py). UNSOURCED: the four steps of tingling, redness, dryness
and blisters, for which the sources give words and no scale. Knows no file, no unit and no rule.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Hdss = Annotated[int | None, Field(ge=1, le=4)]
Score = Annotated[int | None, Field(ge=0, le=10)]
Step = Annotated[int | None, Field(ge=0, le=3)]

# column, what it asks, what its numbers mean
SCALES = (
    ("hdss", "how much sweating interferes", "1 never noticeable, 2 tolerable, 3 barely tolerable, 4 intolerable"),
    ("sweat", "how much it sweats", "0 not at all .. 10 as badly as can be"),
    ("tingling", "tingling during the treatment", "0 none, 1 faint, 2 firm, 3 painful"),
    ("redness", "redness after it", "0 none, 1 slight, 2 clear, 3 severe"),
    ("dryness", "skin that is too dry", "0 none, 1 slight, 2 clear, 3 cracked"),
    ("blisters", "blisters", "0 none, 1 one or two, 2 several, 3 many"),
)


class Answer(BaseModel):
    """What was answered on a day; None where nothing was. `treated`: there was a treatment of ten minutes or more that day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: date
    area: Literal["palms", "soles", "axillae"] | None = None
    treated: bool = False
    hdss: Hdss = None
    sweat: Score = None
    tingling: Step = None
    redness: Step = None
    dryness: Step = None
    blisters: Step = None
    note: str = ""

    @field_validator("day")
    @classmethod
    def _has_been(cls, day: date) -> date:
        if day > date.today():
            raise ValueError(f"must not be after today, {date.today()}")
        return day

    @model_validator(mode="after")
    def _says_something(self) -> "Answer":
        if not self.treated and not self.note and all(getattr(self, name) is None for name, _asks, _means in SCALES):
            raise ValueError("must answer something")
        return self

    def words(self) -> str:
        """What was answered, in the order of the columns."""
        told = [f"{name} {value}" for name, _asks, _means in SCALES if (value := getattr(self, name)) is not None]
        named = ([self.area] if self.area else []) + (["treated"] if self.treated else [])
        return ", ".join([*named, *told, *([self.note] if self.note else [])])


ANSWER_COLUMNS = tuple(Answer.model_fields)
