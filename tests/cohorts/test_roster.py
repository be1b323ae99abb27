"""Reading lists of people: what spreadsheets write is understood, what is wrong is named."""

import pytest
from django.core.validators import validate_email
from hypothesis import given
from hypothesis import strategies as st

from cohorts.roster import (
    MOST_LINES,
    Problem,
    Reason,
    Roster,
    Row,
    decode,
    harmless,
    read,
    write,
)

ANNE = Row(2, "anne@example.org", "Anne", "Lefèvre")
HEADINGS = ("courriel", "prénom", "nom")


@pytest.mark.parametrize(
    "text",
    [
        "courriel;prénom;nom\nanne@example.org;Anne;Lefèvre\n",
        "Email,First name,Last name\r\nAnne@Example.org,Anne,Lefèvre\r\n",
        "NOM\tPRENOM\tADRESSE E-MAIL\nLefèvre\tAnne\t anne@example.org \n",
        'Nom;Ville;Prénom;Adresse\n"Lefèvre";Lyon;"Anne";anne@example.org',
        "Adresse;Courriel;Prénom;Nom\n3 rue Haute;anne@example.org;Anne;Lefèvre",
        "\ufeffmail;nom de famille;prenom\nanne@example.org;Lefèvre;Anne",
    ],
)
def test_columns_are_recognised_by_their_headings_in_any_order_and_separator(text):
    assert read(text) == Roster(rows=(ANNE,))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encodings_of_spreadsheets_are_understood(encoding):
    assert decode("prénom\nZoé".encode(encoding)) == "prénom\nZoé"


def test_names_are_optional():
    assert read("email\nanne@example.org").rows == (Row(2, "anne@example.org"),)


def test_empty_lines_count_in_line_numbers_but_hold_nobody():
    assert read("email\n\n ; \nanne@example.org\n").rows == (Row(4, "anne@example.org"),)


@pytest.mark.parametrize("text", ["", "\n \n", "prénom;nom\nAnne;Lefèvre", "anne@example.org"])
def test_a_table_without_a_column_of_addresses_is_refused_as_a_whole(text):
    assert read(text) == Roster(problems=(Problem(1, "email", Reason.NO_HEADING),))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (";Anne;Lefèvre", Problem(2, "email", Reason.EMPTY)),
        ("jean@;Jean;Petit", Problem(2, "email", Reason.NOT_AN_ADDRESS, "jean@")),
        ("a b@example.org;;", Problem(2, "email", Reason.NOT_AN_ADDRESS, "a b@example.org")),
        (
            "anne@example.org;" + "A" * 81 + ";",
            Problem(2, "first_name", Reason.TOO_LONG, "A" * 59 + "…"),
        ),
        ("anne@example.org;Anne;Lefèvre;06", Problem(2, "", Reason.TOO_MANY_CELLS, "3")),
        (
            'anne@example.org;"Anne;Lefèvre\nzoe@example.org;Zoé;Roy',
            Problem(2, "", Reason.LINE_BREAK, "Anne;Lefèvre"),
        ),
    ],
)
def test_a_wrong_line_is_named_with_its_column_and_why(line, problem):
    assert read(f"courriel;prénom;nom\n{line}") == Roster(problems=(problem,))


def test_a_repeated_address_names_the_line_that_has_it_first():
    roster = read("courriel;prénom;nom\nanne@example.org;Anne;Lefèvre\nANNE@example.org;A;L")

    assert roster == Roster((ANNE,), (Problem(3, "email", Reason.REPEATED, "2"),))


def test_good_lines_around_a_wrong_one_are_kept():
    roster = read("email\na@example.org\nfaux\nb@example.org")

    assert [row.line for row in roster.rows] == [2, 4]
    assert roster.problems == (Problem(3, "email", Reason.NOT_AN_ADDRESS, "faux"),)


def test_a_file_is_read_up_to_a_bound():
    text = "email\n" + "".join(f"p{n}@example.org\n" for n in range(MOST_LINES + 5))

    roster = read(text)

    assert len(roster.rows) == MOST_LINES
    assert roster.problems == (Problem(MOST_LINES + 2, "", Reason.TOO_MANY_LINES, str(MOST_LINES)),)


def test_a_cell_longer_than_any_table_has_is_named_rather_than_crashed_on():
    roster = read("email\n" + "a" * 200_000)

    assert roster.problems == (Problem(2, "", Reason.UNREADABLE),)


@pytest.mark.parametrize("cell", ["=1+1", "+33 6", "-2", "@cmd", "\tx", "'=1+1"])
def test_cells_that_a_spreadsheet_would_run_are_guarded(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Anne", "", "l'été", "'t Hooft", "1+1"])
def test_other_cells_are_written_as_they_are(cell):
    assert harmless(cell) == cell


@given(st.binary(max_size=400))
def test_any_bytes_give_a_roster(data):
    text = decode(data)

    roster = read(text)

    named = [item.line for item in (*roster.rows, *roster.problems)]
    assert all(1 <= line <= len(text) + 1 for line in named)


names = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=80).map(
    str.strip
)
addresses = st.from_regex(
    r"[a-z0-9_+-]{1,20}(\.[a-z0-9]{1,9})?@[a-z0-9]{1,20}\.[a-z]{2,6}", fullmatch=True
)


@given(st.lists(st.tuples(addresses, names, names), unique_by=lambda person: person[0], max_size=9))
def test_what_is_written_is_read_back_whole(people):
    rows = tuple(Row(line, *person) for line, person in enumerate(people, start=2))

    assert read(write(rows, headings=HEADINGS)) == Roster(rows=rows)


@given(st.text(max_size=80))
def test_an_address_that_passes_here_passes_in_the_platform(text):
    for row in read(f"email;x\n{text};").rows:
        validate_email(row.email)


@given(st.from_regex(r"[a-z0-9_+.-]{1,70}@[a-z0-9.-]{1,70}\.[a-z-]{1,65}", fullmatch=True))
def test_an_odd_address_that_passes_here_passes_in_the_platform(text):
    for row in read(f"email;x\n{text};").rows:
        validate_email(row.email)
