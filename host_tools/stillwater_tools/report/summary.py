"""summary.json: the figures of one treatment under fixed names. Knows what a run left; judges nothing."""

from typing import Any

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.report.metrics import UC_PER_MA_MIN, hold_error_ua_p99, overshoot_ua, true_dose_ma_min, turn_ua
from stillwater_tools.report.removals import removals
from stillwater_tools.report.trace import Trace, read_trace
from stillwater_tools.run.vm import Run
from stillwater_tools.scenes.schema import Scene


def summary(run: Run, scene: Scene, trace: Trace | None = None) -> dict[str, Any]:
    """Figures by name; those of current come from the bath, the firmware's belief stands beside them."""
    trace = trace or read_trace(run.folder / "trace.i32")
    end = run.end
    return {
        "interpreter": run.of_kind("start")[0]["interpreter"],
        "sim_s": end["sim_ms"] / 1000,
        "wall_s": round(run.wall_s, 2),
        "x_real_time": round(end["sim_ms"] / 1000 / run.wall_s, 1),
        "dose_ma_min": round(true_dose_ma_min(trace), 2),
        "firmware_dose_ma_min": round(end["dose_uc"] / UC_PER_MA_MIN, 2),
        "prescribed_dose_ma_min": round(end["prescribed_uc"] / UC_PER_MA_MIN, 2),
        "hold_error_ua_p99": hold_error_ua_p99(trace),
        "overshoot_ua": overshoot_ua(trace),
        "turn_ua": turn_ua(trace),
        "removals": removals(trace, end["events"], areas_of(scene)),
        "faults": [] if end["fault"] == "none" else [end["fault"]],
        "state": end["state"],
        "reason": end["reason"],
        "refusal": end["refusal"],
        "journal_records": end["journal_records"],
        "journal_bytes": end["journal_bytes"],
    }


def areas_of(scene: Scene) -> tuple[int, int]:
    """Wet areas of both limbs when whole, mm2."""
    patient = firmware_module("virtual.patient").complete(scene.patient)
    return patient["area_1_mm2"], patient["area_2_mm2"]
