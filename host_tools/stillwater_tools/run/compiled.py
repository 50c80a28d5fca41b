"""Calls firmware compiled by numba on plain pointers, as viper code is called on `ptr32`. Knows no firmware.

A numba array is seven arguments and a reference count in each of the tick's calls; a pointer is one. Twice as fast.
"""

from array import array
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic


@intrinsic
def pointer_to(_context: Any, block: Any) -> Any:
    """The address of a block's first integer, inside compiled code."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, arguments[0]).data

    pointer: Any = types.CPointer
    return pointer(block.dtype)(block), code


def as_block(block: "array[int]") -> Any:
    """A block as numba wants it."""
    return np.array(block, dtype=np.int32)


def compiled(function: Any, blocks: int) -> Callable[..., None]:
    """`function`, whose first `blocks` arguments are blocks, to be called with arrays from as_block."""
    names = [f"block_{number}" for number in range(blocks)]
    pointers = ", ".join(f"pointer_to({name})" for name in names)
    source = f"def call({', '.join(names)}, now_ms, ms, late_us):\n    function({pointers}, now_ms, ms, late_us)\n"
    space = {"function": function, "pointer_to": pointer_to}
    exec(source, space)
    return njit(error_model="numpy")(space["call"])
