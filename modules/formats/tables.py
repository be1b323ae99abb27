"""Tables for spreadsheets, as French ones expect them."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# What a spreadsheet would run as a formula.
_FORMULA = re.compile(r"[=+\-@\t\r]")


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[str | int | float | None]]) -> bytes:
    """Write UTF-8 with its mark, semicolons, decimal commas, and texts that nobody runs."""
    table = io.StringIO()
    writer = csv.writer(table, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return table.getvalue().encode("utf-8-sig")


def _cell(value: str | int | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")
    text = str(value)
    return f"'{text}" if isinstance(value, str) and _FORMULA.match(text) else text
