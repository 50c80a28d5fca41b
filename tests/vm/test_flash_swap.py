"""The swap of firmware where power fails at any of its steps: gone on with, or gone back from, it ends in one firmware or the other, whole.

The code is the unit's own, executed by real MicroPython; every rename, removal and new file may be the last thing that happens.
"""

import json
import subprocess

import pytest

from stillwater_tools.flash.swap import _CODE
from stillwater_tools.run.interpreter import micropython
from stillwater_tools.units.files import _PRELUDE

_CUT = """
import builtins, sys
class Cut(BaseException):
    pass
class Failing:
    # os, of which some calls are steps: the one behind the last that is let through never happens
    left = -1
    def __getattr__(self, name):
        return getattr(real, name)
    def step(self):
        if self.left == 0:
            raise Cut()
        self.left -= 1
    def rename(self, source, place):
        self.step()
        real.rename(source, place)
    def remove(self, path):
        self.step()
        real.remove(path)
    def mkdir(self, path):
        self.step()
        real.mkdir(path)
    def rmdir(self, path):
        self.step()
        real.rmdir(path)
class Blocks:
    # littlefs as on the chip, in memory
    def __init__(self):
        self.data = bytearray(4096 * 64)
    def readblocks(self, block, buffer, offset=0):
        at = 4096 * block + offset
        buffer[:] = self.data[at:at + len(buffer)]
    def writeblocks(self, block, buffer, offset=0):
        at = 4096 * block + offset
        self.data[at:at + len(buffer)] = buffer
    def ioctl(self, request, argument):
        return {4: 64, 5: 4096, 6: 0}.get(request)
blocks = Blocks()
os.VfsLfs2.mkfs(blocks, progsize=256, readsize=256)
os.mount(os.VfsLfs2(blocks, progsize=256, readsize=256), "/flash")
os.chdir("/flash")
real, os = os, Failing()
open_real = builtins.open
def open(path, mode="r"):
    if "w" in mode:
        os.step()
    return open_real(path, mode)
"""
_PLAY = """
def fill(files):
    for path, text in files.items():
        _make(path)
        with open(path, "w") as file:
            file.write(text)
def text_of(path):
    with open(path) as file:
        return file.read()
def found():
    held = []
    _walk("", lambda path: held.append((path, text_of(path))))
    return sorted(held)
def wiped():
    for entry in list(real.ilistdir(".")):
        _remove(entry[0])
def cut(count, work):
    os.left = count
    try:
        work()
    except Cut:
        return True
    finally:
        os.left = -1
    return False
def begin():
    wiped()
    fill(OLD)
    fill(STAGED)
    _note(dict(PLAN), "swap")
def ended_in_new(count):
    begin()
    was_cut = cut(count, lambda: _swap(_planned()))
    _swap(_planned())
    assert sorted((path, text) for path, text in found() if not path.startswith("flash.")) == sorted(NEW.items()), found()
    cut(count, lambda: _clean(_planned()))
    if _planned():
        _clean(_planned())
    assert found() == sorted(NEW.items()), found()
    return was_cut
def ended_in_old(count, back_count):
    begin()
    was_cut = cut(count, lambda: _swap(_planned()))
    was_cut_again = cut(back_count, lambda: _back(_planned()))
    if _planned():
        (_clean if _planned()["is"] == "clean" else _back)(_planned())
    assert found() == sorted(OLD.items()), (count, back_count, found())
    return was_cut or was_cut_again
def starts_whole(count):
    begin()
    cut(count, lambda: _swap(_planned()))
    names = [path for path, _ in found()]
    if "main.py" in names:
        now = sorted((path, text) for path, text in found() if not path.startswith("flash."))
        assert now in (sorted(OLD.items()), sorted(NEW.items())), now
count = 0
while ended_in_new(count):
    starts_whole(count)
    back_count = 0
    while ended_in_old(count, back_count) and back_count < 40:
        back_count += 1
    count += 1
print(count)
"""
_OLD = {"main.py": "old main", "boot.py": "same", "stillwater/app.py": "old", "stillwater/gone.py": "gone", "journal.bin": "kept"}
_NEW = {"main.py": "new main", "boot.py": "same", "stillwater/app.py": "new", "stillwater/more/room.py": "more", "journal.bin": "kept"}


def new_with(main):
    """What is to be in the end, staged files, the plan; `main` as before or new."""
    new = {**_NEW, "main.py": main}
    changed = [path for path in ("main.py", "stillwater/app.py") if new[path] != _OLD[path]]
    plan = {"to": "x", "added": ["stillwater/more/room.py"], "changed": changed, "removed": ["stillwater/gone.py"]}
    return _OLD, new, {f"flash.new/{path}": new[path] for path in (*changed, *plan["added"])}, plan


def onto_nothing():
    new = {path: text for path, text in _NEW.items() if path != "journal.bin"}
    plan = {"to": "x", "added": sorted(new), "changed": [], "removed": []}
    return {}, new, {f"flash.new/{path}": text for path, text in new.items()}, plan


@pytest.mark.parametrize("old, new, staged, plan", [new_with("new main"), new_with("old main"), onto_nothing()],
                         ids=["main too", "main stays", "blank board"])
def test_power_that_fails_at_any_step_leaves_one_firmware_or_the_other(tmp_path, old, new, staged, plan):
    given = f"OLD, NEW, STAGED, PLAN = {old!r}, {new!r}, {staged!r}, {plan!r}\n"
    code = tmp_path.parent / f"{tmp_path.name}.py"
    code.write_text(_PRELUDE + _CUT + _CODE + given + _PLAY)
    done = subprocess.run([micropython(), str(code)], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) >= 6
