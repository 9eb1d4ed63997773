"""Many drills of one setting: when each kind usually runs short, and which item of readiness would have helped."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import median_low

from qiao.engines.simulation.drill import DrillRun, DrillSetting, Link, links_of, run_drill
from qiao.engines.simulation.drill_network import EFFECTS, HIGHEST, DrillNetwork
from qiao.engines.simulation.drill_things import DRILL_THINGS

PAIR_RUNS = 3
"""How many drills are played with each two items raised."""
HELPS_FROM = 0.0005
"""By how much an item must lower what is not given to be called a help: half a tenth of a per cent."""
PAIR_GAIN = 0.005
"""By how much two must beat the better of them to be worth telling."""
AIM = 3
"""To which level an item is raised when a drill is played again; from there to the highest."""
WORST, BEST = 0, HIGHEST


@dataclass(frozen=True, slots=True)
class ThingShort:
    """One kind over many drills, unknown readiness at its worst.

    Attributes
    ----------
    short
        In how many drills it ran short.
    first, usual, last
        The earliest, the middle (lower median) and the latest first day short; None where it never did.
    link
        What most often held it up on that day.
    unmet
        Mean share not given.
    """

    item: str
    short: int
    first: int | None
    usual: int | None
    last: int | None
    link: Link | None
    unmet: float


@dataclass(frozen=True, slots=True)
class Improved:
    """One item of readiness raised and everything played again with the same seeds.

    Attributes
    ----------
    before
        Its level, None where unknown (played at its worst).
    unmet
        Mean share not given then, all else the same.
    later
        Things that ran short later or no more, by their middle first day: (item, day before, day after).
    """

    item: int
    before: int | None
    after: int
    unmet: float
    later: tuple[tuple[str, int, int | None], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items of readiness raised at once, which help more than the better of them alone."""

    items: tuple[int, int]
    unmet: float


@dataclass(frozen=True, slots=True)
class DrillResult:
    """What many drills of one setting showed.

    Attributes
    ----------
    shown
        The drill of the setting's own seed, unknown readiness at its worst; pages draw its days.
    unmet, unmet_best
        Mean share not given, unknown readiness at its worst and at its best.
    improved
        What helps most first; only what helps at all.
    pair
        The two items that help most together; None where no two help more than the better of them alone. Played over
        the first `PAIR_RUNS` drills, `unmet` carried over to all of them by its difference.
    """

    runs: int
    shown: DrillRun
    things: tuple[ThingShort, ...]
    links: tuple[tuple[Link, int], ...]
    unmet: float
    unmet_best: float
    unknown: tuple[int, ...]
    improved: tuple[Improved, ...]
    pair: Pair | None


def play(
    setting: DrillSetting,
    network: DrillNetwork,
    *,
    runs: int = 1,
    tell: Callable[[int], None] = lambda _drills: None,
) -> DrillResult:
    """Play a setting so many times, seed after seed, and again with each item of readiness raised.

    Parameters
    ----------
    runs
        1 or more; drill number n has the setting's seed + n.
    tell
        Called with how many drills were played since it was called last; `drills_of` says how many there will be.

    Raises
    ------
    ValueError
        When runs, people or days are below 1.
    """
    if runs < 1:
        raise ValueError("runs are 1 or more.")

    def all_of(network: DrillNetwork, unknown: int) -> list[DrillRun]:
        found = [
            run_drill(replace(setting, seed=setting.seed + number), network, unknown=unknown)
            for number in range(runs)
        ]
        tell(runs)
        return found

    played = all_of(network, WORST)
    things = _things(setting, played)
    unmet = _unmet(played)
    improved = []
    for item in raisable(network):
        raised = _raised(network, item)
        again = all_of(raised, WORST)
        found = _improved(network, item, things, _things(setting, again), _unmet(again))
        if unmet - found.unmet >= HELPS_FROM or found.later:
            improved.append(found)
    links: Counter[Link] = Counter()
    for run in played:
        links.update(links_of(run))
    return DrillResult(
        runs=runs,
        shown=played[0],
        things=things,
        links=tuple(sorted(links.items(), key=lambda pair: (-pair[1], pair[0]))),
        unmet=unmet,
        unmet_best=_unmet(all_of(network, BEST)),
        unknown=tuple(one.item for one in EFFECTS if network.levels.get(one.item) is None),
        improved=tuple(sorted(improved, key=lambda one: (one.unmet, one.item))),
        pair=_best_pair(setting, network, runs=runs, unmet=unmet, improved=improved, tell=tell),
    )


def raisable(network: DrillNetwork) -> tuple[int, ...]:
    """Return the items of readiness that a drill can raise: those it moves, below the highest level or unknown."""
    return tuple(one.item for one in EFFECTS if (network.levels.get(one.item) or 0) < HIGHEST)


def drills_of(network: DrillNetwork, runs: int) -> int:
    """Return how many single drills `play` will run."""
    items = len(raisable(network))
    return runs * (items + 2) + min(runs, PAIR_RUNS) * (1 + items * (items - 1) // 2)


def _best_pair(
    setting: DrillSetting,
    network: DrillNetwork,
    *,
    runs: int,
    unmet: float,
    improved: list[Improved],
    tell: Callable[[int], None],
) -> Pair | None:
    few = min(runs, PAIR_RUNS)

    def mean(network: DrillNetwork) -> float:
        found = [run_drill(replace(setting, seed=setting.seed + n), network).unmet for n in range(few)]
        tell(few)
        return sum(found) / few

    shift = unmet - mean(network)
    alone = {one.item: one.unmet for one in improved}
    found = [
        Pair((a, b), mean(_raised(_raised(network, a), b)) + shift)
        for a, b in combinations(raisable(network), 2)
    ]
    won = [(min(alone.get(item, unmet) for item in one.items) - one.unmet, one) for one in found]
    gain, best = max(won, key=lambda pair: (pair[0], pair[1].items), default=(0.0, None))
    return best if gain >= PAIR_GAIN else None


def _raised(network: DrillNetwork, item: int) -> DrillNetwork:
    before = network.levels.get(item) or 0
    return replace(network, levels={**network.levels, item: AIM if before < AIM else HIGHEST})


def _unmet(played: list[DrillRun]) -> float:
    return sum(one.unmet for one in played) / len(played)


def _things(setting: DrillSetting, played: list[DrillRun]) -> tuple[ThingShort, ...]:
    found = []
    for number, thing in enumerate(DRILL_THINGS[setting.hazard]):
        rows = [run.things[number] for run in played]
        days = sorted(day for one in rows if (day := one.first_short) is not None)
        links = Counter(link for one in rows if (link := one.link) is not None)
        found.append(
            ThingShort(
                item=thing.item,
                short=len(days),
                first=days[0] if days else None,
                usual=median_low(days) if days else None,
                last=days[-1] if days else None,
                link=min(links, key=lambda one: (-links[one], one)) if links else None,
                unmet=sum(one.unmet for one in rows) / len(rows),
            )
        )
    return tuple(found)


def _improved(
    network: DrillNetwork,
    item: int,
    before: tuple[ThingShort, ...],
    after: tuple[ThingShort, ...],
    unmet: float,
) -> Improved:
    later = tuple(
        (was.item, was.usual, now.usual)
        for was, now in zip(before, after, strict=True)
        if was.usual is not None and (now.usual is None or now.usual > was.usual)
    )
    level = network.levels.get(item)
    return Improved(item, level, _raised(network, item).levels[item] or 0, unmet, later)
