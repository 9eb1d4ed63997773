"""Several lorries that start in one place: which drops go on which, when they arrive, what cannot go; a person may move them."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.engines.routing import (
    Car,
    Drop,
    Job,
    Lorry,
    Position,
    Roads,
    RoadTable,
    Times,
    Trip,
    by_table,
    follow_order,
    follow_trips,
    minutes_by_table,
    road_km,
    share_drops,
    share_trips,
)
from qiao.relief.carriers import called, place_of_offer, place_or_home
from qiao.relief.loadings import FleetPlan, Loading, Origin, PickUp, Stop, Vehicle
from qiao.relief.measures import loads_of
from qiao.relief.models import Match
from qiao.relief.picking import held_for
from qiao.relief.receiving_hours import hours_of
from qiao.relief.supplies import position_of, position_of_offer

MOST_DROPS = 60
"""So many drops are shared at once."""
MINUTE_S = 60
BY_HAND = "BY_HAND"


class Fleet:
    """Matches and lorries with all that is known of them."""

    def __init__(
        self,
        matches: Sequence[Match],
        vehicles: Sequence[Vehicle],
        origin: Origin,
        *,
        lying: Mapping[uuid.UUID, Origin],
        table: RoadTable | None = None,
    ) -> None:
        self.matches, self.vehicles, self.origin, self.table = matches, vehicles, origin, table
        self.loads = loads_of(matches)
        self.hours = hours_of(one.need for one in matches)
        self.begins = min(one.leaves_at for one in vehicles)
        self.lying = lying
        self.elsewhere = {
            pk for pk, place in lying.items() if place.key != origin.key and place.position is None
        }
        self.codes: dict[Position, str] = {
            one.position: one.code for one in (*lying.values(), origin) if one.position and one.code
        }
        spots = {one.pk: self._spot(one) for one in matches}
        self.jobs = {
            one.pk: Job(self._drop(one, spot), self._pick(one))
            for one in matches
            if (spot := spots[one.pk]) is not None
        }

    def share(self) -> FleetPlan:
        """Return the sharing that the engine finds: as many drops as can go, then the fewest kilometres."""
        why = {one.pk: code for one in self.matches if (code := self._unshared(one))}
        going = [one for pk, one in self.jobs.items() if pk not in why]
        assignment: dict[uuid.UUID, int] = dict.fromkeys(why, 0)
        orders: dict[int, list[uuid.UUID]] = {}
        if self.origin.position is not None and going:
            found, left_out = self._shared(self.origin.position, going)
            for slot, order in found.items():
                orders[slot] = order
                assignment |= dict.fromkeys(order, slot)
            for drop, code in left_out:
                assignment[uuid.UUID(drop)], why[uuid.UUID(drop)] = 0, code
        return self.reckon(assignment, why, orders)

    def _shared(
        self, start: Position, going: Sequence[Job]
    ) -> tuple[dict[int, list[uuid.UUID]], Sequence[tuple[str, str]]]:
        """Return slot → its drops in order, and who is left out: by trips only where something is to be fetched or hours count."""
        facts: dict[str, Any] = {"roads": self.roads, "times": self.times}
        plain = all(one.trips == 1 and one.until is None for one in self.vehicles)
        if plain and all(one.pick is None for one in going):
            drops, lorries = [one.drop for one in going], [self._lorry(one) for one in self.vehicles]
            sharing = share_drops(start, drops, lorries, **facts)
            return {
                int(name): [uuid.UUID(leg.drop_id) for leg in legs] for name, legs in sharing.routes.items()
            }, sharing.left_out
        cars = [
            Car(self._lorry(one), one.trips, None if one.until is None else self._minute(one.until))
            for one in self.vehicles
        ]
        told = share_trips(start, going, cars, **facts)
        by_slot = {
            replace(one, turn=turn).slot: [uuid.UUID(leg.drop_id) for leg in trip.legs]
            for one in self.vehicles
            for turn, trip in enumerate(told.routes[str(one.number)], 1)
        }
        return by_slot, told.left_out

    def reckon(
        self,
        assignment: Mapping[uuid.UUID, int],
        why: Mapping[uuid.UUID, str],
        orders: Mapping[int, Sequence[uuid.UUID]],
    ) -> FleetPlan:
        """Return what becomes of an assignment: every match is on one trip, or stays; none is moved to another.

        A trip that has just the drops of its order keeps that order; another is put in order anew.
        """
        on = {one.pk: assignment.get(one.pk, 0) for one in self.matches}
        loadings = [
            loading for each in self.vehicles for loading in self._loadings(each, on=on, orders=orders)
        ]
        known = {one.vehicle.slot for one in loadings}
        left = [
            (one, self.loads[one.pk], why.get(one.pk, BY_HAND))
            for one in self.matches
            if on[one.pk] not in known
        ]
        return FleetPlan(loadings, left)

    @property
    def roads(self) -> Roads:
        return road_km if self.table is None else by_table(self.table, self.codes.items())

    @property
    def times(self) -> Times | None:
        return None if self.table is None else minutes_by_table(self.table, self.codes.items())

    def _unshared(self, match: Match) -> str:
        """Return why the engine cannot place a match: no place, or a limit and no figure to hold against it."""
        load = self.loads[match.pk]
        if self.origin.position is None or match.pk not in self.jobs:
            return "NO_PLACE"
        if load.weight_g is None and any(one.weight_limit_g is not None for one in self.vehicles):
            return "WEIGHT_UNKNOWN"
        if load.volume_ml is None and any(one.volume_limit_ml is not None for one in self.vehicles):
            return "VOLUME_UNKNOWN"
        return ""

    def _lies_elsewhere(self, match: Match) -> bool:
        return match.pk in self.lying and self.lying[match.pk].key != self.origin.key

    def _pick(self, match: Match) -> Position | None:
        """Return where the goods are fetched; None where they lie where the lorries start, or nobody knows the way."""
        there = self.lying[match.pk].position if match.pk in self.lying else None
        return None if there == self.origin.position else there

    def _spot(self, match: Match) -> Position | None:
        longitude, latitude = position_of(match.need.party, match.need.place)
        if longitude is None or latitude is None:
            return None
        place = place_or_home(match.need.party, match.need.place)
        if place is not None:
            self.codes[longitude, latitude] = place.code
        return longitude, latitude

    def _drop(self, match: Match, spot: Position) -> Drop:
        """Return a match as the engine takes it: its window is the deadline, within the hours of the recipient."""
        earliest, latest = None, self._minute(match.need.deadline)
        hours = self.hours.get(match.need_id)
        if hours is not None and self.origin.position is not None:
            there = self._direct(spot)
            window = hours.next_after(timezone.localtime(self.begins + timedelta(minutes=there)))
            if window is not None:
                opens, closes = (self._minute(one) for one in window)
                # A deadline that ends before the hours begin counts more than the hours.
                if latest is None or opens is None or opens <= latest:
                    earliest = opens
                    latest = min(one for one in (latest, closes) if one is not None)
        load = self.loads[match.pk]
        return Drop(
            str(match.pk),
            spot,
            load=load.weight_g or 0,
            volume=load.volume_ml or 0,
            earliest=earliest,
            latest=latest,
        )

    def _direct(self, spot: Position) -> int:
        """Return the minutes from where the lorries are loaded straight to a spot."""
        assert self.origin.position is not None
        straight = Drop("", spot)
        legs = follow_order(self.origin.position, [straight], Lorry("0"), roads=self.roads, times=self.times)
        return legs[0].arrives

    def _minute(self, moment: datetime | None) -> int | None:
        return None if moment is None else max(0, int((moment - self.begins).total_seconds() // MINUTE_S))

    def _lorry(self, one: Vehicle, *, free: bool = False) -> Lorry:
        limits = (None, None) if free else (one.weight_limit_g, one.volume_limit_ml)
        return Lorry(str(one.number), *limits, leaves=self._minute(one.leaves_at) or 0)

    def _loadings(
        self,
        vehicle: Vehicle,
        *,
        on: Mapping[uuid.UUID, int],
        orders: Mapping[int, Sequence[uuid.UUID]],
    ) -> list[Loading]:
        """Return the trips of a lorry: on each who is in time first, then who is late, then whose place nobody knows."""
        turns = [replace(vehicle, turn=turn) for turn in range(1, vehicle.trips + 1)]
        aboard = [{pk for pk, slot in on.items() if slot == one.slot} for one in turns]
        lorry = self._lorry(vehicle, free=True)
        jobs = [
            [self.jobs[pk] for pk in self._order(lorry, mine, orders.get(one.slot, ()))]
            for one, mine in zip(turns, aboard, strict=True)
        ]
        driven: list[Trip] = []
        if self.origin.position is not None:
            driven = list(follow_trips(self.origin.position, jobs, lorry, roads=self.roads, times=self.times))
        found = []
        for one, mine, going in zip(turns, aboard, jobs, strict=True):
            trip = driven.pop(0) if going and driven else None
            found.append(self._loading(one, mine, going, trip))
        return found

    def _loading(
        self, vehicle: Vehicle, aboard: Collection[uuid.UUID], jobs: Sequence[Job], trip: Trip | None
    ) -> Loading:
        matches = {one.pk: one for one in self.matches if one.pk in aboard}
        unplaced = [one for pk, one in matches.items() if trip is None or pk not in self.jobs]
        rest = [Stop(one, self.loads[one.pk], is_elsewhere=self._lies_elsewhere(one)) for one in unplaced]
        if trip is None:
            return Loading(replace(vehicle, name=self._called(vehicle)), rest)
        leaves_at = self.begins + timedelta(minutes=trip.leaves)
        here = trip.picks[-1].position if trip.picks else self.origin.position
        stops = []
        for job, leg in zip(jobs, trip.legs, strict=True):
            match = matches[uuid.UUID(job.drop.id)]
            stops.append(
                self._stop(match, job, km=leg.km, arrives=leg.arrives, here=here or job.drop.position)
            )
            here = job.drop.position
        return Loading(
            replace(vehicle, name=self._called(vehicle), leaves_at=leaves_at),
            stops + rest,
            self._pick_ups(jobs, trip, matches, leaves_at),
            round(trip.back_km, 1),
            self.begins + timedelta(minutes=trip.ends),
        )

    def _called(self, vehicle: Vehicle) -> str:
        return vehicle.name if vehicle.turn == 1 else str(_("%(lorry)s 第 2 趟") % {"lorry": vehicle.name})

    def _pick_ups(
        self, jobs: Sequence[Job], trip: Trip, matches: Mapping[uuid.UUID, Match], leaves_at: datetime
    ) -> list[PickUp]:
        """Return where a trip loads, in order; nothing where all lies where it starts."""
        if not trip.picks:
            return []
        lying: dict[Position | None, list[Match]] = {}
        for job in jobs:
            lying.setdefault(job.pick, []).append(matches[uuid.UUID(job.drop.id)])
        here = [PickUp(self.origin, lying[None], 0.0, leaves_at)] if None in lying else []
        return here + [
            PickUp(
                self.lying[lying[one.position][0].pk],
                lying[one.position],
                round(one.km, 1),
                self.begins + timedelta(minutes=one.arrives),
            )
            for one in trip.picks
        ]

    def _order(
        self, lorry: Lorry, matches: Collection[uuid.UUID], order: Sequence[uuid.UUID]
    ) -> list[uuid.UUID]:
        """Return the drops of known place in the order given, where it is of just these; else in the engine's."""
        placed = [pk for pk in self.jobs if pk in matches]
        kept = [pk for pk in order if pk in self.jobs]
        if sorted(kept) == sorted(placed) or self.origin.position is None:
            return kept
        jobs = [self.jobs[pk] for pk in placed]
        facts: dict[str, Any] = {"roads": self.roads, "times": self.times}
        if all(one.pick is None for one in jobs):
            found = share_drops(self.origin.position, [one.drop for one in jobs], [lorry], **facts)
            in_time, late = [leg.drop_id for leg in found.routes[lorry.id]], found.left_out
        else:
            told = share_trips(self.origin.position, jobs, [Car(lorry)], **facts)
            in_time, late = (
                [leg.drop_id for trip in told.routes[lorry.id] for leg in trip.legs],
                told.left_out,
            )
        return [uuid.UUID(name) for name in (*in_time, *(name for name, _why in late))]

    def _stop(self, match: Match, job: Job, *, km: float, arrives: int, here: Position) -> Stop:
        drop = job.drop
        arrives_at = self.begins + timedelta(minutes=arrives)
        waits = drop.earliest is not None and drop.earliest > arrives
        known = self.table is not None and self.table.road(
            self.codes.get(here, ""), self.codes.get(drop.position, "")
        )
        return Stop(
            match,
            self.loads[match.pk],
            km=round(km, 1),
            arrives_at=arrives_at,
            opens_at=self.begins + timedelta(minutes=drop.earliest or 0) if waits else None,
            is_late=drop.latest is not None and arrives > drop.latest,
            is_measured=bool(known),
            hours=self.hours.get(match.need_id),
            is_elsewhere=match.pk in self.elsewhere,
        )


def where_they_lie(matches: Sequence[Match]) -> dict[uuid.UUID, Origin]:
    """Return match → where its goods lie."""
    return {one.pk: _origin_of(one) for one in matches}


def _origin_of(match: Match) -> Origin:
    """Return where the goods held for a match lie: the store of most of them, else where their donor has them."""
    parts = sorted(held_for(match), key=lambda pair: -pair[1])
    store = parts[0][0].store if parts else None
    if store is not None:
        longitude, latitude = position_of(None, store.place)
        position = None if longitude is None or latitude is None else (longitude, latitude)
        return Origin(store.name, store.place.code if store.place else None, position)
    place = place_of_offer(match.offer)
    longitude, latitude = position_of_offer(match.offer)
    position = None if longitude is None or latitude is None else (longitude, latitude)
    giver = match.offer.party.name if match.offer.party else ""
    name = " ".join(filter(None, (giver, called(place) if place else "")))
    return Origin(name, place.code if place else None, position)


def ranked(lying: Iterable[Origin]) -> list[tuple[Origin, int]]:
    """Return the places where goods lie with how many matches each has, those of known position and most first."""
    found = list(lying)
    counts = Counter(one.key for one in found)
    by_key = {one.key: one for one in found}
    return sorted(
        ((by_key[key], n) for key, n in counts.items()), key=lambda pair: (pair[0].position is None, -pair[1])
    )
