"""How wrong input is told: file, key, value, bound and what to do. Knows no kind of file."""

from dataclasses import dataclass

GIVEN = object()  # a value that is there and too long to be shown


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file somebody wrote."""

    file: str
    key: str
    value: object
    bound: str
    remedy: str

    def as_dict(self) -> dict[str, str]:
        """For a program."""
        value = "" if self.value in (None, GIVEN) else str(self.value)
        return {"file": self.file, "key": self.key, "value": value, "bound": self.bound, "remedy": self.remedy}

    def __str__(self) -> str:
        given = " missing" if self.value is None else "" if self.value is GIVEN else f" = {self.value!r}"
        return f"{self.file}: {self.key}{given}: {self.bound}; {self.remedy}"


class InputError(Exception):
    """Input that cannot be used; `problems` holds all that was found, never none. Exit code 2."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
