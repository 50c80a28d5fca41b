"""What a doctor or a patient has set down, checked against `safety/limits.py` and never trusted before.

Knows fields and bounds. Knows no file: whoever reads one gives a dictionary.
"""

from stillwater.safety import limits

AREAS = ("palms", "soles", "axillae")
TURNS = ("half", "each", "never")  # half-way, every treatment, not at all
_AREA_MAX_UA = (limits.PALMS_MAX_UA, limits.SOLES_MAX_UA, limits.AXILLAE_MAX_UA)
_FIRST = {"palms": 5000, "soles": 8000, "axillae": 2000}

# name, default, what it is; a default of None must be given
FIELDS = (
    ("area", None, "which skin is treated"),
    ("current_ua", None, "current that is wanted, uA"),
    ("minutes", 20, "minutes at that current"),
    ("turn", "half", "when polarity turns"),
    ("per_week", 3, "treatments a week"),
    ("age_years", 18, "the patient's age"),
    ("ceiling_ua", None, "the most that `more` may reach, uA; current_ua if not given"),
)


class PrescriptionError(ValueError):
    """A prescription that is refused; `problems` are tuples (field, value, bound, remedy), all that were found."""

    def __init__(self, problems):
        super().__init__("; ".join(["%s = %r: %s; %s" % problem for problem in problems]))
        self.problems = problems


class Prescription:
    """A checked prescription. Raises PrescriptionError."""

    def __init__(self, fields):
        if not isinstance(fields, dict):
            raise PrescriptionError([("prescription", fields, "must be fields by name", "write it anew")])
        whole = _completed(fields)
        problems = check(whole)
        if problems:
            raise PrescriptionError(problems)
        self.area = AREAS.index(whole["area"])
        self.turn = TURNS.index(whole["turn"])
        self.current_ua = whole["current_ua"]
        self.ceiling_ua = whole["ceiling_ua"]
        self.minutes = whole["minutes"]
        self.per_week = whole["per_week"]
        self.age_years = whole["age_years"]
        self.dose_uc = self.current_ua * self.minutes * 60

    def record(self):
        """The fields that the journal keeps, in its order."""
        return self.area, self.current_ua, self.minutes, self.turn, self.per_week


def area_max_ua(area, age_years):
    """The most that an area may have at an age, uA."""
    most_ua = _AREA_MAX_UA[AREAS.index(area)]
    return min(most_ua, limits.CHILD_MAX_UA) if age_years < limits.CHILD_AGE_YEARS else most_ua


def check(fields):
    """Problems of a complete dictionary as (field, value, bound, remedy)."""
    problems = [(name, fields[name], "is not a field", "remove it") for name in sorted(fields) if name not in _NAMES]
    problems += _choices(fields, "area", AREAS) + _choices(fields, "turn", TURNS)
    for name, low, high in _WHOLE:
        problems += _whole(name, fields[name], low, high)
    return problems or _currents(fields)


def _completed(fields):
    whole = {name: default for name, default, _what in FIELDS}
    whole.update(fields)
    if whole["ceiling_ua"] is None:
        whole["ceiling_ua"] = whole["current_ua"]
    return whole


def _choices(fields, name, known):
    if fields[name] in known:
        return []
    return [(name, fields[name], "must be one of " + ", ".join(known), "choose one")]


def _whole(name, value, low, high):
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return []
    return [(name, value, "must be a whole number %d..%d" % (low, high), "see safety/limits.py")]


def _currents(fields):
    most_ua = area_max_ua(fields["area"], fields["age_years"])
    problems = _whole("ceiling_ua", fields["ceiling_ua"], limits.CURRENT_MIN_UA, most_ua)
    return problems + _whole("current_ua", fields["current_ua"], limits.CURRENT_MIN_UA, min(most_ua, fields["ceiling_ua"]))


_NAMES = [name for name, _default, _what in FIELDS]
_WHOLE = (
    ("current_ua", limits.CURRENT_MIN_UA, limits.CURRENT_MAX_UA),
    ("ceiling_ua", limits.CURRENT_MIN_UA, limits.CURRENT_MAX_UA),
    ("minutes", limits.MINUTES_MIN, limits.MINUTES_MAX),
    ("per_week", 1, limits.TREATMENTS_PER_WEEK_MAX),
    ("age_years", limits.AGE_MIN_YEARS, 120),
)


def first_fields(area):
    """A careful prescription for an area that has none: start low, a little more each time (Dermadry; DE20)."""
    return {"area": area, "current_ua": _FIRST[area], "ceiling_ua": area_max_ua(area, limits.CHILD_AGE_YEARS - 1)}
