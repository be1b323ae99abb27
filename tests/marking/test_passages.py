"""Remarks stand at what they quote, and no letter of the text is lost."""

from hypothesis import given
from hypothesis import strategies as st

from cohorts.marking.passages import Segment, segments

TEXT = "Une alliance se construit. Une alliance se mesure."


def test_a_text_is_cut_where_it_is_quoted():
    assert segments(TEXT, ["se mesure", "Une alliance"]) == [
        Segment("Une alliance", 2),
        Segment(" se construit. Une alliance "),
        Segment("se mesure", 1),
        Segment("."),
    ]


def test_what_is_not_there_or_covered_is_not_marked():
    assert segments("abcdef", ["bcd", "cde", "zzz", ""]) == [
        Segment("a"),
        Segment("bcd", 1),
        Segment("ef"),
    ]


@given(st.text(max_size=60), st.lists(st.text(max_size=8), max_size=6))
def test_the_text_stays_whole(text, passages):
    pieces = segments(text, passages)

    assert "".join(piece.text for piece in pieces) == text
    assert all(
        piece.text == passages[piece.number - 1] for piece in pieces if piece.number is not None
    )
