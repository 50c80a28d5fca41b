"""prescribe check, sign, load, show, key new. Knows arguments and printing; the work is in prescriptions."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from stillwater_tools.cli.unit_options import Json, Port, Serial
from stillwater_tools.prescriptions import keys, words
from stillwater_tools.prescriptions.load import load_file, must_be_valid
from stillwater_tools.prescriptions.stated import Stated, stated_in
from stillwater_tools.prescriptions.unit import Held, give, held
from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.units.choose import chosen, wanted

app = typer.Typer(help="Prescriptions: check, sign, load into a unit, show.", no_args_is_help=True)
key = typer.Typer(help="The clinic's key.", no_args_is_help=True)
app.add_typer(key, name="key")
File = Annotated[Path, typer.Argument(help="a clinician's file (TOML)")]
Signed = Annotated[Path, typer.Argument(help="a signed prescription")]


@app.command()
def check(file: File, as_json: Json = False) -> None:
    """Say in plain words what a clinician's file prescribes; exit code 2 and one line for each thing that is wrong.

    Example: stillwater prescribe check anna.toml
    """
    stated = load_file(file)
    _tell(stated, as_json, {"problems": []})


@app.command()
def sign(
    file: File,
    key_file: Annotated[Path, typer.Option("--key", help="the clinic's key")],
    out: Annotated[Path | None, typer.Option(help="the signed file; without it FILE with .signed")] = None,
    as_json: Json = False,
) -> None:
    """Check a clinician's file, say it in plain words, sign it for the unit that it names.

    Example: stillwater prescribe sign anna.toml --key clinic.key --out anna.signed
    """
    stated = load_file(file)
    must_be_valid(file, stated)
    data, place = keys.signed(stated, keys.read_key(key_file)), out or file.with_suffix(".signed")
    _write(place, data)
    _tell(stated, as_json, {"signed": str(place), "bytes": len(data)}, f"Signed for unit {stated.unit}: {place}, {len(data)} bytes.")


@app.command()
def load(file: Signed, port: Port = None, unit: Serial = None, as_json: Json = False) -> None:
    """Say in plain words what a signed prescription does, give it to its unit, read it back. The unit must be idle; its clock is set too.

    Example: stillwater prescribe load anna.signed --port /dev/ttyACM0
    """
    data = _read(file)
    stated = stated_in(data, str(file))
    must_be_valid(file, stated)
    if not as_json:
        print("\n".join(words.lines(stated)), flush=True)
    port, unit = wanted(port, unit)
    with chosen(port, unit if port or unit else stated.unit) as (client, hello):
        _must_be_its_unit(file, stated, hello["serial"])
        give(client, data)
    done = f"Unit {stated.unit} holds it: read back, {len(data)} equal bytes."
    print(json.dumps({**stated.as_dict(), "loaded": True}, indent=2) if as_json else done)


@app.command()
def show(
    file: Annotated[Path | None, typer.Argument(help="a signed prescription; without it, what a unit holds")] = None,
    port: Port = None,
    unit: Serial = None,
    as_json: Json = False,
) -> None:
    """Say in plain words what a signed prescription states, or what a unit holds. Only the unit can judge a signature.

    Example: stillwater prescribe show --port /dev/ttyACM0
    """
    if file is not None:
        _tell(stated_in(_read(file), str(file)), as_json, {})
        return
    with chosen(port, unit) as (client, hello):
        now = held(client)
    told = {"serial": hello["serial"], "clock_s": now.clock_s, "refused": now.refused}
    if now.stated:
        _tell(now.stated, as_json, told, _on_clock(now))
    else:
        print(json.dumps(told, indent=2) if as_json else f"Unit {hello['serial']} holds no signed prescription.{_why_none(now)}")


@key.command()
def new(out: Annotated[Path, typer.Option(help="a new file")], as_json: Json = False) -> None:
    """Make a clinic's key, which only its owner may read (0600). Keep a copy in a safe place.

    Example: stillwater prescribe key new --out clinic.key
    """
    keys.new_key(out)
    print(json.dumps({"key": str(out)}) if as_json else f"A clinic's key: {out}. Who reads it can sign for every unit of the clinic.")


def _tell(stated: Stated, as_json: bool, more: dict[str, Any], last: str = "") -> None:
    if as_json:
        print(json.dumps({**stated.as_dict(), **more}, indent=2))
    else:
        print("\n".join([*words.lines(stated), *([last] if last else [])]))


def _why_none(now: Held) -> str:
    return f" What lay in it is refused: {now.refused}; load it again." if now.refused else ""


def _on_clock(now: Held) -> str:
    return "" if now.clock_s else "The unit's clock is not set, so it cannot judge whether this has expired, and takes it as valid."


def _must_be_its_unit(file: Path, stated: Stated, serial: str) -> None:
    if stated.unit != serial:
        problem = Problem(str(file), "unit", stated.unit, f"the unit at this port is {serial}", "plug in the other, or sign one for this")
        raise InputError([problem])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as why:
        raise InputError([Problem(str(path), "file", GIVEN, f"cannot be read ({why.strerror})", "give a signed prescription")]) from None


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as why:
        raise InputError([Problem("--out", str(path), GIVEN, f"cannot be written ({why.strerror})", "give another place")]) from None
