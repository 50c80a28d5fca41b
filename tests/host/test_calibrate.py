"""A calibration finds the gains and zeros that a board has, and is refused for every reason that makes it nonsense."""

import json

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from stillwater.given import files
from stillwater.safety.limits import CALIBRATION_GAIN_PPM, CALIBRATION_ZERO_RAW
from stillwater_tools.calibrate import meters
from stillwater_tools.calibrate.points import CHANNELS, Reading
from stillwater_tools.calibrate.run import CalibrationRefused, judged
from stillwater_tools.problems import InputError
from stillwater_tools.run.host import board_scales
from support.calibrated import RIGHT, begin, lines

_BOARDS = ("virtual", "unit_r1")
_GAIN_MOST = CALIBRATION_GAIN_PPM / 1e6 / 1.06  # what a board may have, with room for what is lost in 1/x
_ZERO_MOST_RAW = CALIBRATION_ZERO_RAW - 60
_ERRORS = st.fixed_dictionaries({
    channel: st.tuples(st.floats(1 - _GAIN_MOST, 1 + _GAIN_MOST), st.integers(-_ZERO_MOST_RAW, _ZERO_MOST_RAW)) for channel in CHANNELS})
_PERCENT = 0.5


def certificate(board, measured):
    return judged(begin(board), measured, "Ada", "a meter", 1000)


@settings(max_examples=150, deadline=None)
@drawn(st.sampled_from(_BOARDS), _ERRORS)
def test_whatever_the_parts_may_be_the_channels_tell_the_truth_afterwards_and_the_unit_takes_it(board, errors):
    made = certificate(board, lines(board, errors))
    for point in made.points:
        for one in made.fits:
            off_most = point.true(one.channel) * _PERCENT / 100 + (150 if one.channel == "V" else 30)
            assert abs(one.calibrated(point.seen(one.channel)) - point.true(one.channel)) <= off_most
    values = files.unpacked(files.CALIBRATION, made.for_unit())
    files.check_calibration(values, board_scales(board), b"SWV-00000042")


@settings(max_examples=50, deadline=None)
@drawn(st.sampled_from(_BOARDS), st.floats(1 - _GAIN_MOST, 1 + _GAIN_MOST), st.integers(-_ZERO_MOST_RAW, _ZERO_MOST_RAW))
def test_the_gain_is_that_of_the_board_turned_round_and_the_zero_is_the_boards(board, gain, zero_raw):
    made = certificate(board, lines(board, {**RIGHT, "A": (gain, zero_raw)}))
    a, b, _v = made.fits
    assert abs(a.gain_ppm - 1e6 / gain) <= 3000
    assert abs(a.zero_raw - board_scales(board).A_ZERO_RAW - zero_raw) <= 60
    assert abs(b.gain_ppm - 1_000_000) <= 3000


def mistyped(at, factor):
    """Readings of a right board, one of them wrong."""
    told = lines()
    reading = told[at][1]
    told[at] = (told[at][0], Reading(reading.current_ua * factor, reading.voltage_mv))
    return told


_WIDE = {"A": 1 + 0.06, "B": 1 - 0.06, "V": 1.07}
_NONSENSE = [
    ("three points", lines(points_ua=(0, 1000, 4000, 10000)), "points"),
    ("no current", lines(points_ua=(0,)), "points"),
    ("a narrow span", lines(points_ua=(0, 1000, 1500, 2000, 2500, 3000)), "span"),
    ("readings in mA", [(line, Reading(reading.current_ua / 1000, reading.voltage_mv)) for line, reading in lines()], "span"),
    ("one figure turned", mistyped(3, 0.9), "linearity of A"),
    ("one reading of the point before", mistyped(4, 0.6667), "linearity of A"),
    ("a meter that reads 3 % high", [(line, Reading(r.current_ua * 1.03, r.voltage_mv)) for line, r in lines()], "INA228"),
    ("an INA228 that has drifted", lines(ina228=0.97), "INA228"),
    ("channels that stand still", [(lines()[0][0] | {"target_ua": line["target_ua"]}, reading) for line, reading in lines()], "points"),
    *((f"a gain of {name}", lines(errors={**RIGHT, name: (gain, 0)}), f"gain of {name}") for name, gain in _WIDE.items()),
    *((f"a zero of {name}", lines(errors={**RIGHT, name: (1.0, 330)}), f"zero of {name}") for name in CHANNELS),
]


@pytest.mark.parametrize("measured, key", [row[1:] for row in _NONSENSE], ids=[row[0] for row in _NONSENSE])
def test_nonsense_is_refused_by_its_name(measured, key):
    with pytest.raises(CalibrationRefused) as why:
        certificate("virtual", measured)
    assert key in [problem.key for problem in why.value.problems]
    assert "the unit keeps the calibration that it had" in str(why.value)


def test_channels_that_bend_apart_are_refused():
    bent = [(line | {"b_sum_raw": line["b_sum_raw"] + 50 * round(2000 * (line["target_ua"] / 1e4 - 0.4) ** 2)}, r) for line, r in lines()]
    with pytest.raises(CalibrationRefused) as why:
        certificate("virtual", bent)
    assert {problem.key for problem in why.value.problems} & {"linearity of B", "A against B"}


def test_a_certificate_tells_every_point_as_a_page_and_as_data():
    made = certificate("unit_r1", lines("unit_r1", {**RIGHT, "A": (0.97, 40)}))
    data = json.loads(json.dumps(made.as_dict()))
    assert (data["serial"], data["by"], data["load_ohm"], len(data["points"])) == ("SWV-00000042", "Ada", 1000, 7)
    assert data["fits"][0]["gain_ppm"] == made.fits[0].gain_ppm
    page = made.html()
    assert all(f">{point.a_ua}<" in page for point in made.points)
    assert f"{(made.fits[0].gain - 1) * 100:+.2f} %" in page
    assert "http" not in page


_INSTRUMENTS = """
spec: "1.1"
devices:
  meter:
    eom:
      TCPIP INSTR: {q: "\\n", r: "\\n"}
    dialogues:
      - {q: "*IDN?", r: "Acme,M1,42,1.0"}
      - {q: "MEAS:CURR:DC?", r: "+4.001200E-03"}
      - {q: "MEAS:VOLT:DC?", r: "4.2401"}
  broken:
    eom:
      TCPIP INSTR: {q: "\\n", r: "\\n"}
    dialogues:
      - {q: "*IDN?", r: "Acme,M2,43,1.0"}
      - {q: "MEAS:CURR:DC?", r: "OVERLOAD"}
resources:
  TCPIP::meter::INSTR: {device: meter}
  TCPIP::broken::INSTR: {device: broken}
"""


@pytest.fixture
def visa(tmp_path):
    (tmp_path / "bench.yaml").write_text(_INSTRUMENTS)
    return f"{tmp_path / 'bench.yaml'}@sim"


def test_scpi_meters_are_read_and_named(visa):
    meter = meters.Scpi("TCPIP::meter::INSTR", "TCPIP::meter::INSTR", visa)
    assert meter.read({"target_ua": 4000}) == Reading(pytest.approx(4001.2), pytest.approx(4240.1))
    assert meter.name.startswith("Acme,M1,42,1.0;")


def test_a_meter_that_tells_no_number_is_refused_with_what_it_said(visa):
    with pytest.raises(InputError, match="OVERLOAD"):
        meters.Scpi("TCPIP::broken::INSTR", "TCPIP::meter::INSTR", visa).read({"target_ua": 4000})


def test_a_meter_that_is_not_there_is_refused_with_its_address(visa):
    with pytest.raises(InputError, match="ASRL::nobody"):
        meters.Scpi("ASRL::nobody", "TCPIP::meter::INSTR", visa)


def test_what_a_person_types_is_milliamperes_and_volts():
    said = iter([4.0012, 4.24])
    assert meters.Typed(lambda words: next(said)).read({"target_ua": 4000}) == Reading(pytest.approx(4001.2), pytest.approx(4240))


def test_a_real_unit_has_no_meter_of_its_own():
    with pytest.raises(InputError, match="virtual units only"):
        meters.Simulated().read({"target_ua": 4000})
