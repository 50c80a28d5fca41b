"""Columns of the trace: one row of 32-bit integers a millisecond, true values beside what the firmware believes."""

COLUMNS = (
    ("now_ms", "simulated time"),
    ("skin_na", "true current through the skin, mean of the millisecond, signed"),
    ("wet_1_ppm", "wet part of limb 1"),
    ("wet_2_ppm", "wet part of limb 2"),
    ("peak_na", "largest true current within the millisecond, magnitude"),
    ("terminal_uv", "voltage at the terminals"),
    ("skin_1_uv", "voltage over the skin of limb 1"),
    ("skin_2_uv", "voltage over the skin of limb 2"),
    ("skin_1_ohm", "resistance of the skin of limb 1"),
    ("skin_2_ohm", "resistance of the skin of limb 2"),
    ("series_ohm", "body, deep skin and water"),
    ("bridge", "polarity, +1 or -1"),
    ("current_ua", "current as control measures it"),
    ("reference_ua", "where the setpoint stands"),
    ("command_uv", "voltage command"),
    ("mode", "control's mode"),
    ("state", "treatment's state"),
    ("fault", "fault code, 0 none"),
    ("dose_uc", "charge as the firmware counts it"),
)
NAMES = tuple([name for name, _meaning in COLUMNS])
WIDTH = len(COLUMNS)
