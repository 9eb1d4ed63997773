"""Drills on record, and what of the network goes into one."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from qiao.engines.simulation import DRILL_THINGS, DrillNetwork, DrillSetting, Hazard, Pile
from qiao.preparing.models import Drill, DrillTask
from qiao.preparing.queries import strength
from qiao.registry.geodesy import Position, great_circle_km
from qiao.registry.models import Organization, Place, Substitution

HAZARDS = {
    Drill.Hazard.FLOOD: Hazard.FLOOD,
    Drill.Hazard.EARTHQUAKE: Hazard.EARTHQUAKE,
    Drill.Hazard.EPIDEMIC: Hazard.EPIDEMIC,
}


def drills() -> QuerySet[Drill]:
    """Return the drills of the active organisation, the newest first."""
    rows: QuerySet[Drill] = Drill.objects.select_related("place__parent", "held_by")
    return rows.annotate(
        task_count=Count("tasks", distinct=True), note_count=Count("notes", distinct=True)
    ).order_by("-held_at", "-created_at")


def tasks_of(drill: Drill) -> QuerySet[DrillTask]:
    """Return what a drill put on the work plan."""
    return DrillTask.objects.filter(drill=drill).select_related("task__owner").order_by("task__due_on")


def setting_of(drill: Drill) -> DrillSetting:
    """Return the setting as the engine takes it."""
    return DrillSetting(HAZARDS[Drill.Hazard(drill.hazard)], drill.people, drill.days, drill.seed)


def network_for(organization: Organization, place: Place, hazard: str, today: date) -> DrillNetwork:
    """Return what stands ready today for a county, as the records tell it. Nothing is written."""
    return DrillNetwork(
        piles=tuple(_piles(place, hazard, today)),
        people=strength.people_of(organization, today),
        skilled=strength.skills(today),
        lorries=strength.lorries(),
        free_fen=strength.free_fen(organization),
        award_fen=strength.award_fen(),
        partners=len(strength.partners_near(organization, place, today)),
        is_home=organization.home_id == place.pk,
        levels=strength.levels(organization, today),
    )


def _piles(place: Place, hazard: str, today: date) -> list[Pile]:
    """Return the goods a hazard asks for by where they lie, each store once; what may serve instead counts as it."""
    wanted = {one.item for one in DRILL_THINGS[HAZARDS[Drill.Hazard(hazard)]]}
    serves = {one: one for one in wanted}
    pairs = Substitution.objects.filter(asked__code__in=wanted).exclude(accepted__code__in=wanted)
    for asked, accepted in pairs.order_by("asked__code").values_list("asked__code", "accepted__code"):
        serves.setdefault(accepted, asked)
    rows = strength.free_parts(today).filter(part__lot__offer__item__code__in=serves)
    found: dict[tuple[str, str], Pile] = {}
    for one in rows.select_related("part__store__place", "part__lot__offer__item"):
        store, item = one.part.store, one.part.lot.offer.item
        if store is None or item is None:
            continue
        serving = serves[item.code]
        known = found.get((serving, store.name))
        pieces = one.quantity + (known.pieces if known else 0)
        is_here = store.place is not None and store.place.pk == place.pk
        found[serving, store.name] = Pile(serving, pieces, _km(store.place, place), store.name, is_here)
    return sorted(found.values(), key=lambda one: (one.item, one.name))


def _km(start: Place | None, end: Place) -> float | None:
    if start is None or None in {start.longitude, start.latitude, end.longitude, end.latitude}:
        return None
    here = Position(float(start.longitude or 0), float(start.latitude or 0))
    there = Position(float(end.longitude or 0), float(end.latitude or 0))
    return round(great_circle_km(here, there), 1)


def as_json(network: DrillNetwork) -> dict[str, Any]:
    """Return a network as it is kept with its drill."""
    return asdict(network)


def from_json(kept: dict[str, Any]) -> DrillNetwork:
    """Return a network as it was kept."""
    return DrillNetwork(
        **kept
        | {
            "piles": tuple(Pile(**one) for one in kept["piles"]),
            "levels": {int(item): level for item, level in kept["levels"].items()},
        }
    )
