"""calibrate: measures a unit's channels against a reference meter. Knows arguments and printing; the work is in calibrate."""

import json
from pathlib import Path
from typing import Annotated

import typer

from stillwater_tools.calibrate.certificate import Certificate
from stillwater_tools.calibrate.meters import Meter, Scpi, Simulated, Typed
from stillwater_tools.calibrate.run import HTML_FILE, JSON_FILE, points_count
from stillwater_tools.calibrate.run import calibrate as run
from stillwater_tools.cli.progress import progress
from stillwater_tools.cli.unit_options import Json, Port, Serial
from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.units.choose import choose_place


def calibrate(
    load: Annotated[int, typer.Option(help="resistance of the dummy load between the electrodes' leads, in ohm")],
    meter: Annotated[str, typer.Option(help="ammeter in series: `hand`, a VISA address, or `sim` for a virtual unit's own")] = "hand",
    voltmeter: Annotated[str, typer.Option(help="VISA address of the voltmeter at the stage's terminals")] = "",
    visa: Annotated[str, typer.Option(help="VISA library, as pyvisa names it: @py")] = "",
    by: Annotated[str, typer.Option(help="who measures, for the certificate")] = "",
    out: Annotated[Path, typer.Option(help="folder for the certificate")] = Path("out/calibration"),
    port: Port = None,
    unit: Serial = None,
    as_json: Json = False,
) -> None:
    """Calibrate currents A and B and the voltage: dummy load on, nobody at the unit, a reference meter in series. The unit must be idle.

    It drives 1 to 10 mA through the load, after having made sure that it is one, and ends at zero; it is left idle, started anew. The
    certificate goes into the unit and into a folder of its serial. Exit code 1 when what was measured is not used, with the reason.
    Example: stillwater calibrate --load 1000 --by Ada
    """
    read = _meter(meter, voltmeter, visa)
    with progress("calibrate", points_count(), as_json) as done:
        certificate = run(choose_place(port, unit), load, read, by, done=done)
    folder = _kept(out / certificate.serial, certificate)
    print(json.dumps({**certificate.as_dict(), "folder": str(folder)}, indent=2) if as_json else "\n".join(_told(certificate, folder)))


def _meter(meter: str, voltmeter: str, visa: str) -> Meter:
    if meter == "sim":
        return Simulated()
    if meter == "hand":
        return Typed(lambda words: float(typer.prompt(words, type=float, err=True)))
    if not voltmeter:
        raise InputError([Problem("--voltmeter", "address", None, "is required with an ammeter's address", "name it")])
    return Scpi(meter, voltmeter, visa)


def _told(certificate: Certificate, folder: Path) -> list[str]:
    channels = [f"{one.channel}: gain {(one.gain - 1) * 100:+.2f} %, zero {one.zero_raw}" for one in certificate.fits]
    return [f"Unit {certificate.serial} is calibrated, {len(certificate.points)} points.", *channels, f"Certificate: {folder / HTML_FILE}"]


def _kept(folder: Path, certificate: Certificate) -> Path:
    """The unit has its calibration already; what cannot be written here lies there too."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / JSON_FILE).write_text(json.dumps(certificate.as_dict(), indent=2) + "\n", encoding="utf-8")
        (folder / HTML_FILE).write_text(certificate.html(), encoding="utf-8")
    except OSError as why:
        bound = f"cannot be written ({why.strerror}); the unit is calibrated and holds the certificate"
        raise InputError([Problem("--out", str(folder), GIVEN, bound, "copy it with mpremote, or repeat with another folder")]) from None
    return folder
