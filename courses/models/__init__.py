"""The catalogue's tables: its vocabulary (snippets) and its pages."""

from courses.models.courses import CoursePage, in_preparation
from courses.models.editions import remember, remember_each
from courses.models.pages import CatalogueIndexPage, ResourceIndexPage
from courses.models.plan import PlanItem
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
    "in_preparation",
    "remember",
    "remember_each",
    "words_of",
]
