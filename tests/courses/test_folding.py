"""Search compares words without accents, case, apostrophes or hyphens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.folding import fold, search_text, word_starts


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Évaluer l'utilité SOCIÉTALE", "evaluer l utilite societale"),
        ("Évaluer l’utilité", "evaluer l utilite"),
        ("mettre en œuvre", "mettre en oeuvre"),
        ("socio-économiques", "socio economiques"),
        ("« Parrain »\u00a0: 2\u202fh", "parrain 2 h"),
        ("", ""),
    ],
)
def test_fold_keeps_plain_small_words(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_is_stable_and_blind_to_case(text):
    once = fold(text)

    assert fold(once) == once
    assert once == once.strip()
    assert "  " not in once


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüœ '’-", max_size=60))
def test_any_beginning_of_a_word_of_a_text_finds_it(text):
    looked_into = search_text(text)

    for word in fold(text).split():
        for end in range(1, len(word) + 1):
            [start] = word_starts(word[:end].upper())
            assert f" {start}" in looked_into


def test_compound_words_are_found_in_one_piece():
    looked_into = search_text("La co-construction par la form’action")

    assert " coconstruction" in looked_into
    assert " construction" in looked_into
    assert " formaction" in looked_into


def test_search_text_leaves_the_tags_of_rich_text_out():
    assert search_text("<p>Des <b>alliances</b></p>") == " des alliances"


def test_a_long_query_is_cut_to_twenty_words():
    assert len(word_starts("mot " * 200)) == 20
