"""What learners send to book a time, and coaches to publish theirs."""

from datetime import time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cohorts.availability import Block
from cohorts.models import Booking, WeeklyHours

BLOCKS_A_DAY = 2  # a morning and an afternoon; a fuller day gets one more line each time
MOST_BLOCKS = 100


class BookingForm(forms.Form):
    """A time among those offered, and a word on what it is for."""

    enrolment = forms.IntegerField(widget=forms.HiddenInput)
    starts_at = forms.DateTimeField(error_messages={"required": _("Choose one of the times.")})
    topic = forms.CharField(
        label=_("What I would like to work on"),
        required=False,
        max_length=Booking._meta.get_field("topic").max_length,
        widget=forms.TextInput,
        help_text=_("Your coach reads it before you meet."),
    )


class BlockForm(forms.Form):
    """One block of one weekday; left empty, it says nothing."""

    weekday = forms.IntegerField(min_value=0, max_value=6, widget=forms.HiddenInput)
    starts = forms.TimeField(
        label=_("from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    ends = forms.TimeField(
        label=_("to"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def clean(self) -> dict:
        sent = super().clean() or {}
        starts, ends = sent.get("starts"), sent.get("ends")
        if self.errors or starts == ends is None:
            return sent
        if starts is None or ends is None:
            raise ValidationError(_("Give both a start and an end."))
        if ends <= starts and ends != time(0):
            raise ValidationError(_("These hours end before they start."))
        return sent

    @property
    def block(self) -> Block | None:
        sent = self.cleaned_data
        if sent.get("starts") is None:
            return None
        return Block(sent["weekday"], sent["starts"], sent["ends"])


class _WeekFormSet(forms.BaseFormSet):
    """The blocks of a week, and what they come to."""

    @property
    def blocks(self) -> list[Block]:
        return [form.block for form in self.forms if form.block]

    def days(self) -> list[tuple[int, list[BlockForm]]]:
        """The forms of each weekday, Monday first, as the page lays them out."""
        return [
            (weekday, [form for form in self.forms if _weekday_of(form) == weekday])
            for weekday in range(7)
        ]


WeekFormSet = forms.formset_factory(
    BlockForm, formset=_WeekFormSet, extra=0, max_num=MOST_BLOCKS, absolute_max=MOST_BLOCKS
)


def lines_for(hours: list[WeeklyHours]) -> list[dict]:
    """What the week's form starts with: the blocks published, and an empty line more each day."""
    lines = []
    for weekday in range(7):
        published = [
            {"weekday": weekday, "starts": block.starts, "ends": block.ends}
            for block in hours
            if block.weekday == weekday
        ]
        empty = max(BLOCKS_A_DAY - len(published), 1)
        lines += [*published, *[{"weekday": weekday}] * empty]
    return lines


def _weekday_of(form: BlockForm) -> int | None:
    sent = str(form["weekday"].value())
    return int(sent) if sent.isdigit() else None
