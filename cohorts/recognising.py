"""What a file is, by what it holds: neither its name nor its sender's word says it.

Only kinds that people teach with are known. Office files are told apart by their parts, and those
that carry macros are not known; pages and drawings that may carry scripts (HTML, SVG) neither.
"""

import zipfile
from dataclasses import dataclass
from typing import IO, Any

MEGABYTE = 1_000_000
HEAD = 16
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg",
    b"\xff\xf3": "audio/mpeg",
    b"OggS": "audio/ogg",
    b"\x1a\x45\xdf\xa3": "video/webm",
}
# Riff and MP4 files say what they are a few bytes further.
LATER = {
    (b"RIFF", 8, b"WEBP"): "image/webp",
    (b"RIFF", 8, b"WAVE"): "audio/wav",
    (b"", 4, b"ftypM4A"): "audio/mp4",
    (b"", 4, b"ftyp"): "video/mp4",
}
PARTS = {
    "word/document.xml": f"{OFFICE}wordprocessingml.document",
    "ppt/presentation.xml": f"{OFFICE}presentationml.presentation",
    "xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
}
MOST_PARTS = 20_000


@dataclass(frozen=True)
class Content:
    """What a file was recognised as."""

    type: str

    @property
    def is_media(self) -> bool:
        return self.type.startswith(("audio/", "video/"))

    @property
    def is_shown(self) -> bool:
        """Whether a browser shows it by itself, without any program that could be misled."""
        return self.is_media or self.type.startswith("image/") or self.type == "application/pdf"

    @property
    def largest(self) -> int:
        """How many bytes a file of this kind may have."""
        return 200 * MEGABYTE if self.is_media else 50 * MEGABYTE


def recognise(file: IO[Any]) -> Content | None:
    """Return what the file holds, or nothing when it is of no kind that we take."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    for (first, place, mark), kind in LATER.items():
        if head.startswith(first) and head[place:].startswith(mark):
            return Content(kind)
    for beginning, kind in BEGINNINGS.items():
        if head.startswith(beginning):
            return Content(kind)
    return _document(file) if head.startswith(b"PK\x03\x04") else None


def _document(file: IO[Any]) -> Content | None:
    """Tell an office document from any other archive, which is not taken."""
    try:
        with zipfile.ZipFile(file) as parts:
            names = set(parts.namelist())
            if len(names) > MOST_PARTS or any(each.endswith("vbaProject.bin") for each in names):
                return None
            if "mimetype" in names and parts.getinfo("mimetype").file_size < 100:
                said = parts.read("mimetype").decode("ascii", "replace").strip()
                return Content(said) if said.startswith(OPEN_DOCUMENT) else None
            return next((Content(kind) for part, kind in PARTS.items() if part in names), None)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        return None
    finally:
        file.seek(0)
