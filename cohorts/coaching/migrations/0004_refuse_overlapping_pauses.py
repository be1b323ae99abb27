from django.db import migrations, models

# On PostgreSQL alone: SQLite has no exclusion constraints and one writer at a time.
# Seats of one group meet at the same time with the same coach; everybody else may not.
REFUSE = """
ALTER TABLE coaching_booking DROP CONSTRAINT a_coach_sits_in_one_appointment_at_a_time;
ALTER TABLE coaching_booking DROP CONSTRAINT a_learner_sits_in_one_appointment_at_a_time;
ALTER TABLE coaching_booking
    ADD CONSTRAINT a_coach_sits_in_one_appointment_at_a_time
    EXCLUDE USING gist (
        coach_id WITH =,
        (COALESCE(group_id, -id)) WITH <>,
        tstzrange(kept_from, kept_until) WITH &&
    ) WHERE (state IN ('booked', 'held', 'missed'));
ALTER TABLE coaching_booking
    ADD CONSTRAINT a_learner_sits_in_one_appointment_at_a_time
    EXCLUDE USING gist (learner_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
    WHERE (state IN ('booked', 'held', 'missed'));
"""
AS_BEFORE = """
ALTER TABLE coaching_booking DROP CONSTRAINT a_coach_sits_in_one_appointment_at_a_time;
ALTER TABLE coaching_booking DROP CONSTRAINT a_learner_sits_in_one_appointment_at_a_time;
ALTER TABLE coaching_booking
    ADD CONSTRAINT a_coach_sits_in_one_appointment_at_a_time
    EXCLUDE USING gist (coach_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
    WHERE (state = 'booked');
ALTER TABLE coaching_booking
    ADD CONSTRAINT a_learner_sits_in_one_appointment_at_a_time
    EXCLUDE USING gist (learner_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
    WHERE (state = 'booked');
"""


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE)


def as_before(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(AS_BEFORE)


class Migration(migrations.Migration):
    dependencies = [("coaching", "0003_count_what_was_booked")]

    operations = [
        migrations.AlterField(
            model_name='booking',
            name='kept_from',
            field=models.DateTimeField(verbose_name='kept from'),
        ),
        migrations.AlterField(
            model_name='booking',
            name='kept_until',
            field=models.DateTimeField(verbose_name='kept until'),
        ),
        migrations.AlterField(
            model_name='booking',
            name='free_until',
            field=models.DateTimeField(verbose_name='moved and cancelled freely until'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('kept_from__lte', models.F('starts_at')), ('kept_until__gte', models.F('ends_at'))), name='a_booking_keeps_all_its_time'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('requested', 'cancelled', 'declined')), _negated=True), ('minutes_counted', 0), _connector='OR'), name='what_does_not_take_place_costs_nothing'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.UniqueConstraint(fields=('enrolment', 'request_key'), name='one_appointment_per_request'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.UniqueConstraint(condition=models.Q(('group', None), ('state__in', ('booked', 'held', 'missed'))), fields=('coach', 'starts_at'), name='a_coach_starts_one_appointment_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('booked', 'held', 'missed'))), fields=('learner', 'starts_at'), name='a_learner_starts_one_appointment_at_a_time'),
        ),
        migrations.RunPython(refuse, as_before),
    ]
