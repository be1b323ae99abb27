"""Addresses of surveys: the learner's page, the results, the manager's planning."""

from django.urls import path, re_path

from cohorts.surveys.views import answering, planning, results

app_name = "surveys"

of_cohort = "pilotage/promotions/<int:pk>/questionnaires"
one = f"{of_cohort}/<int:survey_pk>"

urlpatterns = [
    path("promotions/<int:pk>/questionnaires/<int:survey_pk>/", answering.answer, name="answer"),
    path(f"{of_cohort}/", results.surveys, name="surveys"),
    path(f"{of_cohort}/ajouter/", planning.add, name="add"),
    path(f"{of_cohort}/proposer/", planning.propose, name="propose"),
    path(f"{one}/", results.results, name="results"),
    path(f"{one}/modifier/", planning.edit, name="edit"),
    path(f"{one}/annuler/", planning.cancel, name="cancel"),
    path(f"{one}/retablir/", planning.restore, name="restore"),
    path(f"{one}/textes/<int:position>/", results.texts, name="texts"),
    path(f"{one}/personnes/", results.people, name="people"),
    path(f"{one}/personnes/<int:enrolment_pk>/", results.person, name="person"),
    re_path(
        r"^pilotage/promotions/(?P<pk>[0-9]+)/questionnaires/(?P<survey_pk>[0-9]+)/"
        r"resultats\.(?P<extension>csv|xlsx)$",
        results.export,
        name="export",
    ),
]
