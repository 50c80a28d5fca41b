"""What a folded source offers to the build: its viper functions, its constants, and where its imported names come from.

Knows names and annotations; expands nothing.
"""

import ast
from dataclasses import dataclass, field

from stillwater_tools.build.fold import constants_of, is_viper

POINTERS = ("ptr8", "ptr16", "ptr32")
INTEGERS = ("int", "uint")
CASTS = INTEGERS + POINTERS


@dataclass(frozen=True)
class Module:
    """One source; `file` is how a message names it."""

    name: str
    file: str
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    constants: dict[str, int] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)


def read_module(name: str, file: str, source: str) -> Module:
    """Read one source."""
    module = Module(name, file, constants=constants_of(source))
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and is_viper(node):
            module.functions[node.name] = node
        elif isinstance(node, ast.ImportFrom):
            module.imported.update({alias.asname or alias.name: (node.module or "", alias.name) for alias in node.names})
    return module


def found(modules: dict[str, Module], module: Module, node: ast.AST) -> tuple[Module, ast.FunctionDef] | None:
    """The viper function that a node of `module` calls by its name, with the module it lives in."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return None
    home_name, name = module.imported.get(node.func.id, (module.name, node.func.id))
    home = modules.get(home_name)
    return (home, home.functions[name]) if home and name in home.functions else None


def is_cast(node: ast.AST) -> bool:
    """True for `int(x)` and the like: words of the compiler, no calls."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CASTS and len(node.args) == 1


def body_of(function: ast.FunctionDef) -> list[ast.stmt]:
    """The statements without the docstring."""
    return function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body


def stored_in(statements: list[ast.stmt]) -> set[str]:
    """Names that the statements set; what they declare global is none of them."""
    nodes = [node for statement in statements for node in ast.walk(statement)]
    outer = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)} - outer


def annotation(node: ast.expr | None) -> str:
    """`int` of `x: int`; empty where there is none."""
    return node.id if isinstance(node, ast.Name) else ""
