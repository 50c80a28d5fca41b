"""A clinician's file on the command line: said in plain words, refused with file, key, value, bound and remedy, signed for its unit."""

import json
import os
import stat
from datetime import date

import pytest

from stillwater.treatment import signed
from stillwater.treatment.prescription import Prescription
from stillwater_tools.cli import main as command
from stillwater_tools.prescriptions import keys
from stillwater_tools.prescriptions.load import load_file
from stillwater_tools.prescriptions.screening import WORDS
from stillwater_tools.prescriptions.stated import stated_in
from support.prescribe_signed import CLINIC_KEY, FILE, KEY, SERIAL, head_offset, signed_bytes, signed_with, stated


@pytest.fixture
def run(monkeypatch, capsys):
    """Exit code, standard output and error of `stillwater prescribe`."""

    def ran(*arguments):
        monkeypatch.setattr("sys.argv", ["stillwater", "prescribe", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            command.main()
            raise SystemExit(0)
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return ran


@pytest.fixture
def file(tmp_path):
    """A clinician's file, with text in the place of other text."""

    def write(old="", new=""):
        assert old in FILE
        path = tmp_path / "anna.toml"
        path.write_text(FILE.replace(old, new, 1))
        return path

    return write


@pytest.fixture
def key_file(tmp_path):
    """The clinic's key as its owner keeps it."""
    path = tmp_path / "clinic.key"
    path.write_text(CLINIC_KEY.hex())
    path.chmod(0o600)
    return path


# what is written, what in its place; key, value, bound of the problem that is told
_WRONG = [
    ("current_ma = 10\n", "", "areas.palms", "", "exactly one of current_ma and current_ua"),
    ("current_ma = 10\n", "current_ma = 10\ncurrent_ua = 10000\n", "areas.palms", "", "exactly one"),
    ("current_ma = 10\n", "current_ma = 16\n", "areas.palms.current_ma", "16", "16000 uA"),
    ("current_ma = 10\n", "current_ua = 26000\n", "areas.palms.current_ua", "26000", "1000..25000"),
    ("current_ma = 10\n", "current_ma = 10.00001\n", "areas.palms", "", "no whole number of uA"),
    ("current_ma = 10\n", "current_ma = nan\n", "areas.palms.current_ma", "nan", "less than"),
    ("current_ma = 10\n", "current_ma = -10\n", "areas.palms.current_ma", "-10", "greater than 0"),
    ("ceiling_ma = 12\n", "ceiling_ma = 15.5\n", "areas.palms.ceiling_ma", "15.5", "1000..15000"),
    ("ceiling_ma = 12\n", "ceiling_ma = 9\n", "areas.palms.current_ma", "10", "1000..9000"),
    ("minutes = 20\n", "minutes = 31\n", "areas.palms.minutes", "31", "5..30"),
    ("minutes = 20\n", "", "areas.palms.minutes", "", "is required"),
    ("per_week = 3\n", "per_week = 8\n", "areas.palms.per_week", "8", "1..7"),
    ("'half'", "'sometimes'", "areas.palms.turn", "sometimes", "half, each, never"),
    ("[areas.palms]", "[areas.face]", "areas.face", "", "palms, soles, axillae"),
    ("age_years = 34", "age_years = 6", "age_years", "6", "7..120"),
    ("sequence = 7", "sequence = 0", "sequence", "0", "greater than or equal to 1"),
    ("sequence = 7", "sequence = true", "sequence", "True", "integer"),
    ("SWV-00000001", "SWV-000000001", "unit", "SWV-000000001", "pattern"),
    ("2098-05-26", "2026-11-25", "expires", "2026-11-25", "2026-11-26 (issued) or later"),
    ("2098-05-26", "'2098-05-26'", "expires", "2098-05-26", "date"),
    ("2026-11-26", "2019-11-26", "issued", "2019-11-26", "2026-01-01"),
    ("age_years", "age_weeks", "age_weeks", "34", "is not known"),
    ("epilepsy = false", "epilepsi = false", "screening.epilepsy", "", "must be answered"),
    ("epilepsy = false", "epilepsy = 'no'", "screening.epilepsy", "no", "must be answered"),
    ("epilepsy = false", "epilepsy = 0", "screening.epilepsy", "0", "must be answered"),
]


@pytest.mark.parametrize("old, new, key, value, bound", _WRONG, ids=[f"{row[2]} {row[4]}" for row in _WRONG])
def test_what_is_wrong_is_told_with_file_key_value_bound_and_remedy(old, new, key, value, bound, run, file, key_file, tmp_path):
    path = file(old.replace("'", '"'), new.replace("'", '"'))
    code, out, error = run("sign", path, "--key", key_file, "--out", tmp_path / "signed", "--json")
    told = {problem["key"]: problem for problem in json.loads(out)["problems"]}
    assert (code, told[key]["file"], told[key]["value"]) == (2, str(path), value)
    assert bound in told[key]["bound"]
    assert told[key]["remedy"]
    assert f"{path}: {key}" in error
    assert not (tmp_path / "signed").exists()


@pytest.mark.parametrize("name", signed.CONTRAINDICATIONS)
def test_a_contraindication_is_never_taken_for_granted_and_a_yes_is_never_signed(name, run, file, key_file, tmp_path):
    for answer, bound in (("", "must be answered"), (f"{name} = true\n", "refused")):
        path = file(f"{name} = false\n", answer)
        for arguments in (("check", path), ("sign", path, "--key", key_file, "--out", tmp_path / "signed")):
            code, _out, error = run(*arguments)
            assert code == 2
            assert f"screening.{name}" in error
            assert bound in error
            assert len(error.splitlines()) == 1
    assert not (tmp_path / "signed").exists()


def test_every_contraindication_of_the_unit_has_its_words():
    assert tuple(WORDS) == signed.CONTRAINDICATIONS


def test_all_that_is_wrong_is_told_at_once(run, tmp_path):
    path = tmp_path / "empty.toml"
    path.write_text("[areas.palms]\ncurrent_ma = 10\n")
    code, out, _error = run("check", path, "--json")
    told = {problem["key"] for problem in json.loads(out)["problems"]}
    assert code == 2
    assert told >= {"screening", "unit", "sequence", "issued", "expires", "age_years", "areas.palms.minutes", "areas.palms.turn"}


def test_a_file_is_said_in_plain_words(run, file):
    code, out, _error = run("check", file())
    assert code == 0
    for words in ("unit SWV-00000001", "34 years", "end of 2098-05-26", "Palms: 10 mA for 20 minutes (200 mA min), 3 times a week.",
                  "turns half-way", "up to 12 mA, and down to 1 mA", "pacemaker", "epilepsy"):  # fmt: skip
        assert words in out
    assert json.loads(run("check", file(), "--json")[1])["areas"][0]["current_ua"] == 10_000


def test_what_is_signed_is_what_was_written_and_its_unit_believes_it(run, file, key_file, tmp_path):
    out = tmp_path / "anna.signed"
    code, words, _error = run("sign", file(), "--key", key_file)
    assert (code, "Palms: 10 mA" in words) == (0, True)
    assert stated_in(out.read_bytes(), "") == load_file(file())
    (fields,) = signed.Signed(out.read_bytes(), KEY, SERIAL).fields
    assert Prescription(fields).dose_uc == 10_000 * 20 * 60
    assert run("show", out)[1] == words[: words.index("Signed")]


def test_microamperes_and_milliamperes_are_the_same_prescription(file):
    in_ma = load_file(file())
    assert load_file(file("current_ma = 10\nceiling_ma = 12\n", "current_ua = 10000\nceiling_ua = 12000\n")) == in_ma
    assert load_file(file("ceiling_ma = 12\n", "")).areas[0]["ceiling_ua"] == 10_000


def test_what_has_expired_is_not_signed_and_not_loaded(run, file, key_file, tmp_path, monkeypatch):
    monkeypatch.setattr("stillwater_tools.prescriptions.load._today", lambda: date(2026, 11, 27))
    code, _out, error = run("sign", file("2098-05-26", "2026-11-26"), "--key", key_file)
    assert (code, "expires = '2026-11-26'" in error) == (2, True)
    old = tmp_path / "old.signed"
    old.write_bytes(signed_bytes(expires=stated().issued))
    code, _out, error = run("load", old, "--port", "/dev/none")
    assert (code, "expires" in error) == (2, True)


def test_a_key_is_its_owners_alone_and_never_written_over(run, tmp_path):
    path = tmp_path / "clinic.key"
    assert run("key", "new", "--out", path)[0] == 0
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    before = path.read_bytes()
    assert len(keys.read_key(path)) == 32
    code, _out, error = run("key", "new", "--out", path)
    assert (code, "never written over" in error, path.read_bytes()) == (2, True, before)


@pytest.mark.parametrize("text, mode, told", [
    ("ab" * 32, 0o640, "chmod 600"), ("ab" * 31, 0o600, "62 hex digits"), ("key", 0o600, "64 hex digits"), ("é" * 32, 0o600, "is no key")])
def test_a_key_that_others_may_read_or_that_is_none_signs_nothing(text, mode, told, run, file, tmp_path):
    path = tmp_path / "clinic.key"
    path.write_text(text)
    path.chmod(mode)
    code, _out, error = run("sign", file(), "--key", path, "--out", tmp_path / "signed")
    assert (code, told in error) == (2, True)
    assert not (tmp_path / "signed").exists()


def test_a_unit_key_opens_neither_the_clinics_nor_another_units():
    all_keys = {CLINIC_KEY, *(keys.unit_key(CLINIC_KEY, f"SW-{number}") for number in range(100))}
    assert len(all_keys) == 101
    assert keys.unit_key(CLINIC_KEY, "SWV-00000001") == KEY


_UNSCREENED = signed_with(head_offset("screened"), "<H", 1)
_NOT_SIGNED = [(b"", "prescribe sign"), (b"SWP1", "prescribe sign"), (bytes(88), "prescribe sign"), (FILE.encode(), "prescribe sign"),
               (_UNSCREENED, "contraindication")]


@pytest.mark.parametrize("data, told", _NOT_SIGNED, ids=["empty", "magic", "zeros", "not signed", "not screened"])
def test_a_file_that_is_not_signed_is_told_and_never_sent(data, told, run, tmp_path):
    path = tmp_path / "anna.signed"
    path.write_bytes(data)
    for arguments in (("show", path), ("load", path, "--port", "/dev/none")):
        code, _out, error = run(*arguments)
        assert (code, told in error) == (2, True)
