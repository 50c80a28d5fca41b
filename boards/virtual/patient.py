"""Who sits at the bath: every constant of skin, body and water, with range, unit and source.

PATIENT: name -> (default, low, high, unit, source). A scene overrides any of them; a campaign draws them from
their ranges. Knows no equation.
"""

PATIENT = {
    "area_1_mm2": (16500, 3000, 30000, "mm2", "palmar hand 0.87 % of 1.9 m2, Rhodes 2013; sole 150..220 cm2 UNSOURCED"),
    "area_2_mm2": (16500, 3000, 30000, "mm2", "as area_1_mm2"),
    "skin_fresh_ohm_cm2": (100000, 30000, 300000, "ohm cm2", "70..175 k palm, d.c., wet: derived from IEC 479-1"),
    "skin_driven_ohm_cm2": (
        25000, 3000, 100000, "ohm cm2",
        "3..40 k in use, UNSOURCED; 0.8 k in separated epidermis, pubmed 12695061"),
    "skin_now_ohm_cm2": (0, 0, 300000, "ohm cm2", "where the skin stands at the start, between fresh and driven; 0: fresh"),
    "skin_2_percent": (110, 50, 200, "%", "two sides of one person differ; range UNSOURCED"),
    "cathode_percent": (80, 60, 100, "%", "asymmetry by electro-osmosis, Grimnes 10.1007/BF02464037; size UNSOURCED"),
    "skin_nf_per_cm2": (15, 5, 60, "nF/cm2", "palm 5..20, thin skin 20..60, UNSOURCED"),
    "bend_mv": (12000, 5000, 30000, "mV", "skin falls as 1/(1+(v/V0)^2): duct activation 5..50 V, Weaver"),
    "floor_percent": (5, 1, 20, "%", "lowest instant fraction of skin resistance, UNSOURCED"),
    "charge_uc_per_cm2": (
        30000, 10000, 100000, "uC/cm2",
        "charge that takes the skin down, UNSOURCED: tuned to duct opening in minutes, Kuzmin 1997"),
    "recovery_s": (1800, 600, 7200, "s", "threefold in 30 min, Curdy 2000"),
    "deep_ohm_cm2": (200, 100, 300, "ohm cm2", "UNSOURCED"),
    "body_ohm": (600, 300, 1000, "ohm", "650..850 floor hand to hand, IEC 479-1; less deep skin"),
    "water_us_per_cm": (400, 50, 1000, "uS/cm at 25 C", "tap water 200..700, CTD-Diver manual"),
    "water_deci_c": (300, 100, 400, "0.1 C", "warm tap water; 1.91 %/C, CTD-Diver manual"),
    "plate_cm": (2, 1, 15, "cm", "plate below the hand 2 cm, at the side 10 cm: derived"),
    "electrodes_mv": (2000, 1200, 2500, "mV", "steel 1.5..2.5 V, ideal 1.2, UNSOURCED"),
    "noise_permille": (20, 0, 60, "per mille", "slow wander of skin resistance, 2 %, UNSOURCED"),
    "seed": (1, 1, 1000000, "", "of this bath's own noise"),
}


def complete(overrides):
    """PATIENT's defaults with `overrides`; ValueError tells the name, value and bound of the first wrong one."""
    patient = {name: row[0] for name, row in PATIENT.items()}
    for name, value in overrides.items():
        if name not in PATIENT:
            raise ValueError("patient.%s is unknown; known: %s" % (name, ", ".join(sorted(PATIENT))))
        _default, low, high, unit, _source = PATIENT[name]
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError("patient.%s = %r, must be a whole number %d..%d %s" % (name, value, low, high, unit))
        patient[name] = value
    return patient
