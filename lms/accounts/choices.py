"""Time zones in the order in which people here look for theirs."""

from zoneinfo import available_timezones

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Choices = list[tuple[str, str | Promise]]

# France's own zones, from the mainland westward.
FRANCE: Choices = [
    ("Europe/Paris", _("Mainland France (Paris)")),
    ("America/Guadeloupe", _("Guadeloupe")),
    ("America/Martinique", _("Martinique")),
    ("America/St_Barthelemy", _("Saint-Barthélemy")),
    ("America/Marigot", _("Saint-Martin")),
    ("America/Cayenne", _("French Guiana")),
    ("America/Miquelon", _("Saint-Pierre-et-Miquelon")),
    ("Pacific/Tahiti", _("French Polynesia (Tahiti)")),
    ("Pacific/Marquesas", _("French Polynesia (Marquesas)")),
    ("Pacific/Gambier", _("French Polynesia (Gambier)")),
    ("Pacific/Wallis", _("Wallis and Futuna")),
    ("Pacific/Noumea", _("New Caledonia")),
    ("Indian/Reunion", _("Réunion")),
    ("Indian/Mayotte", _("Mayotte")),
]
CONTINENTS = {
    "Europe": _("Europe"),
    "Africa": _("Africa"),
    "America": _("Americas"),
    "Asia": _("Asia"),
    "Australia": _("Australia"),
    "Pacific": _("Pacific"),
    "Indian": _("Indian Ocean"),
    "Atlantic": _("Atlantic"),
}


def time_zone_choices() -> list[tuple[str | Promise, Choices]]:
    """Return every zone that names a place, in groups: France first, then the world."""
    french = {name for name, _label in FRANCE}
    others = sorted(
        name
        for name in available_timezones() - french
        if name.partition("/")[0] in CONTINENTS and name.isascii()
    )
    groups: list[tuple[str | Promise, Choices]] = [(_("France"), FRANCE)]
    for continent, label in CONTINENTS.items():
        names = [name for name in others if name.partition("/")[0] == continent]
        groups.append((label, [(name, _place(name)) for name in names]))
    return groups


def _place(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")
