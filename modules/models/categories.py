"""Where questions stand in the bank: categories, and categories inside them."""

from collections import defaultdict

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

SEPARATOR = " › "
DEEPEST = 3


class CategoryManager(models.Manager["QuestionCategory"]):
    """Categories with those above them, in the order of the tree: their names need both."""

    def get_queryset(self) -> models.QuerySet["QuestionCategory"]:
        path = Case(
            When(parent=None, then=F("title")),
            When(
                parent__parent=None, then=Concat(F("parent__title"), Value(SEPARATOR), F("title"))
            ),
            default=Concat(
                F("parent__parent__title"),
                Value(SEPARATOR),
                F("parent__title"),
                Value(SEPARATOR),
                F("title"),
            ),
        )
        return super().get_queryset().select_related("parent__parent").order_by(path, "pk")

    def ids_below(self) -> dict[int, set[int]]:
        """Return the ids of each category and of all those inside it (one query)."""
        inside: dict[int, set[int]] = defaultdict(set)
        for category in self.all():
            for ancestor in category.ancestry():
                inside[ancestor.pk].add(category.pk)
        return inside


class QuestionCategory(models.Model):  # type: ignore[django-manager-missing]  # used below
    """A subject of the question bank; its questions may stand in categories inside it."""

    title = models.CharField(_("title"), max_length=120)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("inside"),
    )

    objects = CategoryManager()

    panels = [FieldPanel("title"), FieldPanel("parent", widget=forms.Select)]

    class Meta:
        verbose_name = _("category of questions")
        verbose_name_plural = _("categories of questions")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "title"], name="categories_inside_one_have_different_titles"
            ),
            models.UniqueConstraint(
                fields=["title"],
                condition=Q(parent=None),
                name="first_categories_have_different_titles",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("pk")), name="a_category_is_not_inside_itself"
            ),
        ]

    def __str__(self) -> str:
        return SEPARATOR.join(category.title for category in reversed(self.ancestry()))

    def ancestry(self) -> list["QuestionCategory"]:
        """The category itself, then those it stands in, outwards."""
        line = [self]
        while len(line) < DEEPEST and line[-1].parent is not None:
            line.append(line[-1].parent)
        return line

    def clean(self) -> None:
        super().clean()
        if self.parent is None:
            return
        inside = QuestionCategory.objects.ids_below()
        if self.parent_id in inside.get(self.pk, ()):
            raise ValidationError({"parent": _("A category cannot stand inside itself.")})
        above = len(self.parent.ancestry())
        if above + self._height() > DEEPEST:
            raise ValidationError({"parent": _("Categories go three deep: choose one further up.")})

    def _height(self) -> int:
        """Return how deep the categories of this one go, itself included."""
        if self.pk is None:
            return 1
        children = QuestionCategory.objects.filter(parent=self.pk)
        below = QuestionCategory.objects.filter(parent__parent=self.pk)
        return 1 + children.exists() + below.exists()
