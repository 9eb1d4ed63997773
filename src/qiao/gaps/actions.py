"""What can be done about gaps: record what government states, and find what it misses."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qiao.accounts.roles import Actor
from qiao.engines.gaps import ComparisonState, silent_places
from qiao.exceptions import LineAlreadyDecidedError
from qiao.gaps.models import Gap, OfficialFigure
from qiao.gaps.queries import place_records, side_by_side
from qiao.registry.models import Crisis, Item, Place, QuantityKind
from qiao.trail.recorded import detail, recorded

NEXT_STATES: dict[str, tuple[Gap.State, ...]] = {
    Gap.State.OPEN: (Gap.State.CHECKING, Gap.State.CONFIRMED, Gap.State.REFUTED),
    Gap.State.CHECKING: (Gap.State.CONFIRMED, Gap.State.REFUTED),
    Gap.State.CONFIRMED: (Gap.State.ACTED, Gap.State.CHECKING),
    Gap.State.REFUTED: (Gap.State.CHECKING,),
    Gap.State.ACTED: (Gap.State.CHECKING,),
}
"""What a person may say of a finding next; a refuted or acted one can be taken up again."""


@recorded("official.record")
def record_official(
    actor: Actor, /, crisis: Crisis, *, place: Place, quantity: int | None = None, **stated: Any
) -> OfficialFigure:
    """Record a figure stated by government: its kind, item, date and source. None is unknown, never zero."""
    item: Item | None = stated.get("item")
    kind_of_quantity = {None: QuantityKind.UNKNOWN, 0: QuantityKind.NONE}.get(quantity, QuantityKind.EXACT)
    figure: OfficialFigure = OfficialFigure.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        place=place,
        quantity_kind=kind_of_quantity,
        quantity=quantity or None,
        unit=item.unit if item else "",
        **stated,
    )
    detail(kind=figure.kind, place=place.code, quantity=quantity)
    return figure


@recorded("gap.find")
def find_gaps(actor: Actor, crisis: Crisis, *, now: datetime) -> list[Gap]:
    """List needs which the official side lacks, and places where nobody speaks. Earlier open findings stay."""
    places = {one.code: one for one in Place.objects.all()}
    items = {one.code: one for one in Item.objects.all()}
    known = set(Gap.objects.filter(crisis=crisis).values_list("kind", "place__code", "item__code"))
    found: list[Gap] = []
    owner = actor.acts_for

    def add(kind: Gap.Kind, place: str, item: str | None, **facts: object) -> None:
        if (kind, place, item) in known:
            return
        found.append(
            Gap(
                organization_id=owner,
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


@recorded("gap.decide")
def decide_gap(_actor: Actor, gap: Gap, *, state: str) -> Gap:
    """Say what became of a finding: being checked, true, not true, acted upon.

    Raises LineAlreadyDecidedError where it stands in a state that does not lead there, or somebody was faster.
    """
    before = gap.state
    allowed = state in NEXT_STATES[before]
    if not allowed or not Gap.objects.filter(pk=gap.pk, state=before).update(state=state):
        raise LineAlreadyDecidedError(state=_(str(Gap.objects.get(pk=gap.pk).get_state_display())))
    gap.state = state
    detail(gap=str(gap.pk), before=before, after=state)
    return gap
