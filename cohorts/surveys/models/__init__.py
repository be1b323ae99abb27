"""Questionnaires, the surveys that put them to cohorts, who is asked, and what they answered."""

from cohorts.surveys.models.answers import AnonymousAnswer, NamedAnswer
from cohorts.surveys.models.questionnaires import Questionnaire
from cohorts.surveys.models.surveys import Participant, Survey

__all__ = ["AnonymousAnswer", "NamedAnswer", "Participant", "Questionnaire", "Survey"]
