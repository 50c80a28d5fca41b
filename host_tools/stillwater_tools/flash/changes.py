"""What differs between a unit and what it is to hold, by hashes alone. Pure."""

from dataclasses import dataclass, field

from stillwater_tools.flash.content import Content, is_firmware

STAGED = "flash.new"  # files that wait there, whole and read back, until all have come


@dataclass(frozen=True)
class Changes:
    """Paths, sorted: to be written (`changed` take the place of one, `added` of none), to be taken away, left as they are.

    staged: those of the first two that an earlier run has brought already; stray: what lies beside them and is not wanted.
    """

    changed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    staged: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)

    @property
    def is_none(self) -> bool:
        """Whether the unit holds what it is to hold."""
        return not (self.changed or self.added or self.removed)

    @property
    def to_send(self) -> list[str]:
        """Paths whose bytes have to go over the line."""
        return sorted({*self.changed, *self.added} - {*self.staged})


def changes(content: Content, there: dict[str, str]) -> Changes:
    """there: path -> SHA-256 of the unit's firmware and of what is staged."""
    wanted = content.hashes
    active = {path: digest for path, digest in there.items() if is_firmware(path)}
    staged = {path.removeprefix(STAGED + "/"): digest for path, digest in there.items() if path.startswith(STAGED + "/")}
    differing = sorted(path for path, digest in wanted.items() if active.get(path) != digest)
    good = [path for path in differing if staged.get(path) == wanted[path]]
    return Changes(
        changed=[path for path in differing if path in active],
        added=[path for path in differing if path not in active],
        removed=sorted(active.keys() - wanted.keys()),
        skipped=sorted(wanted.keys() - set(differing)),
        staged=good,
        stray=sorted(staged.keys() - set(good)),
    )
