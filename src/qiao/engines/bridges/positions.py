"""Position of every unit in the network of ties: for the explain fold, not for a ranking of people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Position:
    """Where one unit stands.

    Attributes
    ----------
    unit
        Its key.
    degree
        Units it has a tie with.
    betweenness
        Share of shortest paths between the others that pass through it, 0 to 1.
    constraint
        Burt's constraint; low where it spans holes, None for a unit without ties.
    is_cut_point
        Whether the network falls apart without it.
    """

    unit: str
    degree: int
    betweenness: float
    constraint: float | None
    is_cut_point: bool


def network(ties: Iterable[tuple[str, str]], units: Iterable[str] = ()) -> "nx.Graph[str]":
    """Return the undirected network of the ties; a tie of a unit with itself is left out."""
    import networkx as nx  # 0.2 s that other commands need not pay

    graph = nx.Graph()
    graph.add_nodes_from(units)
    graph.add_edges_from((one, other) for one, other in ties if one != other)
    return graph


def constraint(neighbours: Mapping[str, set[str]]) -> dict[str, float | None]:
    """Return Burt's constraint of every unit of an unweighted, undirected network.

    Parameters
    ----------
    neighbours
        The units each unit has a tie with; symmetric, without itself.

    Returns
    -------
    dict[str, float | None]
        c_i = sum over neighbours j of (p_ij + sum over q of p_iq p_qj) squared, with p_ij = 1 / degree of i;
        None for a unit without ties. Same order as the input.

    Notes
    -----
    All units at once in one pass over the two-paths. `networkx.constraint` is not used: given a list of nodes,
    or without SciPy, it takes 100 times as long (METHODS 5).

    References
    ----------
    Burt, R. S. (1992). Structural Holes, chapter 2.
    """
    values: dict[str, float | None] = {}
    for unit, direct in neighbours.items():
        if not direct:
            values[unit] = None
            continue
        share = 1 / len(direct)
        invested = dict.fromkeys(direct, share)
        for through in direct:
            indirect = share / len(neighbours[through])
            for other in neighbours[through] & direct:
                invested[other] += indirect
        values[unit] = sum(part * part for part in invested.values())
    return values


def survey(ties: Iterable[tuple[str, str]], units: Iterable[str] = ()) -> list[Position]:
    """Describe the position of every unit.

    Parameters
    ----------
    ties
        Pairs of units; direction and repetition do not matter here.
    units
        Further units, for those without any tie.

    Returns
    -------
    list[Position]
        Ordered by betweenness, largest first; ties by key.

    References
    ----------
    Freeman, L. C. (1977). A set of measures of centrality based on betweenness. Sociometry 40(1), 35-41.
    """
    import networkx as nx

    graph = network(ties, units)
    between = nx.betweenness_centrality(graph)
    held = constraint({unit: set(graph[unit]) for unit in graph})
    cut_points = set(nx.articulation_points(graph))
    positions = [
        Position(
            unit=unit,
            degree=graph.degree[unit],
            betweenness=between[unit],
            constraint=held[unit],
            is_cut_point=unit in cut_points,
        )
        for unit in graph
    ]
    return sorted(positions, key=lambda position: (-position.betweenness, position.unit))
