"""Number: written with a comma or a point, with its unit or without, and near enough.

An answer is the text as typed. Decimals travel as text: JSON would make floats of them.
"""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from modules.grading import Quantity, Tolerance, is_close, read_quantity, same_unit
from modules.grading.numbers import LONGEST
from modules.kinds import parts
from modules.kinds.kind import Answer, Kind, Snapshot

NAME = "number"


class UnitBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("unit"), max_length=30)
    factor = blocks.DecimalBlock(
        default=Decimal(1),
        label=_("worth"),
        help_text=_("How many of the first unit one of this unit is: for km, then m: 0.001."),
    )

    class Meta:
        label = _("unit")
        icon = "tag"


class NumberBlock(blocks.StructBlock):
    text = parts.text_block()
    picture = parts.PictureBlock()
    number = blocks.DecimalBlock(label=_("right answer"))
    tolerance = blocks.DecimalBlock(
        default=Decimal(0), min_value=0, label=_("tolerance"), help_text=_("Above and below.")
    )
    tolerance_kind = blocks.ChoiceBlock(
        choices=[
            (Tolerance.ABSOLUTE.value, _("as a number")),
            (Tolerance.PERCENT.value, _("in % of the right answer")),
        ],
        default=Tolerance.ABSOLUTE.value,
        label=_("tolerance counted"),
    )
    units = blocks.ListBlock(
        UnitBlock(),
        default=[],
        max_num=12,
        label=_("units"),
        help_text=_("The right answer is counted in the first one."),
    )
    needs_unit = blocks.BooleanBlock(
        required=False, default=False, label=_("the unit must be written")
    )
    explanation = parts.explanation_block()
    feedback = parts.FeedbackBlock()

    class Meta:
        label = _("number")
        icon = "order"

    def clean(self, value):
        cleaned = super().clean(value)
        units = cleaned["units"]
        if any(not unit["factor"] > 0 for unit in units) or (units and units[0]["factor"] != 1):
            raise parts.refusal(
                "units", _("The first unit is worth 1, and the others more than nothing.")
            )
        if cleaned["needs_unit"] and not units:
            message = _("Name at least one unit, or do not ask for it.")
            raise blocks.StructBlockValidationError(
                block_errors={"needs_unit": ValidationError(message)}
            )
        return cleaned


def snapshot(value: blocks.StructValue) -> Snapshot:
    return parts.snapshot(
        NAME,
        value,
        number=str(value["number"]),
        tolerance=str(value["tolerance"]),
        tolerance_kind=value["tolerance_kind"],
        units=[
            {"id": child.id, "name": child.value["name"], "factor": str(child.value["factor"])}
            for child in value["units"].bound_blocks
        ],
        needs_unit=value["needs_unit"],
    )


def read(snapshot: Snapshot, data: QueryDict, name: str) -> Answer:
    return data.get(name, "").strip()


def accepts(snapshot: Snapshot, answer: Answer) -> bool:
    return isinstance(answer, str) and len(answer) <= LONGEST


def grade(snapshot: Snapshot, answer: Answer) -> float:
    quantity = read_quantity(answer)
    given = _counted(snapshot, quantity) if quantity else None
    if given is None:
        return 0.0
    right, tolerance = Decimal(snapshot["number"]), Decimal(snapshot["tolerance"])
    return float(is_close(given, right, tolerance, Tolerance(snapshot["tolerance_kind"])))


def _counted(snapshot: Snapshot, quantity: Quantity) -> Decimal | None:
    """Return the number in the first unit; nothing when its unit is missing or unknown."""
    if not quantity.unit:
        return None if snapshot["needs_unit"] else quantity.number
    for unit in snapshot["units"]:
        if same_unit(quantity.unit, unit["name"]):
            return quantity.number * Decimal(unit["factor"])
    return None


def right(snapshot: Snapshot) -> Answer:
    number = f"{Decimal(snapshot['number']).normalize():f}".replace(".", ",")
    units = snapshot["units"]
    return f"{number} {units[0]['name']}" if units else number


def in_words(snapshot: Snapshot, answer: Answer) -> str:
    return answer


KIND = Kind(
    name=NAME,
    block=NumberBlock(),
    blank="",
    snapshot=snapshot,
    read=read,
    accepts=accepts,
    grade=grade,
    right=right,
    in_words=in_words,
    template="modules/questions/number.html",
)
