"""The catalogue's vocabulary: words that authors may add to and reword."""

from dataclasses import dataclass

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from courses.choices import Format


class Term(models.Model):
    """A word of the catalogue with the stable key that addresses and seeds use."""

    slug = models.SlugField(_("key"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=160)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Theme(Term):  # type: ignore[django-manager-missing]  # the stubs do not see page managers
    """One of the seven subjects of the awareness modules."""

    hue = models.PositiveSmallIntegerField(
        _("hue"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(7)],
        help_text=_("The small coloured mark of the theme, 1 to 7."),
    )

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")


class Audience(Term):
    """Whom a course is for."""

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")


class Level(Term):
    """How far a course goes: a depth of awareness, or a level of form'action."""

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")


class Modality(Term):
    """One of the ways of learning that programmes combine."""

    detail = models.TextField(_("detail"))

    class Meta:
        verbose_name = _("modality")
        verbose_name_plural = _("modalities")


class FormatPresentation(Term):
    """How the catalogue presents one format."""

    format = models.CharField(_("format"), max_length=20, choices=Format.choices, unique=True)
    summary = models.TextField(_("summary"), blank=True)
    components = models.TextField(
        _("components"),
        blank=True,
        help_text=_("What courses of this format combine, one per line."),
    )

    class Meta:
        verbose_name = _("presentation of a format")
        verbose_name_plural = _("presentations of formats")


class Impact(Term):
    """One of the three things that alliances change."""

    class Meta:
        verbose_name = _("impact")
        verbose_name_plural = _("impacts")


class Need(Term):
    """One of the needs that Le RAMEAU's work answers; resource centres are sorted by it."""

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")


class ResourceKind(Term):
    """A kind of resource, and what it is good for."""

    purpose = models.CharField(_("purpose"), max_length=160)

    class Meta:
        verbose_name = _("kind of resource")
        verbose_name_plural = _("kinds of resources")


class ResourceCentre(Term):
    """A website of references, examples, methods and tools."""

    url = models.URLField(_("address"))
    need = models.ForeignKey(
        Need, on_delete=models.PROTECT, related_name="centres", verbose_name=_("need")
    )

    class Meta:
        verbose_name = _("resource centre")
        verbose_name_plural = _("resource centres")


@dataclass(frozen=True)
class Word:
    """A term as pages show it: ``mark`` is a theme's hue or a format's value."""

    id: int
    slug: str
    title: str
    text: str
    mark: str
    components: str

    @property
    def component_list(self) -> list[str]:
        return [line.strip() for line in self.components.splitlines() if line.strip()]


def words_of(*terms: models.QuerySet) -> list[list[Word]]:
    """Return the words of several sets of terms, each in its order, all in one query."""
    words: list[list[Word]] = [[] for _terms in terms]
    first, *others = [
        queryset.order_by().values_list(
            Value(place),
            "position",
            "pk",
            "slug",
            "title",
            _TEXTS.get(queryset.model, Value("")),
            _MARKS.get(queryset.model, Value("")),
            F("components") if queryset.model is FormatPresentation else Value(""),
        )
        for place, queryset in enumerate(terms)
    ]
    for place, _position, *fields in sorted(first.union(*others, all=True)):
        words[place].append(Word(*fields))
    return words


_TEXTS: dict[type[Term], Combinable] = {FormatPresentation: F("summary"), Modality: F("detail")}
_MARKS: dict[type[Term], Combinable] = {
    FormatPresentation: F("format"),
    Theme: Cast("hue", models.CharField()),
}
