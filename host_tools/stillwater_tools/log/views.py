"""What can be asked of an export: a view a kind of record, and views that put together what a treatment and a unit came to.

    treatments   a row a treatment: serial, treatment (its start's sequence number), began, area, current_ua, minutes, ended, reason,
                 dose_ma_min, prescribed_ma_min, hold_s, soft_stops, faults, refusal
    skin         a row a treatment: medians over its holds of current, output, skin voltage, and the resistances that they make
    units        a row a unit: serial, firmware_hash, treatments, first, last, dose_ma_min, faults
    boot, summary, state, ... a row a record, as its fields are named; `utc` is when, NULL where the unit had no clock

Knows SQL. Which fields there are is the firmware's table.
"""

from pathlib import Path
from typing import Any

from stillwater_tools.log.layout import layouts
from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.report.metrics import UC_PER_MA_MIN

VIEWS_FILE = "views.sql"

_PUT_TOGETHER = f"""
CREATE OR REPLACE VIEW treatments AS
WITH ends AS (SELECT serial, treatment, any_value(utc) AS utc, any_value(reason) AS reason, any_value(charge_uc) AS charge_uc,
                     any_value(hold_ms) AS hold_ms FROM treatment_end GROUP BY ALL),
     losses AS (SELECT serial, treatment_sequence AS treatment, any_value(charge_uc) AS charge_uc FROM power_lost GROUP BY ALL),
     stops AS (SELECT serial, treatment, count(*) AS soft_stops FROM soft_stop GROUP BY ALL),
     faulty AS (SELECT serial, treatment, list(code ORDER BY sequence) AS faults FROM fault GROUP BY ALL),
     refused AS (SELECT serial, treatment, any_value(verdict) AS refusal FROM refusal GROUP BY ALL)
SELECT serial, treatment, start.utc AS began, area, current_ua, minutes, per_week, ends.utc AS ended,
       coalesce(reason, CASE WHEN losses.charge_uc IS NOT NULL THEN 'power-lost' ELSE 'no-end' END) AS reason,
       coalesce(ends.charge_uc, losses.charge_uc) / {UC_PER_MA_MIN} AS dose_ma_min, current_ua * minutes / 1000 AS prescribed_ma_min,
       hold_ms / 1000 AS hold_s, coalesce(soft_stops, 0) AS soft_stops, coalesce(faults, []) AS faults, refusal, firmware_hash
FROM treatment_start AS start LEFT JOIN ends USING (serial, treatment) LEFT JOIN losses USING (serial, treatment)
     LEFT JOIN stops USING (serial, treatment) LEFT JOIN faulty USING (serial, treatment) LEFT JOIN refused USING (serial, treatment);

CREATE OR REPLACE VIEW skin AS
SELECT serial, treatment, median(mean_ua) AS hold_ua, median(output_mv) AS output_mv, median(skin_mv) AS skin_mv,
       1000 * median(skin_mv) / median(abs(mean_ua)) AS skin_ohm, 1000 * median(output_mv) / median(abs(mean_ua)) AS circuit_ohm,
       count(*) AS summaries
FROM summary WHERE state = 'hold' AND mean_ua <> 0 GROUP BY ALL;

CREATE OR REPLACE VIEW units AS
SELECT serial, arg_max(firmware_hash, treatment) AS firmware_hash, count(*) AS treatments, min(began) AS first, max(began) AS last,
       sum(dose_ma_min) AS dose_ma_min, sum(len(faults)) AS faults
FROM treatments GROUP BY ALL;
"""


def views(folder: str) -> str:
    """SQL that makes the views over an export in `folder`; in that folder itself: duckdb -init views.sql."""
    each = [f"CREATE OR REPLACE VIEW {layout.name} AS SELECT * FROM read_parquet('{_quoted(folder)}/{layout.name}/*.parquet');"
            for layout in layouts().values()]
    return "\n".join(each) + "\n" + _PUT_TOGETHER


def opened(folder: Path, threads: int | None = None) -> Any:
    """A DuckDB connection with the views over an export. InputError when there is none."""
    import duckdb

    if not (folder / VIEWS_FILE).is_file():
        remedy = "make one: `stillwater log export journals --out FOLDER`"
        raise InputError([Problem(str(folder), "folder", GIVEN, "is no export in Parquet", remedy)])
    connection = duckdb.connect(config={"threads": threads} if threads else {})
    connection.execute(views(str(folder)))
    return connection


def ask(folder: Path, sql: str, threads: int | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names of the columns, and the rows. InputError for what is no SQL, or asks for what is not there."""
    import duckdb

    with opened(folder, threads) as connection:
        try:
            answer = connection.execute(sql)
        except duckdb.Error as why:
            remedy = "look at the views with `stillwater log query FOLDER`"
            raise InputError([Problem("query", "SQL", sql, str(why).splitlines()[0], remedy)]) from None
        return [column[0] for column in answer.description or ()], answer.fetchall()


def described(folder: Path) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Every view with its columns."""
    return ask(folder, "SELECT table_name AS view, string_agg(column_name, ', ' ORDER BY column_index) AS columns FROM duckdb_columns() "
                       "WHERE NOT internal GROUP BY ALL ORDER BY view")


def _quoted(text: str) -> str:
    return text.replace("'", "''")
