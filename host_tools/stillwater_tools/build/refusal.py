"""How the build tells that it cannot put a function into its caller: file, line, function, construct and what to write instead."""

import ast

from stillwater_tools.build.viper import Module
from stillwater_tools.problems import GIVEN, InputError, Problem


class CannotInline(InputError):
    """A construct that would not do the same inside its caller; nothing has been built."""


def cannot(module: Module, function: str, node: ast.AST, construct: str, remedy: str) -> CannotInline:
    """The refusal of `node` in a function of `module`."""
    place = f"{module.file}:{getattr(node, 'lineno', 0)}"
    return CannotInline([Problem(place, function, GIVEN, f"{construct}, which cannot be put into a caller", remedy)])
