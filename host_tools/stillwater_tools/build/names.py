"""Names for what is put in: each kind of local has names of its own, given out and taken back like plates from a pile.

So the locals of functions that never live at the same time share a name, and no name ever changes its type. Knows no code.
"""

PREFIX = "inlined_"


def kind_in(name: str) -> str | None:
    """The kind of a name that was given out; None for any other name."""
    return name[len(PREFIX) :].rsplit("_", 1)[0] if name.startswith(PREFIX) else None


class Names:
    """The pile of one function."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def take(self, kind: str) -> str:
        """A name of this kind that nobody holds."""
        number = self._used.get(kind, 0)
        self._used[kind] = number + 1
        return f"{PREFIX}{kind}_{number}"

    def mark(self) -> dict[str, int]:
        """How high the pile stands."""
        return dict(self._used)

    def release(self, mark: dict[str, int]) -> None:
        """Take back all names that were given out since the mark."""
        self._used = dict(mark)
