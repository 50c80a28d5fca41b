"""What a QA engineer does to a unit, whatever tier it is on. Knows no tier: each is a subclass. Time is the unit's own, in ms."""

from abc import ABC, abstractmethod
from collections.abc import Callable

from support.unit_told import Told

_TAP_MS = 100
_ANSWER_MS = 60  # two looks, and what a collection takes
_LONG_MS = 1200  # a second, more for a main loop that is late, and until it is looked at


class Unit(ABC):
    """`told` is what came of it. Leaving its `with` block takes power away."""

    tier: str

    def __init__(self) -> None:
        self.told = Told()

    def __enter__(self) -> "Unit":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Take power away."""

    @abstractmethod
    def run(self, ms: int) -> None:
        """Let time pass."""

    @abstractmethod
    def until(self, condition: Callable[[], bool], most_ms: int, awaited: str) -> None:
        """Let time pass until something is so; NotInTime, with what was awaited, after most_ms."""

    @abstractmethod
    def move(self, limb: str, to_percent: int, over_ms: int = 100) -> None:
        """Begin to move limb "1", "2" or "both" to a wet part of 0..100 %."""

    @abstractmethod
    def finger(self, button: str, down: bool) -> None:
        """Put a finger on start, less or more, or take it away."""

    @abstractmethod
    def short_the_stage(self) -> None:
        """Break the output stage: it gives all that it can."""

    @abstractmethod
    def let_be_given(self, permille: int) -> None:
        """Let so many thousandths of the dose have been given: a treatment takes five minutes at least."""

    @abstractmethod
    def order_heap(self) -> None:
        """Have it tell what of its heap is in use."""

    def count_heap(self) -> None:
        """One more figure in `told.heap_bytes`."""
        self.order_heap()
        self.run(_ANSWER_MS)

    def until_state(self, state: str, most_ms: int) -> None:
        """Wait until the treatment is in a state."""
        self.until(lambda: self.told.last["state"] == state, most_ms, f"state {state}")

    def until_words(self, words: str, most_ms: int) -> None:
        """Wait until words stand on the display."""
        self.until(lambda: words in self.told.words, most_ms, f"the words {words!r}")

    def press(self, button: str, for_ms: int = _TAP_MS) -> None:
        """Press and let go."""
        self.finger(button, True)
        self.run(for_ms)
        self.finger(button, False)

    def press_long(self, button: str) -> None:
        """Hold a button down for a second."""
        self.press(button, _LONG_MS)
