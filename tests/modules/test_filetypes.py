"""A file is what it holds, whatever its name says, and nothing of it is unpacked."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.filetypes import FAMILIES, endings_of, is_one_of, type_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def archive(*parts, first=None, body="<x/>"):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        if first:
            made.writestr(zipfile.ZipInfo("mimetype"), first)
        for part in parts:
            made.writestr(part, body)
    return content.getvalue()


def kind_of(content):
    return type_of(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "image/jpeg"),
        (archive("[Content_Types].xml", "_rels/.rels", "word/document.xml"), WORD),
        (archive("word/settings.xml", "word/document.xml", "[Content_Types].xml"), WORD),
        # As LibreOffice writes a document with data of its own: far behind its first bytes.
        (archive(*(f"customXml/item{n}.xml" for n in range(9)), "word/document.xml"), WORD),
        (
            archive("content.xml", first="application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
    ],
)
def test_a_file_is_known_by_what_it_holds(content, expected):
    assert kind_of(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"Bonjour",
        archive("readme.txt"),
        archive("word/evil.txt"),
        archive("word/document.xml", "word/vbaProject.bin"),
        b"PK\x03\x04" + bytes(40),
        # An end that lies about where its list of parts is.
        b"PK\x03\x04"
        + bytes(40)
        + b"PK\x05\x06"
        + struct.pack("<4H2IH", 0, 0, 1, 1, 9000, 9000, 0),
    ],
)
def test_what_is_not_known_or_carries_programs_has_no_type(content):
    assert kind_of(content) is None


def test_a_bomb_is_only_a_file():
    # Ten megabytes of nothing in ten kilobytes: never unpacked, so never dangerous.
    bomb = archive("word/document.xml", body="0" * 10_000_000)

    assert kind_of(bomb) == WORD


def test_an_endless_list_of_parts_is_not_read():
    long_list = archive("word/document.xml", *(f"x/{n:060d}" for n in range(10_000)))

    assert kind_of(long_list) is None


@given(st.binary(max_size=2000))
def test_any_content_gets_an_answer(content):
    found = kind_of(content)

    assert found is None or "/" in found


def test_families_are_taken_by_type():
    assert is_one_of("application/pdf", ["pdf", "picture"])
    assert not is_one_of("application/pdf", ["picture", "no longer there"])
    assert not is_one_of(None, FAMILIES)


def test_endings_are_said_in_the_order_of_the_table():
    assert endings_of(["document", "pdf"]) == [".pdf", ".docx", ".odt"]
