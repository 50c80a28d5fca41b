"""The journal over the link: byte for byte, on from where it ended, and never onto another unit's file."""

import random

import pytest

from stillwater_tools.link.client import Client
from stillwater_tools.link.errors import JournalDiffers, LinkError
from stillwater_tools.link.journal import pull
from support.link_unit import LinkedUnit, LoopPort

_PAGE = 256
_SEED = 7


class Killed(BaseException):
    """The tool ends here."""


def unit_with(**files):
    """(unit, client) with files of the journal, name -> bytes."""
    unit = LinkedUnit()
    unit.files.clear()
    unit.files.update({name.replace("_", ".") : data for name, data in files.items()})
    return unit, Client(LoopPort(unit), timeout_s=0.05)


def page_bytes(count, seed=_SEED):
    return random.Random(seed).randbytes(count * _PAGE)


def erased(count):
    return b"\xff" * (count * _PAGE)


def on_disk(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_file_comes_byte_for_byte(tmp_path):
    unit, client = unit_with(full_log=page_bytes(5), live_log=page_bytes(2, 8) + erased(6))
    told = []
    pulled = pull(client, tmp_path, lambda done, total: told.append((done, total)))
    assert on_disk(tmp_path) == unit.files
    assert (pulled.files, pulled.total_bytes, pulled.compared_bytes) == (["full.log", "live.log"], 13 * _PAGE, 0)
    assert told[-1] == (13 * _PAGE, 13 * _PAGE)
    assert told == sorted(told)


def test_what_is_whole_is_not_brought_again(tmp_path):
    unit, client = unit_with(full_log=page_bytes(20))
    pull(client, tmp_path)
    pulled = pull(client, tmp_path)
    assert (pulled.fetched_bytes, pulled.compared_bytes) == (0, 0)
    assert on_disk(tmp_path) == unit.files


def test_a_file_that_has_grown_is_brought_from_its_last_page_on(tmp_path):
    unit, client = unit_with(live_log=page_bytes(5)[:-100] + b"\xff" * 100 + erased(10))
    pull(client, tmp_path)
    unit.files["live.log"] = page_bytes(5) + page_bytes(3, 9) + erased(7)
    pulled = pull(client, tmp_path)
    assert on_disk(tmp_path) == unit.files
    assert pulled.fetched_bytes == 11 * _PAGE


@pytest.mark.parametrize("step", range(1, 12))
def test_a_pull_that_is_killed_goes_on_where_it_was(tmp_path, step):
    unit, client = unit_with(a_log=page_bytes(9), b_log=page_bytes(8, 8) + erased(4))
    steps = []

    def until_killed(done, total):
        steps.append(done)
        if len(steps) == step:
            raise Killed

    with pytest.raises(Killed):
        pull(client, tmp_path, until_killed)
    pulled = pull(Client(LoopPort(unit), timeout_s=0.05), tmp_path)
    assert on_disk(tmp_path) == unit.files
    assert pulled.fetched_bytes + steps[-1] <= 21 * _PAGE + 512
    assert pulled.compared_bytes <= 512


@pytest.mark.parametrize("cut_bytes", [1, 255, 256, 257, 1000])
def test_a_part_cut_at_any_byte_goes_on(tmp_path, cut_bytes):
    unit, client = unit_with(a_log=page_bytes(9))
    (tmp_path / "a.log.part").write_bytes(unit.files["a.log"][:cut_bytes])
    pulled = pull(client, tmp_path)
    assert on_disk(tmp_path) == unit.files
    assert pulled.fetched_bytes >= 9 * _PAGE - cut_bytes


def test_another_units_file_is_not_continued(tmp_path):
    _unit, client = unit_with(live_log=page_bytes(3, 1) + erased(2))
    (tmp_path / "live.log").write_bytes(page_bytes(3, 2) + erased(2))
    with pytest.raises(JournalDiffers, match="byte 0 is .*, the unit has .*give another folder"):
        pull(client, tmp_path)
    assert on_disk(tmp_path)["live.log"] == page_bytes(3, 2) + erased(2)


def test_a_longer_file_than_the_units_is_not_touched(tmp_path):
    _unit, client = unit_with(live_log=page_bytes(2))
    (tmp_path / "live.log.part").write_bytes(page_bytes(3))
    with pytest.raises(JournalDiffers, match="768 bytes, the unit's has 512"):
        pull(client, tmp_path)


def test_answers_that_are_lost_on_the_way_are_asked_for_again(tmp_path):
    unit, client = unit_with(a_log=page_bytes(40))

    def lossy(done, total):
        client._port.lose = 1

    pull(client, tmp_path, lossy)
    assert on_disk(tmp_path) == unit.files


def test_a_file_that_goes_while_it_is_brought_is_told(tmp_path):
    unit, client = unit_with(a_log=page_bytes(9), b_log=page_bytes(9))
    with pytest.raises(LinkError, match="list anew"):
        pull(client, tmp_path, lambda done, total: unit.files.pop("b.log", None))


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", ".."])
def test_a_unit_cannot_name_a_file_outside_the_folder(tmp_path, name):
    unit, client = unit_with()
    unit.files[name] = page_bytes(1)
    with pytest.raises(LinkError, match="no name in a folder"):
        pull(client, tmp_path / "journal")
