import datetime
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cohorts', '0014_hand_coaching_over'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    # The tables are those of cohorts 0001 to 0005, renamed by its 0014.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Booking',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_at', models.DateTimeField(verbose_name='starts at')),
                        ('ends_at', models.DateTimeField(verbose_name='ends at')),
                        ('state', models.CharField(choices=[('booked', 'booked'), ('cancelled', 'cancelled')], default='booked', max_length=20, verbose_name='state')),
                        ('topic', models.CharField(blank=True, max_length=300, verbose_name='what I would like to work on')),
                        ('booked_at', models.DateTimeField(verbose_name='booked at')),
                        ('cancelled_at', models.DateTimeField(null=True, verbose_name='cancelled at')),
                        ('sequence', models.PositiveSmallIntegerField(default=0, verbose_name='version of the invitation')),
                        ('coach', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coaching_bookings', to=settings.AUTH_USER_MODEL)),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='cohorts.enrolment')),
                        ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='booked_coachings', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'booking',
                        'verbose_name_plural': 'bookings',
                        'indexes': [models.Index(fields=['coach', 'ends_at'], name='booking_of_coach'), models.Index(fields=['learner', 'ends_at'], name='booking_of_learner')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='a_booking_ends_after_it_starts'), models.UniqueConstraint(condition=models.Q(('state', 'booked')), fields=('coach', 'starts_at'), name='a_coach_starts_one_appointment_at_a_time'), models.UniqueConstraint(condition=models.Q(('state', 'booked')), fields=('learner', 'starts_at'), name='a_learner_starts_one_appointment_at_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='WeeklyHours',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('weekday', models.PositiveSmallIntegerField(help_text='0 is Monday.', validators=[django.core.validators.MaxValueValidator(6)], verbose_name='weekday')),
                        ('starts', models.TimeField(verbose_name='from')),
                        ('ends', models.TimeField(verbose_name='to')),
                        ('coach', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weekly_hours', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'weekly hours',
                        'verbose_name_plural': 'weekly hours',
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts')), ('ends', datetime.time(0, 0)), _connector='OR'), name='weekly_hours_end_after_they_start'), models.UniqueConstraint(fields=('coach', 'weekday', 'starts'), name='one_block_per_start')],
                    },
                ),
            ],
        ),
    ]
