"""Everything that can happen, once per line. Past tense; a verb is never renamed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    COHORT_OPENED = "cohort_opened", _("opened a cohort")
    COHORT_CHANGED = "cohort_changed", _("changed a cohort")
    ENROLMENT_REQUESTED = "enrolment_requested", _("asked for a seat")
    ENROLMENT_DECLINED = "enrolment_declined", _("had a request declined")
    SEAT_OFFERED = "seat_offered", _("was offered a seat")
    OFFER_EXPIRED = "offer_expired", _("let the offer of a seat pass")
    ENROLMENT_CONFIRMED = "enrolment_confirmed", _("got a seat")
    ENROLMENT_WITHDRAWN = "enrolment_withdrawn", _("gave up a seat")
    ENROLMENT_COMPLETED = "enrolment_completed", _("finished a course")
    ACTIVITY_OPENED = "activity_opened", _("opened an activity")
    ACTIVITY_COMPLETED = "activity_completed", _("completed an activity")
    MODULE_COMPLETED = "module_completed", _("completed a module")
    ATTEMPT_STARTED = "attempt_started", _("started a quiz attempt")
    ATTEMPT_SUBMITTED = "attempt_submitted", _("submitted a quiz attempt")
    CERTIFICATE_ISSUED = "certificate_issued", _("received a certificate")
    CERTIFICATE_REVOKED = "certificate_revoked", _("had a certificate revoked")
    AVAILABILITY_PUBLISHED = "availability_published", _("published coaching times")
    AVAILABILITY_WITHDRAWN = "availability_withdrawn", _("withdrew coaching times")
    SESSION_PLANNED = "session_planned", _("planned a session")
    SESSION_CHANGED = "session_changed", _("changed a session")
    SESSION_CANCELLED = "session_cancelled", _("cancelled a session")
    ATTENDANCE_SIGNED = "attendance_signed", _("signed an attendance sheet")
    ATTENDANCE_COUNTERSIGNED = "attendance_countersigned", _("countersigned an attendance sheet")
    ATTENDANCE_CORRECTED = "attendance_corrected", _("corrected an attendance sheet")
    BOOKING_MADE = "booking_made", _("booked a coaching appointment")
    BOOKING_CANCELLED = "booking_cancelled", _("cancelled a coaching appointment")
