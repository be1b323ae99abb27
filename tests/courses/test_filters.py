"""An address says what is asked, and what is asked gives the same address again."""

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from courses.filters import Filters, read_filters

OFFERED = {"format": {"mooc", "parcours"}, "theme": {"alliances"}}


def test_reading_keeps_what_is_offered_and_names_the_rest():
    asked = {"format": "mooc", "theme": "inconnu", "q": "  don   en nature ", "utm": "x"}

    filters = read_filters(asked, offered=OFFERED)

    assert filters == Filters(chosen={"format": "mooc"}, words="don en nature", unknown=("theme",))


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "format": st.sampled_from(["mooc", "parcours", "", "autre"]),
            "theme": st.sampled_from(["alliances", "\0"]),
            "q": st.text(max_size=300),
        },
    )
)
def test_an_address_leads_back_to_the_same_list(asked):
    filters = read_filters(asked, offered=OFFERED)

    again = read_filters(dict(parse_qsl(filters.address().lstrip("?"))), offered=OFFERED)

    assert (again.chosen, again.words) == (filters.chosen, filters.words)


def test_taking_a_filter_away_keeps_the_others():
    filters = Filters(chosen={"format": "mooc", "theme": "alliances"}, words="don")

    assert filters.without("theme").address() == "?format=mooc&q=don"
    assert filters.without("q").address(page=2) == "?format=mooc&theme=alliances&page=2"
    assert Filters().address() == ""
