"""Frames as files for spreadsheets: CSV with their separator, workbooks with their comforts."""

import io

import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cohorts.roster import harmless

WIDEST = 42
SHOWN = "%d/%m/%Y %H:%M"


def as_csv(frame: pd.DataFrame) -> bytes:
    """Write UTF-8 with its mark and semicolons, as French spreadsheets expect."""
    text = _harmless(frame).to_csv(index=False, sep=";", lineterminator="\r\n", date_format=SHOWN)
    return text.encode("utf-8-sig")


def as_workbook(frame: pd.DataFrame, *, title: str) -> bytes:
    """Write one sheet whose headings and names stay in sight, with a filter on every column."""
    file = io.BytesIO()
    with pd.ExcelWriter(file, engine="openpyxl", datetime_format="dd/mm/yyyy hh:mm") as writer:
        _harmless(frame).to_excel(writer, index=False, sheet_name=title)
        _arrange(writer.sheets[title], frame)
    return file.getvalue()


def _harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """Guard texts and headings: what people typed is never run as a formula.

    Control characters go: a workbook cannot hold them, and would not be written at all.
    """
    guarded = frame.copy()
    for name in frame.select_dtypes(include=["object", "string"]):
        guarded[name] = [
            harmless(ILLEGAL_CHARACTERS_RE.sub("", cell)) if isinstance(cell, str) else cell
            for cell in frame[name]
        ]
    return guarded.rename(columns=harmless)


def _arrange(sheet: Worksheet, frame: pd.DataFrame) -> None:
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    for place, name in enumerate(frame.columns, start=1):
        longest = max([len(name), *(len(str(cell)) for cell in frame[name])], default=0)
        sheet.column_dimensions[get_column_letter(place)].width = min(longest + 2, WIDEST)
