"""How wrong input is told: file, key, value, bound and what to do. Knows no kind of file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file somebody wrote."""

    file: str
    key: str
    value: object
    bound: str
    remedy: str

    def __str__(self) -> str:
        given = "missing" if self.value is None else f"= {self.value!r}"
        return f"{self.file}: {self.key} {given}: {self.bound}; {self.remedy}"


class InputError(Exception):
    """Input that cannot be used; `problems` holds all that was found, never none. Exit code 2."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
