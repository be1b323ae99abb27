"""Every address, as every role: who gets in, who is asked to sign in, for whom it does not exist.

An address without a line in these tables fails: decide who may open it, then write it down.
"""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from cohorts.marking.models import Paper, Reading
from cohorts.models import Archive, CohortStaff, Composition, CompositionModule, EntryKey
from cohorts.services import certificates
from cohorts.services.classroom import start_attempt
from courses.models import ResourceIndexPage
from lms.accounts.models import Role
from lms.accounts.services import grant_role
from lms.pages.loading import open_editor
from modules.models import ModulePage, Submission
from tests.cohorts.classes import activities_of, module_of
from tests.factories import (
    AssignmentFactory,
    BookingFactory,
    CohortFactory,
    CourseFactory,
    EnrolmentFactory,
    OrganisationFactory,
    SessionFactory,
    UserFactory,
    home,
)
from tests.surveys.asked import SATISFACTION, WORDS, says, sent

pytestmark = pytest.mark.django_db

# 200 the page · 302 done, and sent on · in sent to sign in · 403 not for this role ·
# 404 does not exist for them · 405 another method · 422 asked again: the answers were empty.
# `learner` has finished the cohort, `coach` coaches them, `trainer` is in its team, `partner`
# belongs to its organisation; `other`, `coach2` and `partner2` have nothing to do with it.
MATRIX = """
address                                 method  visitor  learner  other  coach  coach2  trainer  author  manager  partner  partner2  admin
healthz                                 GET     200      200      200    200    200     200      200     200      200      200       200
readyz                                  GET     200      200      200    200    200     200      200     200      200      200       200
profile                                 GET     in       200      200    200    200     200      200     200      200      200       200
profile                                 POST    in       200      200    200    200     200      200     200      200      200       200
cohorts:document                        GET     404      404      404    404    404     404      404     404      404      404       404
wagtaildocs_serve                       GET     404      404      404    404    404     404      404     404      404      404       404
wagtaildocs_authenticate_with_password  GET     404      404      404    404    404     404      404     404      404      404       404
courses:catalogue                       GET     200      200      200    200    200     200      200     200      200      200       200
courses:course                          GET     200      200      200    200    200     200      200     200      200      200       200
courses:resources                       GET     200      200      200    200    200     200      200     200      200      200       200
cohorts:space                           GET     in       200      200    200    200     200      200     200      200      200       200
cohorts:enrol                           POST    in       302      302    302    302     302      302     302      302      302       302
cohorts:enrol_cohort                    POST    in       302      302    302    302     302      302     302      302      302       302
cohorts:ask                             GET     in       404      404    404    404     404      404     404      404      404       404
cohorts:join_form                       GET     200      200      200    200    200     200      200     200      200      200       200
cohorts:join_form                       POST    422      422      422    422    422     422      422     422      422      422       422
cohorts:join                            GET     410      410      410    410    410     410      410     410      410      410       410
cohorts:join                            POST    410      302      410    410    410     410      410     410      410      410       410
cohorts:offer                           GET     404      404      404    404    404     404      404     404      404      404       404
cohorts:withdraw                        POST    in       302      404    404    404     404      404     404      404      404       404
cohorts:classroom                       GET     in       200      404    404    404     404      404     404      404      404       404
cohorts:activity                        GET     in       200      404    404    404     404      404     404      404      404       404
cohorts:finish_activity                 POST    in       302      404    404    404     404      404     404      404      404       404
cohorts:keep_position                   POST    in       400      404    404    404     404      404     404      404      404       404
cohorts:start_attempt                   POST    in       302      404    404    404     404      404     404      404      404       404
cohorts:attempt                         GET     in       200      404    404    404     404      404     404      404      404       404
cohorts:attempt                         POST    in       302      404    404    404     404      404     404      404      404       404
cohorts:hand_in                         GET     in       200      404    404    404     404      404     404      404      404       404
cohorts:hand_in                         POST    in       302      404    404    404     404      404     404      404      404       404
cohorts:quizzes                         GET     in       403      403    403    403     200      403     200      403      403       200
cohorts:set_quiz_window                 POST    in       403      403    403    403     302      403     302      403      403       302
cohorts:give_extra_time                 POST    in       403      403    403    403     302      403     302      403      403       302
cohorts:session                         GET     in       200      404    200    404     200      404     200      404      404       200
cohorts:cohort_sessions                 GET     in       200      404    200    404     200      404     200      404      404       200
cohorts:room                            GET     in       404      404    404    404     404      404     404      404      404       404
cohorts:certificate                     GET     in       200      404    404    404     404      404     404      404      404       404
cohorts:certificate_of                  GET     in       404      404    200    404     200      404     200      404      404       200
cohorts:verify_form                     GET     200      200      200    200    200     200      200     200      200      200       200
cohorts:verify                          GET     200      200      200    200    200     200      200     200      200      200       200
coaching:appointments                   GET     in       200      200    200    200     200      200     200      200      200       200
coaching:exceptions                     GET     in       403      403    200    200     403      403     403      403      403       200
coaching:exceptions                     POST    in       403      403    200    200     403      403     403      403      403       200
coaching:remove_exception               POST    in       403      403    404    404     403      403     403      403      403       404
coaching:settings                       GET     in       403      403    200    200     403      403     403      403      403       200
coaching:settings                       POST    in       403      403    200    200     403      403     403      403      403       200
coaching:calendar                       POST    in       403      403    302    302     403      403     403      403      403       302
coaching:week                           GET     in       403      403    200    200     403      403     403      403      403       200
coaching:answer                         POST    in       403      403    302    404     403      403     403      403      403       404
coaching:groups                         GET     in       403      403    200    200     403      403     403      403      403       200
coaching:groups                         POST    in       403      403    200    200     403      403     403      403      403       200
coaching:cancel_group                   POST    in       403      403    404    404     403      403     403      403      403       404
coaching:past                           GET     in       200      200    200    200     200      200     200      200      200       200
coaching:ask                            GET     in       200      404    404    404     404      404     404      404      404       404
coaching:wait                           POST    in       302      404    404    404     404      404     404      404      404       404
coaching:join                           POST    in       404      404    404    404     404      404     404      404      404       404
coaching:move                           GET     in       200      404    200    404     404      404     404      404      404       404
coaching:move_by_link                   GET     410      410      410    410    410     410      410     410      410      410       410
coaching:book                           POST    in       404      404    404    404     404      404     404      404      404       404
coaching:cancel                         POST    in       302      404    302    404     404      404     404      404      404       404
cohorts:desk                            GET     in       403      403    200    200     200      403     403      403      403       200
coaching:hours                          GET     in       403      403    200    200     403      403     403      403      403       200
coaching:hours                          POST    in       403      403    200    200     403      403     403      403      403       200
cohorts:agenda                          GET     in       200      200    200    200     200      200     200      200      200       200
cohorts:agenda_address                  POST    in       302      302    302    302     302      302     302      302      302       302
cohorts:agenda_reminders                POST    in       302      302    302    302     302      302     302      302      302       302
cohorts:agenda_feed                     GET     404      404      404    404    404     404      404     404      404      404       404
cohorts:sign_by_code                    GET     in       200      200    200    200     200      200     200      200      200       200
cohorts:sign_by_code                    POST    in       422      422    422    422     422      422     422      422      422       422
cohorts:sign                            GET     404      404      404    404    404     404      404     404      404      404       404
cohorts:sign                            POST    404      404      404    404    404     404      404     404      404      404       404
cohorts:materials                       GET     in       404      404    404    404     200      404     200      404      404       200
cohorts:materials                       POST    in       404      404    404    404     422      404     422      404      404       422
cohorts:material                        GET     in       200      404    200    404     200      404     200      404      404       200
cohorts:remove_material                 POST    in       404      404    404    404     302      404     302      404      404       302
cohorts:put_back_material               POST    in       404      404    404    404     302      404     302      404      404       302
cohorts:sheet                           GET     in       404      404    404    404     200      404     200      404      404       200
cohorts:sheet_paper                     GET     in       404      404    404    404     200      404     200      404      404       200
cohorts:sheet_screen                    GET     in       404      404    404    404     200      404     200      404      404       200
cohorts:countersign                     POST    in       404      404    404    404     302      404     302      404      404       302
cohorts:send_sign_links                 POST    in       404      404    404    404     302      404     302      404      404       302
cohorts:sign_on_tablet                  GET     in       404      404    404    404     200      404     200      404      404       200
cohorts:sign_on_tablet                  POST    in       404      404    404    404     422      404     422      404      404       422
cohorts:note_attendance                 GET     in       404      404    404    404     200      404     200      404      404       200
cohorts:note_attendance                 POST    in       404      404    404    404     422      404     422      404      404       422
cohorts:absence_proof                   GET     in       404      404    404    404     404      404     404      404      404       404
cohorts:steering                        GET     in       403      403    200    200     200      403     200      200      200       200
cohorts:calendar_month                  GET     in       403      403    200    200     200      403     200      200      200       200
cohorts:calendar_season                 GET     in       403      403    200    200     200      403     200      200      200       200
cohorts:need                            GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:act_on_people                   POST    in       403      403    403    403     403      403     302     403      403       302
cohorts:write_to_cohorts                POST    in       403      403    403    403     403      403     302     403      403       302
cohorts:undo_act                        POST    in       403      403    403    403     403      403     404     403      403       404
cohorts:open_cohort                     GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:open_cohort                     POST    in       403      403    403    403     403      403     422      403      403       422
cohorts:steer_cohort                    GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:edit_cohort                     GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:edit_cohort                     POST    in       403      403    403    403     403      403     422      403      403       422
cohorts:sessions                        GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:propose_sessions                GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:propose_sessions                POST    in       403      403    403    403     403      403     422      403      403       422
cohorts:add_session                     GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:add_session                     POST    in       403      403    403    403     403      403     422      403      403       422
cohorts:edit_session                    GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:edit_session                    POST    in       403      403    403    403     403      403     422      403      403       422
cohorts:cancel_session                  GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:cancel_session                  POST    in       403      403    403    403     403      403     302      403      403       302
cohorts:people                          GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:add_person                      GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:add_person                      POST    in       403      403    403    403     403      403     422      403      403       422
cohorts:assign_coach                    POST    in       403      403    403    403     403      403     302      403      403       302
cohorts:withdraw_person                 POST    in       403      403    403    403     403      403     302      403      403       302
cohorts:requests                        GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:requests                        POST    in       403      403    403    403     403      403     422      403      403       422
cohorts:entry_keys                      GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:entry_keys                      POST    in       403      403    403    403     403      403     422      403      403       422
cohorts:revoke_key                      POST    in       403      403    403    403     403      403     302      403      403       302
cohorts:import_people                   GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:import_people                   POST    in       403      403    403    403     403      403     422      403      403       422
cohorts:model_file                      GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:compose                         GET     200      200      200    200    200     200      200     200      200      200       200
cohorts:request_quote                   GET     302      302      302    302    302     302      302     302      302      302       302
cohorts:request_quote                   POST    302      302      302    302    302     302      302     302      302      302       302
cohorts:programme                       GET     200      200      200    200    200     200      200     200      200      200       200
cohorts:programme_paper                 GET     200      200      200    200    200     200      200     200      200      200       200
cohorts:compositions                    GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:composition                     GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:move_composed                   POST    in       403      403    403    403     403      403     302      403      403       302
cohorts:answer_composition              POST    in       403      403    403    403     403      403     302      403      403       302
cohorts:open_composition                GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:open_composition                POST    in       403      403    403    403     403      403     422      403      403       422
cohorts:realisation                     GET     in       404      404    404    404     404      404     404      404      404       404
cohorts:papers                          GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:change_rules                    POST    in       403      403    403    403     403      403     302      403      403       302
cohorts:issued_paper                    GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:revoke_paper                    GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:revoke_paper                    POST    in       403      403    403    403     403      403     422      403      403       422
cohorts:issue_paper                     POST    in       403      403    403    403     403      403     302      403      403       302
cohorts:evidence                        GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:build_archive                   POST    in       403      403    403    403     403      403     302      403      403       302
cohorts:archive                         GET     in       403      403    403    403     403      403     200      403      403       200
cohorts:archive_file                    GET     in       403      403    403    403     403      403     404      403      403       404
surveys:answer                          GET     in       200      404    404    404     404      404     404      404      404       404
surveys:answer                          POST    in       422      404    404    404     404      404     404      404      404       404
surveys:surveys                         GET     in       404      404    200    404     200      404     200      200      404       200
surveys:results                         GET     in       404      404    200    404     200      404     200      200      404       200
surveys:export                          GET     in       404      404    200    404     200      404     200      200      404       200
surveys:texts                           GET     in       404      404    200    404     200      404     200      404      404       200
surveys:people                          GET     in       404      404    200    404     200      404     200      404      404       200
surveys:person                          GET     in       404      404    200    404     200      404     200      404      404       200
surveys:add                             GET     in       403      403    403    403     403      403     200      403      403       200
surveys:add                             POST    in       403      403    403    403     403      403     422      403      403       422
surveys:propose                         POST    in       403      403    403    403     403      403     302      403      403       302
surveys:edit                            GET     in       403      403    403    403     403      403     200      403      403       200
surveys:edit                            POST    in       403      403    403    403     403      403     422      403      403       422
surveys:cancel                          POST    in       403      403    403    403     403      403     302      403      403       302
surveys:restore                         POST    in       403      403    403    403     403      403     302      403      403       302
marking:work                            GET     in       200      404    404    404     404      404     404      404      404       404
marking:work                            POST    in       302      404    404    404     404      404     404      404      404       404
marking:file                            GET     in       200      404    404    404     404      404     404      404      404       404
marking:correction                      GET     in       404      404    404    404     404      404     404      404      404       404
marking:peer_reading                    GET     in       200      404    404    404     404      404     404      404      404       404
marking:peer_reading                    POST    in       422      404    404    404     404      404     404      404      404       404
marking:peer_file                       GET     in       200      404    404    404     404      404     404      404      404       404
marking:queue                           GET     in       403      403    403    403     200      403     200      403      403       200
marking:papers                          GET     in       403      403    403    403     200      403     200      403      403       200
marking:terms                           GET     in       403      403    403    403     200      403     200      403      403       200
marking:terms                           POST    in       403      403    403    403     302      403     302      403      403       302
marking:more_time                       POST    in       403      403    403    403     422      403     422      403      403       422
marking:share_out                       POST    in       403      403    403    403     302      403     302      403      403       302
marking:release                         POST    in       403      403    403    403     302      403     302      403      403       302
marking:paper                           GET     in       403      403    403    403     200      403     200      403      403       200
marking:paper                           POST    in       403      403    403    403     422      403     422      403      403       422
marking:paper_file                      GET     in       403      403    403    403     200      403     200      403      403       200
analytics:progress                      GET     in       404      404    200    404     200      404     200      200      404       200
analytics:progress_export               GET     in       404      404    200    404     200      404     200      200      404       200
analytics:person                        GET     in       404      404    200    404     200      404     200      200      404       200
wagtailcore_authenticate_with_password  GET     404      404      404    404    404     404      404     404      404      404       404
wagtailcore_login                       GET     in       in       in     in     in      in       in      in       in       in        in
wagtail_serve                           GET     200      200      200    200    200     200      200     200      200      200       200
modules:question                        GET     in       403      403    403    403     403      200     200      403      403       200
modules:question_csv                    GET     in       403      403    403    403     403      200     200      403      403       200
modules:try_question                    GET     in       403      403    403    403     403      200     200      403      403       200
modules:try_question                    POST    in       403      403    403    403     403      200     200      403      403       200
modules:quiz                            GET     in       403      403    403    403     403      200     200      403      403       200
modules:quiz_csv                        GET     in       403      403    403    403     403      200     200      403      403       200
modules:try_quiz                        GET     in       403      403    403    403     403      200     200      403      403       200
modules:try_quiz                        POST    in       403      403    403    403     403      200     200      403      403       200
wagtailadmin_home                       GET     in       403      403    403    403     403      200     200      403      403       200
"""  # noqa: E501

# One's own account: the same for everybody who is signed in.
OWN_ACCOUNT = """
address                               visitor  person
account_login                         200      302
account_logout                        302      200
account_inactive                      200      200
account_signup                        200      302
account_reauthenticate                in       200
account_email                         in       200
account_email_verification_sent       200      200
account_change_password               in       200
account_set_password                  in       302
account_reset_password                200      200
account_confirm_login_code            in       302
account_confirm_email                 200      200
account_reset_password_from_key_done  200      200
account_reset_password_from_key       200      200
account_reset_password_done           200      200
mfa_index                             in       200
mfa_authenticate                      in       302
mfa_reauthenticate                    in       302
mfa_activate_totp                     in       302
mfa_deactivate_totp                   in       404
mfa_view_recovery_codes               in       404
mfa_generate_recovery_codes           in       302
mfa_download_recovery_codes           in       404
mfa_list_webauthn                     in       200
mfa_add_webauthn                      in       302
mfa_reauthenticate_webauthn           in       302
mfa_remove_webauthn                   in       302
mfa_edit_webauthn                     in       302
mfa_login_webauthn                    in       302
"""

# The editor's own sign-in and its icons, open to all.
EDITOR_DOORS = {
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
}


def rows(table):
    """Read a table: the names of its columns, then one list of cells per line."""
    heading, *lines = [line.split() for line in table.strip().splitlines()]
    return heading, [line for line in lines if line]


ROLES = rows(MATRIX)[0][2:]


@pytest.fixture
def world():
    """One cohort with its people, and people who have nothing to do with it."""
    house, client_organisation = OrganisationFactory(kind="house"), OrganisationFactory()
    people = {role: UserFactory(email=f"{role}@example.org") for role in ROLES[1:]}
    for name, role, organisation in [
        ("coach", Role.COACH, house),
        ("coach2", Role.COACH, house),
        ("trainer", Role.TRAINER, house),
        ("author", Role.AUTHOR, house),
        ("manager", Role.MANAGER, house),
        ("partner", Role.PARTNER, client_organisation),
        ("partner2", Role.PARTNER, OrganisationFactory()),
    ]:
        grant_role(person=people[name], organisation=organisation, role=role)
    people["admin"].is_superuser = people["admin"].is_staff = True
    people["admin"].save()

    open_editor()
    home().add_child(instance=ResourceIndexPage(title="Ressources", slug="ressources"))
    today = timezone.localdate()
    cohort = CohortFactory(
        course=CourseFactory(slug="formation", is_open=True),
        organisation=client_organisation,
        starts_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=30),
    )
    module_of(cohort.course, lessons=1, quizzes=1)
    for name in ("coach", "trainer"):
        CohortStaff.objects.create(cohort=cohort, person=people[name], role=name)
    enrolment = EnrolmentFactory(cohort=cohort, learner=people["learner"], coach=people["coach"])
    _lesson, quiz = activities_of(cohort.course)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    enrolment.state = "completed"
    enrolment.completed_at = timezone.now()
    enrolment.save()
    starts_at = timezone.now() + timedelta(days=3)
    booking = BookingFactory(
        coach=people["coach"],
        learner=people["learner"],
        enrolment=enrolment,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        booked_at=timezone.now(),
    )
    key = EntryKey.objects.create(
        cohort=cohort,
        code="ABCDEFGH",
        valid_until=timezone.now() + timedelta(days=3),
        most_uses=5,
        created_at=timezone.now(),
    )
    composition = Composition.objects.create(
        key="cle", organisation_name="Ville", kind="territory", requested_at=timezone.now()
    )
    composed = CompositionModule.objects.create(
        composition=composition,
        module=ModulePage.objects.get(),
        depth="discovery",
        position=0,
    )
    session = SessionFactory(cohort=cohort)
    material = session.materials.create(
        title="Carnet", name="carnet.pdf", file=ContentFile(b"%PDF-1.7", "carnet.pdf")
    )
    survey = sent(cohort, SATISFACTION, WORDS, moment="entry")
    says(survey, enrolment, q2="Merci.")
    work, reading = work_and_reading(enrolment)
    return SimpleNamespace(
        work=work,
        reading=reading,
        material=material,
        composition=composition,
        composed=composed,
        key=key,
        people=people,
        cohort=cohort,
        session=session,
        quiz=quiz,
        attempt=attempt,
        enrolment=enrolment,
        booking=booking,
        certificate=certificates.issue(enrolment=enrolment),
        survey=survey,
        archive=Archive.objects.create(cohort=cohort, kind="papers", asked_at=timezone.now()),
    )


def work_and_reading(enrolment):
    """Return what the learner has handed in, with a file, and what they read of somebody else's."""
    module = ModulePage.objects.get()
    assignment = AssignmentFactory(parent=module, peer_readings=1)
    works = [
        Submission.objects.create(
            learner=one.learner,
            assignment=assignment,
            enrolment_id=one.pk,
            number=1,
            state="sent",
            text="Notre alliance.",
            saved_at=timezone.now(),
            sent_at=timezone.now(),
        )
        for one in (enrolment, EnrolmentFactory(cohort=enrolment.cohort))
    ]
    for work in works:
        work.files.create(
            name="projet.pdf",
            content_type="application/pdf",
            size=8,
            file=ContentFile(b"%PDF-1.7", "projet.pdf"),
        )
    mine, theirs = works
    paper = Paper.objects.create(
        enrolment_id=theirs.enrolment_id, activity_id=assignment.pk, submission=theirs
    )
    return mine, Reading.objects.create(paper=paper, reader=enrolment.learner, role="peer")


def address_of(name, world):
    """Return the address of that name in this world."""
    composed = f"/pilotage/formactions/{world.composition.pk}"
    cohort = f"/pilotage/promotions/{world.cohort.pk}/"
    papers = f"{cohort}attestations/"
    question = world.quiz.quiz_questions.first().question
    special = {
        "modules:question": f"/gestion/banque/questions/{question.pk}/",
        "modules:question_csv": f"/gestion/banque/questions/{question.pk}.csv",
        "modules:try_question": f"/gestion/banque/questions/{question.pk}/essai/",
        "modules:quiz": f"/gestion/banque/quiz/{world.quiz.pk}/",
        "modules:quiz_csv": f"/gestion/banque/quiz/{world.quiz.pk}.csv",
        "modules:try_quiz": f"/gestion/banque/quiz/{world.quiz.pk}/essai/",
        "wagtail_serve": "/",
        "cohorts:document": "/documents/1/rien.pdf",
        "wagtaildocs_serve": "/documents/1/rien.pdf",
        "courses:course": "/formations/formation/",
        "wagtailadmin_home": "/gestion/",
        "cohorts:enrol": f"/formations/{world.cohort.course_id}/inscription/",
        "coaching:answer": f"/encadrement/demandes/{world.booking.pk}/",
        "coaching:move": f"/coaching/rendez-vous/{world.booking.pk}/deplacer/",
        "coaching:cancel": f"/coaching/rendez-vous/{world.booking.pk}/annuler/",
        "cohorts:issue_paper": f"{papers}{world.enrolment.pk}/attestation/delivrer/",
        "cohorts:issued_paper": f"{papers}{world.certificate.code}.pdf",
        "cohorts:revoke_paper": f"{papers}{world.certificate.code}/revoquer/",
        "cohorts:build_archive": f"{cohort}archives/papers/preparer/",
        "cohorts:verify": world.certificate.get_absolute_url(),
        "cohorts:programme": world.composition.get_absolute_url(),
        "cohorts:programme_paper": "/formaction/cle.pdf",
        "cohorts:composition": f"{composed}/",
        "cohorts:move_composed": f"{composed}/modules/{world.composed.pk}/",
        "cohorts:answer_composition": f"{composed}/reponse/",
        "cohorts:open_composition": f"{composed}/ouvrir/",
        "cohorts:undo_act": "/pilotage/ensemble/999999/annuler/",
        "cohorts:need": "/pilotage/a-faire/feuilles/",
        "analytics:progress_export": f"/pilotage/promotions/{world.cohort.pk}/suivi.csv",
        "surveys:export": f"{cohort}questionnaires/{world.survey.pk}/resultats.csv",
        "account_confirm_email": "/compte/confirm-email/rien/",
        "account_reset_password_from_key": "/compte/password/reset/key/1-rien/",
    }
    if name in special:
        return special[name]
    if name.startswith("marking:"):
        return address_of_work(name, world)
    known = {
        "pk": world.cohort.pk,
        "activity_pk": world.quiz.pk,
        "key_pk": world.key.pk,
        "code": world.key.code,
        "attempt_pk": world.attempt.pk,
        "enrolment_pk": world.enrolment.pk,
        "session_pk": world.session.pk,
        "material_pk": world.material.pk,
        "archive_pk": world.archive.pk,
        "survey_pk": world.survey.pk,
        "position": 2,
    }
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", named_routes()[name])
    return reverse(name, kwargs={key: known.get(key, 1) for key in wanted})


def address_of_work(name, world):
    work, read = world.work, world.reading.paper.submission
    file = read.files.get() if name == "marking:peer_file" else work.files.get()
    known = {
        "pk": world.cohort.pk,
        "activity_pk": work.assignment_id,
        "work_pk": work.pk,
        "file_pk": file.pk,
        "reading_pk": world.reading.pk,
        "attempt_pk": world.attempt.pk,
    }
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", named_routes()[name])
    return reverse(name, kwargs={key: known[key] for key in wanted})


def outcome(client, method, address):
    """Say what the answer is; nothing that it writes stays."""
    with transaction.atomic():
        response = getattr(client, method.lower())(address)
        transaction.set_rollback(True)
    if response.status_code == 302 and "/compte/login/" in response.headers["Location"]:
        return "in"
    return str(response.status_code)


def client_of(person):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def named_routes():
    """Return the route of every named address outside the editor, by its whole name."""
    return dict(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, prefix: str, space: str):
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            # The editor's own addresses follow Wagtail's permissions; ours inside it have lines.
            if one.name and (space == "modules:" or not route.startswith("gestion/")):
                yield f"{space}{one.name}", route
        else:
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one, route, inner)


@pytest.mark.parametrize("line", rows(MATRIX)[1], ids=lambda line: f"{line[0]}-{line[1]}")
def test_each_role_meets_what_it_should(line, world):
    name, method, *expected = line
    address = address_of(name, world)

    met = {role: outcome(client_of(world.people.get(role)), method, address) for role in ROLES}

    assert met == dict(zip(ROLES, expected, strict=True))


@pytest.mark.parametrize("line", rows(OWN_ACCOUNT)[1], ids=lambda line: line[0])
def test_ones_own_account_asks_to_sign_in(line, world):
    name, visitor, person = line
    address = address_of(name, world)

    met = [
        outcome(client_of(world.people.get(role)), "GET", address)
        for role in ("visitor", "learner", "admin")
    ]

    assert met == [visitor, person, person]


def test_every_address_has_its_line():
    written = {line[0] for table in (MATRIX, OWN_ACCOUNT) for line in rows(table)[1]}

    assert written - {"wagtailadmin_home"} == set(named_routes())


@pytest.mark.parametrize("role", ["visitor", "learner", "coach", "trainer", "partner"])
def test_the_editor_is_closed_to_people_who_do_not_write(role, world):
    client = client_of(world.people.get(role))
    refused = "in" if role == "visitor" else "403"

    opened = {
        address: met
        for address in _editor_addresses()
        if (met := outcome(client, "GET", address)) not in (refused, "404", "405")
    }

    assert opened == {}


def _editor_addresses():
    """Every address of the editor that needs no argument, but those of its own sign-in."""
    for route, pattern in _editor_patterns(get_resolver(), ""):
        if not set("<(*").intersection(route) and pattern.name not in EDITOR_DOORS:
            yield "/" + route.replace("^", "").replace("$", "").replace("\\", "")


def _editor_patterns(resolver: URLResolver, prefix: str):
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _editor_patterns(one, route)
        elif route.startswith("gestion/"):
            yield route, one
