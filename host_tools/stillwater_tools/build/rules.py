"""What a viper function must be to be put into its callers: plain statements, one return at the end, types that stay.

Each rule raises CannotInline with its place. Knows one function at a time, no caller.
"""

import ast

from stillwater_tools.build.kinds import UNKNOWN, assignments, kind_of, local_kinds, parameter_kinds
from stillwater_tools.build.refusal import cannot
from stillwater_tools.build.viper import CASTS, INTEGERS, Module, body_of, stored_in

_STATEMENTS = (ast.Assign, ast.AugAssign, ast.If, ast.For, ast.While, ast.Expr, ast.Return, ast.Pass, ast.Break, ast.Continue)
_EXPRESSIONS = (ast.Lambda, ast.NamedExpr, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Yield, ast.YieldFrom, ast.Await)
_WORDS = (*CASTS, "range")


def check(module: Module, function: ast.FunctionDef) -> None:
    """Hold every rule against a function."""
    _check_signature(module, function)
    _check_statements(module, function)
    _check_returns(module, function)
    _check_types(module, function)


def foreign_names(module: Module, function: ast.FunctionDef) -> list[ast.Name]:
    """Names that are neither the function's own nor constants nor words of the compiler: they mean something in its module only."""
    mine = set(parameter_kinds(function)) | stored_in(body_of(function)) | set(module.constants) | set(_WORDS)
    return [node for node in _nodes(function) if isinstance(node, ast.Name) and node.id not in mine]


def check_value(module: Module, function: ast.FunctionDef, cast: str) -> None:
    """Refuse a function whose value is used as `cast` when it gives another, or none."""
    last = (body_of(function) or [ast.Pass()])[-1]
    declared = getattr(function.returns, "id", "no type")
    if declared != cast or declared not in INTEGERS or not isinstance(last, ast.Return) or last.value is None:
        raise cannot(module, function.name, function, f"gives {declared} and is used as {cast}", f"declare `-> {cast}` and return one")
    kind = kind_of(last.value, {**dict.fromkeys(module.constants, "int"), **local_kinds(function, module.constants)})
    if kind != declared:
        raise cannot(module, function.name, last, f"returns {kind} where {declared} is declared", f"return {declared}(...)")


def _check_signature(module: Module, function: ast.FunctionDef) -> None:
    arguments = function.args
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs or arguments.defaults:
        raise cannot(module, function.name, function, "takes defaults, *, / or **", "take plain arguments")
    for name, kind in parameter_kinds(function).items():
        if kind not in CASTS:
            raise cannot(module, function.name, function, f"takes {name} without a type of viper's", f"declare one of {', '.join(CASTS)}")


def _check_statements(module: Module, function: ast.FunctionDef) -> None:
    for node in _nodes(function):
        if isinstance(node, ast.stmt) and not isinstance(node, _STATEMENTS) or isinstance(node, _EXPRESSIONS):
            raise cannot(module, function.name, node, f"has {_called(node)}", "write it with assignments, if, for and while")
        if isinstance(node, ast.Assign) and not all(isinstance(target, (ast.Name, ast.Subscript)) for target in node.targets):
            raise cannot(module, function.name, node, "assigns to more than a name or a slot", "assign one at a time")
        if isinstance(node, ast.For) and not isinstance(node.target, ast.Name):
            raise cannot(module, function.name, node, "loops over more than a name", "loop over one name")


def _check_returns(module: Module, function: ast.FunctionDef) -> None:
    last = body_of(function)[-1] if body_of(function) else None
    for node in _nodes(function):
        if isinstance(node, ast.Return) and node is not last:
            raise cannot(module, function.name, node, "returns before its end", "keep the value in a name and return once, at the end")


def _check_types(module: Module, function: ast.FunctionDef) -> None:
    kinds = local_kinds(function, module.constants)
    literals = dict.fromkeys(module.constants, "int")
    for statement, name, value in assignments(function):
        kind = kind_of(value, {**literals, **kinds})
        if kind == UNKNOWN:
            raise cannot(module, function.name, statement, f"sets {name} to what has no type of viper's", "write int(...) round it")
        if kind != kinds[name]:
            raise cannot(module, function.name, statement, f"{name} changes from {kinds[name]} to {kind}", "use another name")


def _nodes(function: ast.FunctionDef) -> list[ast.AST]:
    return [node for statement in body_of(function) for node in ast.walk(statement)]


def _called(node: ast.AST) -> str:
    return f"`{type(node).__name__.lower()}`"
