"""What the platform does with activities, one file per noun."""

from modules.services.attempts import (
    AnswerNotOffered,
    AnswersTooLarge,
    QuestionNotAsked,
    QuizIsEmpty,
    QuizNotPassed,
    complete_activity,
    start_attempt,
    submit_attempt,
)
from modules.services.completions import Refused

__all__ = [
    "AnswerNotOffered",
    "AnswersTooLarge",
    "QuestionNotAsked",
    "QuizIsEmpty",
    "QuizNotPassed",
    "Refused",
    "complete_activity",
    "start_attempt",
    "submit_attempt",
]
