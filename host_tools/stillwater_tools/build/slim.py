"""Makes a build lean: constants become literals wherever they are read, and those that nothing reads any more go.

Each name would take some of the chip's memory, and every one makes all further imports slower, for MicroPython looks new names up
one by one. `fold` does the same for names that a file imports; here are those looked up in modules, and a file's own. Lines keep
their numbers. Knows names of sources, no meaning.
"""

import ast
from collections import Counter
from collections.abc import Iterator

from stillwater_tools.build.fold import constants_of
from stillwater_tools.build.trim import Sources

_PURE = (ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Name, ast.Attribute, ast.UnaryOp, ast.BinOp, ast.Call,
         ast.expr_context, ast.unaryop, ast.operator)


def slim(sources: Sources) -> Sources:
    """The sources with all constants as literals, and without what nothing reads."""
    constants = {module: {**plain_of(text), **constants_of(text)} for module, text in sources.items()}
    return without_unread({module: with_literals(text, constants, module) for module, text in sources.items()})


def plain_of(text: str) -> dict[str, int]:
    """Names in capitals that a module sets to a whole number, once and for all: constants without saying so."""
    tree = ast.parse(text)
    set_here = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    plain: dict[str, int] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and type(node.value.value) is int:
            plain |= {name: node.value.value for name in _targets(node) if name.isupper() and set_here[name] == 1}
    return plain


def with_literals(text: str, constants: dict[str, dict[str, int]], module: str) -> str:
    """A source with every `module.NAME` and every own NAME that is a constant as its value."""
    lines = text.split("\n")
    for line, column, end, value in sorted(_reads(ast.parse(text), constants, constants[module]), reverse=True):
        old = lines[line - 1].encode()
        lines[line - 1] = (old[:column] + f"({value})".encode() + old[end:]).decode()
    return "\n".join(lines)


def _reads(tree: ast.Module, constants: dict[str, dict[str, int]], own: dict[str, int]) -> Iterator[tuple[int, int, int, int]]:
    """(line, column, end column, value) of each reading of a constant."""
    brought = [(node.module, alias) for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    modules = {alias.asname or alias.name: f"{module}.{alias.name}" for module, alias in brought}
    modules |= {alias.name: alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    named = {alias.asname or alias.name: constants.get(module or "", {}).get(alias.name) for module, alias in brought}
    set_here = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    for node in ast.walk(tree):
        value = None
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and set_here[node.value.id] == 0:
            value = constants.get(modules.get(node.value.id, ""), {}).get(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            value = own.get(node.id) if set_here[node.id] == 1 else named.get(node.id) if set_here[node.id] == 0 else None
        if value is not None and isinstance(node, ast.expr):
            yield node.lineno, node.col_offset, node.end_col_offset or 0, value


def without_unread(sources: Sources) -> Sources:
    """The sources without constants that nothing reads. One that is named anywhere, in whatever object, stays."""
    while True:
        named = set().union(*(_named(ast.parse(text)) for text in sources.values()))
        fewer = {module: _without(text, named) for module, text in sources.items()}
        if fewer == sources:
            return sources
        sources = fewer


def _without(text: str, named: set[str]) -> str:
    lines = text.split("\n")
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and _is_pure(node.value) and not _targets(node) & named:
            last = node.end_lineno or node.lineno
            lines[node.lineno - 1 : last] = [""] * (last - node.lineno + 1)
    return "\n".join(lines)


def _targets(node: ast.Assign) -> set[str]:
    """Names that an assignment sets, in whatever way."""
    return {inner.id for target in node.targets for inner in ast.walk(target) if isinstance(inner, ast.Name)}


def _is_pure(value: ast.expr) -> bool:
    """True when nothing happens but that a value is made: the only call is const()."""
    calls = [node for node in ast.walk(value) if isinstance(node, ast.Call)]
    is_const = all(isinstance(call.func, ast.Name) and call.func.id == "const" for call in calls)
    return is_const and all(isinstance(node, _PURE) for node in ast.walk(value))


def _named(tree: ast.Module) -> set[str]:
    """Every name that is read, imported or looked up in an object."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Global):
            found |= set(node.names)
    return found
