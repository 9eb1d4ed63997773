"""Which needs an offer fits, in the order of the rule by which the plan shares, told as the public may know of them."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from django.core.cache import caches
from django.utils import timezone

from qiao.engines.allocation import Demand, Rule
from qiao.engines.allocation.rules import NeedArrays, StockArrays, bands_for, make_steps
from qiao.engines.bulletin import REST, Cell, Voice, cells_of
from qiao.intake.models import Need, Offer
from qiao.intake.queries import needs_for_plan
from qiao.intake.reporter.fitting import Fit
from qiao.registry.models import Item, Place, Substitution
from qiao.relief.bulletin_content import county_of
from qiao.relief.models import Plan
from qiao.relief.problem import plan_input
from qiao.relief.rules import rule_of

MOST = 2_000
"""Needs looked at; in a larger crisis the most urgent and oldest of them."""


KEPT_SECONDS = 60


def fits_in_public(offer: Offer) -> list[Fit]:
    """Return the needs that an offer fits, as they were within the last minute: anybody may ask, as often as they like."""
    key = f"fits:{offer.organization_id}:{offer.crisis_id}:{offer.item_id}"
    cache = caches["memory"]
    kept: list[Fit] | None = cache.get(key)
    if kept is None:
        kept = fits_for(offer)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def fits_for(offer: Offer, *, now: datetime | None = None) -> list[Fit]:
    """Return the needs that an offer fits by county and thing, those that the rule serves first at the head.

    Persons are counted in blocks as in the bulletin (decision 0030), so a page read twice shows none of them.
    """
    if offer.item is None:
        return []
    asked = Substitution.objects.filter(accepted=offer.item).values_list("asked", flat=True)
    rows = needs_for_plan(offer.crisis).filter(item__in=[offer.item_id, *asked])
    needs = list(rows.order_by("tier", "created_at", "pk")[:MOST])
    demands = plan_input(needs, [], now=now or timezone.now()).demands
    turns = turns_of(demands, _rule(offer))
    by_id = {str(one.pk): one for one in needs}
    known = [(by_id[one.id], one) for one in demands]
    cells = cells_of(_voice(need, demand) for need, demand in known)
    first: dict[tuple[str, str], tuple[float, float]] = {}
    for (need, demand), turn in zip(known, turns, strict=True):
        for place in (county_of(need.place), REST):
            key = (demand.item, place)
            first[key] = min(first.get(key, turn), turn)
    ranked = sorted(
        cells, key=lambda one: (one.place == REST, first[one.item, one.place], one.item, one.place)
    )
    return _shown(ranked, offer)


def turns_of(demands: Sequence[Demand], rule: Rule) -> list[tuple[float, float]]:
    """Return for each demand on which level of the rule its first unit and, on average, its units lie."""
    if not demands:
        return []
    firm = np.array([max(1, one.firm_taken) for one in demands], np.int64)
    needs = NeedArrays(
        group=np.zeros(len(demands), np.int64),
        tier=np.array([one.tier for one in demands], np.int64),
        firm=firm,
        soft=np.zeros(len(demands), np.int64),
        received=np.array([one.received for one in demands], np.int64),
        stale=np.array([1 - one.freshness for one in demands], np.float64),
        turn=np.argsort(
            np.argsort([one.asked_at.timestamp() if one.asked_at else np.inf for one in demands])
        ),
    )
    none = np.zeros(0, np.int64)
    steps = make_steps(needs, rule, bands=bands_for(len(demands)), stocks=StockArrays(none, none))
    found = []
    for row in range(len(demands)):
        level, units = (
            column[steps.start[row] : steps.start[row + 1]] for column in (steps.level, steps.units)
        )
        found.append((float(level.min()), float(np.average(level, weights=units))))
    return found


def _rule(offer: Offer) -> Rule:
    """Return the rule of the newest plan, for that is how goods are shared here."""
    newest = Plan.objects.filter(crisis=offer.crisis).order_by("-number").first()
    return rule_of(newest) if newest else Rule()


def _voice(need: Need, demand: Demand) -> Voice:
    order = f"{need.created_at.isoformat()} {need.pk}"
    return Voice(order, county_of(need.place), demand.item, need.party_id is not None, demand.firm or None)


def _shown(cells: list[Cell], offer: Offer) -> list[Fit]:
    items = {one.code: one for one in Item.objects.filter(code__in={cell.item for cell in cells})}
    places = {
        one.code: one
        for one in Place.objects.filter(
            code__in={f"{one.place:0<6}" for one in cells} | {one.place for one in cells}
        )
    }
    return [
        Fit(
            item=items[one.item],
            place=places.get(one.place),
            pieces=one.pieces or None,
            is_substitute=one.item != (offer.item.code if offer.item else ""),
        )
        for one in cells
    ]
