"""What a person acts on: who is cut off if a unit stops, and who has no path at all."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping


def fed(
    flows: Iterable[tuple[str, str]], anchors: Collection[str], *, without: str | None = None
) -> set[str]:
    """Return the units that something from an anchor reaches along the flows, the anchors themselves among them.

    Parameters
    ----------
    flows
        Directed pairs (from, to): goods go on only as they are carried, so two places served by one organisation
        have no path to each other.
    anchors
        Where it comes from: outside donors. For voices hand in the flows turned round and the departments.
    without
        A unit imagined away, as a bearer and as an anchor.
    """
    return _spread(_targets(flows), anchors, without)


def _targets(flows: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    targets: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in flows:
        targets[one].add(other)
    return targets


def _spread(targets: Mapping[str, set[str]], anchors: Collection[str], without: str | None) -> set[str]:
    reached = {one for one in anchors if one != without}
    waiting = deque(sorted(reached))
    while waiting:
        for other in targets.get(waiting.popleft(), set()) - reached:
            if other != without:
                reached.add(other)
                waiting.append(other)
    return reached


def cut_off(flows: Iterable[tuple[str, str]], stopped: str, anchors: Collection[str]) -> list[str]:
    """Return the units that an anchor reaches now and would not if `stopped` stopped.

    Parameters
    ----------
    flows
        Directed pairs (from, to), as for `fed`.
    stopped
        The unit imagined away; it is not listed itself.
    anchors
        What the others need a path from: outside donors, or departments where the flows are turned round.

    Returns
    -------
    list[str]
        In order of their keys; empty where `stopped` bears nothing.
    """
    targets = _targets(flows)
    return sorted(_spread(targets, anchors, None) - _spread(targets, anchors, stopped) - {stopped})


def unreached(flows: Iterable[tuple[str, str]], units: Iterable[str], anchors: Collection[str]) -> list[str]:
    """Return the units that no anchor reaches, in order of their keys."""
    return sorted(set(units) - fed(flows, anchors))
