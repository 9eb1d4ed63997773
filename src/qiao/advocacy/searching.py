"""What a bundle is searched by: crisis, place, item, group, kind, days and words; and the records that answer."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qiao.advocacy.frozen import Freezable
from qiao.advocacy.queries import KINDS, in_english, rows_of, saying
from qiao.gaps.models import Gap
from qiao.gaps.queries.behind import needs_behind, reports_behind
from qiao.intake.models import Need, Report
from qiao.intake.words.voices import GROUP_WORDS
from qiao.registry.models import Crisis, Item
from qiao.registry.queries import place_by_code, places_under

MOST_RECORDS = 500
"""A bundle holds no more: what nobody can look through is narrowed, never cut off."""

AT_ONCE = 500

KIND_WORDS = {"need": lazy("需求"), "report": lazy("一线信息"), "receipt": lazy("签收")}
TO_NEED = {"need": "", "report": "needs__", "receipt": "delivery__match__need__"}
MOMENT = {"need": "report__received_at", "report": "received_at", "receipt": "signed_at"}


@dataclass(frozen=True)
class Search:
    """What was asked for; `item` is one code, or several with commas. Days are whole days of ours, both included.

    `gap` is the id of a finding: of all records only those that it stands on, as its newest search knew them.
    """

    kinds: tuple[str, ...] = KINDS
    item: str = ""
    place: str = ""
    group: str = ""
    since: str = ""
    until: str = ""
    words: str = ""
    gap: str = ""

    def kept(self) -> dict[str, Any]:
        """Return it as it is kept with the bundle."""
        return {key: list(value) if key == "kinds" else value for key, value in asdict(self).items() if value}


def search_kept(kept: dict[str, Any]) -> Search:
    """Return the search that a bundle keeps."""
    told = dict(kept)
    return Search(kinds=tuple(told.pop("kinds")), **told)


def words_of(kept: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what was searched for as label and value, in the language of the page."""
    search = search_kept(kept)
    place = place_by_code(search.place) if search.place else None
    told = [
        (_("类别"), "、".join(str(KIND_WORDS[kind]) for kind in search.kinds)),
        (_("物资"), _items_named(search.item)),
        (_("地点"), place.full_name if place else search.place),
        (_("为谁"), str(GROUP_WORDS.get(search.group, search.group))),
        (_("自"), search.since),
        (_("至"), search.until),
        (_("字词"), search.words),
        (_("发现"), _finding_named(search.gap)),
    ]
    return [(label, value) for label, value in told if value]


def _finding_named(pk: str) -> str:
    gap = Gap.objects.filter(pk=pk).select_related("place", "item").first() if pk else None
    return str(gap) if gap else pk


def _items_named(codes: str) -> str:
    rows = Item.objects.filter(code__in=codes.split(",")) if codes else []
    return "、".join((one.name_en if in_english() else "") or one.name for one in rows)


def found_by(crisis: Crisis, search: Search) -> list[Freezable]:
    """Return the records that a search finds, kind by kind, the earliest first; one more than may be bound tells too many."""
    found: list[Freezable] = []
    for kind in KINDS:
        if kind in search.kinds:
            rows = _narrowed(kind, rows_of(kind, crisis), search).order_by(MOMENT[kind], "pk").distinct()
            told = (one for one in rows.iterator(AT_ONCE) if _is_for(one, search.group))
            found += islice(told, MOST_RECORDS + 1)
    return found[: MOST_RECORDS + 1]


def _narrowed(kind: str, rows: QuerySet[Any], search: Search) -> QuerySet[Any]:
    to_need, moment = TO_NEED[kind], MOMENT[kind]
    if kind == "need":
        rows = rows.exclude(state=Need.State.MERGED)
    if search.item:
        rows = rows.filter(**{f"{to_need}item__code__in": search.item.split(",")})
    if search.place:
        under = places_under(search.place)
        told = Q(**{f"{to_need}place__in": under})
        rows = rows.filter(told | Q(place__in=under) if kind == "report" else told)
    for bound, name in ((search.since, "gte"), (search.until, "lte")):
        if bound:
            rows = rows.filter(**{f"{moment}__{name}": _edge(bound, is_end=name == "lte")})
    for word in search.words.split():
        rows = rows.filter(saying(kind, word))
    return rows.filter(_behind(kind, search.gap)) if search.gap else rows


def _behind(kind: str, pk: str) -> Q:
    """Return the condition that a record is one of those a finding stands on."""
    gap = Gap.objects.filter(pk=pk).select_related("crisis", "place", "last_search").first()
    if gap is None:
        return Q(pk__in=())
    needs = Q(**{f"{TO_NEED[kind]}pk__in": needs_behind(gap).order_by().values("pk")})
    return needs | Q(pk__in=reports_behind(gap).order_by().values("pk")) if kind == "report" else needs


def _edge(day: str, *, is_end: bool) -> datetime:
    clock = time.max if is_end else time.min
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), clock))


def groups_of(record: Freezable) -> set[str]:
    """Return the groups that a record speaks of."""
    if isinstance(record, Need):
        return set(record.who_groups)
    needs: Iterable[Need]
    if isinstance(record, Report):
        needs = record.needs.all()
    else:
        delivery = getattr(record, "delivery", None)
        needs = [delivery.match.need] if delivery else []
    return {group for need in needs for group in need.who_groups}


def _is_for(record: Freezable, group: str) -> bool:
    return not group or group in groups_of(record)
