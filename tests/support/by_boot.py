"""Deals tests out to processes so that those which share a boot share a process, for it costs up to a minute: `--dist loadscope`.

(xdist's own groups are not looked at by this pytest.) Knows which files of tests share a boot.
"""

from xdist.scheduler import LoadScopeScheduling

_BOOTS = {
    "tests/cases/test_same_decisions.py": "held", "tests/cases/test_treatment.py": "held",
    "tests/chip/test_journal.py": "driven", "tests/chip/test_port.py": "driven", "tests/chip/test_port_tick.py": "driven",
}


class ByBoot(LoadScopeScheduling):
    """A scope is a boot, or a file."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return _BOOTS.get(file, file)
