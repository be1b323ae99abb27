"""A list of people to enrol: a file or a text, and what is wrong with it in people's words."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.roster import Problem, Reason, Roster, decode, read

LARGEST = 2_000_000  # bytes, about 20 000 lines


class RosterForm(forms.Form):
    """A file, or its text, which may be mended in place and checked again."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
        help_text=gettext_lazy("CSV, as spreadsheets save it; 2 MB at most."),
    )
    text = forms.CharField(
        label=gettext_lazy("List"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "The first line names the columns: courriel, prénom, nom. You may paste from a"
            " spreadsheet, and mend lines here."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise forms.ValidationError(_("This file is larger than 2 MB: split it."))
        if file and file.read(4) == b"PK\x03\x04":
            raise forms.ValidationError(
                _("This is a workbook: save it as CSV first (File, Save as, CSV).")
            )
        return file

    def clean(self) -> None:
        super().clean()
        file = self.cleaned_data.get("file")
        if file:
            file.seek(0)
            self.cleaned_data["text"] = decode(file.read())
        elif not self.errors and not self.cleaned_data.get("text", "").strip():
            self.add_error("text", _("Choose a file or paste a list."))

    @property
    def roster(self) -> Roster:
        return read(self.cleaned_data["text"])

    def with_text(self) -> "RosterForm":
        """Return the form to show next: what was read, ready to be mended."""
        return RosterForm(initial={"text": self.cleaned_data["text"]})


def sentence(problem: Problem) -> str:
    """Say what is wrong, where and why."""
    if problem.reason == Reason.NO_HEADING:
        return _(
            "No column of addresses was found: the first line must name the columns, one of them"
            " “courriel” (or e-mail, mail)."
        )
    where = {
        "email": _("Line %(line)d, column courriel:"),
        "first_name": _("Line %(line)d, column prénom:"),
        "last_name": _("Line %(line)d, column nom:"),
        "": _("Line %(line)d:"),
    }[problem.column] % {"line": problem.line}
    return f"{where} {_why(problem)}"


def _why(problem: Problem) -> str:
    why = {
        Reason.EMPTY: _("the address is missing."),
        Reason.NOT_AN_ADDRESS: _("“%(value)s” is not an address."),
        Reason.TOO_LONG: _("“%(value)s” is too long."),
        Reason.REPEATED: _("this address is already on line %(value)s."),
        Reason.TOO_MANY_CELLS: _("it has more cells than the %(value)s named on the first line."),
        Reason.LINE_BREAK: _("a quotation mark opened before “%(value)s” is not closed."),
        Reason.TOO_MANY_LINES: _("the list is longer than %(value)s people: split it."),
        Reason.UNREADABLE: _("it cannot be read as a line of a table."),
    }[problem.reason]
    return why % {"value": problem.value}
