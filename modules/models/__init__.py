"""What one does in a step: pages that authors write, questions, and what learners did."""

from modules.models.activities import Activity, LessonPage, QuizPage
from modules.models.assignments import AssignmentPage, Submission, SubmittedFile
from modules.models.attempts import Attempt, Response
from modules.models.categories import QuestionCategory
from modules.models.completions import Completion
from modules.models.draws import QuizDraw
from modules.models.library import ModuleLibraryPage, ModulePage
from modules.models.questions import Difficulty, Question, QuestionTag, QuizQuestion

__all__ = [
    "Activity",
    "AssignmentPage",
    "Attempt",
    "Completion",
    "Difficulty",
    "LessonPage",
    "ModuleLibraryPage",
    "ModulePage",
    "Question",
    "QuestionCategory",
    "QuestionTag",
    "QuizDraw",
    "QuizPage",
    "QuizQuestion",
    "Response",
    "Submission",
    "SubmittedFile",
]
