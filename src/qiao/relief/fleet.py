"""Several lorries from one place: which drops go on which, when they arrive, what cannot go; a person may move them."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from qiao.engines.routing import (
    Drop,
    Lorry,
    Position,
    Roads,
    RoadTable,
    Times,
    by_table,
    follow_order,
    minutes_by_table,
    road_km,
    share_drops,
)
from qiao.relief.carriers import called, place_of_offer, place_or_home
from qiao.relief.measures import Load, known_part, loads_of, total
from qiao.relief.models import Match
from qiao.relief.picking import held_for
from qiao.relief.receiving_hours import Hours, hours_of
from qiao.relief.supplies import position_of, position_of_offer

MOST_LORRIES = 6
MOST_DROPS = 60
"""So many drops are shared at once."""
MINUTE_S, AN_HOUR_S = 60, 3_600
BY_HAND = "BY_HAND"


@dataclass(frozen=True, slots=True)
class Origin:
    """A place where goods lie: its name, its code, where on earth; the last two None where nobody knows."""

    name: str
    code: str | None
    position: Position | None

    @property
    def key(self) -> str:
        """Return what tells it from the other places."""
        return f"{self.name}|{self.code or ''}"


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A lorry as it was entered: what it carries, and when it leaves. None for a limit nobody told."""

    number: int
    name: str
    leaves_at: datetime
    weight_limit_g: int | None = None
    volume_limit_ml: int | None = None

    @property
    def limit(self) -> Load:
        """Return what it may carry."""
        return Load(self.weight_limit_g, self.volume_limit_ml)


@dataclass(frozen=True, slots=True)
class Stop:
    """A drop in its turn: kilometres from the one before, and when it is reached; None where no place is known."""

    match: Match
    load: Load
    km: float | None = None
    arrives_at: datetime | None = None
    opens_at: datetime | None = None
    """When the recipient takes goods, where that is after the arrival."""
    is_late: bool = False
    is_measured: bool = False
    hours: Hours | None = None
    is_elsewhere: bool = False
    """Its goods lie in another place than where the lorries are loaded."""


@dataclass(frozen=True)
class Loading:
    """A lorry with its stops."""

    vehicle: Vehicle
    stops: list[Stop]

    @property
    def matches(self) -> list[Match]:
        return [one.match for one in self.stops]

    @property
    def km(self) -> float | None:
        """Return all kilometres; None where one of them is unknown."""
        told = [one.km for one in self.stops if one.km is not None]
        return round(sum(told), 1) if len(told) == len(self.stops) else None

    @property
    def load(self) -> Load:
        """Return what is on board; None where something of it is unknown."""
        return total(one.load for one in self.stops)

    @property
    def least(self) -> Load:
        """Return what is on board at least: what is known of it."""
        return known_part(one.load for one in self.stops)

    @property
    def over(self) -> Load:
        """Return by how much it is too heavy, and its goods too large; None where it is not."""
        least, limit = self.least, self.vehicle.limit
        return Load(_over(least.weight_g, limit.weight_g), _over(least.volume_ml, limit.volume_ml))

    @property
    def is_over(self) -> bool:
        return self.over != Load(None, None)

    @property
    def is_unsure(self) -> bool:
        """Say whether it has a limit, and something on board that nobody weighed or measured."""
        load, limit = self.load, self.vehicle.limit
        return (limit.weight_g is not None and load.weight_g is None) or (
            limit.volume_ml is not None and load.volume_ml is None
        )

    @property
    def hours(self) -> float | None:
        """Return the hours from leaving to the last stop that is known; None where none is."""
        arrivals = [one.arrives_at for one in self.stops if one.arrives_at]
        return (max(arrivals) - self.vehicle.leaves_at).total_seconds() / AN_HOUR_S if arrivals else None


@dataclass(frozen=True)
class FleetPlan:
    """All lorries with their stops, and what stays behind with the code of its reason."""

    loadings: list[Loading]
    left: list[tuple[Match, Load, str]]

    @property
    def assignment(self) -> dict[uuid.UUID, int]:
        """Return match → the number of its lorry; 0 where it stays."""
        on_board = {one.pk: each.vehicle.number for each in self.loadings for one in each.matches}
        return on_board | {match.pk: 0 for match, _load, _why in self.left}

    @property
    def going(self) -> list[Loading]:
        """Return the lorries that have anything on them."""
        return [one for one in self.loadings if one.stops]


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
        self.elsewhere = {pk for pk, place in lying.items() if place.key != origin.key}
        self.codes: dict[Position, str] = {}
        if origin.position and origin.code:
            self.codes[origin.position] = origin.code
        spots = {one.pk: self._spot(one) for one in matches}
        self.drops = {one.pk: self._drop(one, spot) for one in matches if (spot := spots[one.pk]) is not None}

    def share(self) -> FleetPlan:
        """Return the sharing that the engine finds: as many drops as can go, then the fewest kilometres."""
        why = {one.pk: code for one in self.matches if (code := self._unshared(one))}
        going = {str(pk): one for pk, one in self.drops.items() if pk not in why}
        assignment: dict[uuid.UUID, int] = dict.fromkeys(why, 0)
        orders: dict[int, list[uuid.UUID]] = {}
        if self.origin.position is not None and going:
            found = share_drops(
                self.origin.position,
                list(going.values()),
                [self._lorry(one) for one in self.vehicles],
                roads=self.roads,
                times=self.times,
            )
            for name, legs in found.routes.items():
                orders[int(name)] = [uuid.UUID(leg.drop_id) for leg in legs]
                assignment |= dict.fromkeys(orders[int(name)], int(name))
            for drop, code in found.left_out:
                assignment[uuid.UUID(drop)], why[uuid.UUID(drop)] = 0, code
        return self.reckon(assignment, why, orders)

    def reckon(
        self,
        assignment: Mapping[uuid.UUID, int],
        why: Mapping[uuid.UUID, str],
        orders: Mapping[int, Sequence[uuid.UUID]],
    ) -> FleetPlan:
        """Return what becomes of an assignment: every match is on one lorry, or stays; none is moved to another.

        A lorry that has just the drops of its order keeps that order; another is put in order anew.
        """
        numbers = {one.number for one in self.vehicles}
        on = {one.pk: assignment.get(one.pk, 0) for one in self.matches}
        loadings = [
            Loading(
                each,
                self._stops(
                    each,
                    {pk for pk, number in on.items() if number == each.number},
                    orders.get(each.number, ()),
                ),
            )
            for each in self.vehicles
        ]
        left = [
            (one, self.loads[one.pk], why.get(one.pk, BY_HAND))
            for one in self.matches
            if on[one.pk] not in numbers
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
        if self.origin.position is None or match.pk not in self.drops:
            return "NO_PLACE"
        if load.weight_g is None and any(one.weight_limit_g is not None for one in self.vehicles):
            return "WEIGHT_UNKNOWN"
        if load.volume_ml is None and any(one.volume_limit_ml is not None for one in self.vehicles):
            return "VOLUME_UNKNOWN"
        return ""

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

    def _stops(
        self, vehicle: Vehicle, on_board: Collection[uuid.UUID], order: Sequence[uuid.UUID]
    ) -> list[Stop]:
        """Return the stops of a lorry in order: in time first, then who is late, then whose place nobody knows."""
        lorry = self._lorry(vehicle, free=True)
        matches = {one.pk: one for one in self.matches if one.pk in on_board}
        stops: list[Stop] = []
        here = start = self.origin.position
        if start is not None and here is not None:
            drops = [self.drops[pk] for pk in self._order(lorry, matches, order)]
            legs = follow_order(start, drops, lorry, roads=self.roads, times=self.times)
            for drop, leg in zip(drops, legs, strict=True):
                match = matches.pop(uuid.UUID(drop.id))
                stops.append(self._stop(match, drop, km=leg.km, arrives=leg.arrives, here=here))
                here = drop.position
        return stops + [
            Stop(one, self.loads[pk], is_elsewhere=pk in self.elsewhere) for pk, one in matches.items()
        ]

    def _order(
        self, lorry: Lorry, matches: Collection[uuid.UUID], order: Sequence[uuid.UUID]
    ) -> list[uuid.UUID]:
        """Return the drops of known place in the order given, where it is of just these; else in the engine's."""
        placed = [pk for pk in self.drops if pk in matches]
        kept = [pk for pk in order if pk in self.drops]
        if sorted(kept) == sorted(placed) or self.origin.position is None:
            return kept
        drops = [self.drops[pk] for pk in placed]
        found = share_drops(self.origin.position, drops, [lorry], roads=self.roads, times=self.times)
        in_time = [leg.drop_id for leg in found.routes[lorry.id]]
        return [uuid.UUID(name) for name in (*in_time, *(name for name, _why in found.left_out))]

    def _stop(self, match: Match, drop: Drop, *, km: float, arrives: int, here: Position) -> Stop:
        arrives_at = self.begins + timedelta(minutes=arrives)
        waits = drop.earliest is not None and drop.earliest > arrives
        known = self.table is not None and self.table.road(
            self.codes.get(here, ""), self.codes.get(drop.position, "")
        )
        return Stop(
            match,
            self.loads[match.pk],
            km=km,
            arrives_at=arrives_at,
            opens_at=self.begins + timedelta(minutes=drop.earliest or 0) if waits else None,
            is_late=drop.latest is not None and arrives > drop.latest,
            is_measured=bool(known),
            hours=self.hours.get(match.need_id),
            is_elsewhere=match.pk in self.elsewhere,
        )


def _over(load: int | None, limit: int | None) -> int | None:
    return load - limit if load is not None and limit is not None and load > limit else None


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
