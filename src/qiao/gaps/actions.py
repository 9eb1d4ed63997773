"""What can be done about gaps: record what government states, and find what it misses."""

from datetime import date, datetime

from qiao.accounts.roles import Actor
from qiao.engines.gaps import ComparisonState, silent_places
from qiao.gaps.models import Gap, OfficialFigure
from qiao.gaps.queries import place_records, side_by_side
from qiao.registry.models import Crisis, Item, Place, QuantityKind
from qiao.trail.recorded import detail, recorded


@recorded("official.record")
def record_official(
    actor: Actor,
    crisis: Crisis,
    *,
    kind: str,
    place: Place,
    stated_on: date,
    source: str,
    item: Item | None = None,
    quantity: int | None = None,
    is_sample: bool = False,
) -> OfficialFigure:
    """Record a figure stated by government, with date and source. None is unknown, never zero."""
    figure: OfficialFigure = OfficialFigure.objects.create(
        organization_id=actor.organization_id,
        crisis=crisis,
        kind=kind,
        place=place,
        item=item,
        quantity_kind=QuantityKind.UNKNOWN if quantity is None else QuantityKind.EXACT,
        quantity=quantity,
        unit=item.unit if item else "",
        stated_on=stated_on,
        source=source,
        is_sample=is_sample,
    )
    detail(kind=kind, place=place.code, quantity=quantity)
    return figure


@recorded("gap.find")
def find_gaps(actor: Actor, crisis: Crisis, *, now: datetime) -> list[Gap]:
    """List needs which the official side lacks, and places where nobody speaks. Earlier open findings stay."""
    places = {one.code: one for one in Place.objects.all()}
    items = {one.code: one for one in Item.objects.all()}
    known = set(Gap.objects.filter(crisis=crisis).values_list("kind", "place__code", "item__code"))
    found: list[Gap] = []

    def add(kind: Gap.Kind, place: str, item: str | None, **facts: object) -> None:
        if (kind, place, item) in known:
            return
        found.append(
            Gap(
                organization_id=actor.organization_id,
                crisis=crisis,
                kind=kind,
                place=places[place],
                item=items[item] if item else None,
                found_at=now,
                **facts,
            )
        )

    for one in side_by_side(crisis, now=now):
        if one.state == ComparisonState.ONLY_OWN:
            add(
                Gap.Kind.BLIND_SPOT,
                one.place,
                one.item,
                observed=one.own[0].quantity,
                reason=one.reason.zh,
                reason_en=one.reason.en,
            )
    for silent in silent_places(place_records(crisis)):
        add(
            Gap.Kind.SILENT,
            silent.place,
            None,
            observed=silent.observed,
            expected=silent.expected,
            reason=silent.reason.zh,
            reason_en=silent.reason.en,
        )
    Gap.objects.bulk_create(found)
    detail(found=len(found))
    return found
