from datetime import timedelta

from django.db import migrations
from django.db.models import F

TERM = timedelta(hours=24)
MINUTE = timedelta(minutes=1)


def count(apps, schema_editor):
    """No pauses so far, the usual term, and a line in the ledger for what was booked."""
    bookings = apps.get_model("coaching", "Booking").objects
    line = apps.get_model("coaching", "HoursLine")
    bookings.update(
        kept_from=F("starts_at"), kept_until=F("ends_at"), free_until=F("starts_at") - TERM
    )
    booked = bookings.filter(state="booked", minutes_counted=0)
    for booking in booked.iterator():
        booking.minutes_counted = (booking.ends_at - booking.starts_at) // MINUTE
        booking.save(update_fields=["minutes_counted"])
        line.objects.create(
            enrolment_id=booking.enrolment_id,
            booking_id=booking.pk,
            kind="taken",
            minutes=-booking.minutes_counted,
            written_by_id=booking.learner_id,
            written_at=booking.booked_at,
        )


class Migration(migrations.Migration):
    dependencies = [("coaching", "0002_receive_and_count")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop, elidable=True)]
