"""log: a unit's journal on a computer. Knows arguments; the work is in the room log, the lines in log_lines.py."""

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from stillwater_tools.cli import log_out, log_pull
from stillwater_tools.cli.log_out import Where
from stillwater_tools.cli.unit_options import Json

app = typer.Typer(help="Journals of units: bring them here, show, check, export, plot, ask. Nothing on a unit is ever erased by it.",
                  no_args_is_help=True)
Treatment = Annotated[int | None, typer.Option(help="only this treatment: its start's sequence number, or -1 for the last, -2 before it")]
app.command("pull")(log_pull.pull)
app.command("export")(log_out.export)
app.command("query")(log_out.query)
app.command("plot")(log_out.plot)


@app.command()
def show(
    path: Where,
    kind: Annotated[list[str] | None, typer.Option(help="only records of this kind; may be given again")] = None,
    since: Annotated[str | None, typer.Option(help="only from this day or time on, as 2026-11-25 or 2026-11-25T14:30, UTC")] = None,
    treatment: Treatment = None,
    last: Annotated[int | None, typer.Option(min=1, help="only the last so many")] = None,
    as_json: Json = False,
) -> None:
    """Print the records, oldest first, in plain words; under --json one object a line. Damage is told on standard error.

    Example: stillwater log show journals/SW0123456789 --kind fault --kind soft_stop --since 2026-11-01
    """
    from stillwater_tools.cli.log_lines import line, say_findings, say_without_clock
    from stillwater_tools.log.checked import check as checked
    from stillwater_tools.log.chosen import chosen
    from stillwater_tools.log.journal import journals

    for journal in journals(path):
        say_findings([finding for finding in checked(journal) if finding.is_damage])
        for record in chosen(journal, kind or (), since, treatment, last):
            print(json.dumps({"serial": journal.serial, **record}) if as_json else line(record))
        if since:
            say_without_clock(journal)


@app.command()
def check(path: Where, as_json: Json = False) -> None:
    """Name every damaged stretch and every gap, with file, byte and the records that are lost. Exit code 1 if there is any.

    What a power cut leaves, a record that was being written, is told and is no damage.
    Example: stillwater log check journals
    """
    from stillwater_tools.log.checked import check as checked
    from stillwater_tools.log.journal import journals

    told = {journal: checked(journal) for journal in journals(path)}
    if as_json:
        print(json.dumps([{"serial": one.serial, "where": one.about, "records": len(one.order.sequence),
                           "findings": [asdict(finding) for finding in findings]} for one, findings in told.items()], indent=2))
    else:
        for one, findings in told.items():
            print(f"{one.serial or one.about}: {len(one.order.sequence)} records in {len(one.files)} files")
            print("".join(f"  {finding.says}\n" for finding in findings), end="")
    if any(finding.is_damage for findings in told.values() for finding in findings):
        sys.exit(1)
