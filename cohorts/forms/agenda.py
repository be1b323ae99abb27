"""When a person wants to be reminded of sessions."""

from django import forms

from cohorts.models import ReminderChoice


class ReminderForm(forms.ModelForm):
    class Meta:
        model = ReminderChoice
        fields = ["week_before", "day_before", "hour_before"]
