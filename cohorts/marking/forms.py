"""What is sent about work to grade: the work itself, marks and remarks, deadlines."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from cohorts.marking.models import Terms
from cohorts.marking.reports import Part
from cohorts.models import Enrolment
from modules.models import AssignmentPage
from modules.services.assignments import LONGEST_TEXT

MOST_REMARKS = 50


class WorkForm(forms.Form):
    """The learner's text and one more file; what an assignment does not take is not asked."""

    text = forms.CharField(
        label=_("Your text"),
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    file = forms.FileField(label=_("Add a file"), required=False, allow_empty_file=True)

    def __init__(self, *args: Any, assignment: AssignmentPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not assignment.takes_text:
            del self.fields["text"]
        if not assignment.takes_files:
            del self.fields["file"]
        else:
            endings = assignment.endings
            self.fields["file"].help_text = _("%(size)d MB at most: %(types)s.") % {
                "size": assignment.most_megabytes,
                "types": ", ".join(endings),
            }
            self.fields["file"].widget.attrs["accept"] = ",".join(endings)

    def clean_text(self) -> str:
        # A form sends two characters for the end of a line.
        return self.cleaned_data["text"].replace("\r\n", "\n")


def window_name() -> str:
    return get_random_string(16)


class ReadingForm(forms.Form):
    """A reading: a level by criterion, or a percentage, for each part; a comment; one remark."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    # The name of this very window: what it saves by itself is no other window's word.
    window = forms.CharField(
        widget=forms.HiddenInput, required=False, max_length=32, initial=window_name
    )
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Read by the learner with the result."),
    )
    passage = forms.CharField(
        label=_("Passage"),
        required=False,
        max_length=500,
        strip=False,
        help_text=_("Words copied from the text, or a page of a file."),
    )
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        for part in parts:
            for name, field in _fields_of(part).items():
                self.fields[name] = field

    def fields_of(self, part: Part) -> list[forms.BoundField]:
        return [self[name] for name in _fields_of(part)]

    @property
    def by_part(self) -> list[tuple[Part, list[forms.BoundField]]]:
        return [(part, self.fields_of(part)) for part in self.parts]

    @property
    def marks(self) -> dict[str, Any]:
        """What the reader says, as a reading keeps it."""
        return {part.key: self._mark(part) for part in self.parts}

    def _mark(self, part: Part) -> dict[str, Any]:
        said = [self.cleaned_data.get(name) for name in _fields_of(part)]
        if not part.rubric:
            return {"percent": said[0]}
        levels = {
            criterion["id"]: level
            for criterion, level in zip(part.rubric, said, strict=True)
            if level
        }
        return {"levels": levels}


def initial_of(parts: Sequence[Part], marks: Mapping[str, Any]) -> dict[str, Any]:
    """Return marks as the form shows them."""
    initial: dict[str, Any] = {}
    for part in parts:
        mark = marks.get(part.key, {})
        levels = mark.get("levels", {})
        said = (
            [levels.get(criterion["id"]) for criterion in part.rubric]
            if part.rubric
            else [mark.get("percent")]
        )
        initial |= dict(zip(_fields_of(part), said, strict=True))
    return initial


def _fields_of(part: Part) -> dict[str, forms.Field]:
    if not part.rubric:
        percent = forms.IntegerField(
            label=_("Mark in %"), required=False, min_value=0, max_value=100
        )
        return {f"part-{part.key}": percent}
    return {
        f"part-{part.key}-{place}": forms.ChoiceField(
            label=criterion["title"],
            required=False,
            choices=[(level["id"], _in_words(level)) for level in criterion["levels"]],
            widget=forms.RadioSelect,
        )
        for place, criterion in enumerate(part.rubric)
    }


def _in_words(level: Mapping[str, Any]) -> str:
    return f"{level['text']} ({level['points']})"


class PeerForm(ReadingForm):
    """What a learner says of another's work."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["passage"]
        del self.fields["remark"]
        self.fields["comment"].help_text = _("Say what helps, and what could be better.")


class MomentInput(forms.DateTimeInput):
    """A day and a time, as browsers ask for them."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class TermsForm(forms.ModelForm):
    """By when a cohort hands in, and who reads."""

    class Meta:
        model = Terms
        fields = ["due_at", "is_blind", "has_second_reader"]
        widgets = {"due_at": MomentInput()}


class MoreTimeForm(forms.Form):
    """A later deadline for one person."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=Enrolment.objects.none())
    due_at = forms.DateTimeField(
        label=_("New deadline"),
        required=False,
        widget=MomentInput(),
        help_text=_("Empty: the deadline of the cohort again."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = people  # type: ignore[attr-defined]
        field.label_from_instance = lambda enrolment: str(enrolment.learner)  # type: ignore[attr-defined]
