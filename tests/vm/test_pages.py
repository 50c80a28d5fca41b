"""Pages of commands: every command on them is run, and every output shown is the real one."""

import re

import pytest

from stillwater_tools.firmware_tables import PROJECT
from support.page_commands import Command, steps
from support.page_reader import Reader

PAGES = ("errors", "engineer")


def steps_of(name):
    return steps((PROJECT / f"docs/{name}.md").read_text())


@pytest.fixture
def reader(tmp_path, monkeypatch):
    somebody = Reader(tmp_path, monkeypatch)
    yield somebody
    somebody.close()


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_shows_is_what_comes(name, reader):
    for step in steps_of(name):
        reader.do(step)


def test_the_page_of_errors_shows_each_exit_code_of_its_table():
    shown = {step.shown[0] for step in steps_of("errors") if isinstance(step, Command) and step.text == "echo $?"}
    table = re.findall(r"^\| (\d+) \|", (PROJECT / "docs/errors.md").read_text(), re.MULTILINE)
    assert shown == set(table) == {"0", "1", "2", "3", "4", "130"}
