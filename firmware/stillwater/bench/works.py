"""What can be played on the bench, by its name, and what each begins with. Knows names; the works are elsewhere."""

from stillwater.bench.calibration import calibration


def work_of(name, rig, holds, journal, *arguments):
    """The generator of a work; journal() opens the unit's. KeyError for a name that is none."""
    if name == "calibration":
        return calibration(rig, *arguments)
    from stillwater.bench.selftest import selftest
    return {"selftest": selftest}[name](rig, holds, journal, *arguments)


def scales_of(name, holds, board):
    """The board that a work measures by: a calibration by the board file alone."""
    return board if name == "calibration" else holds.board


def identity(holds, board, firmware_hash):
    """Who is on the bench, and the scales that its counts are to be read with."""
    told = {"serial": _text(holds.serial), "revision": _text(holds.revision), "board": board.NAME, "firmware": _hex(firmware_hash)}
    for name in ("A_ZERO_RAW", "A_SIGN", "A_UA_Q14", "B_ZERO_RAW", "B_SIGN", "B_UA_Q14", "V_ZERO_RAW", "V_SIGN", "V_MV_Q13",
                 "STEP_RAW", "DITHER_RAW"):
        told[name.lower()] = getattr(board, name)
    return told


def _text(padded):
    return padded.rstrip(b"\0").decode()


def _hex(data):
    return "".join(["%02x" % byte for byte in data])
