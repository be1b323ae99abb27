"""Tables for spreadsheets."""

from modules.formats.tables import as_csv


def test_a_table_is_written_as_french_spreadsheets_read_it():
    table = as_csv(["Question", "Part"], [["Que dit l’« été » ?", 0.25], ["x", 12.0], ["y", None]])

    assert table.decode("utf-8-sig") == (
        "Question;Part\r\nQue dit l’« été » ?;0,25\r\nx;12\r\ny;\r\n"
    )
    assert table.startswith(b"\xef\xbb\xbf")


def test_what_a_spreadsheet_would_run_is_only_text():
    table = as_csv(["a"], [["=HYPERLINK()"], ["+1"], [-1], [-0.5]])

    assert table.decode("utf-8-sig").split("\r\n")[1:5] == ["'=HYPERLINK()", "'+1", "-1", "-0,5"]
