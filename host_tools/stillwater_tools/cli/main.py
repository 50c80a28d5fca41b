"""The command `stillwater`. Exit codes: 0 done, 1 a run or an expectation failed, 2 wrong input, 3 a tool is missing.

Knows every subcommand and how errors are told; knows no figure.
"""

import json
import sys

import typer

from stillwater_tools.cli import board, journal, play
from stillwater_tools.problems import InputError
from stillwater_tools.run.interpreter import ToolMissing
from stillwater_tools.run.vm import RunFailed

app = typer.Typer(
    help="Tools of Stillwater: open firmware for tap-water iontophoresis. Not a certified medical device.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(board.app, name="board")
app.add_typer(journal.app, name="journal")
app.command("demo")(play.demo)
app.command("run")(play.run)
app.command("scenes")(play.scenes)
app.command("bench-speed")(play.bench_speed)

_EXITS = ((InputError, 2), (ToolMissing, 3), (RunFailed, 1))


def main() -> None:
    """Run the command line; every expected error is one message and an exit code, never a traceback."""
    try:
        app()
    except tuple(kind for kind, _code in _EXITS) as error:
        _tell(error)
        sys.exit(next(code for kind, code in _EXITS if isinstance(error, kind)))
    except KeyboardInterrupt:
        sys.exit(130)


def _tell(error: Exception) -> None:
    if "--json" in sys.argv:
        print(json.dumps({"error": str(error)}))
    print(f"stillwater: {error}", file=sys.stderr)
