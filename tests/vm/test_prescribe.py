"""A signed prescription on a unit that runs: real MicroPython, its link a pty, the commands as a clinic types them."""

import json
import sys
from subprocess import run

import pytest

from stillwater.given import files as given
from stillwater_tools.build.assemble import assemble
from stillwater_tools.link.client import Client
from stillwater_tools.link.errors import UnitRefused
from stillwater_tools.link.served import served
from stillwater_tools.log.journal import read_journal
from stillwater_tools.prescriptions.unit import held
from stillwater_tools.scenes.load import find_scene, load_scene, story_of
from support.prescribe_signed import CLINIC_KEY, FILE, KEY, NOW_S, signed_bytes, stated, wrong_ones


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    return assemble(tmp_path_factory.mktemp("build"))


@pytest.fixture(scope="module")
def story():
    return {**story_of(load_scene(find_scene("undisturbed"))), "events": [], "duration_ms": 600_000, "until": "never"}


@pytest.fixture
def clinic(tmp_path):
    """A folder of a clinic, with key and a clinician's file, and a unit of it."""
    (tmp_path / "clinic.key").write_text(CLINIC_KEY.hex())
    (tmp_path / "clinic.key").chmod(0o600)
    (tmp_path / "anna.toml").write_text(FILE)
    (tmp_path / "unit").mkdir()
    (tmp_path / "unit/unit.key").write_bytes(given.packed(given.KEY, {"key": KEY}))
    return tmp_path


def prescribe(clinic, *arguments):
    """Exit code and what is told by `stillwater prescribe`, in the clinic's folder."""
    done = run([sys.executable, "-m", "stillwater_tools", "prescribe", *arguments], cwd=clinic, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def journaled(clinic, kind):
    return [record["fields"] for record in read_journal(clinic / "unit/journal.bin") if record["kind"] == kind]


def test_a_clinic_signs_loads_and_reads_back_and_the_unit_still_holds_it_after_power_has_gone(build, story, clinic):
    assert prescribe(clinic, "sign", "anna.toml", "--key", "clinic.key", "--out", "anna.signed")[0] == 0
    with served(build, story, clinic / "unit") as unit:
        code, told = prescribe(clinic, "load", "anna.signed", "--port", unit.path)
        assert (code, "read back" in told, "Palms: 10 mA" in told) == (0, True, True)
        assert Client(unit.port()).request("status")["prescribed_uc"] == 10_000 * 20 * 60
        assert prescribe(clinic, "load", "anna.signed", "--port", unit.path)[0] == 0
    with served(build, story, clinic / "unit") as unit:
        code, told = prescribe(clinic, "show", "--port", unit.path)
        assert (code, "Prescription 7 for unit SWV-00000001" in told, "clock is not set" in told) == (0, True, True)
        assert Client(unit.port()).request("status")["prescribed_uc"] == 10_000 * 20 * 60
    assert [record["current_ua"] for record in journaled(clinic, "prescription_changed")] == [10_000]


def test_what_a_unit_refuses_it_names_and_journals(build, story, clinic):
    wrong = wrong_ones()
    with served(build, story, clinic / "unit") as unit:
        client = Client(unit.port())
        client.request("clock_set", clock_s=NOW_S)
        client.request("prescription_load", data=signed_bytes())
        for reason, data in wrong.items():
            with pytest.raises(UnitRefused, match=f"the unit refuses: {reason}: "):
                client.request("prescription_load", data=data)
        assert held(client).data == signed_bytes()
    assert [record["verdict"] for record in journaled(clinic, "refusal")][-len(wrong) :] == list(wrong)


def test_a_prescription_that_expires_by_the_units_clock_leaves_no_plan(build, story, clinic):
    with served(build, story, clinic / "unit") as unit:
        client = Client(unit.port())
        client.request("prescription_load", data=signed_bytes())
        assert client.request("status")["state"] == "idle"
        client.request("clock_set", clock_s=NOW_S + 365 * 86_400)
        assert client.request("status")["state"] == "no-plan"
        client.request("clock_set", clock_s=NOW_S)
        assert client.request("status")["state"] == "idle"
        assert NOW_S <= held(client).clock_s < NOW_S + 600
    assert [record["clock_s"] for record in journaled(clinic, "clock")] == [NOW_S + 365 * 86_400, NOW_S]
    assert [record["verdict"] for record in journaled(clinic, "refusal")][-2:] == ["expired", "prescription"]


def test_a_unit_without_a_key_takes_none_and_keeps_what_it_began_with(build, story, clinic):
    (clinic / "unit/unit.key").unlink()
    (clinic / "anna.signed").write_bytes(signed_bytes(expires=stated().expires.replace(year=2098)))
    with served(build, story, clinic / "unit") as unit:
        code, told = prescribe(clinic, "load", "anna.signed", "--port", unit.path)
        assert (code, "no clinic key: provision the unit" in told) == (1, True)
        assert Client(unit.port()).request("status")["state"] == "idle"
        code, told = prescribe(clinic, "show", "--port", unit.path, "--json")
        assert (code, json.loads(told)["serial"]) == (0, "SWV-00000001")


def test_a_file_for_another_unit_is_not_even_sent(build, story, clinic):
    (clinic / "other.signed").write_bytes(signed_bytes(unit="SWV-00000002", expires=stated().expires.replace(year=2098)))
    with served(build, story, clinic / "unit") as unit:
        code, told = prescribe(clinic, "load", "other.signed", "--port", unit.path)
    assert (code, "the unit at this port is SWV-00000001" in told) == (2, True)
    assert not (clinic / "unit/prescription.signed").exists()
