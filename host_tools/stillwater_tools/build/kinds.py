"""Which of viper's types an expression has: int, uint, bool, a pointer, or `object` where it cannot be told.

Viper gives a local one type for good, from what is assigned first; the build has to know it before it shares names. Knows
the compiler's rules as far as the hot path uses them.
"""

import ast

from stillwater_tools.build.names import kind_in
from stillwater_tools.build.viper import INTEGERS, POINTERS, annotation, body_of, is_cast, stored_in

UNKNOWN = "object"
Kinds = dict[str, str]


def kind_of(node: ast.expr, kinds: Kinds) -> str:
    """The type of an expression, by the types of the names in it."""
    if isinstance(node, ast.Constant):
        return _kind_of_literal(node.value)
    if isinstance(node, ast.Name):
        return kind_in(node.id) or kinds.get(node.id, UNKNOWN)
    if isinstance(node, ast.Call):
        return annotation(node.func) if is_cast(node) else UNKNOWN
    if isinstance(node, ast.Subscript):
        return "int" if kind_of(node.value, kinds) in POINTERS else UNKNOWN
    if isinstance(node, ast.Compare):
        return "bool"
    return _kind_of_sum(node, kinds)


def _kind_of_literal(value: object) -> str:
    if isinstance(value, bool):
        return "bool"
    return "int" if isinstance(value, int) else UNKNOWN


def _kind_of_sum(node: ast.expr, kinds: Kinds) -> str:
    """Of operators: both sides have to be the same kind of integer."""
    if isinstance(node, ast.UnaryOp):
        operand = kind_of(node.operand, kinds)
        return "bool" if isinstance(node.op, ast.Not) else operand if operand in INTEGERS else UNKNOWN
    if isinstance(node, ast.BinOp):
        left, right = kind_of(node.left, kinds), kind_of(node.right, kinds)
        return left if left == right and left in INTEGERS else UNKNOWN
    return UNKNOWN


def parameter_kinds(function: ast.FunctionDef) -> Kinds:
    """The declared types of a function's parameters."""
    return {argument.arg: annotation(argument.annotation) or UNKNOWN for argument in function.args.args}


def assignments(function: ast.FunctionDef) -> list[tuple[ast.stmt, str, ast.expr]]:
    """(statement, name, what it gets) in the order of the source; a loop counts in integers."""
    rows: list[tuple[ast.stmt, str, ast.expr]] = []
    nodes = [node for statement in body_of(function) for node in ast.walk(statement) if isinstance(node, ast.stmt)]
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        if isinstance(node, ast.Assign):
            rows += [(node, target.id, node.value) for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            rows.append((node, node.target.id, ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value)))
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Name):
            rows.append((node, node.target.id, ast.Constant(0)))
    return rows


def local_kinds(function: ast.FunctionDef, constants: dict[str, int]) -> Kinds:
    """Types of parameters and locals, each by what it gets first."""
    kinds = parameter_kinds(function)
    literals = dict.fromkeys(constants, "int")
    stored = stored_in(body_of(function))
    for name, value in ((name, value) for _statement, name, value in assignments(function) if name in stored):
        kinds.setdefault(name, kind_of(value, {**literals, **kinds}))
    return kinds
