"""The catalogue's tables: its vocabulary (snippets) and its pages."""

from courses.models.pages import CatalogueIndexPage, CoursePage, PlanItem, ResourceIndexPage
from courses.models.vocabulary import (
    Audience,
    FormatPresentation,
    Level,
    Modality,
    Need,
    ResourceCentre,
    ResourceKind,
    Theme,
)

__all__ = [
    "Audience",
    "CatalogueIndexPage",
    "CoursePage",
    "FormatPresentation",
    "Level",
    "Modality",
    "Need",
    "PlanItem",
    "ResourceCentre",
    "ResourceIndexPage",
    "ResourceKind",
    "Theme",
]
