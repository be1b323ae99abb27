"""What a trainer gives with a session: a file or an address, before or after."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import SessionMaterial
from cohorts.services.materials import MaterialRefused, content_type_of
from modules.filetypes import FAMILIES, endings_of

ACCEPTED = ",".join(endings_of(FAMILIES))


class MaterialForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=160)
    moment = forms.ChoiceField(
        label=_("When it is useful"),
        choices=SessionMaterial.Moment.choices,
        initial=SessionMaterial.Moment.BEFORE,
        widget=forms.RadioSelect,
        help_text=_("What comes after is shown to learners once the session has begun."),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("50 MB at most, 200 MB for a sound or a video. Only the cohort gets it."),
    )
    url = forms.URLField(
        label=_("Or the address of a page"), required=False, assume_scheme="https", max_length=200
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file:
            try:
                content_type_of(file)
            except MaterialRefused as refused:
                raise forms.ValidationError(str(refused)) from refused
        return file

    def clean(self) -> None:
        super().clean()
        if {"file", "url"} & self.errors.keys():
            return
        has_file, has_url = bool(self.cleaned_data["file"]), bool(self.cleaned_data["url"])
        if has_file and has_url:
            self.add_error("url", _("Give either a file or an address, not both."))
        elif not has_file and not has_url:
            self.add_error("file", _("Choose a file, or give an address."))
