import cohorts.coaching.models.availability
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coaching', '0001_take_over_coaching'),
        ('cohorts', '0014_hand_coaching_over'),
        ('courses', '0003_time_plan_items'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BookingReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moment', models.CharField(max_length=20, verbose_name='moment')),
                ('starts_at', models.DateTimeField(verbose_name='starts at')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
            },
        ),
        migrations.CreateModel(
            name='BusyCalendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=500, verbose_name='address of my calendar (.ics)')),
                ('etag', models.CharField(blank=True, max_length=200)),
                ('last_modified', models.CharField(blank=True, max_length=100)),
                ('due_at', models.DateTimeField(verbose_name='read again at')),
                ('read_at', models.DateTimeField(null=True, verbose_name='read at')),
                ('problem', models.CharField(blank=True, max_length=20, verbose_name='problem')),
            ],
            options={
                'verbose_name': 'coach’s own calendar',
                'verbose_name_plural': 'coaches’ own calendars',
            },
        ),
        migrations.CreateModel(
            name='BusyTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='starts at')),
                ('ends_at', models.DateTimeField(verbose_name='ends at')),
            ],
            options={
                'verbose_name': 'busy time',
                'verbose_name_plural': 'busy times',
            },
        ),
        migrations.CreateModel(
            name='CoachingPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('free_until_hours', models.PositiveSmallIntegerField(default=24, validators=[django.core.validators.MaxValueValidator(336)], verbose_name='moved and cancelled freely until, in hours before')),
                ('late_counts', models.BooleanField(default=True, verbose_name='an appointment cancelled later counts')),
                ('missed_counts', models.BooleanField(default=True, verbose_name='a missed appointment counts')),
            ],
            options={
                'verbose_name': 'rules of coaching',
                'verbose_name_plural': 'rules of coaching',
            },
        ),
        migrations.CreateModel(
            name='CoachSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lengths', models.JSONField(default=cohorts.coaching.models.availability.default_lengths, verbose_name='lengths offered')),
                ('pause_before', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(120)], verbose_name='pause before, in minutes')),
                ('pause_after', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(120)], verbose_name='pause after, in minutes')),
                ('notice_hours', models.PositiveSmallIntegerField(default=24, validators=[django.core.validators.MaxValueValidator(720)], verbose_name='booked at the latest, in hours ahead')),
                ('horizon_days', models.PositiveSmallIntegerField(default=28, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='booked at the earliest, in days ahead')),
                ('most_per_day', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='most appointments per day')),
                ('most_per_week', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='most appointments per week')),
                ('works_on_holidays', models.BooleanField(default=False, verbose_name='I receive on public holidays')),
                ('way', models.CharField(choices=[('video', 'my own video link'), ('room', 'a video room made for each appointment'), ('phone', 'by phone')], default='video', max_length=10, verbose_name='at a distance')),
                ('video_link', models.URLField(blank=True, verbose_name='my video link')),
                ('room_template', models.CharField(blank=True, help_text='{code} becomes a word nobody can guess: https://visio.example.org/{code}', max_length=200, verbose_name='address of the rooms')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='my phone number')),
            ],
            options={
                'verbose_name': 'coach’s settings',
                'verbose_name_plural': 'coaches’ settings',
            },
        ),
        migrations.CreateModel(
            name='FreedTimeWatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(verbose_name='since')),
            ],
            options={
                'verbose_name': 'wait for a freed time',
                'verbose_name_plural': 'waits for a freed time',
            },
        ),
        migrations.CreateModel(
            name='GroupMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='subject')),
                ('seats', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(6)], verbose_name='seats')),
                ('starts_at', models.DateTimeField(verbose_name='starts at')),
                ('ends_at', models.DateTimeField(verbose_name='ends at')),
                ('kept_from', models.DateTimeField(verbose_name='kept from')),
                ('kept_until', models.DateTimeField(verbose_name='kept until')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('link', models.CharField(blank=True, max_length=300, verbose_name='video address or phone number')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('cancelled_at', models.DateTimeField(null=True, verbose_name='cancelled at')),
            ],
            options={
                'verbose_name': 'group meeting',
                'verbose_name_plural': 'group meetings',
            },
        ),
        migrations.CreateModel(
            name='HoursLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('opened', 'the programme’s hours'), ('added', 'added by the team'), ('taken', 'booked'), ('returned', 'given back')], max_length=10, verbose_name='kind')),
                ('minutes', models.IntegerField(verbose_name='minutes')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('written_at', models.DateTimeField(verbose_name='written at')),
            ],
            options={
                'verbose_name': 'movement of hours',
                'verbose_name_plural': 'movements of hours',
            },
        ),
        migrations.CreateModel(
            name='SpecialHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(blank=True, help_text='Leave empty for a distance.', max_length=200, verbose_name='place')),
                ('kind', models.CharField(choices=[('open', 'I receive at other hours'), ('away', 'I do not receive'), ('blocked', 'this time is blocked')], max_length=10, verbose_name='what changes')),
                ('first_day', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('starts', models.TimeField(blank=True, null=True, verbose_name='from')),
                ('ends', models.TimeField(blank=True, null=True, verbose_name='to')),
            ],
            options={
                'verbose_name': 'exception',
                'verbose_name_plural': 'exceptions',
            },
        ),
        migrations.RemoveConstraint(
            model_name='booking',
            name='a_coach_starts_one_appointment_at_a_time',
        ),
        migrations.RemoveConstraint(
            model_name='booking',
            name='a_learner_starts_one_appointment_at_a_time',
        ),
        migrations.RemoveConstraint(
            model_name='weeklyhours',
            name='one_block_per_start',
        ),
        migrations.AddField(
            model_name='booking',
            name='answered_at',
            field=models.DateTimeField(null=True, verbose_name='held or missed, said at'),
        ),
        migrations.AddField(
            model_name='booking',
            name='cancelled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='booking',
            name='free_until',
            field=models.DateTimeField(null=True, verbose_name='moved and cancelled freely until'),
        ),
        migrations.AddField(
            model_name='booking',
            name='kept_from',
            field=models.DateTimeField(null=True, verbose_name='kept from'),
        ),
        migrations.AddField(
            model_name='booking',
            name='kept_until',
            field=models.DateTimeField(null=True, verbose_name='kept until'),
        ),
        migrations.AddField(
            model_name='booking',
            name='link',
            field=models.CharField(blank=True, max_length=300, verbose_name='video address or phone number'),
        ),
        migrations.AddField(
            model_name='booking',
            name='minutes_counted',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='minutes counted'),
        ),
        migrations.AddField(
            model_name='booking',
            name='moved_at',
            field=models.DateTimeField(null=True, verbose_name='moved at'),
        ),
        migrations.AddField(
            model_name='booking',
            name='place',
            field=models.CharField(blank=True, max_length=200, verbose_name='place'),
        ),
        migrations.AddField(
            model_name='booking',
            name='request_key',
            field=models.UUIDField(null=True, verbose_name='key of the request'),
        ),
        migrations.AddField(
            model_name='weeklyhours',
            name='cohort',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cohorts.cohort'),
        ),
        migrations.AddField(
            model_name='weeklyhours',
            name='learner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='weeklyhours',
            name='place',
            field=models.CharField(blank=True, help_text='Leave empty for a distance.', max_length=200, verbose_name='place'),
        ),
        migrations.AlterField(
            model_name='booking',
            name='state',
            field=models.CharField(choices=[('requested', 'asked for'), ('booked', 'booked'), ('held', 'held'), ('missed', 'missed'), ('cancelled', 'cancelled'), ('late', 'cancelled late'), ('declined', 'declined')], default='booked', max_length=20, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='weeklyhours',
            constraint=models.UniqueConstraint(models.F('coach'), models.F('weekday'), models.F('starts'), models.F('place'), django.db.models.functions.comparison.Coalesce('cohort', 0), django.db.models.functions.comparison.Coalesce('learner', 0), name='one_block_per_start_place_and_public'),
        ),
        migrations.AddField(
            model_name='bookingreminder',
            name='booking',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='coaching.booking'),
        ),
        migrations.AddField(
            model_name='busycalendar',
            name='coach',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='busy_calendar', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='busytime',
            name='coach',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='busy_times', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='coachingpolicy',
            name='course',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='coaching_policy', to='courses.coursepage', verbose_name='course'),
        ),
        migrations.AddField(
            model_name='coachsettings',
            name='coach',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='coach_settings', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='freedtimewatch',
            name='enrolment',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='freed_time_watch', to='cohorts.enrolment'),
        ),
        migrations.AddField(
            model_name='groupmeeting',
            name='coach',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='group_meetings', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='groupmeeting',
            name='cohort',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='group_meetings', to='cohorts.cohort'),
        ),
        migrations.AddField(
            model_name='booking',
            name='group',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='coaching.groupmeeting'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(condition=models.Q(('state', 'booked')), fields=['starts_at'], name='booking_ahead'),
        ),
        migrations.AddField(
            model_name='hoursline',
            name='booking',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hours_lines', to='coaching.booking'),
        ),
        migrations.AddField(
            model_name='hoursline',
            name='enrolment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours_lines', to='cohorts.enrolment'),
        ),
        migrations.AddField(
            model_name='hoursline',
            name='written_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='specialhours',
            name='coach',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='special_hours', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='specialhours',
            name='cohort',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cohorts.cohort'),
        ),
        migrations.AddField(
            model_name='specialhours',
            name='learner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='bookingreminder',
            constraint=models.UniqueConstraint(fields=('booking', 'moment', 'starts_at'), name='one_reminder_per_appointment_and_moment'),
        ),
        migrations.AddIndex(
            model_name='busytime',
            index=models.Index(fields=['coach', 'ends_at'], name='busy_time_of_coach'),
        ),
        migrations.AddConstraint(
            model_name='busytime',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='a_busy_time_ends_after_it_starts'),
        ),
        migrations.AddIndex(
            model_name='groupmeeting',
            index=models.Index(fields=['coach', 'ends_at'], name='group_meeting_of_coach'),
        ),
        migrations.AddConstraint(
            model_name='groupmeeting',
            constraint=models.CheckConstraint(condition=models.Q(('seats__gte', 2), ('seats__lte', 6)), name='a_group_is_of_two_to_six'),
        ),
        migrations.AddConstraint(
            model_name='groupmeeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at')), ('kept_from__lte', models.F('starts_at')), ('kept_until__gte', models.F('ends_at'))), name='a_group_meeting_keeps_all_its_time'),
        ),
        migrations.AddConstraint(
            model_name='hoursline',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'opened')), fields=('enrolment',), name='the_hours_of_an_enrolment_open_once'),
        ),
        migrations.AddConstraint(
            model_name='hoursline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('booking__isnull', False), ('kind', 'taken'), ('minutes__lt', 0)), models.Q(('booking__isnull', False), ('kind', 'returned'), ('minutes__gt', 0)), models.Q(('booking', None), ('kind__in', ('opened', 'added'))), _connector='OR'), name='hours_are_taken_and_given_back_for_a_booking'),
        ),
        migrations.AddConstraint(
            model_name='hoursline',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'added'), ('reason', ''), _negated=True), name='added_hours_have_a_reason'),
        ),
        migrations.AddIndex(
            model_name='specialhours',
            index=models.Index(fields=['coach', 'last_day'], name='special_hours_of_coach'),
        ),
        migrations.AddConstraint(
            model_name='specialhours',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='an_exception_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='specialhours',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ends', None), ('kind', 'away'), ('starts', None)), models.Q(('ends__isnull', False), ('kind__in', ('open', 'blocked')), ('starts__isnull', False)), _connector='OR'), name='an_exception_has_both_times_but_for_days_away'),
        ),
    ]
