"""The contraindications in a clinician's words, and what a yes means. Which there are is the firmware's table; every yes refuses.

Makers and hospitals leave some of these to a doctor (epilepsy, heart rhythm, metal). At home, with nobody near, the stricter reading of
each holds. UNSOURCED: the reasons, which the sources do not give; they are what follows from where the current goes.
"""

from typing import Any

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.problems import GIVEN, Problem

# name -> what is asked, why a yes refuses
WORDS = {
    "pacemaker_or_icd": ("a pacemaker, an ICD or another powered implant", "the current may disturb it"),
    "pregnancy": ("pregnant, perhaps pregnant or trying to be", "nobody has shown it to be safe"),
    "metal_in_path": ("metal in the limbs or the trunk that the current passes", "metal gathers the current and burns"),
    "epilepsy": ("epilepsy", "a fit with the hands in water, alone, is a danger"),
    "heart_rhythm": ("a disorder of the heart's rhythm, or another heart disease", "from hand to hand the current passes the chest"),
    "broken_skin": ("skin in the bath that is broken and cannot be covered", "broken skin gathers the current and burns"),
    "numb_skin": ("skin in the bath that does not feel, also from neuropathy", "a burn would not be felt"),
    "drug_hypersensitivity": ("hypersensitivity to a drug that somebody means to add to the water", "only tap water goes in"),
}
_NO = "write true for yes, false for no, when the patient has been asked"


def answers_lacking(file: str, given: Any) -> list[Problem]:
    """A Problem for each contraindication that is not answered, or answered yes, and for each answer to nothing."""
    asked = firmware_module("stillwater.treatment.signed").CONTRAINDICATIONS
    if not isinstance(given, dict):
        return [Problem(file, "screening", None if given is None else GIVEN, f"must answer {', '.join(asked)}", _NO)]
    remedy = "remove it or mend its spelling"
    strange = [Problem(file, f"screening.{name}", GIVEN, "is not asked", remedy) for name in given if name not in asked]
    found = [_lacking(file, name, given.get(name)) for name in asked]
    return strange + [problem for problem in found if problem]


def _lacking(file: str, name: str, answer: Any) -> Problem | None:
    what, why = WORDS[name]
    if answer is False:
        return None
    if answer is True:
        return Problem(file, f"screening.{name}", "yes", f"{what}: refused, {why}", "do not treat this patient with a unit at home")
    return Problem(file, f"screening.{name}", answer, f"{what}: must be answered", _NO)
