"""What goes on one lorry and in which order it is dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from qiao.engines.routing import Drop, Position, RoadTable, by_table, minutes_by_table, order_drops, road_km
from qiao.relief.carriers import place_of_offer, place_or_home
from qiao.relief.models import Match
from qiao.relief.supplies import position_of, position_of_offer

MINUTE_S = 60
STOPS = 40
"""A lorry has so many drops at most."""


@dataclass(frozen=True)
class Stop:
    """A match in its turn: kilometres from the drop before and hours after leaving; None where no position is known."""

    match: Match
    km: float | None
    hours: float | None
    is_late: bool = False
    is_measured: bool = False
    """Its kilometres stand in the table of roads."""


@dataclass(frozen=True)
class Plan:
    """The order of drops, and its kilometres; None where a position is missing."""

    stops: list[Stop]
    km: float | None

    @property
    def hours(self) -> float | None:
        """Return the hours from leaving to the last stop that is known; None where none is."""
        return max((stop.hours for stop in self.stops if stop.hours is not None), default=None)

    @property
    def ordered(self) -> list[Match]:
        return [stop.match for stop in self.stops]


def plan_lorry(matches: Sequence[Match], *, now: datetime, table: RoadTable | None = None) -> Plan:
    """Put the drops in order: in time where there is a deadline, then the shortest road from the first lot's place.

    Where ``table`` has a road it counts, elsewhere the great circle times the usual detour.
    Matches whose place nobody knows come last, in the order given; so do those that cannot be reached in time, marked
    late: a person decides.
    """
    by_id = {str(match.pk): match for match in matches}
    spots = {key: position_of(match.need.party, match.need.place) for key, match in by_id.items()}
    longitude, latitude = position_of_offer(matches[0].offer) if matches else (None, None)
    if longitude is None or latitude is None:
        return Plan([Stop(match, None, None) for match in matches], None)
    drops = [
        Drop(key, (spot[0], spot[1]), latest=_minutes(by_id[key], now))
        for key, spot in spots.items()
        if spot[0] is not None and spot[1] is not None
    ]
    start = (longitude, latitude)
    codes = _codes(matches, {one.id: one.position for one in drops}, start)
    route = order_drops(
        start,
        drops,
        roads=road_km if table is None else by_table(table, codes.items()),
        times=None if table is None else minutes_by_table(table, codes.items()),
    )
    stops, here = [], start
    for leg in route.legs:
        there = next(one.position for one in drops if one.id == leg.drop_id)
        known = table is not None and table.road(codes.get(here, ""), codes.get(there, "")) is not None
        stops.append(Stop(by_id[leg.drop_id], leg.km, round(leg.arrives / MINUTE_S, 1), is_measured=known))
        here = there
    late = {name for name, _why in route.left_out}
    told = {str(stop.match.pk) for stop in stops}
    stops += [Stop(match, None, None, key in late) for key, match in by_id.items() if key not in told]
    whole = len(route.legs) == len(by_id)
    return Plan(stops, round(route.km, 1) if whole else None)


def _codes(matches: Sequence[Match], spots: Mapping[str, Position], start: Position) -> dict[Position, str]:
    """Return the code of the place at each position."""
    found = {}
    origin = place_of_offer(matches[0].offer)
    if origin is not None:
        found[start] = origin.code
    for match in matches:
        place = place_or_home(match.need.party, match.need.place)
        spot = spots.get(str(match.pk))
        if place is not None and spot is not None:
            found[spot] = place.code
    return found


def _minutes(match: Match, now: datetime) -> int | None:
    deadline = match.need.deadline
    return None if deadline is None else max(0, int((deadline - now).total_seconds() // MINUTE_S))
