"""What learners send to book a time, to move it, or to ask for one."""

from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from cohorts.coaching.availability import Slot
from cohorts.coaching.models import Booking

MOST_AHEAD = timedelta(days=366)


class SlotField(forms.CharField):
    """A time among those offered, and where: « 2026-12-01T09:00:00+00:00 Lyon »."""

    default_error_messages = {"required": _("Choose one of the times.")}

    def __init__(self, **options) -> None:
        super().__init__(label=_("Time"), max_length=250, **options)

    def clean(self, value: str) -> tuple[datetime, str]:
        instant, _space, place = super().clean(value).partition(" ")
        starts_at = _instant(instant)
        if starts_at is None or timezone.is_naive(starts_at):
            raise ValidationError(self.error_messages["required"], code="required")
        return starts_at, place


def slot_value(slot: Slot) -> str:
    """What a page sends for this slot."""
    return f"{slot.starts.isoformat()} {slot.place}".strip()


class BookingForm(forms.Form):
    """A time, how long, and a word on what it is for. ``key`` makes many clicks one."""

    enrolment = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    minutes = forms.IntegerField(widget=forms.HiddenInput, required=False)
    slot = SlotField()
    topic = forms.CharField(
        label=_("What I would like to work on"),
        required=False,
        max_length=Booking._meta.get_field("topic").max_length,
        widget=forms.TextInput,
        help_text=_("Your coach reads it before you meet."),
    )


class MoveForm(forms.Form):
    """Another time for an appointment, and the version of it that was looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    slot = SlotField()


class AskForm(forms.Form):
    """A time that the coach does not offer, in the learner's own clock."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    starts_at = forms.DateTimeField(
        label=_("The time that would suit me"),
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    topic = forms.CharField(
        label=_("What I would like to work on"),
        required=False,
        max_length=Booking._meta.get_field("topic").max_length,
        help_text=_("Your coach reads it before they answer."),
    )
    field_order = ["key", "starts_at", "minutes", "topic"]

    def __init__(self, *args, lengths: list[int], **options) -> None:
        super().__init__(*args, **options)
        choices = [(minutes, _("%(minutes)d min") % {"minutes": minutes}) for minutes in lengths]
        self.fields["minutes"] = forms.TypedChoiceField(
            label=_("Length"), coerce=int, choices=choices
        )

    def clean_starts_at(self) -> datetime:
        starts_at = self.cleaned_data["starts_at"]
        if not timezone.now() < starts_at < timezone.now() + MOST_AHEAD:
            raise ValidationError(_("Choose a time to come, within a year."))
        return starts_at


def _instant(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
