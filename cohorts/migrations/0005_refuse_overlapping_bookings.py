from django.db import migrations

# On PostgreSQL alone: SQLite has no exclusion constraints and one writer at a time.
REFUSE = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE cohorts_booking
    ADD CONSTRAINT a_coach_sits_in_one_appointment_at_a_time
    EXCLUDE USING gist (coach_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
    WHERE (state = 'booked');
ALTER TABLE cohorts_booking
    ADD CONSTRAINT a_learner_sits_in_one_appointment_at_a_time
    EXCLUDE USING gist (learner_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
    WHERE (state = 'booked');
"""
ALLOW = """
ALTER TABLE cohorts_booking DROP CONSTRAINT a_coach_sits_in_one_appointment_at_a_time;
ALTER TABLE cohorts_booking DROP CONSTRAINT a_learner_sits_in_one_appointment_at_a_time;
"""


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ALLOW)


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0004_add_booking_learner_and_agenda_feed")]

    operations = [migrations.RunPython(refuse, allow)]
