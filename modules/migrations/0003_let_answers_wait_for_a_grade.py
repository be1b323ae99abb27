"""An attempt is graded after it is handed in: at once, or when a person has read its answers."""

from django.db import migrations, models
from django.db.models import F, Q


def attempts_so_far_were_graded_at_once(apps, schema_editor):
    attempts = apps.get_model("modules", "Attempt").objects
    attempts.filter(submitted_at__isnull=False).update(graded_at=F("submitted_at"))


class Migration(migrations.Migration):
    dependencies = [("modules", "0002_bound_minutes_and_explain_fields")]

    operations = [
        migrations.AddField("attempt", "graded_at", models.DateTimeField(null=True)),
        migrations.AlterField("response", "credit", models.FloatField(null=True)),
        migrations.RemoveConstraint("attempt", "a_submitted_attempt_has_a_score_from_0_to_1"),
        migrations.RunPython(attempts_so_far_were_graded_at_once, migrations.RunPython.noop),
        migrations.AddConstraint(
            "attempt",
            models.CheckConstraint(
                condition=Q(("graded_at", None), ("submitted_at__isnull", False), _connector="OR"),
                name="an_attempt_is_graded_once_handed_in",
            ),
        ),
        migrations.AddConstraint(
            "attempt",
            models.CheckConstraint(
                condition=Q(
                    ("score", None),
                    Q(("graded_at__isnull", False), ("score__gte", 0), ("score__lte", 1)),
                    _connector="OR",
                ),
                name="a_graded_attempt_has_a_score_from_0_to_1",
            ),
        ),
    ]
