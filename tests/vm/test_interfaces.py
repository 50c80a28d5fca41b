"""The documents' own examples run; a bath that lacks something is refused before anything starts."""

import re

import pytest

from stillwater_tools.build.assemble import BATH_NAMES, assemble
from stillwater_tools.firmware_tables import PROJECT
from stillwater_tools.problems import InputError
from stillwater_tools.report.verdict import findings
from stillwater_tools.scenes.load import load_scene
from support.played import play_this


def test_the_scene_in_the_document_plays_as_it_expects(tmp_path):
    (text,) = re.findall(r"```toml\n(.*?)```", (PROJECT / "boards/virtual/SCENES.md").read_text(), re.DOTALL)
    (tmp_path / "scene.toml").write_text(text)
    played = play_this(load_scene(tmp_path / "scene.toml"), tmp_path / "out")
    assert [finding for finding in findings(played.run, played.trace, played.scene.expect) if not finding.holds] == []


def test_every_name_a_bath_needs_is_in_the_document():
    text = (PROJECT / "boards/virtual/BATH.md").read_text()
    assert [name for name in BATH_NAMES if f"`{name}" not in text] == []


@pytest.mark.parametrize("text, told", [("def start(", "line 1"), ("x = 1", "lacks STEP_US"), (None, "cannot be read")])
def test_a_bath_that_does_not_fit_is_refused(text, told, tmp_path):
    if text is not None:
        (tmp_path / "bath.py").write_text(text)
    with pytest.raises(InputError, match=told):
        assemble(tmp_path / "build", bath=tmp_path / "bath.py")
