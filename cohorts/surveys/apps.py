"""Surveys: questionnaires put to cohorts, their answers, what is read in them."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "cohorts.surveys"
    label = "surveys"
