"""How answers earn credit, from 0 to 1: plain functions of what was answered and what is right."""

from modules.grading.attempts import Counted, counting, end_of_attempt, score_attempt
from modules.grading.choices import Credit, score_choices
from modules.grading.numbers import Quantity, Tolerance, is_close, read_quantity, same_unit
from modules.grading.orders import OrderCredit, score_order, score_pairs
from modules.grading.rubrics import Levels, less_for_lateness, middle_levels, score_rubric
from modules.grading.texts import Strict, same_text

__all__ = [
    "Counted",
    "Credit",
    "Levels",
    "OrderCredit",
    "Quantity",
    "Strict",
    "Tolerance",
    "counting",
    "end_of_attempt",
    "is_close",
    "less_for_lateness",
    "middle_levels",
    "read_quantity",
    "same_text",
    "same_unit",
    "score_attempt",
    "score_choices",
    "score_order",
    "score_pairs",
    "score_rubric",
]
