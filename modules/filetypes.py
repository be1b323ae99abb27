"""What a file is, by what it holds: names and what browsers say of them prove nothing.

Nothing is ever unpacked: of an archive only the list of its parts is read, and that within a limit.
"""

import struct
from collections.abc import Collection
from typing import BinaryIO, NamedTuple

import filetype

# The library looks no further.
HEAD = 8192
LARGEST_CONTENTS = 1_000_000  # bytes of an archive's list of parts; a long report has a few kB
LARGEST_TAIL = 22 + 65_535  # the end of an archive, with the longest remark it may carry


class Family(NamedTuple):
    """Types that authors ask for together, and the endings people know them by."""

    types: tuple[str, ...]
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_WORD, _SLIDES, _SHEET = (
    f"{_OFFICE}wordprocessingml.document",
    f"{_OFFICE}presentationml.presentation",
    f"{_OFFICE}spreadsheetml.sheet",
)

FAMILIES: dict[str, Family] = {
    "pdf": Family(("application/pdf",), (".pdf",)),
    "document": Family((_WORD, f"{_OPEN}text"), (".docx", ".odt")),
    "slides": Family((_SLIDES, f"{_OPEN}presentation"), (".pptx", ".odp")),
    "sheet": Family((_SHEET, f"{_OPEN}spreadsheet"), (".xlsx", ".ods")),
    "picture": Family(
        ("image/jpeg", "image/png", "image/webp", "image/heic"),
        (".jpg", ".jpeg", ".png", ".webp", ".heic"),
    ),
    "audio": Family(
        ("audio/mpeg", "audio/mp4", "audio/ogg", "audio/x-wav"), (".mp3", ".m4a", ".ogg", ".wav")
    ),
    "video": Family(("video/mp4", "video/webm", "video/quicktime"), (".mp4", ".webm", ".mov")),
}

# What an Office file holds whatever made it. Its first bytes say "an archive" and little more.
_PARTS = {b"word/document.xml": _WORD, b"ppt/presentation.xml": _SLIDES, b"xl/workbook.xml": _SHEET}
_MACROS = b"vbaProject.bin"


def type_of(file: BinaryIO) -> str | None:
    """Return the type that the file's content has, or nothing when it is none that we know."""
    file.seek(0)
    found = filetype.guess(file.read(HEAD))
    if found is None:
        return None
    if found.mime == "application/zip" or found.mime.startswith(_OFFICE):
        return _office_type(file)
    return found.mime


def is_one_of(content_type: str | None, families: Collection[str]) -> bool:
    return any(content_type in FAMILIES[family].types for family in families if family in FAMILIES)


def endings_of(families: Collection[str]) -> list[str]:
    """Return the endings of the families, in the order of the table, for a form and a sentence."""
    return [
        ending for name, family in FAMILIES.items() if name in families for ending in family.endings
    ]


def _office_type(archive: BinaryIO) -> str | None:
    parts = _contents(archive)
    if _MACROS in parts:
        return None
    return next((found for part, found in _PARTS.items() if part in parts), None)


def _contents(archive: BinaryIO) -> bytes:
    """Return an archive's list of parts as it stands, or nothing when it is broken or too long."""
    length = archive.seek(0, 2)
    archive.seek(max(0, length - LARGEST_TAIL))
    tail = archive.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return b""
    size, offset = struct.unpack_from("<II", tail, end + 12)
    if size > LARGEST_CONTENTS or offset + size > length:
        return b""
    archive.seek(offset)
    return archive.read(size)
