"""What the chip tier stands on and needs no image: which image is taken, files as a file system, branches, parts by the byte."""

import hashlib
import os
import re
import signal

import pytest

from stillwater_tools.bench import ram
from stillwater_tools.build.assemble import FIRMWARE
from stillwater_tools.chip import image
from stillwater_tools.chip.branch import Branch, BranchFailed, in_branch
from stillwater_tools.chip.files import packed, unpacked
from stillwater_tools.chip.ina228 import Ina228
from stillwater_tools.chip.ssd1306 import Ssd1306
from stillwater_tools.problems import InputError
from stillwater_tools.run.interpreter import ToolMissing


def test_a_wrong_image_is_refused_by_its_hash_in_one_line(tmp_path, monkeypatch):
    wrong = tmp_path / "wrong.uf2"
    wrong.write_bytes(b"another release")
    monkeypatch.setenv(image.VARIABLE, str(wrong))
    with pytest.raises(InputError) as refused:
        image.find_image()
    told = str(refused.value)
    assert told.startswith(f"{wrong}: SHA-256 = ")
    assert image.SHA256 in told
    assert "\n" not in told


def test_a_missing_image_is_told_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.delenv(image.VARIABLE, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(ToolMissing, match=rf"no RP2040 image at {tmp_path}/\.cache/stillwater/.*: save https://.* or name it"):
        image.find_image()


def test_the_named_image_is_taken_before_the_cached_one(tmp_path, monkeypatch):
    named, cached = tmp_path / "named.uf2", tmp_path / ".cache/stillwater" / image.NAME
    cached.parent.mkdir(parents=True)
    for path in (named, cached):
        path.write_bytes(b"the release")
    monkeypatch.setattr(image, "SHA256", hashlib.sha256(b"the release").hexdigest())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(image.VARIABLE, str(named))
    assert image.find_image() == named
    monkeypatch.delenv(image.VARIABLE)
    assert image.find_image() == cached


def test_files_come_back_from_a_file_system_as_they_went_in():
    files = {"main.py": b"", "lib/a.mpy": bytes(range(256)) * 40, "lib/deep/er/b.txt": b"\xff" * 5000}
    assert unpacked(packed(files)) == files
    assert len(packed(files)) == image.FILES_BYTES


def test_a_branch_gives_its_result_and_changes_nothing_here():
    here = [1]
    assert in_branch(lambda: here.append(2) or here) == [1, 2]
    assert here == [1]


def test_branches_run_beside_each_other():
    readable, writable = os.pipe()
    waits, writes = Branch(lambda: os.read(readable, 1)), Branch(lambda: os.write(writable, b"x"))
    assert (waits.result(), writes.result()) == (b"x", 1)


def test_a_branchs_exception_comes_back_with_its_traceback():
    with pytest.raises(KeyError, match="absent") as raised:
        in_branch(lambda: {}["absent"])
    assert isinstance(raised.value.__cause__, BranchFailed)
    assert "test_chip_tools.py" in str(raised.value.__cause__)


class Stubborn(Exception):
    """Holds what cannot be pickled."""

    def __init__(self, told):
        super().__init__(told)
        self.held = (one for one in ())


def test_an_exception_that_cannot_be_carried_over_is_told():
    def work():
        raise Stubborn("one other")

    with pytest.raises(BranchFailed, match="Stubborn: one other"):
        in_branch(work)


def test_a_branch_that_dies_is_told():
    with pytest.raises(BranchFailed, match="exit code -9"):
        in_branch(lambda: os.kill(os.getpid(), signal.SIGKILL))


def sent(display, *transfers):
    for transfer in transfers:
        display.begin(False)
        assert all(display.take(byte) for byte in transfer)
    return display


def lit(display):
    return {(x, y) for y, line in enumerate(display.picture()) for x, dot in enumerate(line) if dot == "#"}


def test_a_display_that_is_off_shows_nothing_and_inverse_shows_the_rest():
    display = sent(Ssd1306(), b"\x40\x01")
    assert lit(display) == set()
    assert lit(sent(display, b"\x00\xaf")) == {(0, 0)}
    assert len(lit(sent(display, b"\x00\xa7"))) == 128 * 64 - 1


def test_an_argument_is_no_command_though_it_looks_like_one():
    display = sent(Ssd1306(), b"\x80\xda", b"\x80\x12", b"\x00\x81\xb5\xd5\xae\xaf", b"\x40\x01")
    assert lit(display) == {(0, 0)}


def test_a_window_is_filled_across_then_down():
    display = sent(Ssd1306(), b"\x00\xaf\x20\x00\x21\x0a\x0b\x22\x01\x02", b"\x40\x01\x01\x01\x01\x02")
    assert lit(display) == {(10, 9), (11, 8), (10, 16), (11, 16)}


def test_a_window_is_filled_down_then_across():
    display = sent(Ssd1306(), b"\x00\xaf\x20\x01\x21\x0a\x0b\x22\x01\x02", b"\x40\x01\x02\x04")
    assert lit(display) == {(10, 8), (10, 17), (11, 10)}


def read(part, register, count):
    part.begin(False)
    part.take(register)
    part.begin(True)
    return bytes(part.give() for _ in range(count)).hex()


def test_the_alert_of_a_current_monitor_comes_above_its_limit_and_latched_stands_until_it_is_read():
    part = Ina228(lambda: 0.0)
    for register, value in ((12, 28_200), (11, 1 << 15)):  # 141 mV
        part.begin(False)
        for byte in (register, value >> 8, value & 0xFF):
            part.take(byte)
    told = []
    for shunt_v in (0.1409, 0.1411, 0.0):
        part.compare(shunt_v)
        told.append(part.alerts)
    read(part, 11, 2)
    assert (told, part.alerts) == ([False, True, True], False)
    part.compare(0.2)
    assert part.alerts


def test_a_current_monitor_at_its_limits_and_in_its_fine_range():
    volts = [1.0]
    part = Ina228(lambda: volts[0])
    assert read(part, 4, 3) == "7ffff0"
    volts[0] = 312.5e-9
    assert read(part, 4, 3) == "000010"
    part.begin(False)
    for byte in (0, 0x00, 0x10):
        part.take(byte)
    assert read(part, 4, 3) == "000040"
    assert read(part, 6, 2) == "0c80"


def test_what_counts_the_heap_imports_modules_that_are_there():
    imported = re.findall(r"^from (stillwater[\w.]*) import (.+)$", ram._COUNT, re.MULTILINE)
    for module, names in imported:
        path = FIRMWARE / module.replace(".", "/")
        assert all(path.with_suffix(".py").exists() or (path / f"{name}.py").exists() for name in names.split(", "))
    assert len(imported) > 5
