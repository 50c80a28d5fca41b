"""What the build leaves out: what nobody uses, and nothing else."""

from stillwater_tools.build.trim import trimmed


def test_trimming_keeps_what_is_used_and_lines_their_numbers():
    sources = {
        "begin": "from micropython import const\nfrom room import (\n    A,\n    used,\n)\nimport helper\n\nprint(used)\n",
        "room": "A = 1\n\ndef used():\n    pass\n\n@micropython.viper\ndef gone():\n    pass\n\nend = 1\n",
        "helper": "@micropython.viper\ndef kept():\n    pass\n",
        "lost": "B = 1\n",
        "only": "from lost import B\n",
        "folder.__init__": "",
        "folder.part": "C = 1\n",
    }
    sources["begin"] += "from only import B\nfrom folder.part import C\n"
    left = trimmed(sources, {("room", "gone"), ("helper", "kept")})
    assert sorted(left) == ["begin", "helper", "room"]
    assert left["begin"].split("\n")[:8] == ["", "from room import used", "", "", "", "import helper", "", "print(used)"]
    assert left["room"].split("\n").index("end = 1") == 9
    assert "gone" not in left["room"]
    assert "kept" in left["helper"]


def test_a_packages_own_file_goes_unless_it_does_something():
    sources = {"begin": "import idle.part\nimport busy.part\nprint(idle.part, busy.part)\n", "idle.__init__": '"""Of parts."""\n',
               "idle.part": "A = 1\n", "busy.__init__": '"""Of parts."""\n\nB = 1\n', "busy.part": "A = 1\n"}
    assert sorted(trimmed(sources, set())) == ["begin", "busy.__init__", "busy.part", "idle.part"]


def test_a_name_that_is_handed_on_is_kept():
    sources = {
        "begin": "import passes\nfrom passes import A\nfrom star import *\nprint(A, passes.B)\n",
        "passes": "from home import A, B, C\n",
        "home": "A = B = C = 1\n",
        "star": "from home import C\n",
    }
    left = trimmed(sources, set())
    assert left["star"] == sources["star"]
    assert left["passes"] == sources["passes"]
