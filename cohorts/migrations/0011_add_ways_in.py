import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0010_add_compositions"),
        ("modules", "0002_bound_minutes_and_explain_fields"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EntryKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                ("valid_until", models.DateTimeField(verbose_name="valid until")),
                ("most_uses", models.PositiveIntegerField(verbose_name="number of uses")),
                ("uses", models.PositiveIntegerField(default=0, verbose_name="used")),
                ("created_at", models.DateTimeField(verbose_name="made at")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="revoked at")),
            ],
            options={
                "verbose_name": "key to a cohort",
                "verbose_name_plural": "keys to a cohort",
            },
        ),
        migrations.AddField(
            model_name="cohort",
            name="answer_hours",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text=(
                    "How long a freed seat is kept for the first person waiting. "
                    "0: it is theirs at once."
                ),
                verbose_name="hours to answer",
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="decline_reason",
            field=models.TextField(
                blank=True, max_length=500, verbose_name="reason of the refusal"
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="missed_offers",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="offers without an answer"
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="motivation",
            field=models.TextField(blank=True, max_length=1000, verbose_name="word of motivation"),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="offer_expires_at",
            field=models.DateTimeField(null=True, verbose_name="answer until"),
        ),
        migrations.AlterField(
            model_name="cohort",
            name="entry",
            field=models.CharField(
                choices=[
                    ("open", "anybody may enrol"),
                    ("request", "people ask, the team answers"),
                    ("invitation", "by invitation link"),
                    ("code", "by code"),
                    ("managed", "the team enrols"),
                ],
                default="managed",
                max_length=20,
                verbose_name="entry",
            ),
        ),
        migrations.AlterField(
            model_name="enrolment",
            name="state",
            field=models.CharField(
                choices=[
                    ("active", "active"),
                    ("requested", "waits for the team’s answer"),
                    ("declined", "request declined"),
                    ("waiting", "on the waiting list"),
                    ("offered", "seat offered"),
                    ("completed", "finished"),
                    ("withdrawn", "withdrawn"),
                ],
                max_length=20,
                verbose_name="state",
            ),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                condition=models.Q(("state", "offered")),
                fields=["offer_expires_at"],
                name="enrolment_offered",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("offer_expires_at__isnull", False), ("state", "offered")),
                    models.Q(
                        models.Q(("state", "offered"), _negated=True), ("offer_expires_at", None)
                    ),
                    _connector="OR",
                ),
                name="an_offer_and_only_an_offer_has_an_end",
            ),
        ),
        migrations.AddField(
            model_name="entrykey",
            name="cohort",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entry_keys",
                to="cohorts.cohort",
            ),
        ),
        migrations.AddField(
            model_name="entrykey",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="entrykey",
            constraint=models.CheckConstraint(
                condition=models.Q(("uses__lte", models.F("most_uses"))),
                name="a_key_is_not_used_too_often",
            ),
        ),
    ]
