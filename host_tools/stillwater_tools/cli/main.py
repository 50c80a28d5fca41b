"""The command `stillwater`. Exit codes: 0 done, 1 failed or refused, 2 wrong input, 3 a tool is missing or no unit answers, 4 the
unit does not allow it in its state, 130 interrupted. Knows how errors are told; heavy parts are brought in only when a command
needs them.
"""

import json
import sys


def main() -> None:
    """Run the command line; every expected error is told in plain lines with an exit code, never as a traceback."""
    try:
        _run()
    except KeyboardInterrupt:
        print("stillwater: interrupted; what has been written so far stays", file=sys.stderr)
        sys.exit(130)


def _run() -> None:
    from stillwater_tools.cli.commands import app
    from stillwater_tools.link.errors import LinkError
    from stillwater_tools.problems import InputError
    from stillwater_tools.run.interpreter import ToolMissing
    from stillwater_tools.run.vm import RunFailed

    try:
        app()
    except InputError as error:
        _tell(2, [problem.as_dict() for problem in error.problems], str(error))
    except ToolMissing as error:
        _tell(3, [], str(error))
    except LinkError as error:
        _tell(_code_of(error), [], str(error))
    except RunFailed as error:
        _tell(1, [], str(error))


def _code_of(error: Exception) -> int:
    """3 when no unit is heard, 4 when it is the wrong moment, 1 for all else that a unit or its link objects to."""
    from stillwater_tools.link.errors import NoAnswer, PortGone, UnitRefused

    if isinstance(error, (NoAnswer, PortGone)):
        return 3
    return 4 if isinstance(error, UnitRefused) and error.error in ("state", "busy") else 1


def _tell(code: int, problems: list[dict[str, str]], text: str) -> None:
    if "--json" in sys.argv:
        print(json.dumps({"error": text, "problems": problems}))
    print("\n".join(f"stillwater: {line}" for line in text.splitlines()), file=sys.stderr)
    sys.exit(code)
