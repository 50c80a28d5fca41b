"""Folds the firmware's shared constants into literals, so that a slot number costs nothing in viper code.

MicroPython folds `const` only inside its own file. For a 64-bit interpreter it also wraps every load from a `ptr32`:
there the load is zero-extended, and -5 would read as 4294967291. Lines keep their numbers. Knows no file's meaning.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

Constants = dict[str, dict[str, int]]


def constants_of(source: str) -> dict[str, int]:
    """Names that a module sets to `const(...)` of numbers and earlier names."""
    known: dict[str, int] = {}
    for node in ast.parse(source).body:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call) or not isinstance(node.targets[0], ast.Name):
            continue
        if getattr(node.value.func, "id", "") == "const":
            expression = ast.Expression(node.value.args[0])
            known[node.targets[0].id] = eval(compile(expression, "const", "eval"), {}, dict(known))
    return known


def gather(roots: list[Path]) -> Constants:
    """Module name -> its constants, for every file below the roots (each root a folder on the module path)."""
    found: Constants = {}
    for root in roots:
        for path in sorted(root.rglob("*.py")):
            name = ".".join(path.relative_to(root).with_suffix("").parts)
            found[name] = constants_of(path.read_text())
    return found


def imported(tree: ast.Module, constants: Constants) -> dict[str, int]:
    """Local names that stand for another module's constant."""
    local: dict[str, int] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module in constants:
            values = constants[node.module]
            local.update({alias.asname or alias.name: values[alias.name] for alias in node.names if alias.name in values})
    return local


def is_viper(node: ast.AST) -> bool:
    """True for a function that is decorated `@micropython.viper`."""
    return isinstance(node, ast.FunctionDef) and any(getattr(d, "attr", "") == "viper" for d in node.decorator_list)


def _pointers(function: ast.FunctionDef) -> set[str]:
    return {a.arg for a in function.args.args if getattr(a.annotation, "id", "") == "ptr32"}


def _loads(tree: ast.Module) -> Iterator[ast.Subscript]:
    for function in filter(is_viper, ast.walk(tree)):
        assert isinstance(function, ast.FunctionDef)
        pointers = _pointers(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and getattr(node.value, "id", "") in pointers:
                yield node


def _edits(tree: ast.Module, local: dict[str, int], wide: bool) -> Iterator[tuple[int, int, int, str]]:
    """(line, column, characters replaced, text)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in local:
            yield node.lineno, node.col_offset, len(node.id), f"({local[node.id]})"
    for node in _loads(tree) if wide else ():
        yield node.lineno, node.col_offset, 0, "(("
        yield node.end_lineno or 0, node.end_col_offset or 0, 0, " << 32) >> 32)"


def fold(source: str, constants: Constants, wide: bool) -> str:
    """The source with imported constants as literals; `wide` for a 64-bit interpreter."""
    tree = ast.parse(source)
    lines = source.split("\n")
    for line, column, length, text in sorted(_edits(tree, imported(tree, constants), wide), reverse=True):
        old = lines[line - 1]
        lines[line - 1] = old[:column] + text + old[column + length :]
    return "\n".join(lines)
