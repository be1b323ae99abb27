"""What the platform does with activities, one file per noun."""

from modules.services.assignments import (
    AlreadySent,
    FileRefused,
    NothingToSend,
    TextTooLong,
    add_file,
    may_begin_anew,
    remove_file,
    return_submission,
    save_draft,
    send_submission,
)
from modules.services.attempts import (
    AnswerNotOffered,
    AnswersTooLarge,
    NotGraded,
    QuestionNotAsked,
    QuizIsEmpty,
    QuizNotPassed,
    complete_activity,
    grade_attempt,
    start_attempt,
    submit_attempt,
)
from modules.services.completions import Refused

__all__ = [
    "AlreadySent",
    "AnswerNotOffered",
    "AnswersTooLarge",
    "FileRefused",
    "NotGraded",
    "NothingToSend",
    "QuestionNotAsked",
    "QuizIsEmpty",
    "QuizNotPassed",
    "Refused",
    "TextTooLong",
    "add_file",
    "complete_activity",
    "grade_attempt",
    "may_begin_anew",
    "remove_file",
    "return_submission",
    "save_draft",
    "send_submission",
    "start_attempt",
    "submit_attempt",
]
