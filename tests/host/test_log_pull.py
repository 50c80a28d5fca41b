"""A unit's journal comes into the folder of its serial number, whatever the unit does meanwhile; what was there stays."""

import json

import pytest

from stillwater_tools.link.client import Client
from stillwater_tools.link.errors import UnitRefused
from stillwater_tools.log.pulled import pull_unit
from support.journal_files import unit_files
from support.link_unit import SERIAL, LinkedUnit, LoopPort


@pytest.fixture
def unit():
    """A unit with two files of a journal."""
    one = LinkedUnit()
    one.files.clear()
    one.files.update({file.name: file.content for file in unit_files(31, summaries=60)})
    return one


@pytest.fixture
def client(unit):
    return Client(LoopPort(unit), timeout_s=0.05)


def pulled(client, folder, progress=lambda done, total: None):
    return pull_unit(client, client.connect(), folder, progress)


def on_disk(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "unit.json"}


def test_files_come_into_the_units_own_folder_with_who_it_is(unit, client, tmp_path):
    brought = pulled(client, tmp_path)
    assert brought.folder == tmp_path / SERIAL.decode()
    assert on_disk(brought.folder) == unit.files
    assert json.loads((brought.folder / "unit.json").read_text())["serial"] == SERIAL.decode()
    assert brought.fetched_bytes == brought.total_bytes == sum(map(len, unit.files.values()))
    assert len(brought.journal().order.sequence) > 120


def test_what_the_unit_has_put_by_since_stays_here_as_it_was(unit, client, tmp_path):
    before = dict(unit.files)
    pulled(client, tmp_path)
    old, new = sorted(unit.files)
    unit.files["thin-000001-000002-1-1.log"] = unit.files.pop(old)
    brought = pulled(client, tmp_path)
    assert on_disk(brought.folder) == {**before, "thin-000001-000002-1-1.log": before[old]}
    assert unit.files[new] == before[new]


def test_files_that_the_unit_puts_by_while_they_come_are_listed_anew(unit, client, tmp_path):
    old, new = sorted(unit.files)

    def put_by(_done, _total):
        if new in unit.files:
            unit.files["full-000003-000003-1-8.log"] = unit.files.pop(new)

    brought = pulled(client, tmp_path, put_by)
    assert on_disk(brought.folder)["full-000003-000003-1-8.log"] == unit.files["full-000003-000003-1-8.log"]
    assert on_disk(brought.folder)[old] == unit.files[old]


def test_a_unit_that_names_what_it_does_not_give_ends_the_pull(unit, client, tmp_path):
    unit.server._answers._files.read = lambda name, offset, length: (_ for _ in ()).throw(OSError(5))
    with pytest.raises(UnitRefused, match="list anew"):
        pulled(client, tmp_path)
