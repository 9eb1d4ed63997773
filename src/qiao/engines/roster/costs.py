"""Who may serve where, and what it costs: matrices of (volunteers × shifts)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiao.engines.roster.problem import Rules, ShiftAsked, Volunteer

EARTH_RADIUS_KM = 6371.0088
SCALE = 10
"""Costs are whole tenths of a km."""
NEVER = 1 << 40
"""Cost of what may not be."""

Costs = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Matrices:
    """(volunteers × shifts): whole costs in tenths of km (NEVER where it may not be), km, and why not."""

    cost: Costs
    km: NDArray[np.float64]
    lacks_skill: Flags
    is_away: Flags
    is_far: Flags

    @property
    def may(self) -> Flags:
        """Return who may serve where."""
        return ~(self.lacks_skill | self.is_away | self.is_far)


def matrices(people: Sequence[Volunteer], shifts: Sequence[ShiftAsked], rules: Rules) -> Matrices:
    """Return what everybody's serving in every shift would cost. Unknown distance costs `most_km`."""
    km = _distances(people, shifts)
    known = np.isfinite(km)
    skill_of = np.array([one.skill for one in shifts], dtype=object)
    lacks = np.zeros(km.shape, dtype=bool)
    for skill in {one.skill for one in shifts if one.skill}:
        without = np.array([skill not in one.skills for one in people], dtype=bool)
        lacks[np.ix_(without, skill_of == skill)] = True
    starts = np.array([one.start for one in shifts], dtype=np.int64)
    ends = np.array([one.end for one in shifts], dtype=np.int64)
    away = np.vstack([_is_away(one, starts, ends, rules.rest_minutes) for one in people])
    far = known & (km > rules.most_km)
    prior = np.array([one.served_minutes // rules.turn_minutes for one in people], dtype=np.float64)
    travel = np.where(known, km, rules.most_km) + rules.fair_km * prior[:, None]
    cost = np.rint(travel * SCALE).astype(np.int64)
    cost[lacks | away | far] = NEVER
    return Matrices(cost, km, lacks, away, far)


def _is_away(one: Volunteer, starts: Costs, ends: Costs, rest: int) -> Flags:
    away = np.ones(len(starts), dtype=bool) if one.free is not None else np.zeros(len(starts), dtype=bool)
    for begin, end in one.free or ():
        away &= ~((starts >= begin) & (ends <= end))
    for begin, end in one.busy:
        away |= (starts < end + rest) & (ends + rest > begin)
    return away


def _distances(people: Sequence[Volunteer], shifts: Sequence[ShiftAsked]) -> NDArray[np.float64]:
    """Return great-circle distances in km, NaN where either end is unknown."""
    unknown = (np.nan, np.nan)
    here = np.radians(np.array([one.home or unknown for one in people], dtype=np.float64).reshape(-1, 2))
    there = np.radians(np.array([one.place or unknown for one in shifts], dtype=np.float64).reshape(-1, 2))
    east = (there[None, :, 0] - here[:, None, 0]) / 2
    north = (there[None, :, 1] - here[:, None, 1]) / 2
    both = np.cos(here[:, None, 1]) * np.cos(there[None, :, 1])
    square = np.sin(north) ** 2 + both * np.sin(east) ** 2
    found: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(square, 0, 1)))
    return found
