# ruff: noqa: F821
# mypy: ignore-errors
"""The deadman's two programs, in the words of the PIO assembler, which gives them their meaning (rp2.py has them assembled).

Both drive the enable line. `fed` holds it up for a while after each word in its fifo; `tripped` sleeps until the latch's pin is
high and then holds the line down, whatever the other says, until the pin is low again. No processor is in the path.
"""

FED_HZ = 100000  # ten microseconds an instruction
FED_LOOP_US = 50  # `count` has five


def fed():
    """First word: how many loops of FED_LOOP_US a feeding lasts. Every other word, of any value but 0, is a feeding."""
    pull(block)
    mov(isr, osr)
    wrap_target()
    label("off")
    set(pins, 0)
    pull(block)
    label("fed")
    mov(y, isr)
    jmp(pin, "off")
    set(pins, 1)
    label("count")
    set(x, 0)
    pull(noblock)
    mov(x, osr)
    jmp(not_x, "hungry")
    jmp("fed")
    label("hungry")
    jmp(y_dec, "count")
    wrap()


def tripped():
    """Runs at the chip's clock: two instructions after the latch's pin the line is low."""
    wrap_target()
    wait(1, pin, 0)
    label("held")
    set(pins, 0)
    jmp(pin, "held")
    wrap()
