"""report and answer: a patient's page, and the answers that it shows. Knows arguments and printing; the work is in patient."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stillwater_tools.cli.progress import progress
from stillwater_tools.cli.unit_options import Json

if TYPE_CHECKING:  # numpy and the firmware's tables take a moment, so each command brings in its own
    from stillwater_tools.log.journal import Journal
    from stillwater_tools.patient.patients import Patient
    from stillwater_tools.prescriptions.stated import Stated

Where = Annotated[Path, typer.Argument(metavar="PATH", help="what `stillwater log pull` has brought: a unit's folder, or one of several")]
Grade = Annotated[int | None, typer.Option(min=1, max=4, help="1 never noticeable, 2 tolerable, 3 barely tolerable, 4 intolerable")]
Score = Annotated[int | None, typer.Option(min=0, max=10, help="0 does not sweat .. 10 as badly as can be")]
Tingling = Annotated[int | None, typer.Option(min=0, max=3, help="0 none, 1 faint, 2 firm, 3 painful")]
Redness = Annotated[int | None, typer.Option(min=0, max=3, help="0 none, 1 slight, 2 clear, 3 severe")]
Dryness = Annotated[int | None, typer.Option(min=0, max=3, help="0 none, 1 slight, 2 clear, 3 cracked")]
Blisters = Annotated[int | None, typer.Option(min=0, max=3, help="0 none, 1 one or two, 2 several, 3 many")]


def report(
    path: Where,
    answers: Annotated[Path | None, typer.Option(help="the answers (CSV); else answers.csv in the unit's folder, if it is there")] = None,
    prescription: Annotated[Path | None, typer.Option(help="the signed prescription of this unit")] = None,
    out: Annotated[Path | None, typer.Option(help="folder of the pages; else beside the journal")] = None,
    as_json: Json = False,
) -> None:
    """Write one page a patient: treatments against plan, dose, removals, refusals, skin, answers, and what they suggest, with each rule.

    The page needs no network and is made to be printed. Example: stillwater report journals --prescription anna.signed
    """
    from stillwater_tools.log.journal import journals
    from stillwater_tools.patient.figures import figures
    from stillwater_tools.patient.page import page
    from stillwater_tools.patient.patients import place_of, signed_prescription

    found, told = journals(path), []
    _must_be_one(path, len(found), answers, prescription)
    stated = signed_prescription(prescription) if prescription else None
    with progress("pages", len(found), as_json) as done:
        for number, journal in enumerate(found, 1):
            patient, today = _patient(journal, stated, answers), date.today()
            place = (out or place_of(journal)) / f"{patient.unit}.html"
            _write(place, page(patient, today))
            told.append({**figures(patient, today), "page": str(place)})
            done(number)
    print(json.dumps(told, indent=2) if as_json else "\n".join(line for one in told for line in _told(one)))


def answer(
    folder: Annotated[Path, typer.Argument(help="the unit's folder, or the answers file itself (.csv)")],
    hdss: Grade = None,
    sweat: Score = None,
    tingling: Tingling = None,
    redness: Redness = None,
    dryness: Dryness = None,
    blisters: Blisters = None,
    treated: Annotated[bool, typer.Option("--treated", help="there was a treatment that day, for a unit without a clock")] = False,
    note: Annotated[str, typer.Option(help="anything else")] = "",
    area: Annotated[str | None, typer.Option(help="palms, soles or axillae, if the unit treats several")] = None,
    day: Annotated[str | None, typer.Option(help="day of the answer, as 2026-11-25; else today")] = None,
    as_json: Json = False,
) -> None:
    """Keep what the patient answers, a row a day in answers.csv, which a clinic may fill in by hand too.

    Example: stillwater answer journals/SW0123456789 --hdss 3 --sweat 6 --tingling 2 --redness 0
    """
    from stillwater_tools.patient.answers_file import add_answer
    from stillwater_tools.patient.patients import ANSWERS

    given = {"hdss": hdss, "sweat": sweat, "tingling": tingling, "redness": redness, "dryness": dryness, "blisters": blisters,
             "treated": treated, "note": note, "area": area, "day": day or date.today().isoformat()}  # fmt: skip
    place = folder if folder.suffix == ".csv" else folder / ANSWERS
    kept = add_answer(place, given)
    print(json.dumps({**kept.model_dump(mode="json"), "file": str(place)}) if as_json else f"{kept.day}: {kept.words()}; kept in {place}")


def _patient(journal: "Journal", stated: "Stated | None", answers: Path | None) -> "Patient":
    """With the answers that are given, or that lie beside the journal."""
    from stillwater_tools.patient.answers_file import read_answers
    from stillwater_tools.patient.patients import ANSWERS, patient_of, place_of

    place = answers or place_of(journal) / ANSWERS
    return patient_of(journal, stated, read_answers(place) if answers or place.exists() else None)


def _must_be_one(path: Path, units: int, answers: Path | None, prescription: Path | None) -> None:
    from stillwater_tools.problems import GIVEN, InputError, Problem

    if units > 1 and (answers or prescription):
        bound = f"{units} units are there, and answers and prescription are one patient's"
        raise InputError([Problem(str(path), "folder", GIVEN, bound, "give the folder of one unit")])


def _write(place: Path, text: str) -> None:
    from stillwater_tools.problems import GIVEN, InputError, Problem

    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    except OSError as why:
        raise InputError([Problem("--out", str(place), GIVEN, f"cannot be written ({why.strerror})", "give another place")]) from None


def _told(told: dict[str, Any]) -> list[str]:
    """In words: each area with what is suggested, and where the page is."""
    lines = []
    for area in told["areas"]:
        days = "not known" if area["days"] is None else area["days"]
        lines.append(f"{told['unit']}, {area['area']}: treatments that count: {area['treatments_counted']}, days since the first: {days}")
        lines += [f"  {finding['says']} [{finding['rule']}]" for finding in area["findings"]]
    return [*lines, f"Page: {told['page']}"]
