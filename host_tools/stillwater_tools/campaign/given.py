"""Baths and shapes that somebody else wrote, named `module:function` or `file.py:function`. Knows nothing of what they do.

A name is looked up where the command runs (the current folder counts); a `Source` carries the text, so that workers on
other machines need no copy of the file.
"""

import hashlib
import importlib.util
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

from stillwater_tools.build.assemble import bath_source
from stillwater_tools.campaign.draw import Shape
from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.problems import GIVEN, InputError, Problem

_BATH = "virtual.bath"
_MARK = "stillwater_given"
_TRIED_MS = 100
_NAME_IT = "give module:function or file.py:function"


@dataclass(frozen=True)
class Source:
    """A module's text and the function in it that is meant."""

    where: str
    text: str
    function: str

    @property
    def digest(self) -> str:
        """Tells one from another."""
        return hashlib.sha256(f"{self.function}\0{self.text}".encode()).hexdigest()[:16]


def find_bath(told: str) -> Source:
    """The bath of this name; its function is what BATH.md calls `start`. Raises InputError."""
    path, function = _found("--bath", told, "start")
    return Source(str(path), bath_source(path, function), function)


def find_shape(told: str) -> Source:
    """The shape of this name, tried once: (random, over_ms) -> what is still wet, one value a ms. Raises InputError."""
    path, function = _found("--shapes", told, "shape")
    try:
        source = Source(str(path), path.read_text(encoding="utf-8"), function)
        wet = np.asarray(shape_of(source)(np.random.default_rng(0), _TRIED_MS), dtype=float)
    except Exception as why:  # whatever somebody else's code raises
        bound = f"cannot be used ({type(why).__name__}: {why})"
        raise InputError([Problem("--shapes", told, GIVEN, bound, "see boards/virtual/BATH.md")]) from None
    if wet.ndim != 1 or not len(wet) or not np.isfinite(wet).all():
        bound = f"gives {wet.shape} for {_TRIED_MS} ms, not one finite value a millisecond"
        raise InputError([Problem("--shapes", told, GIVEN, bound, "see boards/virtual/BATH.md")])
    return source


def shape_of(source: Source) -> Shape:
    """The function of a shape's source. Raises whatever its module raises."""
    shape: Shape = getattr(_module(source, f"stillwater_shape_{source.digest}"), source.function)
    return shape


def put_bath(source: Source | None) -> None:
    """Put a bath in our bath's place, in this process, before the firmware's loop is imported; None: ours.

    Raises RuntimeError where another bath is in place already.
    """
    firmware_module("micropython")  # what a bath's first line asks for
    wanted = source.digest if source else ""
    there = sys.modules.get(_BATH)
    if there is not None:
        if getattr(there, _MARK, "") != wanted:
            raise RuntimeError("another bath is in this process already: start the workers anew")
    elif source:
        module = _module(source, _BATH)
        setattr(module, _MARK, wanted)


def _module(source: Source, name: str) -> ModuleType:
    module = ModuleType(name)
    module.__file__ = source.where
    sys.modules[name] = module
    exec(compile(source.text, source.where, "exec"), module.__dict__)
    return module


def _found(option: str, told: str, usual: str) -> tuple[Path, str]:
    """File and function of a name. Raises InputError when there is no such module."""
    name, _colon, function = told.partition(":")
    if name.endswith(".py"):
        return Path(name), function or usual
    if os.getcwd() not in sys.path:
        sys.path.append(os.getcwd())
    try:
        spec = importlib.util.find_spec(name) if name else None
    except (ImportError, ValueError):
        spec = None
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        raise InputError([Problem(option, told, GIVEN, f"no module {name!r} here", _NAME_IT)])
    return Path(spec.origin), function or usual
