"""The catalogue's tables: its vocabulary (snippets) and its pages."""

from courses.models.courses import CoursePage, courses_by_id, in_preparation
from courses.models.editions import remember, remember_each
from courses.models.pages import CatalogueIndexPage, ResourceIndexPage
from courses.models.plan import PlanItem
from courses.models.privacy import open_to_all
from courses.models.seeds import SeedMark
from courses.models.vocabulary import (
    Audience,
    FormatPresentation,
    Impact,
    Level,
    Modality,
    Need,
    ResourceCentre,
    ResourceKind,
    Term,
    Theme,
    Word,
    words_of,
)

__all__ = [
    "Audience",
    "CatalogueIndexPage",
    "CoursePage",
    "FormatPresentation",
    "Impact",
    "Level",
    "Modality",
    "Need",
    "PlanItem",
    "ResourceCentre",
    "ResourceIndexPage",
    "ResourceKind",
    "SeedMark",
    "Term",
    "Theme",
    "Word",
    "courses_by_id",
    "in_preparation",
    "open_to_all",
    "remember",
    "remember_each",
    "words_of",
]
