"""When the hardware's watchdog is fed: only when tick, main loop and self-checks have all shown life since the last time.

Knows no watchdog: its feeding is handed over. Whoever starts one must not stop it any more.
"""

from stillwater.safety.limits import MAIN_SILENT_MS


class Watchdog:
    """`feed` is called without arguments; what it feeds resets the unit into OFF after WATCHDOG_MS without."""

    def __init__(self, feed):
        self._feed = feed
        self._ticks = 0

    def step(self, ticks, silent_ticks, checks_hold):
        """Feed if all is well; True if so. Called from the main loop after the jobs.

        ticks, silent_ticks: of control's block, so that a loop that runs without treating is no life; checks_hold: self-checks.
        """
        alive = ticks != self._ticks and silent_ticks <= MAIN_SILENT_MS and checks_hold
        if alive:
            self._ticks = ticks
            self._feed()
        return alive
