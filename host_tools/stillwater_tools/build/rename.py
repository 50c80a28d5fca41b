"""Copies statements with other names, or literals, in the place of names. Knows no meaning of a name."""

import ast
import copy
from collections.abc import Mapping


def renamed(body: list[ast.stmt], names: Mapping[str, ast.expr]) -> list[ast.stmt]:
    """The statements with what stands for each name of `names`."""
    renamer = _Renamer(names)
    return [renamer.visit(copy.deepcopy(statement)) for statement in body]


class _Renamer(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, ast.expr]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        new = self._names.get(node.id)
        if isinstance(new, ast.Name):
            return ast.copy_location(ast.Name(new.id, node.ctx), node)
        return node if new is None else ast.copy_location(copy.deepcopy(new), node)


def literal(value: int) -> ast.expr:
    """A number as the parser would read it, so that a sign binds as it should."""
    return ast.UnaryOp(ast.USub(), ast.Constant(-value)) if value < 0 else ast.Constant(value)
