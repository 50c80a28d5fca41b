"""Takes out of a build what nothing uses any more: imports of folded constants, functions that were put in, whole modules.

A module that nothing imported in the first place is where a program begins, and stays. A package's own file goes when it does nothing:
MicroPython takes the folder for one, and each file that is not there saves a unit's start 15 ms. Lines keep their numbers. Knows names
and imports of sources; no file's meaning.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache

Sources = dict[str, str]  # module name -> text
Name = tuple[str, str]  # module, name in it
_INIT = ".__init__"
_TEXTS = 1024  # whose answers are kept: a build asks the same of the same text again and again
_ALL = "*"  # used by what imports all of a module, or the module by its whole name


def trimmed(sources: Sources, put_in: set[Name]) -> Sources:
    """The sources that are left; of `put_in` go the functions that nobody calls from outside any more."""
    begins = set(sources) - set().union(*(_modules_imported(text, sources) for text in sources.values()))
    while True:
        used = set().union(*(_uses(text) for text in sources.values()))
        fewer = {name: _bare(name, text, sources, used, put_in) for name, text in sources.items()}
        reached = begins.union(*(_modules_imported(text, fewer) for text in fewer.values()))
        fewer = {name: text for name, text in fewer.items() if name in reached and not name.endswith(_INIT)}
        fewer |= {name: text for name, text in sources.items() if name.endswith(_INIT) and _does_something(text) and _holds(name, fewer)}
        if fewer == sources:
            return sources
        sources = fewer


def _does_something(text: str) -> bool:
    """False for a docstring alone."""
    return any(not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) for node in ast.parse(text).body)


def _holds(init: str, modules: Sources) -> bool:
    """True when a package has a module in it."""
    return any(name.startswith(init.removesuffix(_INIT) + ".") for name in modules)


def _bare(name: str, text: str, sources: Sources, used: set[Name], put_in: set[Name]) -> str:
    """A text without the functions and imports that nothing uses."""
    tree = ast.parse(text)
    mine = _names_read(text) | {there for module, there in used if module == name}
    lines = text.split("\n")
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and (name, node.name) in put_in and not {node.name, _ALL} & mine:
            _replace(lines, node.decorator_list[0].lineno, node, "")
        elif isinstance(node, ast.ImportFrom) and (node.module in sources or node.module == "micropython"):
            _replace(lines, node.lineno, node, _import_of(node, [a for a in node.names if _bound(a) == _ALL or {_bound(a), _ALL} & mine]))
        elif isinstance(node, ast.Import) and [alias.name for alias in node.names] == ["micropython"] and "micropython" not in mine:
            _replace(lines, node.lineno, node, "")
    return "\n".join(lines)


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name


def _import_of(node: ast.ImportFrom, aliases: list[ast.alias]) -> str:
    return ast.unparse(ast.ImportFrom(node.module, aliases, 0)) if aliases else ""


def _replace(lines: list[str], first: int, node: ast.stmt, text: str) -> None:
    """Put `text` on line `first`, and nothing on the rest of a statement's lines."""
    last = node.end_lineno or first
    lines[first - 1 : last] = [text] + [""] * (last - first)


@lru_cache(_TEXTS)
def _names_read(text: str) -> frozenset[str]:
    """Names that a source reads; a function's own name inside of itself is none of its uses."""
    found: set[str] = set()
    for node in ast.parse(text).body:
        own = {node.name} if isinstance(node, ast.FunctionDef) else set()
        found |= {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load)} - own
    return frozenset(found)


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """(name here, module, name there) of all that is imported from a module, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((_bound(alias), node.module or "", alias.name) for alias in node.names)


@lru_cache(_TEXTS)
def _uses(text: str) -> frozenset[Name]:
    """What a source uses of other modules: names that it imports, and those that it looks up in modules."""
    tree = ast.parse(text)
    modules = {here: f"{module}.{there}" for here, module, there in _aliases(tree)}
    whole = {(alias.name, _ALL) for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    looked_up = {
        (modules[node.value.id], node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules
    }
    return frozenset(looked_up | whole | {(module, there) for _here, module, there in _aliases(tree)})


def _modules_imported(text: str, sources: Sources) -> set[str]:
    """Modules of `sources` that a text imports."""
    return set(_names_imported(text) & sources.keys())


@lru_cache(_TEXTS)
def _names_imported(text: str) -> frozenset[str]:
    """All that may be a module of what a text imports."""
    tree = ast.parse(text)
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    chosen = {f"{module}.{there}" for _here, module, there in _aliases(tree)} | {module for _here, module, _there in _aliases(tree)}
    return frozenset(plain | chosen)
