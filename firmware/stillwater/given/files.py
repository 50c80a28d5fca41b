"""What a unit has been given on the bench: who it is, the key of its clinic, its calibration. Each in a file of its own, with a CRC.

What has not been given is not there, and the unit does without: it goes by its chip's number, prescribes by its careful beginnings,
measures by the board file's scales. What is there and is damaged, or beyond what the board's parts allow, is never used, and then the
unit treats nobody: it can not know what it has lost. The fault names it, on the display and in the journal. Firmware and tools load
this file; a file's bytes are magic, fields in order, CRC-32 of both.
"""

import binascii
import os
import struct

from micropython import const

from stillwater.safety import faults, fit
from stillwater.safety.limits import CALIBRATION_GAIN_PPM, CALIBRATION_ZERO_RAW

SERIAL_BYTES = const(12)
REVISION_BYTES = const(12)
_PPM = const(1000000)
_CRC_BYTES = const(4)

# name, struct type
_IDENTITY = (("serial", "12s"), ("revision", "12s"))  # texts; the revision is the board's
_KEY = (("key", "32s"),)  # of this unit alone, see treatment/signature.py
_CALIBRATION = (
    ("serial", "12s"), ("made_s", "I"),  # of the unit that was measured; s since 1970, 0: not known
    ("a_q14", "I"), ("b_q14", "I"), ("v_q13", "I"),  # the board file's scales when it was measured: uA, uA and mV a raw
    ("a_zero_raw", "i"), ("b_zero_raw", "i"), ("v_zero_raw", "i"),
    ("a_gain_ppm", "I"), ("b_gain_ppm", "I"), ("v_gain_ppm", "I"),  # of those scales
)

# file, magic with version, fault when it is not believed, fields
IDENTITY = ("unit.identity", b"SWI1", faults.IDENTITY_WRONG, _IDENTITY)
KEY = ("unit.key", b"SWK1", faults.KEY_WRONG, _KEY)
CALIBRATION = ("unit.calibration", b"SWC1", faults.CALIBRATION_WRONG, _CALIBRATION)


def packed(what, values):
    """The bytes of a file: `what` is a row above, values by the names of its fields."""
    _name, magic, _fault, fields = what
    body = magic + struct.pack(_layout(fields), *[values[field[0]] for field in fields])
    return body + struct.pack("<I", binascii.crc32(body))


def unpacked(what, data):
    """Values by name. ValueError that says what is wrong with the bytes."""
    name, magic, _fault, fields = what
    whole = len(magic) + struct.calcsize(_layout(fields)) + _CRC_BYTES
    if len(data) != whole:
        raise ValueError("%s has %d bytes, must have %d" % (name, len(data), whole))
    body = data[:-_CRC_BYTES]
    if data[:len(magic)] != magic or struct.unpack("<I", data[-_CRC_BYTES:])[0] != binascii.crc32(body):
        raise ValueError("%s is damaged: its CRC does not fit, or it is of another version" % name)
    return {field[0]: value for field, value in zip(fields, struct.unpack(_layout(fields), body[len(magic):]))}


def check_identity(values):
    """ValueError for a serial or a revision that is no text of capital letters, digits and dashes, or is empty."""
    for name in ("serial", "revision"):
        text = values[name].rstrip(b"\0")
        if not text or not all([_is_sign(byte) for byte in text]):
            raise ValueError("%s %r, must be of A-Z, 0-9, - and _" % (name, text))


def check_calibration(values, board, serial):
    """ValueError for a calibration of another unit, of other scales, or beyond what the board's parts allow; board: its board.py."""
    if values["serial"] != serial:
        raise ValueError("calibration is of %r, this unit is %r" % (values["serial"], serial))
    if (values["a_q14"], values["b_q14"], values["v_q13"]) != (board.A_UA_Q14, board.B_UA_Q14, board.V_MV_Q13):
        raise ValueError("calibration was made with other scales than the board file has now")
    for channel, zero_raw in (("a", board.A_ZERO_RAW), ("b", board.B_ZERO_RAW), ("v", board.V_ZERO_RAW)):
        _check_within(channel + "_zero_raw", values[channel + "_zero_raw"], zero_raw, CALIBRATION_ZERO_RAW)
        _check_within(channel + "_gain_ppm", values[channel + "_gain_ppm"], _PPM, CALIBRATION_GAIN_PPM)
    for name, value, bound in fit.problems(Calibrated(board, values)):
        raise ValueError("calibrated %s %d %s" % (name, value, bound))


class Calibrated:
    """A board with its channels' zeros and gains as they were measured; all else is the board file's."""

    def __init__(self, board, calibration):
        self._board = board
        self.A_ZERO_RAW = calibration["a_zero_raw"]
        self.B_ZERO_RAW = calibration["b_zero_raw"]
        self.V_ZERO_RAW = calibration["v_zero_raw"]
        self.A_GAIN_PPM = calibration["a_gain_ppm"]
        self.B_GAIN_PPM = calibration["b_gain_ppm"]
        self.V_GAIN_PPM = calibration["v_gain_ppm"]

    def __getattr__(self, name):
        return getattr(self._board, name)


class Given:
    """What lies in a folder, for a unit that would else be called `serial` (12 bytes).

    `serial`, `revision` (empty: not given), `key` (empty: none), `board`: the board file or its Calibrated; `fault`: code of the first
    that is there and not believed, 0 if all is, and `why` in words.
    """

    def __init__(self, folder, board, serial):
        self._folder = folder
        self._there = os.listdir(folder or "/")
        self.fault, self.why = faults.NONE, ""
        identity = self._read(IDENTITY, check_identity) or {"serial": serial, "revision": b""}
        self.serial, self.revision = identity["serial"], identity["revision"]
        self.key = (self._read(KEY, len) or {"key": b""})["key"]
        calibration = self._read(CALIBRATION, lambda values: check_calibration(values, board, self.serial))
        self.calibration = calibration
        self.board = Calibrated(board, calibration) if calibration else board

    def _read(self, what, check):
        """Values of a file that is there and believed, else None."""
        name = what[0]
        if name not in self._there:
            return None
        try:
            with open(self._folder + "/" + name, "rb") as file:
                values = unpacked(what, file.read())
            check(values)
            return values
        except (OSError, ValueError) as error:
            if not self.fault:
                self.fault, self.why = what[2], str(error)
            return None


def _check_within(name, value, middle, most):
    if not middle - most <= value <= middle + most:
        raise ValueError("%s %d, must be %d..%d" % (name, value, middle - most, middle + most))


def _is_sign(byte):
    return 48 <= byte <= 57 or 65 <= byte <= 90 or byte in b"-_"


def _layout(fields):
    return "<" + "".join([field[1] for field in fields])
