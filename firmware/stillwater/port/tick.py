"""The two hard timers' callbacks: `burst` starts the conversions, `tick` finds them done and takes one sample through the rooms.

Holds the blocks, because a timer hands nothing over. Allocates nothing, for a hard interrupt may not.
"""

import micropython

from stillwater.hot import sample
from stillwater.port.burst import begin
from stillwater.port.read import read
from stillwater.port.registers import TIMER, TIMER_NOW_US
from stillwater.port.slots import LAST_US, PERIOD_LEAST_US, PERIOD_MOST_US, STARTED, TICK_MOST_US, TICK_SUM_US
from stillwater.port.write import write
from stillwater.safety.slots import GUARD_LATE_US

S = G = C = P = None


def hold(blocks, p):
    """Keep the blocks (s, g, c) and the port's own; before the timers start."""
    global S, G, C, P
    S, G, C = blocks
    P = p


@micropython.viper
def count_period(g: ptr32, p: ptr32, now_us: int):
    """How long ago the last tick began, for the guard; least and most for the record."""
    period_us = 1000
    if p[STARTED]:
        period_us = now_us - p[LAST_US]
        if period_us < p[PERIOD_LEAST_US]:
            p[PERIOD_LEAST_US] = period_us
        if period_us > p[PERIOD_MOST_US]:
            p[PERIOD_MOST_US] = period_us
    p[STARTED] = 1
    p[LAST_US] = now_us
    g[GUARD_LATE_US] = period_us


@micropython.viper
def count_work(p: ptr32, took_us: int):
    """How long this tick took, for the record."""
    p[TICK_SUM_US] += took_us
    if took_us > p[TICK_MOST_US]:
        p[TICK_MOST_US] = took_us


@micropython.viper
def burst(_timer):
    """Hard timer, some time before each tick."""
    begin(ptr32(P))


@micropython.viper
def tick(_timer):
    """Hard timer, 1,000 times a second: one sample of the firmware on this board."""
    s = ptr32(S)
    g = ptr32(G)
    c = ptr32(C)
    p = ptr32(P)
    word = TIMER
    timer = ptr32(word << 2)
    now_us = timer[TIMER_NOW_US]
    count_period(g, p, now_us)
    read(s, g, p)
    sample(s, g, c)
    write(s, g, p)
    count_work(p, timer[TIMER_NOW_US] - now_us)
