"""What of a unit is firmware, what differs, and MicroPython's image: found, refused, downloaded, put onto a board."""

import hashlib
import threading
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwater_tools.chip import image as pinned
from stillwater_tools.flash import content, image
from stillwater_tools.flash.changes import STAGED, changes
from stillwater_tools.flash.content import Content
from stillwater_tools.flash.errors import NoImage
from stillwater_tools.problems import InputError
from stillwater_tools.run.interpreter import ToolMissing
from stillwater_tools.units.files import path_of
from stillwater_tools.units.places import Place

_IMAGE = b"an image"
_PATHS = st.sampled_from(["main.py", "boot.py", "board.mpy", "stillwater/app.mpy", "stillwater/port/rp2.mpy", "stillwater/a.py"])
_FILES = st.dictionaries(_PATHS, st.binary(max_size=2))


def digests(files, below=""):
    return {below + path: hashlib.sha256(data).hexdigest() for path, data in files.items()}


@given(wanted=_FILES, active=_FILES, staged=_FILES)
def test_what_is_written_and_removed_makes_of_a_unit_what_it_is_to_hold(wanted, active, staged):
    todo = changes(Content(wanted, "", ""), digests(active) | digests(staged, STAGED + "/"))
    brought = staged | {path: wanted[path] for path in todo.to_send}
    after = active | {path: brought[path] for path in (*todo.changed, *todo.added)}
    assert {path: data for path, data in after.items() if path not in todo.removed} == wanted
    assert {path: active[path] for path in todo.skipped} == {path: wanted[path] for path in todo.skipped}
    assert todo.is_none == (wanted == active)
    assert set(todo.stray) == staged.keys() - set(todo.staged)


@pytest.mark.parametrize("own", [
    "journal/live-1.log", "unit.key", "prescription.signed", "serial.txt", "stillwater/calibration", "notes/main.py"])
def test_what_a_unit_was_given_is_no_firmware_and_never_taken_away(own):
    assert not content.is_firmware(own)
    assert changes(Content({}, "", ""), {own: "x"}).is_none


def test_a_platform_without_firmware_and_a_folder_that_is_none_are_refused(tmp_path):
    with pytest.raises(InputError, match="must be rp2"):
        content.content("esp32")
    with pytest.raises(InputError, match="stillwater firmware --out"):
        content.from_folder(tmp_path)


def test_a_path_that_leads_out_of_the_unit_is_refused():
    assert path_of("/serial.txt") == path_of("serial.txt") == "serial.txt"
    with pytest.raises(ValueError, match="leads out"):
        path_of("../serial.txt")


@pytest.fixture
def publisher(tmp_path, monkeypatch):
    """A publisher's folder, served, whose file is the pinned image; the tools' cache is empty."""
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "image.uf2").write_bytes(_IMAGE)
    server = HTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setattr(image, "URL", f"http://127.0.0.1:{server.server_port}/image.uf2")
    monkeypatch.setattr(pinned, "SHA256", hashlib.sha256(_IMAGE).hexdigest())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv(pinned.VARIABLE, raising=False)
    yield folder
    server.shutdown()
    server.server_close()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_words):
        """Nothing."""


def test_the_image_is_downloaded_once_and_then_found_in_the_cache(publisher):
    steps = []
    path = image.the_image(watch=steps.append)
    assert path.read_bytes() == _IMAGE
    assert (steps[-1].done, steps[-1].of) == (len(_IMAGE), len(_IMAGE))
    (publisher / "image.uf2").unlink()
    assert image.the_image() == path


def test_an_image_with_another_hash_is_refused_wherever_it_comes_from(publisher, tmp_path):
    (publisher / "image.uf2").write_bytes(b"another")
    with pytest.raises(InputError, match="SHA-256"):
        image.the_image()
    assert list((tmp_path / ".cache/stillwater").glob("*.uf2")) == []
    (tmp_path / "mine.uf2").write_bytes(b"mine")
    with pytest.raises(InputError, match="mine.uf2: SHA-256"):
        image.the_image(tmp_path / "mine.uf2")


def test_without_a_network_the_remedy_is_told(publisher, monkeypatch, tmp_path):
    (publisher / "image.uf2").unlink()
    with pytest.raises(ToolMissing, match="save it there, or name it in STILLWATER_UF2"):
        image.the_image()
    monkeypatch.setenv(pinned.VARIABLE, str(tmp_path / "nowhere.uf2"))
    with pytest.raises(ToolMissing, match="nowhere.uf2"):
        image.the_image()


class Repl:
    """Answers as a REPL of a platform would."""

    def __init__(self, says):
        self.execute = lambda code: says


@pytest.mark.parametrize("says, has_it", [
    ("rp2 3.4.0; MicroPython v1.28.0 on 2026-04-06", True), ("rp2 3.4.0; MicroPython v1.27.0 on 2025-12-09", False),
    ("linux 3.4.0; MicroPython 9458e3a23f on 2026-07-05", True)])
def test_a_board_with_another_release_gets_the_image_and_a_virtual_unit_needs_none(says, has_it):
    assert image.has_it(Repl(says)) == has_it


def test_an_image_goes_to_the_bootloaders_drive_and_the_board_that_comes_up_is_taken(tmp_path, monkeypatch):
    source, drive, others = tmp_path / "image.uf2", tmp_path / "RPI-RP2", [Place("/dev/ttyACM0", "another board", True)]
    source.write_bytes(_IMAGE)

    def there():
        has_image = drive.is_dir() and list(drive.iterdir()) == [drive / "image.uf2"]
        return others + [Place("/dev/ttyACM1", "a board", True)] * has_image

    def mounted():
        drive.mkdir(exist_ok=True)
        return [drive]

    monkeypatch.setattr(image, "places", there)
    monkeypatch.setattr(image, "drives", mounted)
    assert image.put(source, None).port == "/dev/ttyACM1"
    assert (drive / "image.uf2").read_bytes() == _IMAGE


def test_a_board_that_does_not_come_up_is_told(tmp_path, monkeypatch):
    (tmp_path / "image.uf2").write_bytes(_IMAGE)
    monkeypatch.setattr(image, "places", list)
    drive = Path(tmp_path / "drive")
    drive.mkdir()
    with pytest.raises(NoImage, match="holding BOOTSEL"):
        image.put(tmp_path / "image.uf2", drive, most_s=0.2)
    monkeypatch.setattr(image, "drives", list)
    with pytest.raises(NoImage, match="no bootloader's drive"):
        image.put(tmp_path / "image.uf2", None, most_s=0.2)
