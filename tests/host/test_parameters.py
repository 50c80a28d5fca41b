"""Every constant of the law has its reason, the table tells the truth about the modules, and what it moves moves the law."""

import ast
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from stillwater_tools.campaign import sweep
from stillwater_tools.campaign.explained import EXPLAINED
from stillwater_tools.campaign.moved import SPREADS
from stillwater_tools.campaign.parameters import PARAMETERS, moves_of, override
from stillwater_tools.firmware_tables import PROJECT, firmware_module
from stillwater_tools.run.vm import RunFailed

TUNED = ("clamp", "fall", "impedance", "level", "regulator", "softstop", "watch")
COMMIT = ("stillwater.control.softstop", "_COMMIT_Q10")


def constants(room):
    """Names of the constants that a module of control defines."""
    tree = ast.parse((PROJECT / "firmware/stillwater/control" / f"{room}.py").read_text())
    return {node.targets[0].id for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and node.value.func.id == "const"}


def named(parameter):
    return f"{parameter.module.rpartition('.')[2]}.{parameter.name}"


@pytest.mark.parametrize("parameter", PARAMETERS, ids=named)
def test_what_is_moved_exists_and_the_chosen_value_is_among_those_tried(parameter):
    assert type(getattr(firmware_module(parameter.module), parameter.name)) is int
    assert parameter.chosen in parameter.values
    assert list(parameter.values) == sorted(set(parameter.values))
    assert parameter.reason.endswith(".")


@pytest.mark.parametrize("parameter", [one for one in PARAMETERS if one.along], ids=named)
def test_what_goes_along_is_at_its_own_choice_where_the_first_is(parameter):
    along = parameter.along
    assert len(along.values) == len(parameter.values)
    assert along.values[parameter.values.index(parameter.chosen)] == getattr(firmware_module(along.module), along.name)


@pytest.mark.parametrize("room", TUNED)
def test_every_constant_of_the_law_is_moved_or_explained_and_never_both(room):
    moved = {one.name for one in PARAMETERS if one.module == f"stillwater.control.{room}"}
    explained = {name.partition(".")[2] for name in EXPLAINED if name.startswith(f"{room}.")}
    assert moved | explained == constants(room)
    assert not moved & explained


def test_a_constant_that_is_none_is_not_moved():
    with pytest.raises(LookupError, match="_NO_SUCH"):
        override([("stillwater.control.softstop", "_NO_SUCH", 1)])


def test_words_that_are_no_moves_are_refused():
    assert moves_of([*COMMIT, "614"]) == [(*COMMIT, 614)]
    with pytest.raises(ValueError, match="MODULE NAME VALUE"):
        moves_of(["stillwater.control.softstop", "_COMMIT_Q10"])


@pytest.fixture(scope="module")
def told():
    """Figures of two sittings with the commit as it is and moved to 0.3 of the level; processes of their own, side by side."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda moved: sweep.run(moved, 2), ([], [*COMMIT, "307"])))


def test_an_override_changes_the_law(told):
    as_it_is, moved = told
    assert moved["moves"] == [[*COMMIT, 307]]
    assert moved["removals"] == as_it_is["removals"] > 0
    assert all(moved[name] != as_it_is[name] for name in ("felt", "fall_100_up_ua"))


def test_a_process_that_fails_is_told_with_what_it_said():
    with pytest.raises(RunFailed, match="has no whole number _NO_SUCH"):
        sweep.run([COMMIT[0], "_NO_SUCH", "1"], 1)


def test_a_law_that_is_compiled_is_moved_no_more():
    code = (
        "import os; os.environ['STILLWATER_NUMBA'] = '1'\n"
        "import numpy as np\n"
        "from stillwater_tools.campaign.parameters import override\n"
        "from stillwater_tools.firmware_tables import firmware_module\n"
        "fall = firmware_module('stillwater.control.fall')\n"
        "fall.look_ahead(np.zeros(64, dtype=np.int32))\n"
        "override([('stillwater.control.fall', '_LEAD_Q2', 8)])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "host_tools")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert "RuntimeError: stillwater.control.fall is compiled" in done.stderr


def figures(density=1.2):
    """What a process of the sweep prints."""
    spread = {"p50": 1.0, "p99": 1.1, "p99.9": density}
    return {"moves": [], "sittings": 3, "removals": 48, **dict.fromkeys(SPREADS, spread),
            "met_later_most_ua": 100.0, "still_minutes": 10, "false_stops": 0, "dose_lost_mean_percent": 0.1}


def test_a_value_with_which_nothing_was_driven_is_a_gap_and_no_end(monkeypatch, tmp_path):
    nothing = {**figures(), "removals": 0, **dict.fromkeys(SPREADS, {})}
    monkeypatch.setattr(sweep, "run", lambda moved, sittings: nothing if moved not in ([], ["oracle"]) else figures())
    sweep.write(sweep.sweep(3, table=PARAMETERS[:1]), tmp_path)
    assert PARAMETERS[0].reason in (tmp_path / "parameters.html").read_text()


def test_a_sweep_plays_the_chosen_values_once_and_every_other_value_alone(monkeypatch, tmp_path):
    table, played = PARAMETERS[:2], []

    def run(moved, sittings):
        played.append(moved)
        return figures(2.0 if moved else 1.2)

    monkeypatch.setattr(sweep, "run", run)
    rows = sweep.sweep(3, table=table)
    assert len(played) == 2 + sum(len(one.values) - 1 for one in table)
    for one in table:
        own = [row for row in rows if row["name"] == one.name]
        assert [row["value"] for row in own] == list(one.values)
        assert [row["value"] for row in own if row["is_chosen"]] == [one.chosen]
        assert all((row["density_100_up"]["p99.9"] == 1.2) is row["is_chosen"] for row in own)
    sweep.write(rows, tmp_path)
    page = (tmp_path / "parameters.html").read_text()
    assert all(one.reason in page for one in table)
    assert json.loads((tmp_path / "parameters.json").read_text())["rows"] == rows
