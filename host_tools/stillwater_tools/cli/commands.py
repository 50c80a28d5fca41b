"""Every subcommand of `stillwater` in one place. Knows names; the work is elsewhere."""

import typer

from stillwater_tools.cli import bench, board, journal, play

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
app.command("bench-speed")(bench.bench_speed)
app.command("campaign")(bench.campaign)
app.command("treatments")(bench.treatments)
