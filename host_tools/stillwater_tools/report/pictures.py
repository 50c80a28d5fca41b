"""What the patient saw: frames of the display as PNG files, one for each step of the treatment. Knows pixels only."""

import struct
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

WIDTH, HEIGHT = 128, 64
_FRAME_BYTES = WIDTH * HEIGHT // 8
_SCALE = 4
_LIT, _DARK = (150, 220, 255), (8, 12, 20)


def frames(path: Path) -> Iterator[tuple[int, bytes]]:
    """(time in ms, 1024 bytes) of every frame that the display was sent."""
    data = path.read_bytes()
    size = 4 + _FRAME_BYTES
    for start in range(0, len(data) - size + 1, size):
        yield struct.unpack_from("<I", data, start)[0], data[start + 4 : start + size]


def picture(frame: bytes) -> Image.Image:
    """A frame of vertical bytes (SSD1306) as an image four times as large."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _DARK)
    for at, byte in enumerate(frame):
        for bit in range(8):
            if byte >> bit & 1:
                image.putpixel((at % WIDTH, at // WIDTH * 8 + bit), _LIT)
    return image.resize((WIDTH * _SCALE, HEIGHT * _SCALE), Image.Resampling.NEAREST)


def save_steps(path: Path, states: list[tuple[int, str]], folder: Path) -> list[Path]:
    """Save the frame that stood 3 s after each state began (or its last, if shorter); the files, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = list(frames(path))
    saved = []
    for number, (at_ms, name) in enumerate(states):
        next_ms = states[number + 1][0] if number + 1 < len(states) else at_ms + 10_000
        when_ms = min(at_ms + 3000, next_ms - 1)
        standing = [frame for time_ms, frame in shown if time_ms <= when_ms]
        if standing:
            saved.append(folder / f"{number:02d}-{name}.png")
            picture(standing[-1]).save(saved[-1])
    return saved
