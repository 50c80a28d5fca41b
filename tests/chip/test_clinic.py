"""A unit that has been given a clinic's key and a signed prescription, on the chip: ready in time, and what it refuses over the link.

One boot for all, up to the instant when Ready stands on the display; the link is brought in behind it.
"""

from datetime import datetime, timezone

import pytest

from stillwater.given import files as given
from stillwater.treatment import refusals
from stillwater_tools.chip.unit import CLOCK
from stillwater_tools.link.errors import UnitRefused
from support import started_chip
from support.chip_link import client
from support.levers import pull
from support.prescribe_signed import KEY, NOW_S, SERIAL, signed_bytes, wrong_ones
from support.started_chip import READY_US, powered, records, until_shown

_PRESS_MS = 80
_GIVEN = {
    given.IDENTITY[0]: given.packed(given.IDENTITY, {"serial": SERIAL, "revision": b"R1".ljust(given.REVISION_BYTES, b"\0")}),
    given.KEY[0]: given.packed(given.KEY, {"key": KEY}),
    "prescription.signed": signed_bytes(),
}


@pytest.fixture(scope="module")
def provisioned(image, shown):
    """A unit of a clinic when it says Ready; `ready_us`."""
    chip = powered(image, {**started_chip.files(), **_GIVEN})
    chip.ready_us = until_shown(chip, shown["prescribed"], 3000, "the display says what is prescribed")
    return chip


def test_a_unit_of_a_clinic_is_ready_in_a_second_and_a_half_too(provisioned, figure):
    figure("the same with a clinic's key and prescription", f"{provisioned.ready_us / 1000:.0f} ms", "<= 1,500 ms")
    assert provisioned.ready_us <= READY_US


@pytest.mark.parametrize("after_ms", [10, 90, 150])
def test_a_press_counts_while_the_link_is_brought_in(provisioned, shown, after_ms):
    provisioned.machine.run_ms(after_ms)
    pull(provisioned, ("MORE",))
    provisioned.machine.run_ms(_PRESS_MS)
    pull(provisioned, ("MORE",), False)
    until_shown(provisioned, shown["other area"], 300, "the display says what is prescribed for the soles")


def test_by_its_own_clock_a_unit_at_home_knows_that_a_prescription_has_expired_and_dates_its_journal(image, shown):
    chip, now = powered(image, {**started_chip.files(), **_GIVEN}), datetime(2027, 5, 28, 6, 30, tzinfo=timezone.utc)
    chip.unit.clock.put_right(now)
    until_shown(chip, shown["no plan"], 3000, "the display says that nothing valid is prescribed")
    assert dict(records(chip))["boot"]["clock_s"] == pytest.approx(now.timestamp(), abs=2)
    assert "expired" in verdicts(chip)


def test_a_clock_that_a_computer_sets_is_kept_by_its_battery_through_a_reset(provisioned, shown):
    assert client(provisioned.machine).request("clock_set", clock_s=NOW_S)["is_kept"]
    assert not provisioned.unit.clock.has_stopped
    provisioned.machine.reset()
    provisioned.unit.display.memory[:] = bytes(len(provisioned.unit.display.memory))
    until_shown(provisioned, shown["prescribed"], 3000, "the display says what is prescribed")
    assert dict(records(provisioned))["boot"]["clock_s"] == pytest.approx(NOW_S, abs=2)


def test_without_its_clock_a_unit_starts_and_says_that_the_time_is_not_kept(image, shown):
    chip = powered(image, {**started_chip.files(), **_GIVEN})
    del chip.unit.bus.parts[CLOCK]
    until_shown(chip, shown["prescribed"], 3000, "the display says what is prescribed")
    assert dict(records(chip))["boot"]["clock_s"] == 0
    assert not client(chip.machine).request("clock_set", clock_s=NOW_S)["is_kept"]


def test_what_a_unit_refuses_on_the_chip_it_names_and_journals_and_keeps_what_it_held(provisioned):
    asked = client(provisioned.machine)
    asked.request("clock_set", clock_s=NOW_S)
    for reason, data in wrong_ones().items():
        with pytest.raises(UnitRefused, match=f"the unit refuses: {reason}: "):
            asked.request("prescription_load", data=data)
    assert asked.request("prescription_read")["data"] == signed_bytes()
    assert verdicts(provisioned) == list(wrong_ones())


def verdicts(chip):
    """Why the unit has not believed what was signed, by its journal."""
    return [refusals.name_in(refusals.SIGNED, fields["verdict"]) for kind, fields in records(chip) if kind == "refusal"]


def test_a_newer_prescription_is_taken_over_the_link_and_lies_in_flash(provisioned):
    asked, newer = client(provisioned.machine), signed_bytes(sequence=8)
    asked.request("prescription_load", data=newer)
    assert asked.request("prescription_read")["data"] == newer
    assert records(provisioned)[-1][0] == "prescription_changed"
