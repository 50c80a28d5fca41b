"""Where the limbs are: the wet fraction of each, moved along a shape over time. Knows no circuit."""

import micropython
from micropython import const

# per limb, six slots: wet now, from, to, ticks gone, ticks in all, shape
WET_PPM = const(0)
FROM_PPM = const(1)
TO_PPM = const(2)
GONE_MS = const(3)
OVER_MS = const(4)
SHAPE = const(5)
LIMB = const(6)
SLOTS = const(12)

LINEAR = const(0)
ACCELERATING = const(1)
JERKY = const(2)
SHAPES = ("linear", "accelerating", "jerky")


@micropython.viper
def progress_ppm(shape: int, gone_ms: int, over_ms: int) -> int:
    """How much of a movement is done, parts per million; jerky: two quick thirds with a rest between."""
    done = gone_ms * 1000000 // over_ms
    if shape == ACCELERATING:
        done = done * done // 1000000
    if shape == JERKY:
        if done < 300000:
            done = done * 5 // 3
        elif done < 700000:
            done = 500000
        else:
            done = 500000 + (done - 700000) * 5 // 3
    return done


@micropython.viper
def follow(w: ptr32):
    """Move both limbs by one millisecond."""
    for which in range(2):
        k = which * LIMB
        if w[k + GONE_MS] < w[k + OVER_MS]:
            w[k + GONE_MS] += 1
            done = int(progress_ppm(w[k + SHAPE], w[k + GONE_MS], w[k + OVER_MS]))
            w[k + WET_PPM] = w[k + FROM_PPM] + (w[k + TO_PPM] - w[k + FROM_PPM]) * done // 1000000


def move(w, which, to_ppm, over_ms, shape=LINEAR):
    """Let limb `which` (0, 1) move to a wet fraction over a time; 0 ms is at once."""
    k = which * LIMB
    w[k + FROM_PPM] = w[k + WET_PPM]
    w[k + TO_PPM] = to_ppm
    w[k + GONE_MS] = 0
    w[k + OVER_MS] = max(1, over_ms)
    w[k + SHAPE] = shape
