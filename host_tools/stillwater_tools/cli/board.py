"""board check, board show. Knows arguments; rules and scales are in boards."""

import json
from pathlib import Path
from typing import Annotated

import typer

from stillwater_tools.boards.generate import board_integers, board_text
from stillwater_tools.boards.load import load_board

app = typer.Typer(help="Board files: check them, show their integers.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(help="a board.toml")]
Json = Annotated[bool, typer.Option("--json", help="print as JSON")]


@app.command()
def check(file: File, as_json: Json = False) -> None:
    """Check a board file whole; exit code 2 and one line for each thing that is wrong."""
    board = load_board(file)
    print(json.dumps({"board": board.board.name, "problems": []}) if as_json else f"{file}: {board.board.name} fits")


@app.command()
def show(file: File, as_json: Json = False) -> None:
    """Print the integers that the firmware gets."""
    print(json.dumps(board_integers(load_board(file)), indent=2) if as_json else board_text(file), end="\n" if as_json else "")
