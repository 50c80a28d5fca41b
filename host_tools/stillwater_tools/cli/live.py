"""One line that moves while a run goes on: time, current, state, what the display says. Knows messages, no figures."""

from types import TracebackType
from typing import Any

from rich.console import Console

from stillwater_tools.report.metrics import UC_PER_MA_MIN


class Live:
    """Shows a run's messages; on a terminal one moving line, otherwise a line for each state."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._console = Console(stderr=True)
        self._status = self._console.status("building")

    def __enter__(self) -> "Live":
        if not self._quiet and self._console.is_terminal:
            self._status.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._status.stop()

    def watch(self, message: dict[str, Any]) -> None:
        """Show a message of the unit."""
        if message["kind"] == "progress":
            current_ma = message["current_ua"] / 1000
            self.say(f"{message['now_ms'] / 1000:6.0f} s  {current_ma:5.1f} mA  {message['state']:10}  {' | '.join(message['says'])}")
        elif message["kind"] == "state" and not self._quiet:
            self._console.print(f"{message['now_ms'] / 1000:7.1f} s  {message['state']:10}  {' | '.join(message['says'])}", soft_wrap=True)
        elif message["kind"] == "power-lost" and not self._quiet:
            self._console.print(f"power was lost after {message['minutes']} min, {message['charge_uc'] / UC_PER_MA_MIN:.1f} mA min given")

    def say(self, text: str) -> None:
        """Put a text into the moving line."""
        if self._console.is_terminal:
            self._status.update(text)
