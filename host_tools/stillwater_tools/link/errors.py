"""What can go wrong between a computer and a unit: each says what happened, the value, the bound and what to do next."""

from typing import Any


class LinkError(Exception):
    """Any of them."""


class NoAnswer(LinkError):
    """The unit has not answered in time, or takes nothing."""


class PortGone(LinkError):
    """The port cannot be opened, or has vanished: unplugged, held by another program, not permitted."""


class OtherTable(LinkError):
    """The unit's firmware has another table of commands than these tools; `hello` is what it has said nevertheless."""

    def __init__(self, message: str, hello: dict[str, Any]) -> None:
        super().__init__(message)
        self.hello = hello


class JournalDiffers(LinkError):
    """What lies on the disk is no beginning of this unit's journal."""


class UnitRefused(LinkError):
    """The unit has understood and does not do it; `error` is a name of the table's ERRORS."""

    def __init__(self, message: str, command: str, error: str, value: int, bound: int) -> None:
        super().__init__(message)
        self.command, self.error, self.value, self.bound = command, error, value, bound
