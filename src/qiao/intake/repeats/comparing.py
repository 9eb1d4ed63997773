"""Two records side by side: which fields agree, which differ, which only one of them tells; and how far apart."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiao.intake.highlight import Segment, marks_of_voice, segments
from qiao.intake.models import Need, Offer, Pair, ReportPhone
from qiao.intake.queries import told_of
from qiao.registry.geodesy import great_circle_km
from qiao.registry.models import Organization

Read = Callable[[Any], Any]


@dataclass(frozen=True)
class Line:
    """One field of two records. `form` says how the page writes its values."""

    label: str | Promise
    form: str
    one: Any
    other: Any
    tone: str


@dataclass(frozen=True)
class Side:
    """One record with the words it came from."""

    voice: Any
    segments: list[Segment]
    is_erased: bool
    times: int
    is_joined: bool


def phones_of(voice: Need | Offer) -> tuple[Any, Any]:
    """Return the marks of a report's telephone numbers, and the numbers as far as anybody may see them."""
    rows = ReportPhone.objects.filter(report=voice.report_id).order_by("masked").values_list("mark", "masked")
    return frozenset(mark for mark, _masked in rows), "、".join(masked for _mark, masked in rows)


FIELDS_OF_VOICE: tuple[tuple[str | Promise, str, Read], ...] = (
    (_("物资或事项"), "item", lambda one: (one.item_id or one.item_text, one)),
    (
        _("数量"),
        "quantity",
        lambda one: ((one.quantity_kind, one.quantity, one.quantity_max, one.unit), one),
    ),
    (_("哪个单位"), "who", lambda one: (one.who, one)),
    (_("地点"), "place", lambda one: (one.place_id, one.place)),
    (_("何时说的"), "age", lambda one: (one.report.told_at, one.report.told_at)),
    (_("电话（已遮住）"), "phones", phones_of),
    (_("来源"), "source", lambda one: (one.report.source, one.report)),
    (_("状态"), "state", lambda one: (one.state, one)),
)
FIELDS_OF_NEED: tuple[tuple[str | Promise, str, Read], ...] = (
    (_("紧急程度"), "tier", lambda one: (one.tier, one.tier)),
    (_("为谁"), "groups", lambda one: (tuple(one.who_groups), one.who_groups)),
    (_("规格要求"), "text", lambda one: (one.specification, one.specification)),
)
FIELDS_OF_PARTY: tuple[tuple[str | Promise, str, Read], ...] = (
    (_("名称"), "text", lambda one: (one.name, one.name)),
    (_("统一社会信用代码"), "text", lambda one: (one.uscc, one.uscc)),
    (_("法律形式"), "kind", lambda one: (one.kind, one)),
    (_("住所地"), "place", lambda one: (one.home_id, one.home)),
    (_("地址"), "text", lambda one: (one.address, one.address)),
)


def lines_of_pair(pair: Pair) -> list[Line]:
    """Return the fields of a pair, in the order in which a person compares them."""
    one, other = (side if pair.kind == "party" else side.standing for side in pair.sides)
    fields = {
        "need": FIELDS_OF_VOICE + FIELDS_OF_NEED,
        "offer": FIELDS_OF_VOICE,
        "party": FIELDS_OF_PARTY,
    }[pair.kind]
    lines = []
    for label, form, read in fields:
        (key, shown), (key_there, shown_there) = read(one), read(other)
        if key or key_there:
            tone = "equal" if form == "age" else _tone(key, key_there)  # how far apart is told by the engine
            lines.append(Line(label, form, shown, shown_there, tone))
    return lines


def _tone(one: Any, other: Any) -> str:
    """Say whether two values are equal, different, partly equal, or told by one side only."""
    if one == other:
        return "equal"
    if not one or not other:
        return "alone"
    if isinstance(one, frozenset) and one & other:
        return "equal"
    return "differs"


def side_of(voice: Any) -> Side:
    """Return a record with its words lit; of what was joined to another, the one that stands."""
    if isinstance(voice, Organization):
        return Side(voice, [], is_erased=False, times=0, is_joined=False)
    stands = voice.standing
    report = stands.report
    kept = not report.is_erased and hasattr(report, "masked")
    lit = segments(report.masked.text, marks_of_voice(stands.spans)) if kept else []
    return Side(stands, lit, not kept, told_of(stands).times, is_joined=stands != voice)


def distance_km(pair: Pair) -> float | None:
    """Return how far the places of the two lie apart, where both are known and not the same."""
    one, other = (side.home if pair.kind == "party" else side.standing.place for side in pair.sides)
    if one is None or other is None or one == other or one.latitude is None or other.latitude is None:
        return None
    return great_circle_km(one, other)
