"""The catalogue's tables: its vocabulary (snippets) and its pages."""

from courses.models.courses import CoursePage, PlanItem
from courses.models.pages import CatalogueIndexPage, ResourceIndexPage
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
]
