"""Results as tables, for spreadsheets and for the evidence file: never one person's answers."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from cohorts.roster import harmless
from cohorts.surveys.reports import Question, Results

Row = list[str | int | float | None]
COLUMN_WIDTHS = (6, 60, 44, 12, 12, 12)


def table_of(results: Results, *, with_texts: bool = True) -> Iterator[Row]:
    """Yield the figures of each question, one possible answer a row, then what people wrote."""
    yield [
        _("Number"),
        _("Question"),
        pgettext("noun", "Answer"),
        _("People"),
        _("Share in %"),
        _("Average"),
    ]
    if results.is_hidden:
        yield [None, _("Nothing to show: too few answers so far."), None, None, None, None]
        return
    for question in results.questions:
        for line in question.lines:
            yield [
                question.position,
                question.text,
                line.label,
                line.count,
                line.percent,
                None,
            ]
        if question.is_text and with_texts:
            for words in question.said:
                yield [question.position, question.text, words, None, None, None]
        yield from _summary(question)


def as_csv(rows: Iterable[Row]) -> bytes:
    """Write UTF-8 with its mark and semicolons, as French spreadsheets expect."""
    table = io.StringIO()
    writer = csv.writer(table, delimiter=";", lineterminator="\r\n")
    writer.writerows([_for_spreadsheet(cell) for cell in row] for row in rows)
    return table.getvalue().encode("utf-8-sig")


def as_workbook(rows: Iterable[Row], *, title: str) -> bytes:
    """Write one sheet whose headings stay in sight."""
    workbook = Workbook()
    sheet = workbook.active or workbook.create_sheet()
    sheet.title = title
    for row in rows:
        sheet.append([_harmless(cell) for cell in row])
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEF", COLUMN_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _summary(question: Question) -> Iterator[Row]:
    if question.is_scale and question.mean is not None:
        average = round(question.mean, 2)
        yield [question.position, question.text, _("Average"), len(question.values), None, average]
    if question.recommendation:
        score = question.recommendation.score
        yield [question.position, question.text, _("Recommendation score"), None, None, score]


def _for_spreadsheet(cell: str | int | float | None) -> str:
    """Write numbers with a comma: a French spreadsheet takes a point for a text."""
    if isinstance(cell, float):
        return f"{cell:g}".replace(".", ",")
    return "" if cell is None else str(_harmless(cell))


def _harmless(cell: str | int | float | None) -> str | int | float | None:
    """Guard texts: what people typed is never run as a formula, nor breaks a workbook."""
    return harmless(ILLEGAL_CHARACTERS_RE.sub("", cell)) if isinstance(cell, str) else cell
