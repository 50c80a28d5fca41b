"""The unit at a lab's place, held while a block lasts: of an environment file, or of a coordinator. Knows labgrid's files and commands.

A place of a coordinator is acquired, and released when the block ends. One that was left acquired by a process that was killed is said
to be ours, and taken.
"""

import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stillwater_tools.link.errors import LinkError
from stillwater_tools.problems import InputError, Problem
from stillwater_tools.run.interpreter import ToolMissing

ENVIRONMENT, COORDINATOR = "LG_ENV", "LG_COORDINATOR"  # labgrid's own names
_DRIVER, _MODULE = "StillwaterDriver", "stillwater_tools.lab.unit"
_ACQUIRE_S = 30.0  # UNSOURCED


class NotHeld(LinkError):
    """The lab does not give the place."""


@contextmanager
def unit_of(place: str, environment: Path | None = None, coordinator: str | None = None) -> Iterator[str]:
    """Address of a place's unit, as --port takes it. environment: a labgrid file, else LG_ENV; coordinator: HOST:PORT, else LG_COORDINATOR.

    An environment file that has the place as a target comes first. InputError, NotHeld, ToolMissing without labgrid.
    """
    file = environment or (Path(os.environ[ENVIRONMENT]) if os.environ.get(ENVIRONMENT) else None)
    if file:
        yield from _of_file(place, file)
        return
    address = coordinator or os.environ.get(COORDINATOR)
    if not address:
        raise InputError([Problem("lab", place, None, f"neither {ENVIRONMENT} nor {COORDINATOR} is set", "set one; see docs/fleets.md")])
    with _acquired(place, address), tempfile.TemporaryDirectory(prefix="stillwater-") as scratch:
        written = Path(scratch) / "lab.yaml"
        written.write_text(json.dumps(_environment(place, address)))  # JSON is YAML
        yield from _of_file(place, written)


def _of_file(place: str, file: Path) -> Iterator[str]:
    """The address, from an environment; its target is let go behind it."""
    labgrid = _labgrid()
    if not file.is_file():
        raise InputError([Problem(str(file), "file", None, "is not there", f"mend {ENVIRONMENT}")])
    environment = labgrid.Environment(str(file))
    importlib.import_module(_MODULE)
    target = environment.get_target(place)
    if target is None:
        known = ", ".join(environment.config.get_targets())
        raise InputError([Problem(str(file), "target", place, "is none of the file's", f"choose one of {known}")])
    try:
        yield target.get_driver(_DRIVER).address
    finally:
        target.cleanup()


def _environment(place: str, address: str) -> dict[str, Any]:
    target = {"resources": {"RemotePlace": {"name": place}}, "drivers": {_DRIVER: {}}}
    return {"targets": {place: target}, "options": {"coordinator_address": address}, "imports": [_MODULE]}


@contextmanager
def _acquired(place: str, address: str) -> Iterator[None]:
    """Ours until the block ends. NotHeld."""
    _labgrid()
    done = _client(address, place, "acquire")
    if done.returncode and "already acquired place" not in done.stderr:
        raise NotHeld(f"place {place} at {address}: {(done.stderr or done.stdout).strip()}; see `labgrid-client -x {address} places`")
    try:
        yield
    finally:
        _client(address, place, "release")


def _client(address: str, place: str, verb: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "labgrid.remote.client", "-x", address, "-p", place, verb]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=_ACQUIRE_S)
    except subprocess.TimeoutExpired:
        raise NotHeld(f"place {place} at {address}: no answer to {verb} in {_ACQUIRE_S:.0f} s; does the coordinator run?") from None


def _labgrid() -> Any:
    try:
        return importlib.import_module("labgrid")
    except ImportError:
        raise ToolMissing("no labgrid, which units of a lab are reached by: run `pip install 'stillwater-tools[lab]'`") from None
