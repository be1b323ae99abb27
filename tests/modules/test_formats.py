"""French typography and Markdown: what the seeds become."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.formats.markdown import to_blocks
from modules.formats.typography import french


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Que faire ?", "Que faire\u00a0?"),
        ("Un : deux ; trois !", "Un\u00a0: deux\u00a0; trois\u00a0!"),
        ("les « moteurs » de", "les «\u00a0moteurs\u00a0» de"),
        ("675 000 partenariats", "675\u202f000 partenariats"),
        ("1 234 567", "1\u202f234\u202f567"),
        ("38 % ici", "38\u00a0% ici"),
        ("1,2 million", "1,2\u00a0million"),
        ("8,5 points", "8,5\u00a0points"),
        ("l'emploi", "l’emploi"),
        ("l'", "l’"),
        ("le 23 novembre 2026", "le 23 novembre 2026"),
        ("https://rameau.fr/a?b:c", "https://rameau.fr/a?b:c"),
        ("en 2011 : 20 % et 36 %", "en 2011\u00a0: 20\u00a0% et 36\u00a0%"),
    ],
)
def test_french_typography(typed, printed):
    assert french(typed) == printed


@given(st.text(alphabet="ab «»:;?!'% 0123456789\u00a0\u202f", max_size=40))
def test_setting_a_text_twice_changes_nothing_more(text):
    assert french(french(text)) == french(text)


def test_what_flows_becomes_rich_text():
    markdown = """# Titre

Un **mot** et *un autre*,
sur deux lignes.

- a
- b <c>

1. un
"""
    assert to_blocks(markdown) == [
        {
            "type": "text",
            "value": (
                "<h3>Titre</h3><p>Un <b>mot</b> et <i>un autre</i>, sur deux lignes.</p>"
                "<ul><li>a</li><li>b &lt;c&gt;</li></ul><ol><li>un</li></ol>"
            ),
        }
    ]


def test_tables_and_quotes_become_blocks_of_their_own_in_order():
    markdown = """Avant

| Échelle | Part |
|---|---|
| **locale** | 74 % |

> **À retenir.** Ceci.

Après
"""
    assert to_blocks(markdown, captions=["Parts"], typeset=french) == [
        {"type": "text", "value": "<p>Avant</p>"},
        {
            "type": "table",
            "value": {
                "data": [["Échelle", "Part"], ["locale", "74\u00a0%"]],
                "first_row_is_table_header": True,
                "first_col_is_header": True,
                "table_header_choice": "both",
                "table_caption": "Parts",
            },
        },
        {"type": "callout", "value": {"text": "<p><b>À retenir.</b> Ceci.</p>"}},
        {"type": "text", "value": "<p>Après</p>"},
    ]


def test_links_keep_their_address_as_it_is():
    (block,) = to_blocks("[site : ici](https://x.fr/a?b=1&c=2)", typeset=french)

    assert block["value"] == '<p><a href="https://x.fr/a?b=1&amp;c=2">site\u00a0: ici</a></p>'


def test_html_in_markdown_stays_text():
    (block,) = to_blocks("a <script>alert(1)</script>")

    assert "<script>" not in block["value"]
