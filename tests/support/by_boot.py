"""Deals tests out to processes so that those which share a boot, or a whole treatment, share a process: `--dist loadscope`.

(xdist's own groups are not looked at by this pytest.) Knows which files of tests share what costs seconds.
"""

from xdist.scheduler import LoadScopeScheduling

_SHARED = {
    "tests/cases/test_same_decisions.py": "held", "tests/cases/test_treatment.py": "held",
    "tests/chip/test_journal.py": "driven", "tests/chip/test_port.py": "driven", "tests/chip/test_port_tick.py": "driven",
    "tests/vm/test_replay.py": "replayed", "tests/vm/test_treatment.py": "treated",
}
_SHARES_NOTHING = "tests/vm/"


class ByBoot(LoadScopeScheduling):
    """A scope is what is shared; else a file, on the vm a test."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return _SHARED.get(file, nodeid if file.startswith(_SHARES_NOTHING) else file)
