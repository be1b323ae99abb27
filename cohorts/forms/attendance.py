"""What is typed about attendance: the code of the room, a name, what the team notes."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.evidence import HalfDayOf
from cohorts.models import SignatureRecord
from cohorts.services.attendance import Proof

Statement = SignatureRecord.Statement
LARGEST_PROOF = 2_000_000  # bytes: a page or two, photographed
# What a file begins with says what it is; its name does not.
PROOF_TYPES = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


class CodeForm(forms.Form):
    """The code on the screen of the room."""

    code = forms.CharField(
        label=_("Code shown in the room"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class TabletForm(forms.Form):
    """A signature on the trainer's tablet: drawn, or the name in full."""

    drawing = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    typed_name = forms.CharField(
        label=_("Or type your first and last names"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NoteForm(forms.Form):
    """What the team says of one learner at one half-day."""

    statement = forms.ChoiceField(
        label=_("What you note"),
        choices=[
            (value.value, value.label)
            for value in (Statement.PRESENT, Statement.ABSENT, Statement.EXCUSED)
        ],
        widget=forms.RadioSelect,
    )
    arrived = forms.TimeField(
        label=_("Arrived late, at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    left = forms.TimeField(
        label=_("Left early, at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("It stays on the sheet. Needed for an excuse, a correction, a presence."),
    )
    proof = forms.FileField(
        label=_("Proof"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        help_text=_("PDF, PNG or JPEG, 2 MB at most. Only the team sees it."),
    )

    def __init__(self, *args: Any, half_day: HalfDayOf, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.half_day = half_day

    def clean_proof(self) -> Proof | None:
        file = self.cleaned_data["proof"]
        if not file:
            return None
        if file.size > LARGEST_PROOF:
            raise forms.ValidationError(_("This file is larger than 2 MB."))
        content = file.read()
        for signature, content_type in PROOF_TYPES.items():
            if content.startswith(signature):
                return Proof(file.name, content_type, content)
        raise forms.ValidationError(_("Send a PDF, PNG or JPEG file."))

    @property
    def said(self) -> dict[str, Any]:
        """What the service wants to know; times on the clock of the cohort."""
        return {
            "statement": self.cleaned_data["statement"],
            "reason": self.cleaned_data["reason"],
            "arrived_at": self._instant("arrived"),
            "left_at": self._instant("left"),
            "proof": self.cleaned_data["proof"],
        }

    def _instant(self, name: str) -> datetime | None:
        wall = self.cleaned_data[name]
        return wall and datetime.combine(self.half_day.day, wall, tzinfo=self.half_day.zone)
