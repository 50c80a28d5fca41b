"""What doctor says of a computer that lacks something, and how samples are shown."""

import io
import json
import os
from collections import namedtuple

import pytest
from rich.console import Console
from rich.live import Live

from stillwater_tools.cli import shown
from stillwater_tools.units import doctor
from stillwater_tools.units.find import CLOSED, NOT_ASKED, SILENT, UNIT, Found
from support.sim_commands import User

Usage = namedtuple("Usage", "total used free")
SAMPLE = {"time_ms": 61_500, "state": "hold", "current_ua": 14_980, "output_mv": 21_300, "skin_mv": 11_240, "wet_ppm": 990_000,
          "dose_uc": 6_000_000, "fault": "none"}


def test_a_missing_image_is_told_with_where_to_get_it(tmp_path):
    code, out, _error = User(tmp_path).run("doctor", "--json", STILLWATER_UF2=str(tmp_path / "none.uf2"))
    rows = {row["what"]: row for row in json.loads(out)}
    assert code == 1
    assert not rows["RP2040 image"]["is_ok"]
    assert "https://micropython.org" in rows["RP2040 image"]["remedy"]
    assert rows["unix MicroPython"]["is_ok"]
    assert {"Python", "free disk", "mpy-cross", "ModemManager", "permission of ports", "unit"} <= rows.keys()


def test_a_full_disk_is_told(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: Usage(0, 0, 100 << 20))
    (check,) = doctor.disk()
    assert (check.is_ok, "100 MB" in check.found) == (False, True)


def test_a_modem_manager_is_told_with_the_rule_that_keeps_it_off(tmp_path):
    for number, name in (("1", "init"), ("77", "ModemManager")):
        (tmp_path / number).mkdir()
        (tmp_path / number / "comm").write_text(name + "\n")
    (check,) = doctor.modem_manager(tmp_path)
    assert (check.is_ok, "ID_MM_DEVICE_IGNORE" in check.remedy) == (False, True)
    (tmp_path / "77/comm").write_text("bash\n")
    assert doctor.modem_manager(tmp_path)[0].is_ok


def test_a_port_that_may_not_be_opened_is_told_with_its_group(tmp_path, monkeypatch):
    port = tmp_path / "ttyACM0"
    port.touch()
    assert doctor.permitted(port).is_ok
    monkeypatch.setattr(os, "access", lambda path, how: False)
    check = doctor.permitted(port)
    assert (check.is_ok, "usermod -aG" in check.remedy) == (False, True)


def test_a_user_outside_the_group_is_told(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(doctor, "_group_name", lambda number: "users")
    assert not doctor._by_group().is_ok
    monkeypatch.setattr(doctor, "_group_name", lambda number: "dialout")
    assert doctor._by_group().is_ok


PORT = "/dev/ttyACM0"
_FOUND = [
    (Found(PORT, "USB", UNIT, "", {"serial": "SW1", "state": "hold", "board": "unit_r1"}), True, f"SW1 at {PORT}, hold", ""),
    (Found(PORT, "USB", CLOSED, f"{PORT}: not permitted; join its group"), False, f"{PORT}: not permitted", "join its group"),
    (Found(PORT, "USB", SILENT, "hello: no answer"), False, f"{PORT}: silent, hello: no answer", "flash"),
]


@pytest.mark.parametrize("one, is_ok, found, remedy", _FOUND, ids=[row[0].kind for row in _FOUND])
def test_each_port_is_told_with_what_to_do(one, is_ok, found, remedy):
    (check,) = doctor.units(lambda: [one, Found("/dev/ttyS0", "no USB device", NOT_ASKED, "may be no unit")])
    assert check.is_ok == is_ok
    assert found in check.found
    assert remedy in check.remedy


def test_no_unit_is_told_with_how_to_have_one():
    (check,) = doctor.units(list)
    assert (check.is_ok, "stillwater sim" in check.remedy) == (False, True)


def test_a_line_of_words_has_every_value_with_its_unit():
    told = shown.line(SAMPLE)
    for value in ("61.5 s", "hold", "14.98 mA", "21.30 V", "11.24 V", "99 %", "100.00 mA min"):
        assert value in told
    assert "FAULT" not in told
    assert "FAULT over-current" in shown.line({**SAMPLE, "fault": "over-current"})


def test_the_plot_goes_from_nothing_to_the_most():
    assert shown.plot([0, 7500, 15_000]) == "▁▄█ of 15.00 mA"
    assert shown.plot([0, 0]).startswith("▁▁ ")


def test_the_picture_has_the_last_minute_a_bar_a_second():
    console = Console(file=io.StringIO(), force_terminal=True, width=140)
    with Live(console=console, auto_refresh=False) as live:
        picture = shown.Picture({"serial": "SW1"}, live)
        for number in range(1000):
            picture.show({**SAMPLE, "current_ua": 10 * number})
        last = live.get_renderable().plain
    assert "SW1" in last
    assert last.splitlines()[1].startswith("▃")
    assert len(last.splitlines()[1]) == 60 + len(" of 9.90 mA")


def test_lines_are_one_a_second_and_losses_are_told_apart(capsys):
    lines = shown.Lines({"serial": "SW1", "board": "virtual", "firmware_hash": "0123456789abcdef"})
    for _ in range(25):
        lines.show(SAMPLE)
    lines.end(lost=7)
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 1 + 3
    assert "7 samples were lost" in told.err
