"""Every subcommand of `stillwater` in one place. Knows names; the work is elsewhere."""

import typer

from stillwater_tools.cli import bench, board, campaign, firmware, journal, moved, play, replay

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
app.command("firmware")(firmware.firmware)
app.command("bench-speed")(bench.bench_speed)
app.command("treatments")(bench.treatments)
app.command("campaign")(campaign.campaign)
app.command("replay")(replay.replay)
app.command("replay-vm")(replay.replay_vm)
app.command("still")(campaign.still)
app.command("margins")(campaign.margins)
app.command("sweep")(moved.sweep)
app.command("sensitivity")(moved.sensitivity)
app.command("tune-rivals")(campaign.tune_rivals)
