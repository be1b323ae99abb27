"""Lists of people as tables of text: read what spreadsheets write, write what they may open.

Any bytes at all give a `Roster`: good rows, and problems named by line, column and reason.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_LINES = 10_000
LONGEST = {"email": 254, "first_name": 80, "last_name": 80}

# What people call each column, the surest name first, without accents, case or spaces.
HEADINGS = {
    "email": (
        "email", "courriel", "mail", "mel", "adresseemail", "adressemail", "adressecourriel",
        "adressedecourriel", "adresseelectronique", "emailaddress", "adresse",
    ),
    "first_name": ("prenom", "prenoms", "firstname", "givenname", "forename"),
    "last_name": ("nom", "nomdefamille", "lastname", "surname", "familyname", "name"),
}  # fmt: skip
SEPARATORS = ";,\t"

# Stricter than mail itself: what passes here passes everywhere else in the platform.
_ADDRESS = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


class Reason(StrEnum):
    """Why a line cannot be taken as it is."""

    NO_HEADING = "no_heading"
    EMPTY = "empty"
    NOT_AN_ADDRESS = "not_an_address"
    TOO_LONG = "too_long"
    REPEATED = "repeated"
    TOO_MANY_CELLS = "too_many_cells"
    LINE_BREAK = "line_break"
    TOO_MANY_LINES = "too_many_lines"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Row:
    """One person of the list, and the line that names them."""

    line: int
    email: str
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong on one line. ``column`` is "email", "first_name", "last_name" or ""."""

    line: int
    column: str
    reason: Reason
    value: str = ""


@dataclass(frozen=True)
class Roster:
    """What a text holds: the good rows in order, and the problems in order."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()


def decode(data: bytes) -> str:
    """Read the bytes of a spreadsheet: UTF-8, UTF-16 with its mark, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read(text: str) -> Roster:
    """Read a table with a line of headings."""
    text = text.lstrip("\ufeff").replace("\0", "")
    lines = _lines(text, separator=_separator(text))
    try:
        _number, headings = next(lines)
    except StopIteration:
        return Roster(problems=(Problem(1, "email", Reason.NO_HEADING),))
    except csv.Error:
        return Roster(problems=(Problem(1, "", Reason.UNREADABLE),))
    columns = _columns(headings)
    if "email" not in columns:
        return Roster(problems=(Problem(1, "email", Reason.NO_HEADING),))
    return _read_people(lines, columns=columns, width=len(headings))


def write(rows: Iterable[Row], *, headings: Sequence[str]) -> str:
    """Write rows so that ``read`` gives them back and no spreadsheet runs them as formulas."""
    table = io.StringIO()
    writer = csv.writer(table, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow(map(harmless, (row.email, row.first_name, row.last_name)))
    return table.getvalue()


def harmless(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; ``read`` takes it away."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _read_people(lines: Iterable[tuple[int, list[str]]], *, columns: dict, width: int) -> Roster:
    rows: list[Row] = []
    problems: list[Problem] = []
    first_lines: dict[str, int] = {}
    line = 1
    try:
        for line, cells in lines:
            if len(rows) + len(problems) >= MOST_LINES:
                problems.append(Problem(line, "", Reason.TOO_MANY_LINES, str(MOST_LINES)))
                break
            row = _row(line, cells, columns)
            wrong = _problems(row, cells, width=width)
            if not wrong and row.email in first_lines:
                wrong = [Problem(line, "email", Reason.REPEATED, str(first_lines[row.email]))]
            if wrong:
                problems += wrong
            else:
                rows.append(row)
                first_lines[row.email] = line
    except csv.Error:
        problems.append(Problem(line + 1, "", Reason.UNREADABLE))
    return Roster(tuple(rows), tuple(problems))


def _lines(text: str, *, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that hold something, with the number each begins at."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=first.count)


def _columns(headings: list[str]) -> dict[str, int]:
    """Return the place of each column that one of its names announces."""
    names = [_plain(heading) for heading in headings]
    return {
        column: names.index(known)
        for column, all_known in HEADINGS.items()
        if (known := next((name for name in all_known if name in names), None))
    }


def _plain(heading: str) -> str:
    letters = unicodedata.normalize("NFKD", heading).casefold()
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())


def _row(line: int, cells: list[str], columns: dict[str, int]) -> Row:
    values = {
        column: _unguarded(cells[place].strip())
        for column, place in columns.items()
        if place < len(cells)
    }
    email = values.pop("email", "").lower()
    return Row(line, email=email, **values)


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _problems(row: Row, cells: list[str], *, width: int) -> list[Problem]:
    """Say what is wrong with a row; where a quote was left open, nothing else is worth saying."""
    broken = next((cell for cell in cells if "\n" in cell or "\r" in cell), None)
    if broken is not None:
        return [Problem(row.line, "", Reason.LINE_BREAK, _short(broken.splitlines()[0]))]
    if any(cell.strip() for cell in cells[width:]):
        return [Problem(row.line, "", Reason.TOO_MANY_CELLS, str(width))]
    values = {"email": row.email, "first_name": row.first_name, "last_name": row.last_name}
    problems = [
        Problem(row.line, column, Reason.TOO_LONG, _short(value))
        for column, value in values.items()
        if len(value) > LONGEST[column]
    ]
    if not row.email:
        problems.append(Problem(row.line, "email", Reason.EMPTY))
    elif not _ADDRESS.fullmatch(row.email):
        problems.append(Problem(row.line, "email", Reason.NOT_AN_ADDRESS, _short(row.email)))
    return problems


def _short(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:59]}…"
