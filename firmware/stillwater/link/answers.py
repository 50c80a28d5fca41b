"""What each command does and tells, on an application. Looks at the application and changes nothing but by `stop` and `offers`.

Nothing here writes into a block or a session: `safe` presses the stop button, and what the application offers is its own.
"""

from stillwater.control.state import CURRENT_SLOW_Q6_UA, MODE, MODE_DRIVE
from stillwater.link import commands
from stillwater.safety.slots import FAULT


class NoTreatment:
    """Stands for the session of a unit without a valid prescription."""

    state = commands.NO_PLAN

    class dose:
        given_uc = 0
        prescribed_uc = 0


class Answers:
    """One method a command, named do_ and its name, that returns the reply's values.

    app: App; files: the journal's, as Files; identity: (firmware hash, board hash, serial) as Notes has it;
    offers: what the application lets a computer do, by the command's name (see Server).
    """

    def __init__(self, app, files, identity, board_name, offers):
        self._app = app
        self._files = files
        self._identity = identity
        self._board_name = board_name
        self._offers = offers
        self._table_crc = commands.table_crc()  # here, for it takes a chip longer than a step may
        self.failures = 0
        self.now_ms = 0
        self.telemetry_until_ms = 0  # 0: no telemetry is wanted
        self.service_asked = False

    def state(self):
        """Code of the treatment's state, NO_PLAN without a prescription."""
        return (self._app.session or NoTreatment).state

    def reading(self):
        """Values of commands.READING."""
        app, session = self._app, self._app.session or NoTreatment
        output_mv, skin_mv, wet_ppm, dose_uc, state = app.bridge.summary(session)
        if app.control[MODE] != MODE_DRIVE:
            wet_ppm = 0  # without a current nobody knows
        fault = app.guard[FAULT] or app.bridge.soft.fault
        return state, app.control[CURRENT_SLOW_Q6_UA] >> 6, output_mv, skin_mv, wet_ppm, dose_uc, fault

    def sample(self):
        """Payload of a telemetry frame."""
        return commands.pack(commands.SAMPLE, (self.now_ms & 0xFFFFFFFF,) + self.reading())

    def do_hello(self):
        firmware_hash, board_hash, serial = self._identity
        names = serial, self._board_name.encode(), firmware_hash, board_hash
        return (commands.PROTOCOL, self._table_crc) + names + (self.state(), self.now_ms & 0xFFFFFFFF, self.failures)

    def do_status(self):
        session = self._app.session or NoTreatment
        return self.reading() + (self._app.bridge.first_fault, session.dose.prescribed_uc)

    def do_telemetry(self, seconds):
        self.telemetry_until_ms = self.now_ms + seconds * 1000 if seconds else 0
        return (commands.TELEMETRY_MS,)

    def do_journal_info(self):
        journal = self._app.notes.journal
        return journal.pages_left, journal.sequence, int(journal.failed)

    def do_journal_file(self, number):
        name, size = self._files.entry(number) or ("", 0)
        return name.encode(), size

    def do_journal_read(self, name, offset, length):
        """Bytes of a file, those at the end that are erased left out; the computer knows how many it asked for."""
        name = name.rstrip(b"\0")
        try:
            return (self._files.read(name.decode(), offset, length).rstrip(b"\xff"),)
        except (OSError, ValueError):
            raise commands.Refusal(commands.REFUSED, 0, 0, "no such file, list anew: %r" % name)

    def do_clock_set(self, clock_s):
        return clock_s, bool(self._offered("clock_set")(clock_s))

    def do_safe(self):
        self._app.stop()
        return (self.state(),)

    def do_service(self):
        self._offered("service")
        self.service_asked = True
        return ()

    def do_prescription_load(self, data):
        self._offered("prescription_load")(data)
        return ()

    def do_prescription_read(self):
        return self._offered("prescription_read")()

    def enter_service(self):
        """What has been asked for: to be called when the reply is out."""
        self.service_asked = False
        self._offers["service"]()

    def _offered(self, name):
        if name not in self._offers:
            raise commands.Refusal(commands.REFUSED, 0, 0, "this unit has no " + name)
        return self._offers[name]
