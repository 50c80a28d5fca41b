"""Takes an expression apart where a call is put in: what is evaluated before the call stays before it.

What would read something else after the call is kept in a name first. Knows expressions; the putting in is handed over.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass

from stillwater_tools.build.kinds import UNKNOWN, Kinds, kind_of
from stillwater_tools.build.names import Names, kind_in
from stillwater_tools.build.refusal import CannotInline, cannot
from stillwater_tools.build.rules import check_value
from stillwater_tools.build.viper import Module, annotation, found, is_cast

_STILL = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.Compare)
_MAY_FAIL = (ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
Statements = list[ast.stmt]


@dataclass(frozen=True)
class Scope:
    """Where statements come from: module and function; the types of the outermost one's locals; the functions that led here."""

    module: Module
    function: str
    kinds: Kinds
    trail: tuple[tuple[str, str], ...]

    def cannot(self, node: ast.AST, construct: str, remedy: str) -> CannotInline:
        """The refusal of a node."""
        return cannot(self.module, self.function, node, construct, remedy)


class Lifter:
    """Moves the calls of expressions into statements before them; `put_in` gives what a call comes to."""

    def __init__(self, modules: dict[str, Module], names: Names, put_in: Callable[[ast.Call, Scope, Statements], ast.expr]) -> None:
        self._modules = modules
        self._names = names
        self._put_in = put_in

    def is_call(self, node: ast.AST, scope: Scope) -> bool:
        """True for a call that is to be put in."""
        return found(self._modules, scope.module, node) is not None

    def has_call(self, node: ast.AST, scope: Scope) -> bool:
        """True when there is one anywhere in a node."""
        return any(self.is_call(inner, scope) for inner in ast.walk(node))

    def lifted(self, node: ast.expr, scope: Scope, out: Statements) -> ast.expr:
        """The expression without calls; what has to come before it goes to `out`."""
        if not self.has_call(node, scope):
            return node
        if isinstance(node, ast.Call) and is_cast(node) and self.is_call(node.args[0], scope):
            return self._value(node, scope, out)
        if isinstance(node, ast.Call) and self.is_call(node, scope):
            name = annotation(node.func)
            raise scope.cannot(node, f"the object that {name} gives", f"write int({name}(...))")
        self._lift_parts(node, scope, out)
        return node

    def condition(self, test: ast.expr, scope: Scope, out: Statements) -> ast.expr:
        """As `lifted`, for the test of an `if`: of `and` and `or` no more is evaluated than was."""
        if not isinstance(test, ast.BoolOp) or not any(self.has_call(value, scope) for value in test.values[1:]):
            return self.lifted(test, scope, out)
        is_and = isinstance(test.op, ast.And)
        flag = self.keep(ast.Constant(0 if is_and else 1), "int", out)
        for value in test.values:
            asked = self.condition(value, scope, out)
            branch = ast.If(asked if is_and else ast.UnaryOp(ast.Not(), asked), [], [])
            out.append(branch)
            out = branch.body
        out.append(ast.Assign([ast.Name(flag.id, ast.Store())], ast.Constant(1 if is_and else 0), lineno=0))
        return flag

    def keep(self, value: ast.expr, kind: str, out: Statements) -> ast.Name:
        """Put a value into a name of its own."""
        name = self._names.take(kind)
        out.append(ast.Assign([ast.Name(name, ast.Store())], value, lineno=0))
        return ast.Name(name, ast.Load())

    def _value(self, cast: ast.Call, scope: Scope, out: Statements) -> ast.expr:
        call = cast.args[0]
        assert isinstance(call, ast.Call)
        target = found(self._modules, scope.module, call)
        assert target
        check_value(*target, annotation(cast.func))
        return self._put_in(call, scope, out)

    def _lift_parts(self, node: ast.expr, scope: Scope, out: Statements) -> None:
        """Operands from left to right; one that reads more than locals is kept when a call comes after it."""
        parts = self._parts(node, scope)
        for at, (owner, name, index) in enumerate(parts):
            part = self.lifted(_get(owner, name, index), scope, out)
            if not is_still(part, scope.kinds) and any(self.has_call(_get(*rest), scope) for rest in parts[at + 1 :]):
                part = self._kept(part, scope, out)
            _set(owner, name, index, part)

    def _kept(self, part: ast.expr, scope: Scope, out: Statements) -> ast.expr:
        kind = kind_of(part, scope.kinds)
        if kind == UNKNOWN:
            raise scope.cannot(part, f"`{ast.unparse(part)}`, of no type of viper's, before a call", "put it into a name first")
        return self.keep(part, kind, out)

    def _parts(self, node: ast.expr, scope: Scope) -> list[tuple[ast.AST, str, int | None]]:
        """Where the operands sit, in the order in which they are evaluated. Refuses what evaluates some of them only at times."""
        if isinstance(node, ast.BinOp):
            return [(node, "left", None), (node, "right", None)]
        if isinstance(node, ast.UnaryOp):
            return [(node, "operand", None)]
        if isinstance(node, ast.Compare) and len(node.comparators) == 1:
            return [(node, "left", None), (node, "comparators", 0)]
        if isinstance(node, ast.Subscript):
            return [(node, "value", None), (node, "slice", None)]
        if isinstance(node, ast.BoolOp) and not any(self.has_call(value, scope) for value in node.values[1:]):
            return [(node, "values", 0)]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            return [(node, "args", index) for index in range(len(node.args))]
        raise scope.cannot(node, f"a call inside `{type(node).__name__}`", "put what it gives into a name first")


def is_still(node: ast.AST, kinds: Kinds) -> bool:
    """True when an expression gives the same after a call as before: locals and literals alone, and nothing that may fail."""
    if isinstance(node, ast.Name):
        return node.id in kinds or kind_in(node.id) is not None
    if isinstance(node, ast.Call):
        return is_cast(node) and is_still(node.args[0], kinds)
    if isinstance(node, ast.BinOp) and isinstance(node.op, _MAY_FAIL):
        return False
    inner = (part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr))
    return isinstance(node, _STILL) and all(is_still(part, kinds) for part in inner)


def _get(owner: ast.AST, name: str, index: int | None) -> ast.expr:
    place = getattr(owner, name)
    part: ast.expr = place if index is None else place[index]
    return part


def _set(owner: ast.AST, name: str, index: int | None, value: ast.expr) -> None:
    if index is None:
        setattr(owner, name, value)
    else:
        getattr(owner, name)[index] = value
