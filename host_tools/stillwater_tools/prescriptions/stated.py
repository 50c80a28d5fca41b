"""What a prescription states, whether it comes from a clinician's file or from signed bytes. Knows the layout by the firmware's table.

Days are those of UTC, as a unit's clock has no zone: a prescription is valid to the end of its last day there.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.problems import GIVEN, InputError, Problem

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stated:
    """`areas` are dictionaries as the firmware's Prescription takes them; `expires` is the last day on which it is valid."""

    unit: str
    sequence: int
    issued: date
    expires: date
    age_years: int
    areas: list[dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        """For a program."""
        return {**asdict(self), "issued": self.issued.isoformat(), "expires": self.expires.isoformat()}

    def packed(self) -> bytes:
        """The bytes that are to be signed: a file that says yes to a contraindication never becomes a Stated, so all are answered no."""
        signed = firmware_module("stillwater.treatment.signed")
        head = {
            "serial": serial_bytes(self.unit), "sequence": self.sequence, "issued_s": _seconds(self.issued),
            "expires_s": _seconds(self.expires + _DAY), "screened": signed.ALL_SCREENED, "age_years": self.age_years,
        }  # fmt: skip
        return bytes(signed.packed(head, self.areas))


def stated_in(data: bytes, file: str) -> Stated:
    """What signed bytes state; their signature is not looked at, for that the unit's key is needed. InputError, naming `file`."""
    signed = firmware_module("stillwater.treatment.signed")
    try:
        head = signed.unpacked(data)
    except signed.Unfit as why:
        raise InputError([Problem(file, "file", GIVEN, why.text, "sign it anew with `stillwater prescribe sign`")]) from None
    if head["screened"] != signed.ALL_SCREENED:
        bound = "not every contraindication is answered no"
        raise InputError([Problem(file, "screening", head["screened"], bound, "answer them, sign it with these tools")])
    unit = head["serial"].rstrip(b"\0").decode("ascii", "replace")
    areas = signed.fields_of(data, head)
    return Stated(unit, head["sequence"], _day(head["issued_s"]), _day(head["expires_s"]) - _DAY, head["age_years"], areas)


def serial_bytes(unit: str) -> bytes:
    """A serial as the firmware has it."""
    return unit.encode("ascii").ljust(firmware_module("stillwater.treatment.signed").SERIAL_BYTES, b"\0")


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), timezone.utc).timestamp())


def _day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, timezone.utc).date()
