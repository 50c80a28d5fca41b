"""The watchdog is fed only when tick, main loop and self-checks have all shown life since the last time."""

import pytest

from stillwater.safety.limits import MAIN_SILENT_MS
from stillwater.safety.watchdog import Watchdog


def test_all_alive_feeds_each_time():
    fed = []
    watchdog = Watchdog(lambda: fed.append(1))
    assert all(watchdog.step(ticks, 0, True) for ticks in range(20, 200, 20))
    assert len(fed) == 9


@pytest.mark.parametrize("ticks, silent_ticks, checks_hold", [(20, 0, True), (40, MAIN_SILENT_MS + 1, True), (40, 0, False)])
def test_one_that_is_dead_starves_it(ticks, silent_ticks, checks_hold):
    fed = []
    watchdog = Watchdog(lambda: fed.append(1))
    watchdog.step(20, 0, True)
    assert not watchdog.step(ticks, silent_ticks, checks_hold)
    assert len(fed) == 1
