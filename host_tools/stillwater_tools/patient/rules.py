"""The table of rules: name, when it says something, where that is from, and what says it. Skin comes first, then the plan, then the unit.

Knows no patient and no page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stillwater_tools.patient import pace_rules, plan_rules, skin_rules, unit_rules
from stillwater_tools.patient.history import History
from stillwater_tools.patient.sources import SOURCES

ACT, TELL, GOOD = "act", "tell", "good"


@dataclass(frozen=True)
class Rule:
    """`condition`: in words, as the page shows it; sources: keys of SOURCES, none where it is proposed by this project;

    weight: ACT wants something done, TELL explains, GOOD is good news.
    """

    name: str
    condition: str
    sources: tuple[str, ...]
    weight: str
    says: Callable[[History], str | None]


@dataclass(frozen=True)
class Finding:
    """What a rule says of a patient."""

    rule: Rule
    says: str

    def as_dict(self) -> dict[str, Any]:
        """For a program."""
        sources = {key: SOURCES[key] for key in self.rule.sources}
        return {"rule": self.rule.name, "says": self.says, "condition": self.rule.condition, "sources": sources, "weight": self.rule.weight}


_P, _D, _S, _U = plan_rules, pace_rules, skin_rules, unit_rules
RULES = (
    Rule("blisters", "blisters, any", ("BIN1", "RAF", "SHW", "HOL87"), ACT, _S.blisters),
    Rule("redness", "redness slight", ("RAF", "BCM"), TELL, _S.redness),
    Rule("redness-clear", "redness clear or severe", ("HOL87", "RAF", "BCM", "BIN1"), ACT, _S.redness_clear),
    Rule("dryness", "dryness slight or more", ("RAF", "BCM", "SHW"), TELL, _S.dryness),
    Rule("cracks", "dryness severe, cracked", ("SGSV",), ACT, _S.cracks),
    Rule("painful", "tingling painful", ("DE20",), ACT, _S.painful),
    Rule("too-early", "fewer than 10 treatments, or fewer than 14 days since the first; together proposed here",
         ("HOL87", "ZUG", "VUR22", "HUK", "PHO"), TELL, _P.too_early),
    Rule("days-unknown", "10 treatments or more, and their days are not known", (), ACT, _P.days_unknown),
    Rule("unanswered", "10 treatments and 14 days, and neither HDSS nor score since", (), ACT, _P.unanswered),
    Rule("changed", "HDSS fell by 2 or more: excellent, by 1: good", ("GUL26", "HDS"), TELL, _P.changed),
    Rule("taper", "after 10 treatments and 14 days: dry (score below 3, without one HDSS 1) means weekly; each two dry checks more "
         "every two weeks, then every four", ("STD", "MUS2", "SES", "HDS"), GOOD, _P.taper),
    Rule("back", "dry before, and not at the last check", ("STD", "MUS2"), ACT, _P.back),
    Rule("keep-up", "dry", ("GUL26", "HOL87"), TELL, _P.keep_up),
    Rule("more", "after 10 treatments and 14 days never dry: current, then minutes, then treatments a week; not while sore; "
         "proposed here", ("DD1", "DE20"), ACT, _P.more),
    Rule("doctor", "15 treatments or 6 weeks, and never dry; proposed here", ("HOL87", "IRG"), ACT, _P.doctor),
    Rule("too-few", "2 or more missing of those prescribed for the last 14 days, until it is dry",
         ("GUL26", "ROT", "SIA13"), ACT, _D.too_few),
    Rule("too-often", "more than one treatment on a day", ("DD1",), ACT, _D.too_often),
    Rule("too-short", "less than 10 minutes at current, and less than their charge", ("HX94",), TELL, _D.too_short),
    Rule("ask-again", "no HDSS and no score, or the last is more than 7 days old; proposed here", (), ACT, _D.ask_again),
    Rule("skin-limits", "90 % or less of the prescribed current in the last treatment", ("BIN2", "SHOP"), TELL, _U.skin_limits),
    Rule("lifted", "contact lost in the last treatment", ("DPC", "SCHW1", "FR19"), TELL, _U.lifted),
    Rule("found-dry", "the unit refused the last attempt because the skin is dry", ("HXS",), GOOD, _U.found_dry),
    Rule("ask-doctor", "the last attempt was refused by an answer", ("STH", "DON"), ACT, _U.ask_doctor),
    Rule("out-of-order", "a fault that blocks the unit, since the last complete treatment", (), ACT, _U.out_of_order),
    Rule("went-off", "a crash or a hang", (), ACT, _U.went_off),
)  # fmt: skip


def findings(history: History) -> list[Finding]:
    """All that the rules say of a patient: first what is to be done, then the rest, both in the table's order."""
    told = [Finding(rule, says) for rule in RULES if (says := rule.says(history))]
    return sorted(told, key=lambda finding: finding.rule.weight != ACT)
