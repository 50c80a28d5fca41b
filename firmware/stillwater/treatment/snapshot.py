"""What treatment may see and what it may wish: filled and taken by app, 50 times a second. Knows no slot."""


class Snapshot:
    """Readings of this moment; contact_ms is how long the probe has seen a whole contact."""

    mode = 0
    current_ua = 0
    reference_ua = 0
    output_mv = 0
    series_ohm = 0
    charge_uc = 0
    contact_ms = 0
    contact_lost = 0
    limited = 0
    fell_ua = 0
    soft_fault = 0
    hard_fault = 0
    hard_kind = 0
    usb_power = False
    supply_low = False
    journal_full = False
    probe_short_ua = 0  # what the probe gives into a short
    bridge = 1


class Targets:
    """Wishes: request (a mode of control), uA, uA/s, bridge +1 or -1; answered clears a lost contact."""

    request = 0
    target_ua = 0
    slope_ua_per_s = 0
    bridge = 1
    answered = False
    test = False
    armed = False
