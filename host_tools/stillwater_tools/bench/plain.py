"""The control law as ordinary MicroPython classes, made from the firmware's own source: what one would write without viper.

    s[HOLD_UV] - int(deficit_ua(s))        becomes        self.hold_uv - self.clamp_deficit_ua()

A class for each block, an attribute for each slot, a method for each function, literals for all constants. Slots that are reached
by a number, as counters are, stay in a list. It is the quickest ordinary form: with a class for each room every look at another
room's figure would cost a look-up more. Knows the hot path's way of writing, no law.
"""

import ast
from copy import deepcopy
from dataclasses import dataclass

from stillwater_tools.build.firmware import path_of
from stillwater_tools.build.rename import literal
from stillwater_tools.build.viper import Module, body_of, found, is_cast, read_module
from stillwater_tools.firmware_tables import PROJECT

CLASSES = {"s": "Control", "g": "Guard", "c": "Capture"}
_LAW = ("stillwater.hot", "sample")
_LIST = "numbered"


@dataclass(frozen=True)
class Plain:
    """`text` defines the three classes, each made from its block; `control.hot_sample(guard, capture)` is one sample.

    `attributes` tells for each block (`s`, `g`, `c`) which attribute is which slot.
    """

    text: str
    attributes: dict[str, dict[str, int]]


def plain() -> Plain:
    """The law of the firmware's files as they are now."""
    modules = _modules()
    attributes: dict[str, dict[str, int]] = {block: {} for block in CLASSES}
    written: dict[str, list[ast.stmt]] = {block: [] for block in ("", *CLASSES)}
    for name, function in sorted(_all_of(modules)):
        node = modules[name].functions[function]
        written[_block_of(node)].append(_Maker(modules, modules[name], node, attributes).method())
    classes: list[ast.stmt] = [_class(block, attributes[block], written[block]) for block in CLASSES]
    return Plain(ast.unparse(ast.fix_missing_locations(ast.Module(written[""] + classes, []))) + "\n", attributes)


def _modules() -> dict[str, Module]:
    root = PROJECT / "firmware"
    paths = {".".join(path.relative_to(root).with_suffix("").parts): path for path in sorted(root.rglob("*.py"))}
    return {name: read_module(name, path_of(name), path.read_text(encoding="utf-8")) for name, path in paths.items()}


def _all_of(modules: dict[str, Module]) -> set[tuple[str, str]]:
    """(module, function) of the law and of all that it calls."""
    waiting, known = [_LAW], {_LAW}
    while waiting:
        name, function = waiting.pop()
        targets = (found(modules, modules[name], node) for node in ast.walk(modules[name].functions[function]))
        called = {(home.name, target.name) for home, target in filter(None, targets)}
        waiting += called - known
        known |= called
    return known


def _block_of(function: ast.FunctionDef) -> str:
    """The block whose method a function becomes; empty for one that takes none."""
    first = function.args.args[0].arg
    return first if first in CLASSES else ""


def _class(block: str, attributes: dict[str, int], methods: list[ast.stmt]) -> ast.ClassDef:
    begin = [f"self.{name} = block[{slot}]" for name, slot in attributes.items()]
    lines = "\n ".join(["def __init__(self, block):", f"self.{_LIST} = list(block)", *begin])
    return ast.ClassDef(CLASSES[block], [], [], [*ast.parse(lines).body, *methods], [])


class _Maker(ast.NodeTransformer):
    """Makes a method of a viper function; `attributes` then holds what it uses."""

    def __init__(self, modules: dict[str, Module], home: Module, function: ast.FunctionDef, attributes: dict[str, dict[str, int]]) -> None:
        self._modules, self._home, self._function, self._attributes = modules, home, function, attributes
        self._constants = dict(home.constants)
        for name, (module, there) in home.imported.items():
            if module in modules and there in modules[module].constants:
                self._constants[name] = modules[module].constants[there]

    def method(self) -> ast.FunctionDef:
        """`def clamp_deficit_ua(self)`, or a plain function where no block comes first."""
        own = _block_of(self._function)
        arguments = [ast.arg("self" if argument.arg == own else argument.arg) for argument in self._function.args.args]
        body = [self.visit(deepcopy(statement)) for statement in body_of(self._function)]
        return ast.FunctionDef(_name(self._home, self._function), ast.arguments([], arguments, None, [], [], None, []), body, [])

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """A slot with a name becomes an attribute; one with a number stays in the list."""
        assert isinstance(node.value, ast.Name)
        block, place = node.value.id, node.slice
        owner = self.visit(node.value)
        if not isinstance(place, ast.Name) or place.id not in self._constants:
            return ast.Subscript(ast.Attribute(owner, _LIST, ast.Load()), self.visit(place), node.ctx)
        attribute = self._home.imported.get(place.id, ("", place.id))[1].lstrip("_").lower()
        self._attributes[block][attribute] = self._constants[place.id]
        return ast.Attribute(owner, attribute, node.ctx)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """`int(...)` is a word of viper's; what takes a block first is its method."""
        arguments = [self.visit(argument) for argument in node.args]
        if is_cast(node):
            value: ast.expr = arguments[0]
            return value
        target = found(self._modules, self._home, node)
        if target is None:
            raise ValueError(f"{self._home.file}:{node.lineno}: {ast.unparse(node)} is no call of the hot path: mend bench/plain.py")
        if _block_of(target[1]):
            return ast.Call(ast.Attribute(arguments[0], _name(*target), ast.Load()), arguments[1:], [])
        return ast.Call(ast.Name(_name(*target), ast.Load()), arguments, [])

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Constants become literals, the block of one's own `self`."""
        if node.id == _block_of(self._function):
            return ast.Name("self", node.ctx)
        return literal(self._constants[node.id]) if node.id in self._constants else node


def _name(module: Module, function: ast.FunctionDef) -> str:
    return f"{module.name.rsplit('.', 1)[1]}_{function.name}"
