"""From records to the values of the allocation engine: what is still asked, and what is still there."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from qiao.engines.allocation import Demand, Supply
from qiao.intake.desk.lives import life_of, lives_of
from qiao.intake.desk.supplies import estimate_in_english
from qiao.intake.models import Need, Offer
from qiao.registry.models import Place, QuantityKind, Substitution
from qiao.registry.place_english import place_in_english
from qiao.registry.units import counts_pieces_of
from qiao.relief.elsewhere import brought_elsewhere
from qiao.relief.models import Match, Settlement
from qiao.relief.supplies import labels_of_item, labels_of_parts, position_of, supplies_of


@dataclass(frozen=True)
class Source:
    """The offer behind a supply, and the part of its lot where one is known."""

    offer: uuid.UUID
    part: uuid.UUID | None


@dataclass(frozen=True)
class PlanInput:
    """Everything a plan was made from, and the hash by which the same input is known again.

    A supply is a part of a lot (`supplies`); `sources` leads back from its id.
    """

    demands: tuple[Demand, ...]
    supplies: tuple[Supply, ...]
    substitutes: dict[str, list[str]]
    labels: dict[str, str]
    sources: dict[str, Source]

    @property
    def hash(self) -> str:
        """Return the SHA-256 of demands, supplies and substitutions."""
        content = json.dumps(
            [
                [asdict(one) for one in self.demands],
                [asdict(one) for one in self.supplies],
                self.substitutes,
            ],
            default=str,
            sort_keys=True,
            ensure_ascii=False,
        )
        return hashlib.sha256(content.encode()).hexdigest()


def promised(needs: Iterable[Need]) -> dict[str, int]:
    """Return need id → pieces already matched here or brought by others; what was signed for, at once or later, counts as signed."""
    needs = list(needs)
    found = _matched(needs)
    for pk, told in brought_elsewhere(need.pk for need in needs).items():
        found[str(pk)] = found.get(str(pk), 0) + sum(one.pieces for one in told)
    return found


def _matched(needs: list[Need]) -> dict[str, int]:
    rows = (
        Match.objects.filter(need__in=[need.pk for need in needs])
        .exclude(state=Match.State.WITHDRAWN)
        .annotate(counted=Coalesce("delivery__receipt__quantity", "quantity"))
        .values("need_id")
        .annotate(total=Sum("counted"))
        .order_by()
    )
    later = (
        Settlement.objects.filter(
            receipt__delivery__match__need__in=[need.pk for need in needs], kind=Settlement.Kind.LATER
        )
        .values_list("receipt__delivery__match__need_id")
        .annotate(total=Sum("quantity"))
        .order_by()
    )
    came_later = dict(later)
    return {str(row["need_id"]): row["total"] + came_later.get(row["need_id"], 0) for row in rows}


def demand_of(
    need: Need, *, given: int, now: datetime, lives: Mapping[str, int] | None = None
) -> Demand | None:
    """Return what the need still asks for, or None where it is served. `lives` saves a query for each of many."""
    kind, quantity, quantity_max = need.quantity_kind, need.quantity, need.quantity_max
    if need.item is None:
        return None
    if quantity is not None and not counts_pieces_of(need.unit, need.item.unit):
        kind, quantity, quantity_max = QuantityKind.UNKNOWN, None, None
    if quantity is not None:
        quantity = max(0, quantity - given)
        quantity_max = max(0, quantity_max - given) if quantity_max is not None else None
        if not quantity and not quantity_max:
            return None
    estimate = need.estimate if quantity is None else None
    if estimate is not None:
        estimate = max(0, estimate - given)
        if not estimate:
            return None
    longitude, latitude = position_of(need.party, need.place)
    known_lives = lives if lives is not None else lives_of(need.crisis_id)
    return Demand(
        id=str(need.pk),
        item=need.item.code,
        quantity=quantity,
        quantity_kind=str(kind),  # type: ignore[arg-type]
        quantity_max=quantity_max,
        tier=need.tier,
        place=need.place.code if need.place else None,
        longitude=longitude,
        latitude=latitude,
        recipient=str(need.party_id) if need.party_id else None,  # as counted by `donor_limits.recipient_of`
        deadline=timezone.localtime(need.deadline) if need.deadline else None,  # reasons say local time
        freshness=round(need.freshness(now, life_of(need.item, tier=need.tier, lives=known_lives)), 3),
        estimate=estimate,
        estimate_note=need.estimate_note,
        estimate_low=max(0, need.estimate_low - given) if need.estimate_low is not None else None,
        estimate_high=max(0, need.estimate_high - given) if need.estimate_high is not None else None,
        received=given,
        asked_at=need.created_at,
        purposes=frozenset(need.who_groups),
    )


def plan_input(needs: Iterable[Need], offers: Iterable[Offer], *, now: datetime) -> PlanInput:
    """Return the engine's input for these needs and offers, sorted by id."""
    needs, offers = list(needs), list(offers)
    given, offered = promised(needs), supplies_of(offers, now=now)
    lives = {crisis: lives_of(crisis) for crisis in {need.crisis_id for need in needs}}
    demands = [
        demand_of(need, given=given.get(str(need.pk), 0), now=now, lives=lives[need.crisis_id])
        for need in needs
    ]
    return PlanInput(
        demands=tuple(sorted((one for one in demands if one is not None), key=lambda one: one.id)),
        supplies=tuple(sorted((one.supply for one in offered), key=lambda one: one.id)),
        substitutes=substitutes_known(),
        labels=labels_of(needs, offers) | labels_of_parts(offered),
        sources={one.supply.id: Source(one.offer.pk, one.part.pk if one.part else None) for one in offered},
    )


def substitutes_known() -> dict[str, list[str]]:
    """Return item asked → items accepted in its place, by code."""
    substitutes: dict[str, list[str]] = {}
    for asked, accepted in Substitution.objects.order_by("asked__code", "accepted__code").values_list(
        "asked__code", "accepted__code"
    ):
        substitutes.setdefault(asked, []).append(accepted)
    return substitutes


def labels_of(needs: Iterable[Need], offers: Iterable[Offer]) -> dict[str, str]:
    """Return id or code → the word for it in Chinese, and under "en:" in English where there is one."""
    labels: dict[str, str] = {}
    places: list[Place | None] = []
    for need in needs:
        labels[str(need.pk)] = need.who or (need.place.name if need.place else "未写明单位")
        labels[f"en:{need.pk}"] = english_of(need)
        if need.estimate_note:
            labels[f"en:{need.estimate_note}"] = estimate_in_english(need.estimate_note)
    for voice in (*needs, *offers):
        places.append(voice.place)
        if voice.item is not None:
            labels |= labels_of_item(voice.item)
    places.extend(offer.earmark_place for offer in offers)
    for place in places:
        if place is not None:
            labels[place.code], labels[f"en:{place.code}"] = place.name, place_in_english(place.name)
    return labels


def english_of(need: Need) -> str:
    """Return who asks, in English: the unit's own English name, else its name, else the place."""
    if need.who:
        return (need.party.name_en if need.party else "") or need.who
    return place_in_english(need.place.name) if need.place else "A recipient not named"
