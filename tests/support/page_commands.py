"""A page of commands, read and held against what the commands really say.

In a block ```console a line that begins with $ is a command; what follows is what it says, errors behind all else and no progress. A
block that begins without $ is what the command that was left running (&) says meanwhile. A block with a name, as ```toml anna.toml, is a
file to be written.

What differs from run to run stands between ‹ and ›: there each run of letters and digits stands for any other, of any sign, and a path
for any path. Two blanks or more stand for any two or more, for columns are as wide as a path in them. A line that is … alone stands for
any lines. All else must be as it is shown.
"""

import re
from dataclasses import dataclass, field

_FENCE = "```"
_ANY = "…"
NOTHING = "(nothing more)"


@dataclass
class Command:
    """A command, the line of the page that it stands on, and what the page shows of its words; text is empty for one that runs already."""

    text: str
    line: int
    shown: list[str] = field(default_factory=list)

    @property
    def is_kept_running(self):
        """Whether it goes on while the next are given, in a terminal of its own."""
        return self.text.endswith("&")


@dataclass
class Written:
    """A file that the reader writes."""

    name: str
    line: int
    text: str = ""


def steps(text):
    """Commands and files of a page, in its order."""
    found, kind, name = [], None, ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(_FENCE):
            kind, _space, name = (line[len(_FENCE):] if kind is None else "").partition(" ")
            kind = kind or None
            if name:
                found.append(Written(name, number))
        elif name:
            found[-1].text += line + "\n"
        elif kind == "console":
            _take(found, line, number, is_first=text.splitlines()[number - 2].startswith(_FENCE))
    return found


def _take(found, line, number, is_first):
    if line.startswith("$ "):
        found.append(Command(line[2:], number))
    elif is_first:
        found.append(Command("", number, [line]))
    else:
        found[-1].shown.append(line)


def pattern(line):
    """What a line of the page stands for."""
    parts = re.split("‹(.*?)›", line.rstrip())
    return "".join(_fixed(part) if place % 2 == 0 else _varying(part) for place, part in enumerate(parts))


def difference(shown, said):
    """The first line that is not as the page shows it, as (what the page shows, what came); None when all are."""
    at = 0
    for place, line in enumerate(shown):
        if line.strip() == _ANY:
            following = shown[place + 1] if place + 1 < len(shown) else None
            while at < len(said) and (following is None or not _fits(following, said[at])):
                at += 1
        elif at < len(said) and _fits(line, said[at]):
            at += 1
        else:
            return line, said[at] if at < len(said) else NOTHING
    return (NOTHING, said[at]) if at < len(said) else None


def _fits(shown, said):
    return re.fullmatch(pattern(shown), said.rstrip()) is not None


def _fixed(part):
    return r"\s\s+".join(re.escape(piece) for piece in re.split(r"\s\s+", part))


def _varying(part):
    if part.startswith("/"):
        return r"\S+"
    sign = r"[+-]?" if part[:1] in "+-" or part[:1].isdigit() else ""
    return sign + "".join(r"\w+" if piece.isalnum() else re.escape(piece) for piece in re.findall(r"\w+|\W", part.lstrip("+-")))
