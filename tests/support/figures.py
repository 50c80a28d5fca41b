"""What tests have measured, as one table at the end of a run: on any number of processes, and from branches. Knows no figure."""

_PROPERTY = "figure"


def note(item, what, came, must_be=""):
    """A figure that a test (its item) has measured, in words with its unit, and its bound."""
    item.user_properties.append((_PROPERTY, (what, came, must_be)))


def noted(reports):
    """Rows (what, came, must be) of some reports of tests, in their order."""
    return [tuple(value) for report in reports for name, value in report.user_properties if name == _PROPERTY]


def table(rows):
    """Lines of a table of rows."""
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
