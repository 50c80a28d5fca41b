"""Every scene of the project on real MicroPython: what it expects of the true skin current comes."""

import pytest

from stillwater_tools.log.journal import read_journal
from stillwater_tools.report.verdict import findings
from support.played import play_scene, scene_names


@pytest.mark.parametrize("name", scene_names())
def test_a_scene_ends_as_it_expects(name, tmp_path):
    played = play_scene(name, tmp_path)
    failed = [finding for finding in findings(played.run, played.trace, played.scene.expect) if not finding.holds]
    assert not failed
    kept = [record["fields"]["first_cause"] for record in read_journal(tmp_path / "journal.bin") if record["kind"] == "fault"]
    assert kept[:1] == ([] if played.run.end["fault"] == "none" else [played.run.end["fault"]])
    assert not played.run.end["journal_failed"]


def test_every_fault_that_the_table_knows_has_a_scene_or_a_reason_why_not():
    from stillwater.safety import faults
    from stillwater_tools.scenes.load import find_scene, load_scene

    caught = {fault for name in scene_names() for fault in load_scene(find_scene(name)).expect.faults}
    without = {name for _code, name, _kind in faults.FAULTS} - caught
    # dose ends every treatment before the first; a scene cannot write a board file, nor what a unit is given: see test_guard.py,
    # test_treatment.py, test_given.py
    assert without == {"charge-limit", "board-wrong", "identity-wrong", "key-wrong", "calibration-wrong"}
