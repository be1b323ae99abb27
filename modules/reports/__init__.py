"""What authors read about their questions and quizzes: where they are used, and how they do."""

from modules.reports.figures import (
    MOST_ATTEMPTS,
    Figures,
    QuizFigures,
    question_figures,
    quiz_figures,
)
from modules.reports.places import changes_of, places_of

__all__ = [
    "MOST_ATTEMPTS",
    "Figures",
    "QuizFigures",
    "changes_of",
    "places_of",
    "question_figures",
    "quiz_figures",
]
