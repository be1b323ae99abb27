"""Forms of a cohort's papers: why one is revoked, and what earns one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import EarningRules


class RevocationForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The learner reads it. The public page only says that it was revoked."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EarningRulesForm(forms.ModelForm):
    class Meta:
        model = EarningRules
        fields = ("modules", "quizzes", "attendance_percent")
