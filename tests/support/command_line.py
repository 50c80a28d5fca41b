"""A command in this process: what it prints, and the code it ends with."""

import pytest

from stillwater_tools.cli import main as command


def run_here(monkeypatch, capsys, *arguments):
    """Exit code, standard output and error."""
    monkeypatch.setattr("sys.argv", ["stillwater", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        command.main()
        raise SystemExit(0)
    told = capsys.readouterr()
    return ended.value.code, told.out, told.err
