"""Gould-Fernandez brokerage roles over directed flow between groups."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Brokerage:
    """How often a unit stands between two others that have no direct tie.

    Attributes
    ----------
    coordinator
        All three in one group.
    itinerant
        The two others in one group, the broker in another.
    representative
        Source and broker in one group, target in another.
    gatekeeper
        Broker and target in one group, source in another.
    liaison
        Three different groups.
    """

    coordinator: int = 0
    itinerant: int = 0
    representative: int = 0
    gatekeeper: int = 0
    liaison: int = 0

    @property
    def total(self) -> int:
        """All roles together."""
        return self.coordinator + self.itinerant + self.representative + self.gatekeeper + self.liaison


def _role(source: str, broker: str, target: str) -> str:
    if source == target:
        return "coordinator" if broker == source else "itinerant"
    if source == broker:
        return "representative"
    return "gatekeeper" if broker == target else "liaison"


def brokerage(flows: Iterable[tuple[str, str]], groups: Mapping[str, str]) -> dict[str, Brokerage]:
    """Count the brokerage roles of every unit.

    Parameters
    ----------
    flows
        Directed pairs (from, to); repetition does not matter, a flow of a unit to itself is left out.
    groups
        Group of every unit that appears in a flow.

    Returns
    -------
    dict[str, Brokerage]
        For each unit of `groups`, in its order: paths source -> unit -> target of length two, source and target
        different, with no flow source -> target.

    Raises
    ------
    KeyError
        When a unit of a flow has no group.

    References
    ----------
    Gould, R. V. and Fernandez, R. M. (1989). Structures of mediation: a formal approach to brokerage in
    transaction networks. Sociological Methodology 19, 89-126.
    """
    sources: defaultdict[str, set[str]] = defaultdict(set)
    targets: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in flows:
        if one != other:
            targets[one].add(other)
            sources[other].add(one)
    counts: dict[str, Brokerage] = {}
    for broker in groups:
        roles: defaultdict[str, int] = defaultdict(int)
        for source in sources[broker]:
            for target in targets[broker] - targets[source] - {source}:
                roles[_role(groups[source], groups[broker], groups[target])] += 1
        counts[broker] = Brokerage(**roles)
    if unknown := (sources.keys() | targets.keys()) - groups.keys():
        raise KeyError(f"no group given for {', '.join(sorted(unknown))}")
    return counts
