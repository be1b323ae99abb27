"""The weekly hours of a coach, one line per block."""

from datetime import time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cohorts.coaching.forms.availability import value_of, whom_of
from cohorts.coaching.models import WeeklyHours
from cohorts.coaching.services.availability import ForWhom
from cohorts.coaching.wallclock import Block

BLOCKS_A_DAY = 2  # a morning and an afternoon; a fuller day gets one more line each time
MOST_BLOCKS = 100


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
    place = forms.CharField(label=_("place"), required=False, max_length=200)
    whom = forms.ChoiceField(label=_("for whom"), required=False)

    def __init__(self, *args, whom: list[tuple[str, str]], **options) -> None:
        super().__init__(*args, **options)
        self.fields["whom"] = forms.ChoiceField(label=_("for whom"), required=False, choices=whom)

    def clean(self) -> dict:
        sent = super().clean() or {}
        starts, ends = sent.get("starts"), sent.get("ends")
        if self.errors or starts == ends is None:
            return sent
        if starts is None or ends is None:
            raise ValidationError({"ends": _("Give both a start and an end.")})
        if ends <= starts and ends != time(0):
            raise ValidationError({"ends": _("These hours end before they start.")})
        return sent

    @property
    def block(self) -> Block | None:
        sent = self.cleaned_data
        if sent.get("starts") is None:
            return None
        return Block(sent["weekday"], sent["starts"], sent["ends"], sent["place"].strip())


WeekFormSet = forms.formset_factory(
    BlockForm, extra=0, max_num=MOST_BLOCKS, absolute_max=MOST_BLOCKS
)


def blocks_of(week: forms.BaseFormSet) -> dict[ForWhom, list[Block]]:
    """What a valid week comes to."""
    blocks: dict[ForWhom, list[Block]] = {}
    for form in week.forms:
        if form.block:
            blocks.setdefault(whom_of(form.cleaned_data["whom"]), []).append(form.block)
    return blocks


def days_of(week: forms.BaseFormSet) -> list[tuple[int, list[BlockForm]]]:
    """The forms of each weekday, Monday first, as the page lays them out."""
    return [
        (weekday, [form for form in week.forms if _weekday_of(form) == weekday])
        for weekday in range(7)
    ]


def lines_for(hours: list[WeeklyHours]) -> list[dict]:
    """What the week's form starts with: the blocks published, and an empty line more each day."""
    lines: list[dict] = []
    for weekday in range(7):
        published: list[dict] = [
            {
                "weekday": weekday,
                "starts": block.starts,
                "ends": block.ends,
                "place": block.place,
                "whom": value_of(block),
            }
            for block in hours
            if block.weekday == weekday
        ]
        empty = max(BLOCKS_A_DAY - len(published), 1)
        lines += published + [{"weekday": weekday}] * empty
    return lines


def _weekday_of(form: BlockForm) -> int | None:
    sent = str(form["weekday"].value())
    return int(sent) if sent.isdigit() else None
