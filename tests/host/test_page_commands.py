"""The machine that holds a page of commands against the real ones: what is marked may differ, all else makes it fail."""

import pytest

from support.page_commands import Command, Written, difference, steps

_PAGE = """\
# Title
```toml anna.toml
unit = "SW1"

```
```console
$ stillwater sim --name bed-1 &
bed-1: unit SW1
$ stillwater devices
‹0:00:12›  idle

```
```
$ no command
```
"""


def test_commands_files_and_what_is_shown_are_found_in_their_order():
    assert steps(_PAGE) == [
        Written("anna.toml", 2, 'unit = "SW1"\n\n'), Command("stillwater sim --name bed-1 &", 7, ["bed-1: unit SW1"]),
        Command("stillwater devices", 9, ["‹0:00:12›  idle", ""]),
    ]  # fmt: skip
    assert [step.is_kept_running for step in steps(_PAGE)[1:]] == [True, False]


@pytest.mark.parametrize("shown, said", [
    (["SW1 idle"], ["SW1 idle"]), (["up ‹0:00:12›."], ["up 17:2:0."]), (["at ‹/a/b›, now"], ["at /run/user/1/link, now"]),
    (["‹d2ceba50›  ok"], ["0a1b2c3d  ok"]), (["dose ‹12.5› mA min"], ["dose 7.25 mA min"]), (["a", "…", "z"], ["a", "b", "c", "z"]),
    (["a", "…"], ["a", "b"]), (["a", "…", "z"], ["a", "z"]), ([], []), (["a  b"], ["a     b"]),
    (["‹-0.02› %"], ["+1.50 %"]), (["‹1›"], ["-3"]), (["word  "], ["word"]),
])  # fmt: skip
def test_what_is_marked_may_differ(shown, said):
    assert difference(shown, said) is None


@pytest.mark.parametrize("shown, said", [
    (["SW1 idle"], ["SW1 hold"]), (["up ‹0:00:12›."], ["up 17:2."]), (["up ‹0:00:12›."], ["up 17:2:0"]),
    (["at ‹/a/b› now"], ["at /a/b then now"]),
    (["dose ‹12.5› mA min"], ["dose 12 mA min"]), (["a"], ["a", "b"]), (["a", "b"], ["a"]), (["a", "…", "z"], ["a", "b"]),
    (["1.5 mA"], ["1x5 mA"]), (["a  b"], ["a b"]), (["a b"], ["a  b"]), ([], ["said"]), (["said"], []),
])  # fmt: skip
def test_all_else_must_be_as_it_is_shown(shown, said):
    assert difference(shown, said) is not None
