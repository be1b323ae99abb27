"""Addresses of coaching: the learner's appointments, the coach's hours."""

from django.urls import path

from cohorts.coaching.views import availability, changing, desk, learning

app_name = "coaching"

urlpatterns = [
    path("coaching/", learning.appointments, name="appointments"),
    path("coaching/passes/", learning.past, name="past"),
    path("coaching/reserver/", learning.book, name="book"),
    path("coaching/<int:enrolment_pk>/demander/", learning.ask, name="ask"),
    path("coaching/<int:enrolment_pk>/attendre/", learning.wait, name="wait"),
    path(
        "coaching/<int:enrolment_pk>/groupes/<int:group_pk>/rejoindre/", learning.join, name="join"
    ),
    path("coaching/rendez-vous/<int:pk>/deplacer/", changing.move, name="move"),
    path("coaching/rendez-vous/<int:pk>/annuler/", changing.cancel, name="cancel"),
    path("coaching/lien/<str:token>/", changing.move_by_link, name="move_by_link"),
    path("encadrement/disponibilites/", availability.hours, name="hours"),
    path("encadrement/disponibilites/exceptions/", availability.exceptions, name="exceptions"),
    path(
        "encadrement/disponibilites/exceptions/<int:pk>/retirer/",
        availability.remove_exception,
        name="remove_exception",
    ),
    path("encadrement/disponibilites/reglages/", availability.settings, name="settings"),
    path("encadrement/disponibilites/agenda/", availability.calendar, name="calendar"),
    path("encadrement/semaine/", desk.week, name="week"),
    path("encadrement/demandes/<int:pk>/", desk.answer, name="answer"),
    path("encadrement/groupes/", desk.open_group, name="groups"),
    path("encadrement/groupes/<int:pk>/annuler/", desk.cancel_group, name="cancel_group"),
]
