"""The bath as a circuit: two limbs in two trays, in integers; BATH.md describes the interface for others.

    electrodes e + water, body, deep skin in series + per limb (skin resistance parallel to its capacitance)

Over one step of STEP_US the bath is a voltage (`look`) behind RESISTANCE_OHM (backward Euler), so whoever drives it
solves for the current and tells it to `advance`. Skin resistance goes as 1/area, falls at once with voltage, over minutes with
charge; it is found anew in `wet`, every millisecond while a limb moves, else every other, so that a step only
multiplies. Knows no board. Sources are in
`patient.py`; the law is that of Weaver's and Chizmadzhev's data, tuned.
"""

from array import array

import micropython
from micropython import const

from virtual.noise import bell_q10, next_seed

# what anyone may read after `wet`
RESISTANCE_OHM = const(0)
SKIN_1_UV = const(3)
SKIN_2_UV = const(4)
SKIN_1_OHM = const(5)
SKIN_2_OHM = const(6)
SERIES_OHM = const(7)
# its own
WET_1_MM2 = const(8)
WET_2_MM2 = const(9)
RHO_1_MILLI = const(10)  # slow skin resistance, thousandths of ohm cm2
RHO_2_MILLI = const(11)
TAU_1_US = const(12)
TAU_2_US = const(13)
ELECTRODE_UV = const(14)
CURRENT_NA = const(15)
WANDER_1_PPM = const(16)
WANDER_2_PPM = const(17)
SEED = const(18)
# the patient
AREA_1_MM2 = const(20)
AREA_2_MM2 = const(21)
FRESH_OHM_CM2 = const(22)
DRIVEN_OHM_CM2 = const(23)
SKIN_2_PERCENT = const(24)
CATHODE_PERCENT = const(25)
SKIN_NF_CM2 = const(26)
BEND_MV = const(27)
FLOOR_Q10 = const(28)
CHARGE_UC_CM2 = const(29)
RECOVERY_S = const(30)
DEEP_OHM_CM2 = const(31)
BODY_OHM = const(32)
WATER_OHM_CM = const(33)
PLATE_CM = const(34)
ELECTRODES_UV = const(35)
NOISE_PERMILLE = const(36)
LEVEL_1_PERMILLE = const(37)  # water that is left in each tray; 0 none
LEVEL_2_PERMILLE = const(38)
KEPT_1_Q20 = const(40)  # what a step leaves of the skin's voltage
KEPT_2_Q20 = const(41)
STEP_1_Q20 = const(42)  # what a step adds to it for the current, uV per nA
STEP_2_Q20 = const(43)
SEEN_1_PPM = const(44)  # for which wet parts and levels the series resistance was found
SEEN_2_PPM = const(45)
BEND_MV2 = const(46)
TURN = const(47)  # whose turn it is while nothing moves
SLOTS = const(48)

STEP_US = const(250)
OPEN_OHM = const(100000000)
_HELD_US = const(25)
_SKIN_MOST_OHM = const(2000000)  # a limb in the air; more would not fit a slot
_DRY_MM2 = const(10)  # a tenth of a square centimetre: the last film
_DRIFT_MS = const(20)

_ORDER = (
    "area_1_mm2", "area_2_mm2", "skin_fresh_ohm_cm2", "skin_driven_ohm_cm2", "skin_2_percent", "cathode_percent",
    "skin_nf_per_cm2", "bend_mv", "floor_percent", "charge_uc_per_cm2", "recovery_s", "deep_ohm_cm2", "body_ohm",
)


def start(patient):
    """The state of a bath with nobody in it, from a complete patient (patient.complete)."""
    b = array("i", [0] * SLOTS)
    for offset, name in enumerate(_ORDER):
        b[AREA_1_MM2 + offset] = patient[name]
    b[FLOOR_Q10] = patient["floor_percent"] * 1024 // 100
    warmer = 10000 + 191 * (patient["water_deci_c"] - 250) // 10
    b[WATER_OHM_CM] = 1000000 * 10000 // (patient["water_us_per_cm"] * warmer)
    b[PLATE_CM] = patient["plate_cm"]
    b[ELECTRODES_UV] = patient["electrodes_mv"] * 1000
    b[NOISE_PERMILLE] = patient["noise_permille"]
    b[SEED] = patient["seed"]
    b[RHO_1_MILLI] = (patient["skin_now_ohm_cm2"] or patient["skin_fresh_ohm_cm2"]) * 1000
    b[RHO_2_MILLI] = b[RHO_1_MILLI] // 100 * patient["skin_2_percent"]
    b[LEVEL_1_PERMILLE] = b[LEVEL_2_PERMILLE] = 1000
    b[BEND_MV2] = patient["bend_mv"] * patient["bend_mv"]
    b[SEEN_1_PPM] = -1
    wet(b, 0, 0)
    return b


@micropython.viper
def root(square: int) -> int:
    """Whole square root of 0..10^8."""
    guess = 1 + (square >> 7)
    for _ in range(12):
        guess = (guess + square // guess) >> 1
        if guess < 1:
            guess = 1
    return guess


@micropython.viper
def water_ohm(b: ptr32, which: int) -> int:
    """Water of one tray: from the plate up to the limb, and spreading from a disc of the wet area (rho / 4a)."""
    radius_um = int(root(b[WET_1_MM2 + which] * 318310 >> 10)) * 32
    full_ohm = b[WATER_OHM_CM] * b[PLATE_CM] * 100 // b[AREA_1_MM2 + which] + b[WATER_OHM_CM] * 2500 // (radius_um + 1)
    return full_ohm * 1000 // (b[LEVEL_1_PERMILLE + which] + 1)


@micropython.viper
def series(b: ptr32):
    """Find water, body and deep skin in series anew; OPEN_OHM when a limb is out."""
    series_ohm = OPEN_OHM
    if b[WET_1_MM2] >= _DRY_MM2 and b[WET_2_MM2] >= _DRY_MM2:
        series_ohm = b[BODY_OHM] + b[DEEP_OHM_CM2] * 100 // b[WET_1_MM2] + b[DEEP_OHM_CM2] * 100 // b[WET_2_MM2]
        series_ohm += int(water_ohm(b, 0)) + int(water_ohm(b, 1))
    b[SERIES_OHM] = series_ohm


@micropython.viper
def wet(b: ptr32, wet_1_ppm: int, wet_2_ppm: int):
    """Set the wet area of both limbs, parts per million of the whole; to be called at the begin of each millisecond."""
    if wet_1_ppm != b[SEEN_1_PPM] or wet_2_ppm != b[SEEN_2_PPM]:
        b[SEEN_1_PPM] = wet_1_ppm
        b[SEEN_2_PPM] = wet_2_ppm
        b[WET_1_MM2] = b[AREA_1_MM2] * wet_1_ppm // 1000000
        b[WET_2_MM2] = b[AREA_2_MM2] * wet_2_ppm // 1000000
        series(b)
        limb(b, 0)
        limb(b, 1)
    else:
        b[TURN] = 1 - b[TURN]
        limb(b, b[TURN])
    resistance_ohm = b[SERIES_OHM] + ((b[STEP_1_Q20] + b[STEP_2_Q20]) * 1000 >> 20)
    if resistance_ohm > OPEN_OHM:
        resistance_ohm = OPEN_OHM
    b[RESISTANCE_OHM] = resistance_ohm


def pour(b, which, permille):
    """Leave `permille` (0..1000) of the water in tray `which` (0, 1)."""
    b[LEVEL_1_PERMILLE + which] = permille
    b[SEEN_1_PPM] = -1


def level(b, which):
    """Water in tray `which`, permille of full."""
    return b[LEVEL_1_PERMILLE + which]


@micropython.viper
def limb(b: ptr32, which: int):
    """One limb's skin for this millisecond: its resistance, and what a step keeps and adds of its voltage."""
    voltage_mv = b[SKIN_1_UV + which] // 1000
    square = voltage_mv * voltage_mv
    share_q10 = b[BEND_MV2] * 1024 // (b[BEND_MV2] + square)
    if share_q10 < b[FLOOR_Q10]:
        share_q10 = b[FLOOR_Q10]
    rho = (b[RHO_1_MILLI + which] * (1000000 + b[WANDER_1_PPM + which]) // 1000000) * share_q10 // 1024000
    if (b[CURRENT_NA] > 0 and which == 1) or (b[CURRENT_NA] < 0 and which == 0):
        rho = rho * b[CATHODE_PERCENT] // 100
    tau_us = rho * b[SKIN_NF_CM2] // 1000 + 1
    skin_ohm = rho * 100 // (b[WET_1_MM2 + which] + 1)
    if skin_ohm > _SKIN_MOST_OHM:
        skin_ohm = _SKIN_MOST_OHM
    kept_q20 = (tau_us << 20) // (tau_us + STEP_US)
    b[TAU_1_US + which] = tau_us
    b[SKIN_1_OHM + which] = skin_ohm
    b[KEPT_1_Q20 + which] = kept_q20
    b[STEP_1_Q20 + which] = skin_ohm * (1048576 - kept_q20) // 1000


@micropython.viper
def look(b: ptr32) -> int:
    """The voltage that a step of STEP_US meets behind RESISTANCE_OHM, uV, signed as the current is."""
    return b[ELECTRODE_UV] + (b[SKIN_1_UV] * b[KEPT_1_Q20] + b[SKIN_2_UV] * b[KEPT_2_Q20] >> 20)


@micropython.viper
def advance(b: ptr32, current_na: int):
    """Close the step that `look` opened with the current that flowed, nA, signed."""
    b[CURRENT_NA] = current_na
    b[SKIN_1_UV] = b[SKIN_1_UV] * b[KEPT_1_Q20] + b[STEP_1_Q20] * current_na >> 20
    b[SKIN_2_UV] = b[SKIN_2_UV] * b[KEPT_2_Q20] + b[STEP_2_Q20] * current_na >> 20


@micropython.viper
def held_uv(b: ptr32) -> int:
    """What stays of all voltage 25 us after the current is interrupted, uV, signed as the current is."""
    skin_1_uv = b[SKIN_1_UV] * (b[TAU_1_US] - _HELD_US) // b[TAU_1_US]
    return b[ELECTRODE_UV] + skin_1_uv + b[SKIN_2_UV] * (b[TAU_2_US] - _HELD_US) // b[TAU_2_US]


@micropython.viper
def wander(b: ptr32, which: int):
    """Let a limb's resistance wander: first order with 2 s, standard deviation NOISE_PERMILLE."""
    b[SEED] = int(next_seed(b[SEED]))
    b[WANDER_1_PPM + which] += (b[NOISE_PERMILLE] * int(bell_q10(b[SEED])) * 141 >> 10) - b[WANDER_1_PPM + which] // 100


@micropython.viper
def age(b: ptr32, which: int):
    """Take a limb's skin down by the charge of 20 ms, or let it recover when nothing flows."""
    current_ua = b[CURRENT_NA] // 1000
    if current_ua < 0:
        current_ua = 0 - current_ua
    fresh_milli = b[FRESH_OHM_CM2] * 1000
    driven_milli = b[DRIVEN_OHM_CM2] * 1000
    if which == 1:
        fresh_milli = fresh_milli // 100 * b[SKIN_2_PERCENT]
        driven_milli = driven_milli // 100 * b[SKIN_2_PERCENT]
    if current_ua < 100:
        b[RHO_1_MILLI + which] += (fresh_milli - b[RHO_1_MILLI + which]) * _DRIFT_MS // (b[RECOVERY_S] * 1000)
    else:
        charge_nc_cm2 = current_ua * _DRIFT_MS * 100 // (b[WET_1_MM2 + which] + 100)
        b[RHO_1_MILLI + which] -= (b[RHO_1_MILLI + which] - driven_milli) * charge_nc_cm2 // (b[CHARGE_UC_CM2] * 1000)


@micropython.viper
def electrode(b: ptr32):
    """Polarise the electrodes towards their voltage within 0.3 s of current; let it decay in 20 s without."""
    current_ua = b[CURRENT_NA] // 1000
    if current_ua > 20 or current_ua < -20:
        size_ua = current_ua
        if size_ua < 0:
            size_ua = 0 - size_ua
        goal_uv = b[ELECTRODES_UV] * current_ua // (size_ua + 200)
        b[ELECTRODE_UV] += (goal_uv - b[ELECTRODE_UV]) // 15
    else:
        b[ELECTRODE_UV] -= b[ELECTRODE_UV] // 1000


@micropython.viper
def drift(b: ptr32):
    """What changes slowly, every 20 ms: skin, electrodes, wander."""
    age(b, 0)
    age(b, 1)
    electrode(b)
    wander(b, 0)
    wander(b, 1)
