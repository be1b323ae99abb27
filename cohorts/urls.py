"""Addresses of cohorts: the learner's space and classroom, agendas, the manager's desk."""

from django.urls import URLPattern, path

from cohorts.views import (
    acts,
    agenda,
    calendar,
    certificates,
    classroom,
    documents,
    enrolling,
    importing,
    joining,
    materials,
    openings,
    papers,
    people,
    planning,
    quizzes,
    sessions,
    sheets,
    signing,
    space,
)
from cohorts.views import composed as composed_desk
from cohorts.views import composing as composer
from cohorts.views import desk as coach_desk
from cohorts.views import entry as ways_in
from cohorts.views import steering as steering_desk

app_name = "cohorts"

learning: list[URLPattern] = [
    path(
        "documents/<int:document_id>/<str:document_filename>", documents.document, name="document"
    ),
    path("espace/", space.space, name="space"),
    path("formations/<int:course_pk>/inscription/", enrolling.enrol, name="enrol"),
    path("promotions/<int:pk>/inscription/", enrolling.enrol_cohort, name="enrol_cohort"),
    path("promotions/<int:pk>/demande/", joining.ask, name="ask"),
    path("rejoindre/", joining.join_form, name="join_form"),
    path("rejoindre/<str:code>/", joining.join, name="join"),
    path("places/<str:key>/", joining.offer, name="offer"),
    path("promotions/<int:pk>/desinscription/", enrolling.withdraw, name="withdraw"),
    path("promotions/<int:pk>/", classroom.classroom, name="classroom"),
    path("promotions/<int:pk>/activites/<int:activity_pk>/", classroom.activity, name="activity"),
    path(
        "promotions/<int:pk>/activites/<int:activity_pk>/terminer/",
        classroom.finish_activity,
        name="finish_activity",
    ),
    path(
        "promotions/<int:pk>/activites/<int:activity_pk>/position/",
        classroom.keep_position,
        name="keep_position",
    ),
    path(
        "promotions/<int:pk>/activites/<int:activity_pk>/tentatives/",
        quizzes.start_attempt,
        name="start_attempt",
    ),
    path("promotions/<int:pk>/tentatives/<int:attempt_pk>/", quizzes.attempt, name="attempt"),
    path(
        "promotions/<int:pk>/tentatives/<int:attempt_pk>/remettre/",
        quizzes.hand_in,
        name="hand_in",
    ),
    path("promotions/<int:pk>/seances/", sessions.cohort_sessions, name="cohort_sessions"),
    path("promotions/<int:pk>/seances/<int:session_pk>/", sessions.session, name="session"),
    path("promotions/<int:pk>/seances/<int:session_pk>/salle/", sessions.room, name="room"),
    path("promotions/<int:pk>/attestation.pdf", certificates.certificate, name="certificate"),
    path(
        "promotions/<int:pk>/attestations/<int:enrolment_pk>.pdf",
        certificates.certificate_of,
        name="certificate_of",
    ),
    path(
        "promotions/<int:pk>/certificat-de-realisation.pdf",
        certificates.realisation,
        name="realisation",
    ),
    path("verifier/", certificates.verify_form, name="verify_form"),
    path("verifier/<str:code>", certificates.verify, name="verify"),
]

agendas: list[URLPattern] = [
    path("encadrement/", coach_desk.desk, name="desk"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/adresse/", agenda.agenda_address, name="agenda_address"),
    path("agenda/rappels/", agenda.agenda_reminders, name="agenda_reminders"),
    path("agenda.ics", agenda.agenda_feed, name="agenda_feed"),
]

of_session = "promotions/<int:pk>/seances/<int:session_pk>/documents"
given: list[URLPattern] = [
    path(f"{of_session}/", materials.materials, name="materials"),
    path(f"{of_session}/<int:material_pk>/", materials.material, name="material"),
    path(
        f"{of_session}/<int:material_pk>/retirer/",
        materials.remove_material,
        name="remove_material",
    ),
    path(
        f"{of_session}/<int:material_pk>/remettre/",
        materials.put_back_material,
        name="put_back_material",
    ),
]

sheet = "promotions/<int:pk>/seances/<int:session_pk>/emargement"
attendance: list[URLPattern] = [
    path("emarger/", signing.sign_by_code, name="sign_by_code"),
    path("emarger/<str:token>/", signing.sign, name="sign"),
    path(f"{sheet}/", sheets.sheet, name="sheet"),
    path(f"{sheet}.pdf", sheets.paper, name="sheet_paper"),
    path(f"{sheet}/ecran/", sheets.screen, name="sheet_screen"),
    path(f"{sheet}/contresigner/", sheets.countersign, name="countersign"),
    path(f"{sheet}/liens/", sheets.send_links, name="send_sign_links"),
    path(f"{sheet}/<int:enrolment_pk>/signer/", sheets.sign_on_tablet, name="sign_on_tablet"),
    path(f"{sheet}/<int:enrolment_pk>/noter/", sheets.note, name="note_attendance"),
    path(f"{sheet}/justificatifs/<int:record_pk>/", sheets.proof, name="absence_proof"),
]

steering: list[URLPattern] = [
    path("pilotage/", steering_desk.desk, name="steering"),
    path("pilotage/calendrier/", calendar.month, name="calendar_month"),
    path("pilotage/saison/", calendar.season, name="calendar_season"),
    path("pilotage/a-faire/<slug:key>/", calendar.need, name="need"),
    path("pilotage/promotions/ouvrir/", steering_desk.open_cohort, name="open_cohort"),
    path("pilotage/promotions/<int:pk>/", steering_desk.overview, name="steer_cohort"),
    path("pilotage/promotions/<int:pk>/modifier/", steering_desk.edit_cohort, name="edit_cohort"),
    path("pilotage/promotions/<int:pk>/seances/", planning.sessions, name="sessions"),
    path(
        "pilotage/promotions/<int:pk>/seances/proposer/",
        planning.propose_sessions,
        name="propose_sessions",
    ),
    path("pilotage/promotions/<int:pk>/seances/ajouter/", planning.add_session, name="add_session"),
    path(
        "pilotage/promotions/<int:pk>/seances/<int:session_pk>/modifier/",
        planning.edit_session,
        name="edit_session",
    ),
    path(
        "pilotage/promotions/<int:pk>/seances/<int:session_pk>/annuler/",
        planning.cancel_session,
        name="cancel_session",
    ),
    path("pilotage/promotions/<int:pk>/personnes/", people.people, name="people"),
    path("pilotage/message/", acts.write_to_cohorts, name="write_to_cohorts"),
    path("pilotage/ensemble/<int:pk>/annuler/", acts.undo_act, name="undo_act"),
    path(
        "pilotage/promotions/<int:pk>/personnes/ensemble/", acts.act_on_people, name="act_on_people"
    ),
    path("pilotage/promotions/<int:pk>/personnes/ajouter/", people.add_person, name="add_person"),
    path("pilotage/promotions/<int:pk>/personnes/coach/", people.assign_coach, name="assign_coach"),
    path(
        "pilotage/promotions/<int:pk>/personnes/<int:enrolment_pk>/retirer/",
        people.withdraw_person,
        name="withdraw_person",
    ),
    path("pilotage/promotions/<int:pk>/demandes/", ways_in.requests, name="requests"),
    path("pilotage/promotions/<int:pk>/acces/", ways_in.entry_keys, name="entry_keys"),
    path(
        "pilotage/promotions/<int:pk>/acces/<int:key_pk>/revoquer/",
        ways_in.revoke_key,
        name="revoke_key",
    ),
    path("pilotage/promotions/<int:pk>/import/", importing.import_people, name="import_people"),
    path("pilotage/modele-inscriptions.csv", importing.model_file, name="model_file"),
]

composing: list[URLPattern] = [
    path("formaction/composer/", composer.compose, name="compose"),
    path("formaction/composer/devis/", composer.request_quote, name="request_quote"),
    path("formaction/<str:key>.pdf", composer.programme_paper, name="programme_paper"),
    path("formaction/<str:key>/", composer.programme, name="programme"),
    path("pilotage/formactions/", composed_desk.compositions, name="compositions"),
    path("pilotage/formactions/<int:pk>/", composed_desk.composition, name="composition"),
    path(
        "pilotage/formactions/<int:pk>/modules/<int:row_pk>/",
        composed_desk.move_composed,
        name="move_composed",
    ),
    path(
        "pilotage/formactions/<int:pk>/reponse/",
        composed_desk.answer_composition,
        name="answer_composition",
    ),
    path(
        "pilotage/formactions/<int:pk>/ouvrir/",
        composed_desk.open_composition,
        name="open_composition",
    ),
]

of_cohort = "pilotage/promotions/<int:pk>"
quiz_desk: list[URLPattern] = [
    path(f"{of_cohort}/quiz/", openings.quizzes, name="quizzes"),
    path(f"{of_cohort}/quiz/<int:activity_pk>/", openings.set_quiz_window, name="set_quiz_window"),
    path(f"{of_cohort}/quiz/temps/", openings.give_extra_time, name="give_extra_time"),
]
evidence: list[URLPattern] = [
    path(f"{of_cohort}/attestations/", papers.papers, name="papers"),
    path(f"{of_cohort}/attestations/regles/", papers.change_rules, name="change_rules"),
    path(f"{of_cohort}/attestations/<str:code>.pdf", papers.issued, name="issued_paper"),
    path(
        f"{of_cohort}/attestations/<str:code>/revoquer/", papers.revoke_paper, name="revoke_paper"
    ),
    path(
        f"{of_cohort}/attestations/<int:enrolment_pk>/<str:kind>/delivrer/",
        papers.issue_paper,
        name="issue_paper",
    ),
    path(f"{of_cohort}/dossier/", papers.evidence, name="evidence"),
    path(f"{of_cohort}/archives/<str:kind>/preparer/", papers.build_archive, name="build_archive"),
    path(f"{of_cohort}/archives/<int:archive_pk>/", papers.archive, name="archive"),
    path(f"{of_cohort}/archives/<int:archive_pk>.zip", papers.archive_file, name="archive_file"),
]

urlpatterns = [
    *quiz_desk,
    *evidence,
    *composing,
    *learning,
    *agendas,
    *given,
    *attendance,
    *steering,
]
