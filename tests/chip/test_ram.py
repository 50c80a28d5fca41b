"""What the firmware takes of the chip's heap: counted module by module it is what importing all of it takes, each time the same."""

import pytest

from stillwater_tools.bench.ram import ram
from support.built import firmware

_NOISE_BYTES = 2048  # what lies between two imports: names, frames of the functions that import


@pytest.mark.long
def test_modules_taken_one_by_one_are_what_all_of_them_take_and_leave_room(image, figure):
    told = ram(firmware(), image)
    for path in sorted(told.modules, key=lambda path: -told.modules[path])[:5]:
        figure(f"heap: {path}", f"{told.modules[path]} bytes")
    figure("heap of all modules", f"{sum(told.modules.values())} of {told.heap_bytes} bytes")
    assert sum(told.modules.values()) == pytest.approx(told.imported_bytes - told.before_bytes, abs=_NOISE_BYTES)
    assert min(told.modules.values()) >= 0
    assert told.free_bytes >= 64 * 1024
    assert ram(firmware(), image) == told
