"""What a person acts on: who is cut off if a unit stops, and who has no path at all."""

from collections.abc import Collection, Iterable

import networkx as nx

from qiao.engines.bridges.positions import network


def _reached(graph: "nx.Graph[str]", anchors: Collection[str]) -> set[str]:
    reached: set[str] = set()
    for anchor in anchors:
        if anchor in graph and anchor not in reached:
            reached |= nx.node_connected_component(graph, anchor)
    return reached


def cut_off(ties: Iterable[tuple[str, str]], stopped: str, anchors: Collection[str]) -> list[str]:
    """Return the units that reach an anchor now and would not if `stopped` stopped.

    Parameters
    ----------
    ties
        Pairs of units, undirected.
    stopped
        The unit imagined away; it is not listed itself.
    anchors
        What the others need a path to: outside donors, or departments.

    Returns
    -------
    list[str]
        In order of their keys; empty where `stopped` has no ties.
    """
    graph = network(ties)
    before = _reached(graph, anchors)
    if stopped in graph:
        graph.remove_node(stopped)
    return sorted(before - _reached(graph, anchors) - {stopped})


def unreached(ties: Iterable[tuple[str, str]], units: Iterable[str], anchors: Collection[str]) -> list[str]:
    """Return the units with no path to any anchor, in order of their keys."""
    return sorted(set(units) - _reached(network(ties), anchors) - set(anchors))
