"""What the unit says, at most 16 letters a line: one row a state, a question, a refusal, a fault, an end.

Plain words, no blame, and what to do next. Knows codes, no readings.
"""

from stillwater.safety import faults
from stillwater.treatment import plan, refusals, states

LETTERS = 16

# title, two lines
STATES = {
    states.IDLE: ("Ready", "Start: begin", "+ -: choose area"),
    states.RELAYS: ("Checking myself", "Stay in,", "nothing flows"),
    states.BATH: ("Checking bath", "Stay in, a faint", "current flows"),
    states.RAMP: ("Rising slowly", "Stay in. Start:", "pause, hold:stop"),
    states.HOLD: ("Treating", "Start: pause, +-", "hold Start: stop"),
    states.TURN_DOWN: ("Turning", "Current falls,", "stay in"),
    states.TURN_WAIT: ("Turning", "Polarity turns,", "stay in"),
    states.PAUSE_DOWN: ("Pausing", "Current falls,", "wait for zero"),
    states.PAUSED: ("Paused", "You may lift out", "Start: go on"),
    states.LOST: ("Contact lost", "Current is off.", "Skin? Cable?"),
    states.BACK: ("Welcome back", "Start: go on", "slowly from zero"),
    states.END_DOWN: ("Ending", "Current falls,", "stay in"),
    states.SOFT_DOWN: ("Ending early", "Current falls,", "stay in"),
    states.BLOCKED: ("Out of order", "", ""),
    states.TRIPPED: ("Switched off", "", ""),
}

# by area, in the order of prescription.AREAS
CONTACT = (
    ("Put hands in", "flat, both trays", "I look for you"),
    ("Put feet in", "flat, both trays", "I look for you"),
    ("Put pads on", "wet, both sides", "I look for you"),
)
QUESTIONS = (
    ("Is your skin", "whole? Jelly on", "small cuts."),
    ("Rings, watch and", "piercings off?", ""),
    ("As last time?", "Not pregnant, no", "new implant"),
)
ANSWERS = "Start=yes  -=no"

REFUSALS = {
    refusals.SKIN_BROKEN: ("Not today", "Let skin heal,", "or cover cuts"),
    refusals.JEWELLERY_ON: ("Not yet", "Take metal off,", "then start again"),
    refusals.SOMETHING_CHANGED: ("Not today", "Ask your doctor", "before you go on"),
    refusals.NO_CONTACT: ("No contact", "Both sides in?", "Water in both?"),
    refusals.ONE_TRAY: ("Plates touch", "One plate in", "each tray, apart"),
    refusals.TRAY_EMPTY: ("Too little water", "Fill both trays", "3 cm deep"),
    refusals.SKIN_DRY: ("Skin is dry", "No treatment is", "needed today"),
    refusals.USB_POWER: ("USB plugged in", "Pull it out,", "then start again"),
    refusals.SUPPLY: ("Supply too low", "Charge battery,", "check the cable"),
    refusals.PRESCRIPTION: ("No plan", "Prescription not", "valid. + -: area"),
    refusals.JOURNAL: ("Memory not ready", "Full or broken:", "have it read out"),
}

FAULTS = {
    faults.OVER_CURRENT: ("too much current", "Start: try again"),
    faults.OVER_PRESCRIBED: ("above your limit", "Start: try again"),
    faults.CURRENT_ROSE: ("current jumped", "Start: try again"),
    faults.CHANNELS_DIFFER: ("sensors disagree", "Send to service"),
    faults.ADC_STUCK: ("sensor is stuck", "Send to service"),
    faults.ADC_SATURATED: ("sensor saturated", "Send to service"),
    faults.ADC_SILENT: ("sensor is silent", "Send to service"),
    faults.CURRENT_WHILE_OFF: ("leaks when off", "Send to service"),
    faults.OUTPUT_DIFFERS: ("output is wrong", "Send to service"),
    faults.ELECTRODES_TOUCH: ("plates touch", "Part them, Start"),
    faults.WRONG_SIGN: ("wrong polarity", "Send to service"),
    faults.TICK_LATE: ("I was too slow", "Start: try again"),
    faults.COMPARATOR: ("too much current", "Start: try again"),
    faults.CHARGE_LIMIT: ("dose is complete", "Next time again"),
    faults.SELFTEST: ("a relay is stuck", "Send to service"),
    faults.SUPPLY_LOST: ("supply was lost", "Check the cable"),
    faults.BOARD_WRONG: ("board file wrong", "Send to service"),
    faults.IDENTITY_WRONG: ("serial damaged", "Send to service"),
    faults.KEY_WRONG: ("key damaged", "Send to service"),
    faults.CALIBRATION_WRONG: ("scales damaged", "Send to service"),
    faults.REFERENCE_DRIFT: ("sensor drifts", "Send to service"),
    faults.MAIN_SILENT: ("I was too slow", "Start: try again"),
    faults.SUPPLY_LOW: ("supply is low", "Check the cable"),
    faults.WATER_LOW: ("water runs out", "Fill both trays"),
    faults.USB_POWER: ("USB plugged in", "Pull it out"),
    faults.TEMPERATURE: ("unit is too warm", "Let it cool down"),
}

ENDS = {
    refusals.COMPLETE: "Done",
    refusals.STOPPED: "Stopped",
    refusals.TIMED_OUT: "Nobody came back",
    refusals.SOFT_FAULT: "Ended early",
    refusals.HARD_FAULT: "Switched off",
}
LIFT = "Lift out now."
NOT_COMPLETE = "Not complete"
SKIN_LIMITS = "Skin lets only"  # then the current; wet and warm water helps
POWER_LOST = "Power was lost"
POWER_LOST_AFTER = "after %d min,"
GIVEN = "%d mA min given"

WENT_OFF = "I switched off"  # by an exception or a hang; then what was given, or that
FAULT_INSIDE = ("Fault inside.", "Nothing flows.")
# title, three lines
OFF = ("Unit is off", "Fault inside.", "Lift out, switch", "off and on again")
SERVICE = ("Service", "Nothing flows.", "When done switch", "off and on again")
NO_JOURNAL = ("Memory broken", "No treatment,", "I keep no notes", "Send to service")

NEXT = "Next: in %d days"
PAGE_MS = 4000  # what comes next takes turns with the dose

# By what the unit knows: treatments and days, not whether the hands are dry.
PLANS = {
    plan.KEEP_ON: ("3 times a week.", "Do not judge it", "before 10 times"),
    plan.VERDICT: ("You may judge it", "now. Dry? Then", "once a week."),
    plan.DOCTOR: ("Dry? Once a week", "keeps it. Not?", "Ask your doctor"),
}
