"""Indices of the network for those who ask: each beside its number of ties and what chance would give."""

from dataclasses import dataclass

from qiao.advocacy.bridging.picture import Picture
from qiao.advocacy.bridging.units import PLACE, Unit
from qiao.engines.bridges import Baseline, Brokerage, Position, brokerage, rewired, survey

SEED = 2020
PERMUTATIONS = 200
MOST_UNITS = 150
FEWER = 40
"""Rewirings of a network of more than `MOST_UNITS` units."""


@dataclass(frozen=True)
class Index:
    """One unit with its indices, what chance gives, and how often it stands between two that are not tied."""

    unit: Unit
    position: Position
    chance: Baseline
    roles: Brokerage

    @property
    def is_above_chance(self) -> bool:
        """Say whether more shortest paths go through it than its number of ties alone would give."""
        return self.position.betweenness > self.chance.betweenness_high


@dataclass(frozen=True)
class Explanation:
    """The indices of a network, how many rewirings they are compared with, and the seed."""

    rows: tuple[Index, ...]
    ties: int
    permutations: int
    seed: int = SEED


def explain(picture: Picture) -> Explanation:
    """Return the indices of all who can be imagined away, those in between first."""
    flows = [*sorted(picture.goods_flows), *sorted(picture.voices.flows)]
    ties = sorted(
        {(min(step), max(step)) for step in flows} | {_pair(one.one, one.other) for one in picture.ways.links}
    )
    units = {key for tie in ties for key in tie}
    permutations = PERMUTATIONS if len(units) <= MOST_UNITS else FEWER
    chance = rewired(ties, seed=SEED, permutations=permutations)
    groups = {key: _group(picture.units[key]) for key in sorted(units)}
    roles = brokerage(flows, groups)
    rows = [
        Index(picture.units[one.unit], one, chance[one.unit], roles[one.unit])
        for one in survey(ties)
        if picture.units[one.unit].is_bearer
    ]
    return Explanation(tuple(rows), len(ties), permutations)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _group(unit: Unit) -> str:
    """Return the group for the roles of brokers: places are local, whoever is unknown stands apart."""
    return "LOCAL" if unit.key.startswith(PLACE) else unit.side
