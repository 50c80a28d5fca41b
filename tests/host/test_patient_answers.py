"""Answers that a clinic has written by hand: read as any spreadsheet saves them, wrong cells named by line, nothing lost by adding."""

import re
from datetime import date, timedelta

import pytest

from stillwater_tools.firmware_tables import PROJECT
from stillwater_tools.patient.answers import ANSWER_COLUMNS, SCALES
from stillwater_tools.patient.answers_file import add_answer, read_answers
from stillwater_tools.problems import InputError
from support.page_commands import steps

_HEAD = "day,hdss,sweat,redness\n"


@pytest.fixture
def written(tmp_path):
    """A file of a text."""

    def write(text, encoding="utf-8"):
        path = tmp_path / "answers.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("text, encoding", [
    ("day,hdss,sweat,treated\n2026-03-02,3,7,yes\n", "utf-8"),
    ("day;hdss;sweat;treated\r\n2026-03-02;3;7;yes\r\n;;;\r\n", "utf-8-sig"),
    ("Sweat, Day ,treated,HDSS\n 7 ,2026-03-02, Yes ,3\n\n", "utf-8"),
])  # fmt: skip
def test_a_file_is_read_however_a_spreadsheet_saves_it(text, encoding, written):
    (answer,) = read_answers(written(text, encoding))
    assert (answer.day, answer.hdss, answer.sweat, answer.treated, answer.redness) == (date(2026, 3, 2), 3, 7, True, None)


def test_answers_come_by_day(written):
    days = [answer.day.day for answer in read_answers(written(_HEAD + "2026-03-09,3,,\n2026-03-02,4,,\n"))]
    assert days == [2, 9]


@pytest.mark.parametrize("row, key, bound", [
    ("2026-03-02,5,7,0", "line 3, hdss", "1..4"), ("2026-03-02,0,7,0", "line 3, hdss", "1..4"),
    ("2026-03-02,3,11,0", "line 3, sweat", "0..10"), ("2026-03-02,3,-1,0", "line 3, sweat", "0..10"),
    ("2026-03-02,3,7,4", "line 3, redness", "0..3"), ("2026-03-02,much,7,0", "line 3, hdss", "1..4"),
    ("02.03.2026,3,7,0", "line 3, day", "as 2026-11-25"), (",3,7,0", "line 3, day", "as 2026-11-25"),
    ("2026-03-02,,,", "line 3", "answer something"), ("2026-03-02,3,7,0,9", "line 3", "more cells than names"),
    ("2026-03-01,3,7,0", "2026-03-01", "twice"),
    (f"{date.today() + timedelta(days=1)},3,7,0", "line 3, day", "after today"),
])  # fmt: skip
def test_a_wrong_cell_is_named_with_its_line_value_and_bound(row, key, bound, written):
    with pytest.raises(InputError) as why:
        read_answers(written(_HEAD + "2026-03-01,3,7,0\n" + row + "\n"))
    assert key in str(why.value)
    assert bound in str(why.value)


def test_every_wrong_cell_is_told_at_once(written):
    with pytest.raises(InputError) as why:
        read_answers(written(_HEAD + "2026-03-01,9,77,5\n2026-03-02,0,7,0\n"))
    assert len(why.value.problems) == 4


@pytest.mark.parametrize("text, told", [
    ("", "no column `day`"), ("hdss\n3\n", "no column `day`"), ("day,mood\n2026-03-02,3\n", "mood"), ("day\xff", "no column `day`"),
])  # fmt: skip
def test_a_file_without_its_line_of_names_is_told_which_there_are(text, told, written):
    with pytest.raises(InputError, match="use|begin with") as why:
        read_answers(written(text))
    assert told in str(why.value)
    assert ", ".join(ANSWER_COLUMNS) in str(why.value)


def test_what_is_no_text_is_told(tmp_path):
    (tmp_path / "answers.csv").write_bytes(b"day,hdss\n\xff\xfe")
    with pytest.raises(InputError, match="not UTF-8 at byte 9"):
        read_answers(tmp_path / "answers.csv")
    with pytest.raises(InputError, match="cannot be read"):
        read_answers(tmp_path)


def test_an_added_answer_stands_at_its_day_and_the_others_stay(written):
    path = written(_HEAD + "2026-03-09,3,6,1\n2026-03-02,4,8,0\n")
    before = read_answers(path)
    added = add_answer(path, {"day": "2026-03-05", "hdss": 4, "note": 'said "better", really', "treated": True})
    assert read_answers(path) == [before[0], added, before[1]]


def test_the_first_answer_makes_the_file_and_its_folder(tmp_path):
    path = tmp_path / "SW1/answers.csv"
    added = add_answer(path, {"day": "2026-03-05", "sweat": 0})
    assert read_answers(path) == [added]
    assert path.read_text().splitlines()[0] == ",".join(ANSWER_COLUMNS)


@pytest.mark.parametrize("given, told", [({"day": "2026-03-02", "hdss": 2}, "twice"), ({"day": "2026-03-03", "hdss": 7}, "1..4"),
                                         ({"day": "2026-03-03"}, "something"), ({"day": "2026-03-03", "hdss": 1, "area": "face"}, "palms")])
def test_a_wrong_answer_leaves_the_file_as_it_was(given, told, written):
    path = written(_HEAD + "2026-03-02,4,8,0\n")
    with pytest.raises(InputError, match=told):
        add_answer(path, given)
    assert path.read_text() == _HEAD + "2026-03-02,4,8,0\n"
    assert list(path.parent.iterdir()) == [path]


def test_the_page_of_the_format_names_every_column_with_its_scale(tmp_path):
    text = (PROJECT / "docs/answers.md").read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|$", text, re.MULTILINE))
    assert tuple(rows) == ANSWER_COLUMNS
    assert {name: rows[name] for name, _asks, _means in SCALES} == {name: f"{asks} | {means}" for name, asks, means in SCALES}
    (example,) = steps(text)
    (tmp_path / example.name).write_text(example.text)
    assert [answer.hdss for answer in read_answers(tmp_path / example.name)] == [4, 3]
