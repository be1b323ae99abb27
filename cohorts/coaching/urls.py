"""Addresses of coaching: the learner's appointments, the coach's hours."""

from django.urls import path

from cohorts.coaching import views

app_name = "coaching"

urlpatterns = [
    path("coaching/", views.appointments, name="appointments"),
    path("coaching/reserver/", views.book, name="book"),
    path("coaching/<int:pk>/annuler/", views.cancel, name="cancel"),
    path("encadrement/disponibilites/", views.hours, name="hours"),
]
