"""Reference meters: a person who reads and types, an SCPI instrument, the virtual unit's own. Knows no unit and no fit."""

import importlib
from collections.abc import Callable
from typing import Any, Protocol

from stillwater_tools.calibrate.points import Reading
from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.run.interpreter import ToolMissing

_CURRENT, _VOLTAGE = "MEAS:CURR:DC?", "MEAS:VOLT:DC?"  # SCPI 1999, volume 2: MEASure subsystem
_TIMEOUT_MS = 10_000


class Meter(Protocol):
    """Tells what flows and stands now; `name` is for the certificate."""

    name: str

    def read(self, line: dict[str, Any]) -> Reading: ...


class Typed:
    """A person's: ask(words) gives a number. Current in mA, voltage in V."""

    def __init__(self, ask: Callable[[str], float], name: str = "read and typed by hand") -> None:
        self.name = name
        self._ask = ask

    def read(self, line: dict[str, Any]) -> Reading:
        """Both, one after the other."""
        current_ma = self._ask(f"At {line['target_ua'] / 1000:g} mA the ammeter says, in mA")
        return Reading(current_ma * 1000, self._ask("and the voltmeter at the stage's terminals, in V") * 1000)


class Scpi:
    """One instrument for the current, one for the voltage, by their VISA addresses. ToolMissing, InputError."""

    def __init__(self, ammeter: str, voltmeter: str, library: str = "") -> None:
        try:
            manager = importlib.import_module("pyvisa").ResourceManager(library)
        except ImportError:
            raise ToolMissing("no pyvisa, which speaks to instruments: run `pip install pyvisa pyvisa-py`") from None
        except (OSError, ValueError) as why:
            raise ToolMissing(f"no VISA library ({why}): run `pip install pyvisa-py` and add `--visa @py`") from None
        self._ammeter, self._voltmeter = _opened(manager, ammeter), _opened(manager, voltmeter)
        self.name = f"{_said(self._ammeter, '*IDN?')}; {_said(self._voltmeter, '*IDN?')}"

    def read(self, line: dict[str, Any]) -> Reading:
        """Both, one after the other."""
        return Reading(_number(self._ammeter, _CURRENT) * 1e6, _number(self._voltmeter, _VOLTAGE) * 1e3)


class Simulated:
    """The meter in a virtual unit's circuit, which tells the truth. InputError for a real unit."""

    name = "the virtual unit's own"

    def read(self, line: dict[str, Any]) -> Reading:
        """As the line has it."""
        if "meter_na" not in line:
            raise InputError([Problem("--meter", "meter", "sim", "is for virtual units only", "type the readings, or give an address")])
        return Reading(line["meter_na"] / 1e3, line["meter_uv"] / 1e3)


def _opened(manager: Any, address: str) -> Any:
    errors = importlib.import_module("pyvisa.errors")
    try:
        return manager.open_resource(address, timeout=_TIMEOUT_MS, read_termination="\n", write_termination="\n")
    except (errors.Error, OSError, ValueError) as why:
        problem = Problem("--meter", "address", address, f"cannot be opened ({why})", "see `pyvisa-info` and `pyvisa-shell`")
        raise InputError([problem]) from None


def _said(instrument: Any, question: str) -> str:
    errors = importlib.import_module("pyvisa.errors")
    try:
        return str(instrument.query(question)).strip()
    except (errors.Error, OSError) as why:
        bound = f"does not answer {question} ({why})"
        raise InputError([Problem("--meter", "meter", GIVEN, bound, "look at its connection and its remote mode")]) from None


def _number(instrument: Any, question: str) -> float:
    said = _said(instrument, question)
    try:
        return float(said.split(",")[0])
    except ValueError:
        raise InputError([Problem("--meter", question, said, "is no number", "look at the meter's format")]) from None
