"""The label of a unit, to print and to stick on its case: SVG, 62 x 29 mm as label printers have it. Knows no unit."""

from datetime import date
from html import escape

from stillwater_tools.provision.identity import Identity

_WIDTH_MM, _HEIGHT_MM = 62, 29
_ROW_MM = 4.2


def label(identity: Identity, board: str, made: date) -> str:
    """The label's SVG."""
    rows = (f"board {board}, revision {identity.revision}", f"provisioned {made.isoformat()}", "Not a medical device")
    told = "".join(_text(row, 17 + _ROW_MM * number, 3.2, "normal") for number, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH_MM}mm" height="{_HEIGHT_MM}mm" viewBox="0 0 {_WIDTH_MM} {_HEIGHT_MM}">\n'
        f'<rect x="0.5" y="0.5" width="{_WIDTH_MM - 1}" height="{_HEIGHT_MM - 1}" fill="white" stroke="black" stroke-width="0.3"/>\n'
        f'{_text("Stillwater", 6.5, 4, "normal")}{_text(identity.serial, 12.5, 5, "bold")}{told}</svg>\n'
    )


def _text(words: str, y_mm: float, size_mm: float, weight: str) -> str:
    return f'<text x="3" y="{y_mm:.1f}" font-family="sans-serif" font-size="{size_mm}" font-weight="{weight}">{escape(words)}</text>\n'
