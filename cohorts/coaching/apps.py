"""Coaching: availability, appointments, hours, invitations."""

from django.apps import AppConfig


class CoachingConfig(AppConfig):
    name = "cohorts.coaching"
    label = "coaching"
