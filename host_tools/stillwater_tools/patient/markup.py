"""Tables and cells of a page. Knows mark-up and how a figure is written, no patient."""

from collections.abc import Container, Sequence
from html import escape
from typing import Any

UNKNOWN = "–"
ROWS_MOST = 60  # UNSOURCED: of treatments half a year, or a sheet of paper


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: Container[int] = ()) -> str:
    """The last ROWS_MOST rows as a table below its title; numbers: places of the columns that stand right."""
    if not rows:
        return f"<h3>{title}</h3><p class='none'>None.</p>"
    styles = [" class='number'" if place in numbers else _style(head) for place, head in enumerate(heads)]
    body = "".join(f"<tr>{_cells('td', row, styles)}</tr>" for row in rows[-ROWS_MOST:])
    more = f"<p class='how'>Before these there were {len(rows) - ROWS_MOST} more.</p>" if len(rows) > ROWS_MOST else ""
    return f"<h3>{title}</h3><table><thead><tr>{_cells('th', heads, styles)}</tr></thead><tbody>{body}</tbody></table>{more}"


def milliamperes(current_ua: int) -> str:
    """A current."""
    return f"{current_ua / 1000:g} mA"


def kilohm(ohm: int | None) -> str:
    """A resistance without its unit, which stands in the heading."""
    return UNKNOWN if ohm is None else f"{ohm / 1000:.2f}"


def some(value: Any) -> str:
    """A number that may not be known."""
    return UNKNOWN if value is None else f"{value:g}"


def _style(head: str) -> str:
    """A day is not broken into two lines."""
    return " class='day'" if head.startswith("day") else ""


def _cells(kind: str, row: Sequence[str], styles: Sequence[str]) -> str:
    return "".join(f"<{kind}{style}>{escape(cell)}</{kind}>" for style, cell in zip(styles, row, strict=True))
