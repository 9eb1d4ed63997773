"""What a department sees through its link: verified findings of its area, both figures, what is asked of it, what is served.

Nothing personal: no text of a voice, no name, no telephone; needs are counted in whole blocks of five, ten where the
bereaved or the sick are spoken of, so that no single one can be made out (SECURITY 2.5).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Sum
from django_scopes import scope

from qiao.advocacy.models import DepartmentAnswer, DepartmentLink, ProposalItem
from qiao.engines.bulletin import BLOCK, BLOCK_SENSITIVE, AtLeast
from qiao.gaps.models import Gap, OfficialFigure
from qiao.gaps.queries.behind import needs_behind
from qiao.intake.models import Need
from qiao.registry.leaving import SENSITIVE
from qiao.registry.models import Item, Place
from qiao.registry.queries import places_under
from qiao.relief.models import Receipt
from qiao.volunteering.models import Activity

VERIFIED = (Gap.State.CONFIRMED, Gap.State.ACTED)
ROWS = 60


@dataclass(frozen=True)
class Found:
    """One verified finding of the area."""

    gap: Gap
    needs: AtLeast
    official: tuple[OfficialFigure, ...]


@dataclass(frozen=True)
class Asked:
    """One item addressed to the department, with what it has answered."""

    item: ProposalItem
    filed_on: date | None
    answers: tuple[DepartmentAnswer, ...]


@dataclass(frozen=True)
class Served:
    """What society already does in the area."""

    activities: int
    kinds: tuple[tuple[str, int], ...]
    goods: tuple[tuple[Item, int], ...]


@dataclass(frozen=True)
class Beside:
    """One thing of the area: needs we know of, and what government states."""

    item: Item
    place: Place
    needs: AtLeast
    official: tuple[OfficialFigure, ...]


@dataclass(frozen=True)
class DoorPage:
    """Everything on the page of a link."""

    found: tuple[Found, ...]
    asked: tuple[Asked, ...]
    beside: tuple[Beside, ...]
    served: Served
    as_of: datetime


def door_page(link: DepartmentLink, *, now: datetime) -> DoorPage:
    """Return what a department sees."""
    with scope(organization=link.organization_id):
        places = list(places_under(link.place.code))
        return DoorPage(
            found=tuple(_found(link, places)),
            asked=tuple(_asked(link)),
            beside=tuple(_beside(link, places)),
            served=_served(link, places),
            as_of=now,
        )


def _found(link: DepartmentLink, places: list[Place]) -> list[Found]:
    rows = Gap.objects.filter(crisis=link.crisis, state__in=VERIFIED, place__in=places)
    return [_one(gap) for gap in rows.select_related("place", "item", "crisis", "last_search")[:ROWS]]


def _one(gap: Gap) -> Found:
    needs = needs_behind(gap)
    groups = {one for who in needs.values_list("who_groups", flat=True) for one in who or ()}
    least = BLOCK_SENSITIVE if groups & SENSITIVE else BLOCK
    stated = OfficialFigure.objects.filter(crisis=gap.crisis, place=gap.place, item=gap.item)
    return Found(gap, AtLeast.of(needs.count(), least), tuple(stated.order_by("-stated_on")[:3]))


def _asked(link: DepartmentLink) -> list[Asked]:
    items = (
        ProposalItem.objects.filter(
            addressee=link.department,
            proposal__crisis=link.crisis,
            proposal__organization=link.organization_id,
            proposal__filings__department=link.department,
        )
        .select_related("proposal")
        .prefetch_related("proposal__filings")
        .order_by("proposal__created_at", "number")
        .distinct()
    )
    answers = DepartmentAnswer.objects.filter(link__department=link.department, outcome__item__in=items)
    by_item: dict[UUID | None, list[DepartmentAnswer]] = {}
    for answer in answers.select_related("outcome"):
        by_item.setdefault(answer.outcome.item_id, []).append(answer)
    return [
        Asked(
            item,
            min(
                (one.filed_on for one in item.proposal.filings.all() if one.department_id == link.department_id and one.filed_on),
                default=None,
            ),
            tuple(by_item.get(item.pk, ())),
        )
        for item in items
    ]  # fmt: skip


def _beside(link: DepartmentLink, places: list[Place]) -> list[Beside]:
    """Lay the department's own figures beside what was asked for; a thing only one side knows is there too."""
    standing = (Need.State.NEW, Need.State.OPEN, Need.State.EXPIRED, Need.State.MET)
    needs = Need.objects.filter(crisis=link.crisis, place__in=places, item__isnull=False, state__in=standing)
    cells: Counter[tuple[UUID, UUID]] = Counter()
    frail: set[tuple[UUID, UUID]] = set()
    for place, item, who in needs.values_list("place_id", "item_id", "who_groups"):
        if place is None or item is None:
            continue
        cells[place, item] += 1
        if SENSITIVE & set(who or ()):
            frail.add((place, item))
    stated: dict[tuple[UUID, UUID], list[OfficialFigure]] = {}
    figures = OfficialFigure.objects.filter(crisis=link.crisis, place__in=places, item__isnull=False)
    for one in figures.order_by("-stated_on"):
        if one.item_id is not None:
            stated.setdefault((one.place_id, one.item_id), []).append(one)
    by_place = {one.pk: one for one in places}
    items = {one.pk: one for one in Item.objects.filter(pk__in={item for _p, item in {*cells, *stated}})}
    rows = [
        Beside(
            items[item],
            by_place[place],
            AtLeast.of(cells[place, item], BLOCK_SENSITIVE if (place, item) in frail else BLOCK),
            tuple(stated.get((place, item), ())[:2]),
        )
        for place, item in {*cells, *stated}
    ]
    rows = [one for one in rows if one.needs.shown or one.official]
    return sorted(rows, key=lambda one: (-one.needs.shown, one.place.code, one.item.name))[:ROWS]


def _served(link: DepartmentLink, places: list[Place]) -> Served:
    activities = Activity.objects.filter(crisis=link.crisis, place__in=places)
    kinds = Counter(one.get_kind_display() for one in activities)
    amounts = _received(link, places)
    items = {one.pk: one for one in Item.objects.filter(pk__in=amounts)}
    goods = sorted(((items[pk], n) for pk, n in amounts.items() if n), key=lambda one: -one[1])
    return Served(sum(kinds.values()), tuple(kinds.most_common()), tuple(goods))


def _received(link: DepartmentLink, places: list[Place]) -> Counter[UUID]:
    """Return pieces signed for by thing: those of registered units, and of persons where enough of them signed."""
    need = "delivery__match__need"
    signed = Receipt.objects.filter(
        **{f"{need}__crisis": link.crisis, f"{need}__place__in": places, f"{need}__item__isnull": False}
    )
    amounts: Counter[UUID] = Counter()
    for party_unknown in (False, True):
        rows = signed.filter(**{f"{need}__party__isnull": party_unknown}).values_list(f"{need}__item")
        for item, pieces, times in rows.annotate(pieces=Sum("quantity"), times=Count("pk")).order_by():
            if not party_unknown or times >= BLOCK_SENSITIVE:
                amounts[item] += pieces or 0
    return amounts
