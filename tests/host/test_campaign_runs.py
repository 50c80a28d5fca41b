"""A campaign from end to end: workers give in order what they were asked for, whose bath and shapes it is, and what is left."""

import json
import operator
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from stillwater_tools.campaign import cluster, given
from stillwater_tools.firmware_tables import PROJECT
from stillwater_tools.problems import InputError
from stillwater_tools.run.vm import RunFailed

RESISTOR = PROJECT / "tests/support/resistor_bath.py"
SHAPE = "import numpy as np\n\n\ndef sudden(random, over_ms):\n    return np.where(np.arange(over_ms) < over_ms // 2, 1, 0)\n"


@pytest.fixture(scope="module")
def pool():
    """Workers on this machine's cores."""
    with cluster.workers() as ready:
        yield ready


def test_results_come_in_the_order_of_what_was_asked_for(pool):
    done = []
    assert pool.map(operator.neg, range(50), done.append) == [-number for number in range(50)]
    assert done[-1] == 50
    assert done == sorted(done)


def test_a_unit_that_fails_is_told_in_one_line(pool):
    with pytest.raises(RunFailed, match=r"at 0: ZeroDivisionError") as told:
        pool.map(partial(operator.truediv, 1), [2, 0, 4])
    assert "\n" not in str(told.value)
    assert pool.map(operator.neg, [1]) == [-1]


def test_a_scheduler_that_is_not_there_is_told_with_its_remedy(monkeypatch):
    monkeypatch.setattr(cluster, "_ANSWER_S", 0.5)
    told = r"--scheduler: tcp://127\.0\.0\.1:1: does not answer .*dask scheduler"
    with pytest.raises(InputError, match=told), cluster.workers("tcp://127.0.0.1:1"):
        pass


def test_a_worker_reads_no_firmware_before_numba_is_chosen():
    code = "import sys, stillwater_tools.campaign.work as w; print('micropython' in sys.modules)"
    assert alone("-c", code) == "False"


_NO_BATHS = [("no.such:start", "no module"), ("no_such.py:start", "cannot be read"), ("json:start", "lacks STEP_US"),
             (f"{RESISTOR}:begin", "lacks begin"), (":", "no module"), ("sys", "no module")]


@pytest.mark.parametrize("told, bound", _NO_BATHS)
def test_a_bath_that_is_none_is_refused(told, bound):
    with pytest.raises(InputError, match=bound):
        given.find_bath(told)


def test_a_bath_may_begin_under_another_name(tmp_path):
    (tmp_path / "mine.py").write_text(RESISTOR.read_text().replace("def start(", "def begin("))
    assert "start = begin" in given.find_bath(f"{tmp_path}/mine.py:begin").text
    with pytest.raises(InputError, match="lacks start"):
        given.find_bath(f"{tmp_path}/mine.py")


@pytest.mark.parametrize("text, bound", [
    ("def shape(random):\n    return 1", "TypeError"), ("def shape(random, over_ms):\n    return []", "not one finite value"),
    ("def shape(random, over_ms):\n    return [[1.0]]", "not one finite value"), ("def other():\n    pass", "no attribute 'shape'"),
    ("def shape(random, over_ms):\n    return [1, float('nan')]", "not one finite value"), ("def shape(", "SyntaxError"),
])
def test_a_shape_that_is_none_is_refused(text, bound, tmp_path):
    (tmp_path / "mine.py").write_text(text)
    with pytest.raises(InputError, match=bound):
        given.find_shape(f"{tmp_path}/mine.py")


def test_a_module_is_looked_for_in_the_current_folder(tmp_path, monkeypatch):
    (tmp_path / "my_shapes.py").write_text(SHAPE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    wet = given.shape_of(given.find_shape("my_shapes:sudden"))(None, 4)
    assert list(wet) == [1, 1, 0, 0]


# What needs the compiled firmware runs in a process of its own: the choice is made when the firmware is first imported.


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """What a small campaign with another bath and other shapes leaves, and what was seen on the way."""
    folder = tmp_path_factory.mktemp("campaign")
    (folder / "shapes.py").write_text(SHAPE)
    return folder, json.loads(alone(__file__, str(folder)).splitlines()[-1])


def alone(*arguments):
    """What a process of its own prints."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "host_tools")}
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def test_a_campaign_leaves_rows_figures_and_a_page(left):
    folder, seen = left
    assert {path.name for path in folder.iterdir()} == {"shapes.py", "softstop.parquet", "softstop.json", "softstop.html"}
    told = json.loads((folder / "softstop.json").read_text())
    assert (told["sittings"], told["removals"], told["returns"]) == (2, 4, 2)
    assert told["bath"].startswith(str(RESISTOR))
    assert seen["rows"] == 2 * (2 + 1) + seen["oracle_rows"] + 3 * 5  # the firmware on every case; rivals on the first sitting
    assert seen["oracle_rows"] == 2 * 2 + seen["soon_back"]  # the oracle of this instant: a limb that is back at once, and removals
    assert "oracle-now" in (folder / "softstop.html").read_text()


def test_the_given_bath_is_the_one_that_is_simulated(left):
    assert left[1]["sudden_fall"] == pytest.approx(1, abs=0.02)  # no skin to hold a voltage: all of the current falls at once
    assert left[1]["shapes"] == ["given"]


def test_a_sitting_gives_the_same_rows_whatever_ran_before_it(left):
    assert left[1]["again"] is True


def test_another_bath_in_the_same_process_is_refused(left):
    assert "another bath" in left[1]["refused"]


class Here:
    """Workers that are this process."""

    def map(self, unit, asked, progress=lambda done: None):
        """One after the other, from the last on: the order must not matter."""
        return [unit(one) for one in reversed(asked)][::-1]


def main(folder):
    """Run the small campaign and print what the tests want to know."""
    import numpy as np

    from stillwater_tools.campaign.softstop import softstop
    from stillwater_tools.campaign.work import Plan, prepare, sitting_columns

    plan = Plan(2, 1, 4, given.find_bath(str(RESISTOR)), given.find_shape(f"{folder}/shapes.py:sudden"))
    columns = softstop(Here(), plan, 2, folder).columns
    again, mine = sitting_columns(plan, 1), columns["sitting"] == 1
    own = columns["law"] == "stillwater"
    removals = (columns["kind"] == "removal") & own
    try:
        prepare(Plan())
        refused = ""
    except RuntimeError as why:
        refused = str(why)
    print(json.dumps({
        "rows": len(columns["id"]), "oracle_rows": int((columns["law"] == "oracle-now").sum()),
        "soon_back": int((own & (columns["kind"] == "return") & (columns["away_ms"] < 30)).sum()),
        "shapes": sorted(set(columns["shape"][removals])), "refused": refused,
        "again": all(np.array_equal(again[name], columns[name][mine], equal_nan=again[name].dtype.kind == "f") for name in columns),
        "sudden_fall": float(np.min(columns["fall_10ms_ua"][removals] / columns["before_ua"][removals])),
    }))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
