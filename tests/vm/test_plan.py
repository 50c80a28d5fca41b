"""The plan goes by all complete treatments of an area, those of earlier starts among them."""

import pytest

from stillwater.journal import formats
from stillwater.journal.pages_file import PagesFile
from stillwater.journal.store import Journal
from stillwater.panel import words
from stillwater.treatment import plan
from stillwater.treatment.prescription import AREAS
from stillwater_tools.log.journal import read_journal
from stillwater_tools.run.vm import play
from stillwater_tools.scenes.load import find_scene, load_scene, story_of

_LINGER_MS = 12_000
_SERIAL = b"SWV-00000001"


@pytest.mark.parametrize("before, stage", [((8, 200, 0), plan.KEEP_ON), ((9, 0, 0), plan.VERDICT), ((14, 0, 0), plan.DOCTOR)])
def test_after_the_treatment_the_display_says_what_all_of_them_together_allow(before, stage, tmp_path):
    story = {**story_of(load_scene(find_scene("undisturbed"))), "until": "done", "linger_ms": _LINGER_MS}
    journal = Journal(PagesFile(str(tmp_path / "journal.bin"), story["journal_pages"]))
    journal.append(formats.TALLY, 0, _SERIAL, *before, 0, 0, 0)
    run = play(story, tmp_path)
    said = [message["says"] for message in run.of_kind("progress") if message["state"] == "done"]
    assert any(tuple(says[1:4]) == words.PLANS[stage] for says in said), said
    last = [record["fields"] for record in read_journal(tmp_path / "journal.bin") if record["kind"] == "tally"][-1]
    assert [last[f"{area}_count"] for area in AREAS] == [before[0] + 1, *before[1:]]
