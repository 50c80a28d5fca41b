"""A unit from the bench: given a serial, a key and its calibration by the commands that a person types, and what it does with them."""

import json
import shutil

import pytest

from stillwater.given import files as given
from stillwater_tools.build.assemble import assemble
from stillwater_tools.link.client import Client
from stillwater_tools.link.served import served
from stillwater_tools.report.trace import read_trace
from stillwater_tools.run.vm import play_built
from stillwater_tools.scenes.load import find_scene, load_scene, story_of
from support.bench_played import story
from support.prescribe_signed import CLINIC_KEY
from support.sim_commands import User

_ODD = {
    "a_gain_ppm": 1_045_000, "b_gain_ppm": 960_000, "v_gain_ppm": 1_040_000,
    "a_zero_raw": 63_450, "b_zero_raw": 3_300, "v_zero_raw": 62_500,
}
_SCENE = 'about = "Nobody comes near an odd board"\nstarts_by_itself = false\n[board]\n'
_SERIAL = "SWV-00000042"
_SET_UA = 6000
_HOLD_MS = 15_000
_PERCENT = 0.5


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Somebody at the bench with an odd unit; `flash` is its folder."""
    user = User(tmp_path_factory.mktemp("home"))
    (user.home / "clinic.key").write_text(CLINIC_KEY.hex())
    (user.home / "clinic.key").chmod(0o600)
    scene = user.home / "odd.toml"
    scene.write_text(_SCENE + "".join(f"{part} = {value}\n" for part, value in _ODD.items()))
    with user.sim("--scene", scene, "--name", "desk"):
        user.flash = user.home / "run/stillwater/desk/flash"
        yield user


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    return assemble(tmp_path_factory.mktemp("build"))


def told(desk, *arguments):
    """What a command tells as JSON; it must have been done."""
    code, out, error = desk.run(*arguments, "--json")
    assert code == 0, error
    return json.loads(out)


def provisioned(desk, *more):
    return told(desk, "provision", "--serial", _SERIAL, "--key", desk.home / "clinic.key", *more)


@pytest.fixture(scope="module")
def calibrated(desk):
    """The bench's whole work, in its order; what `calibrate` tells."""
    provisioned(desk)
    return told(desk, "calibrate", "--load", 1000, "--meter", "sim", "--by", "Ada", "--out", desk.home / "certificates")


def test_a_unit_is_who_it_was_given_to_be_and_a_second_time_changes_nothing(desk):
    assert provisioned(desk, "--label", desk.home / "label.svg")["identity"] == {"serial": _SERIAL, "revision": "R1"}
    assert [one["serial"] for one in desk.devices()] == [_SERIAL]
    assert _SERIAL in (desk.home / "label.svg").read_text()
    held = {path.name: path.read_bytes() for path in desk.flash.glob("unit.*")}
    assert provisioned(desk)["removed"] == []
    assert {path.name: path.read_bytes() for path in desk.flash.glob("unit.*")} == held


def test_the_clinics_own_key_never_reaches_the_unit(desk, calibrated):
    assert not any(CLINIC_KEY in path.read_bytes() for path in desk.flash.rglob("*") if path.is_file())


def test_another_serial_is_refused_unless_it_is_meant(desk, calibrated):
    code, _out, error = desk.run("provision", "--serial", "SWV-00000043")
    assert (code, "this unit is SWV-00000042" in error) == (2, True)
    for serial in ("SWV-0000000042", "SW1-00000042"):
        code, _out, error = desk.run("provision", "--serial", serial, "--replace")
        assert (code, serial in error) == (2, True)
    assert [one["serial"] for one in desk.devices()] == [_SERIAL]


def test_a_new_serial_takes_away_what_was_signed_and_measured_for_the_old(desk, calibrated, tmp_path):
    shutil.copytree(desk.flash, tmp_path / "kept")
    done = told(desk, "provision", "--serial", "SWV-00000044", "--replace")
    assert (done["has_key"], set(done["removed"])) == (False, {"unit.calibration", "unit.key"})
    assert [(one["serial"], one["state"]) for one in desk.devices()] == [("SWV-00000044", "idle")]
    shutil.copytree(tmp_path / "kept", desk.flash, dirs_exist_ok=True)


def test_the_certificate_lies_in_the_unit_and_on_the_disk(desk, calibrated):
    folder = desk.home / "certificates" / _SERIAL
    on_disk = json.loads((folder / "calibration.json").read_text())
    assert on_disk == json.loads((desk.flash / "calibration.json").read_text())
    assert on_disk == {name: value for name, value in calibrated.items() if name != "folder"}
    assert _SERIAL in (folder / "calibration.html").read_text() == (desk.flash / "calibration.html").read_text()


def hold_ua(build, folder, flash):
    """The mean true current of a hold of the odd board with what lies in a flash."""
    scene = load_scene(find_scene("undisturbed")).model_copy(update={
        "board": _ODD, "duration_s": 75.0, "prescription": {"area": "palms", "current_ua": _SET_UA, "minutes": 5}})
    play_built(build, {**story_of(scene), "flash": str(flash)}, folder)
    return float(read_trace(folder / "trace.i32")["skin_ua"][-_HOLD_MS:].mean())


def test_an_odd_board_gives_what_is_prescribed_once_it_is_calibrated_and_not_before(desk, calibrated, build, tmp_path):
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
    shutil.copy(desk.flash / "unit.identity", tmp_path / "after")
    shutil.copy(desk.flash / "unit.calibration", tmp_path / "after")
    before_ua, after_ua = (hold_ua(build, tmp_path / f"{name}-run", tmp_path / name) for name in ("before", "after"))
    print(f"set {_SET_UA} uA: {before_ua:.0f} uA before, {after_ua:.0f} uA after")
    assert abs(before_ua - _SET_UA) > 5 * _PERCENT / 100 * _SET_UA
    assert abs(after_ua - _SET_UA) <= _PERCENT / 100 * _SET_UA


def test_a_self_test_holds_after_calibration(desk, calibrated):
    tested = told(desk, "selftest", "--load", 1000)
    assert (tested["is_ok"], tested["stopped"], len(tested["checks"]) > 20) == (True, "", True)


def test_a_self_test_that_fails_says_so_by_its_exit_code(desk, calibrated):
    whole = (desk.flash / "unit.calibration").read_bytes()
    (desk.flash / "unit.calibration").unlink()
    code, out, _error = desk.run("selftest")
    (desk.flash / "unit.calibration").write_bytes(whole)
    assert (code, "failed: calibrated" in out) == (1, True)


def test_a_load_that_a_person_could_be_is_told_with_its_bound(desk):
    code, _out, error = desk.run("calibrate", "--load", 3000, "--meter", "sim")
    assert (code, "must be 800..1200 ohm" in error) == (2, True)


_DAMAGED = {given.IDENTITY: "identity-wrong", given.KEY: "key-wrong", given.CALIBRATION: "calibration-wrong"}


@pytest.mark.parametrize("what", _DAMAGED, ids=lambda what: what[0])
def test_what_is_damaged_keeps_a_unit_from_treating_and_is_named_by_it(what, build, tmp_path):
    (tmp_path / what[0]).write_bytes(b"not what it was")
    with served(build, {**story(), "duration_ms": 600_000, "until": "never"}, tmp_path) as unit:
        status = Client(unit.port()).request("status")
        assert (status["state"], status["fault"]) == ("blocked", _DAMAGED[what])
