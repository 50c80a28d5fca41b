"""Every subcommand of `stillwater` in one place. Knows names; the work is elsewhere."""

import typer

from stillwater_tools.cli import (
    bench,
    bench_log,
    board,
    calibrate,
    campaign,
    devices,
    doctor,
    firmware,
    flash,
    log,
    monitor,
    moved,
    play,
    prescribe,
    provision,
    replay,
    report,
    safe,
    selftest,
    service,
    sim,
)

app = typer.Typer(
    help="Tools of Stillwater: open firmware for tap-water iontophoresis. Not a certified medical device.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(board.app, name="board")
app.add_typer(log.app, name="log")
app.add_typer(prescribe.app, name="prescribe")
app.command("devices")(devices.devices)
app.command("sim")(sim.sim)
app.command("monitor")(monitor.monitor)
app.command("safe")(safe.safe)
app.command("flash")(flash.flash)
app.command("service")(service.service)
app.command("provision")(provision.provision)
app.command("calibrate")(calibrate.calibrate)
app.command("selftest")(selftest.selftest)
app.command("doctor")(doctor.doctor)
app.command("report")(report.report)
app.command("answer")(report.answer)
app.command("demo")(play.demo)
app.command("run")(play.run)
app.command("scenes")(play.scenes)
app.command("firmware")(firmware.firmware)
app.command("bench-speed")(bench.bench_speed)
app.command("bench-wear")(bench.bench_wear)
app.command("bench-heap")(bench.bench_heap)
app.command("bench-log")(bench_log.bench_log)
app.command("treatments")(bench.treatments)
app.command("campaign")(campaign.campaign)
app.command("replay")(replay.replay)
app.command("replay-vm")(replay.replay_vm)
app.command("still")(campaign.still)
app.command("margins")(campaign.margins)
app.command("sweep")(moved.sweep)
app.command("sensitivity")(moved.sensitivity)
app.command("tune-rivals")(campaign.tune_rivals)
