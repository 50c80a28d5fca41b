"""One function out of many: what is put in does the same in the same order, and what would not is refused, with file and line."""

import ast

import pytest

from stillwater_tools.build.expand import Expander
from stillwater_tools.build.refusal import CannotInline
from stillwater_tools.build.viper import read_module

_HEAD = "import micropython\nfrom micropython import const\n\n_FIVE = const(-5)\nSPARE = [1, 2]\n\n"
_CALLEES = """
@micropython.viper
def bump(s: ptr32) -> int:
    s[0] += 1
    return s[0]

@micropython.viper
def poke(s: ptr32, at: int, value: int) -> int:
    s[at] = value
    value += _FIVE
    return value

@micropython.viper
def half(x: int) -> int:
    if x < 0:
        x = 0 - x
    return x >> 1

@micropython.viper
def log(s: ptr32, what: int) -> int:
    s[s[1] + 4] = what
    s[1] += 1
    return what

"""


def expanded(body, callees=_CALLEES):
    """(plain, expanded) functions `root(s, x)` with this body."""
    root = "@micropython.viper\ndef root(s: ptr32, x: int) -> int:\n"
    text = _HEAD + callees + root + "".join(f"    {line}\n" for line in body.split("\n"))
    module = read_module("one", "one.py", text)
    function = ast.unparse(Expander({"one": module}).expanded(module, "root"))
    spaces = {}, {}
    exec(text, spaces[0])
    exec(_HEAD + function, spaces[1])
    return spaces[0]["root"], spaces[1]["root"]


_SAME = {
    "a slot read before the call": "return s[0] + int(bump(s)) * s[0]",
    "a slot read after it": "return int(bump(s)) * s[0]",
    "calls from left to right": "return int(log(s, 1)) + int(log(s, 2)) * int(log(s, 3))",
    "arguments from left to right": "return int(poke(s, int(bump(s)), s[0])) + int(poke(s, s[0], int(bump(s))))",
    "a call in a call's argument": "return int(half(int(half(int(bump(s)) * 8)))) - s[0]",
    "added to a slot": "s[0] += int(bump(s))\nreturn s[0]",
    "added to a slot by a local's number": "s[x] += int(bump(s)) * x\nreturn s[x]",
    "added to a local": "x += int(half(x))\nreturn x",
    "compared": "x = int(s[0] < int(bump(s)))\nreturn x",
    "in the first operand of and": "if int(bump(s)) > 1 and s[0] > 1:\n    s[3] = 1\nreturn s[3]",
    "in a later operand of and": "if x > 2 and int(bump(s)) > 1 and int(log(s, 7)):\n    s[3] = 1\nelse:\n    s[3] = 2\nreturn s[3]",
    "in a later operand of or": "if x > 2 or int(bump(s)) > 1 or int(log(s, 7)):\n    s[3] = 1\nelse:\n    s[3] = 2\nreturn s[3]",
    "and within or": "if x > 2 or (x > 1 and int(bump(s)) > 0):\n    s[3] = 1\nreturn s[3]",
    "in an elif": "if x > 2:\n    s[3] = 1\nelif int(bump(s)) > 2:\n    s[3] = 2\nelse:\n    bump(s)\nreturn s[3]",
    "in a loop": "for k in range(int(bump(s))):\n    s[3] += int(half(k * 4 + x))\nreturn s[3]",
    "in the body of while": "while x > 0:\n    x -= int(bump(s))\nreturn x",
    "a parameter that the callee sets": "y = x\nz = int(half(0 - y)) + y\nreturn z",
    "a negative constant": "return 3 - int(poke(s, 2, 0))",
    "for what it does": "log(s, x)\npoke(s, 2, x)\nreturn s[2]",
    "a slot by a call": "return s[int(bump(s)) % 3] + s[0]",
    "before a division": "x = x // 2 + int(half(x)) // (x + 1)\nreturn x",
}


@pytest.mark.parametrize("body", _SAME.values(), ids=_SAME.keys())
def test_what_is_put_in_does_the_same_in_the_same_order(body):
    plain, one = expanded(body)
    for x in (0, 1, 2, 3):
        blocks = [[1, 0, 5, 0] + [0] * 12 for _ in range(2)]
        assert plain(blocks[0], x) == one(blocks[1], x)
        assert blocks[0] == blocks[1]


def test_names_of_functions_that_never_meet_are_shared():
    text = ast.unparse(ast.parse(_HEAD))
    module = read_module("one", "one.py", text + _CALLEES + "@micropython.viper\ndef root(s: ptr32):\n    half(s[0])\n    half(s[1])\n")
    body = ast.unparse(Expander({"one": module}).expanded(module, "root"))
    assert "inlined_int_0" in body
    assert "inlined_int_1" not in body


def test_what_is_read_for_its_effect_alone_is_still_read():
    callee = "@micropython.viper\ndef f(s: ptr32) -> int:\n    return s[5]\n\n"
    text = _HEAD + callee + "@micropython.viper\ndef root(s: ptr32):\n    f(s)\n    s[6]\n"
    module = read_module("one", "one.py", text)
    assert ast.unparse(Expander({"one": module}).expanded(module, "root")).endswith("\n    s[5]\n    s[6]")


# what the callee `f` or the caller's body is, and what is told
_VALUE = "s: ptr32) -> int:\n    "
_REFUSED = {
    "an early return": (f"{_VALUE}if s[0]:\n        return 1\n    return 2", None, "returns before its end"),
    "a return in the last statement": ("s: ptr32):\n    if s[0]:\n        return", "f(s)", "returns before its end"),
    "recursion": (f"{_VALUE}return int(f(s))", None, "f, which calls itself"),
    "a call in the condition of a loop": (f"{_VALUE}return s[0]", "while int(f(s)):\n    s[1] = 0", "in the condition of a loop"),
    "a short-circuit operand as a value": (f"{_VALUE}return s[0]", "x = x > 0 and int(f(s))", "a call inside `BoolOp`"),
    "a chain of comparisons": (f"{_VALUE}return s[0]", "x = int(0 < int(f(s)) < 3)", "a call inside `Compare`"),
    "a conditional expression": (f"{_VALUE}return s[0]", "x = int(f(s)) if x else 0", "a call inside `IfExp`"),
    "a call in what is assigned to": (f"{_VALUE}return s[0]", "s[int(f(s))] = 1", "in what is assigned to"),
    "a slot that may move": (f"{_VALUE}return s[0]", "s[s[1]] += int(f(s))", "whose number is no local's"),
    "the bare object": (f"{_VALUE}return s[0]", "x = f(s)", "the object that f gives"),
    "no declared type": ("s: ptr32):\n    return s[0]", None, "gives no type and is used as int"),
    "another declared type": ("s: ptr32) -> uint:\n    return uint(s[0])", None, "gives uint and is used as int"),
    "a value of another type": (f"{_VALUE}return s[0] > 1", None, "returns bool where int is declared"),
    "a value that is none": (f"{_VALUE}s[0] = 1", None, "gives int and is used as int"),
    "a local that changes its type": (f"{_VALUE}y = 1\n    y = s[0] > 1\n    return 1", None, "y changes from int to bool"),
    "a local of unknown type": (f"{_VALUE}y = SPARE\n    return 1", None, "sets y to what has no type"),
    "an argument of another type": ("x: int) -> int:\n    return x", "x = int(f(x > 1))", "`x > 1`, bool where int is declared"),
    "an argument that is no pointer": (f"{_VALUE}return s[0]", "x = int(f(SPARE))", "`SPARE`, object where ptr32 is declared"),
    "another count of arguments": (f"{_VALUE}return s[0]", "x = int(f(s, 1))", "other arguments than it declares"),
    "an argument by name": (f"{_VALUE}return s[0]", "x = int(f(s=s))", "other arguments than it declares"),
    "a default": ("s: ptr32, x: int = 1) -> int:\n    return x", None, "takes defaults"),
    "a parameter without a type": ("s) -> int:\n    return 1", None, "takes s without a type"),
    "a global statement": (f"{_VALUE}global SPARE\n    return 1", None, "has `global`"),
    "an assignment within an expression": (f"{_VALUE}return int(y := 1)", None, "has `namedexpr`"),
    "two at once": (f"{_VALUE}a, b = 1, 2\n    return 1", None, "assigns to more than a name"),
    "try": (f"{_VALUE}return s[0]", "try:\n    f(s)\nfinally:\n    x = 1", "a call inside `try`"),
    "an object kept over a call": (f"{_VALUE}return s[0]", "x = SPARE[0] + int(f(s))", "of no type of viper's, before a call"),
    "a name of ours": (f"{_VALUE}return s[0]", "inlined_int_0 = int(f(s))", "a local that begins with inlined_"),
    "a global that the caller hides": (f"{_VALUE}return int(len(SPARE))", "SPARE = int(f(s))", "uses SPARE of its own module"),
}


@pytest.mark.parametrize("callee, body, told", _REFUSED.values(), ids=_REFUSED.keys())
def test_what_would_not_do_the_same_is_refused(callee, body, told):
    with pytest.raises(CannotInline, match=told) as refused:
        expanded((body or "x = int(f(s))") + "\nreturn 0", f"@micropython.viper\ndef f({callee}\n\n")
    (problem,) = refused.value.problems
    assert problem.file.startswith("one.py:")
    assert int(problem.file.split(":")[1]) > 6
    assert problem.remedy


def test_a_name_that_only_its_own_module_knows_is_refused():
    other = "import micropython\nTABLE = [1]\n\n@micropython.viper\ndef f(s: ptr32) -> int:\n    return int(len(TABLE))\n"
    root = "import micropython\nfrom other import f\n\n@micropython.viper\ndef root(s: ptr32) -> int:\n    return int(f(s))\n"
    modules = {name: read_module(name, f"{name}.py", text) for name, text in (("other", other), ("root", root))}
    with pytest.raises(CannotInline, match="other.py:6: f: uses len of its own module"):
        Expander(modules).expanded(modules["root"], "root")
