"""What a treatment remembers from step to step. Knows no event and no deed: those read and change it."""

from stillwater.treatment import refusals, states
from stillwater.treatment.dose import Dose
from stillwater.treatment.prescription import TURNS
from stillwater.treatment.snapshot import Snapshot, Targets

NO_BUTTON = 0
START = 1
LESS = 2
MORE = 3
STOP = 4


class Course:
    """The memory of one treatment of `prescription`; previous_bridge is where the one before began (0 unknown)."""

    def __init__(self, prescription, previous_bridge=0):
        self.prescription = prescription
        self.dose = Dose(prescription.dose_uc, prescription.minutes)
        self.targets = Targets()
        self.now = Snapshot()
        self.pressed = NO_BUTTON
        self.state = states.IDLE
        self.state_ms = 0
        self.wanted_ua = prescription.current_ua
        self.held_ua = 0  # what was wanted when the hold began
        self.nobody_ms = 0  # for how long the probe has seen no contact
        self.question = 0
        self.refusal = refusals.NONE
        self.reason = 0
        self.end_fault = 0  # the soft fault that ended it
        self.turned = False
        self.has_begun = False
        self.bridge = -previous_bridge if TURNS[prescription.turn] == "each" and previous_bridge else 1
        self.plan_stage = 0  # of plan.py, told when it is done
        self.days_to_next = 0
        self.log = []  # (record name, values...) for the journal, oldest first
