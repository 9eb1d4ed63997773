"""Rules beside what was done: the same demands, the same goods, the same figures, at both ends of what is known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from qiao.engines.allocation import Demand, Rule, outcomes
from qiao.relief.hindsight.handed import HandedOut, credit
from qiao.relief.hindsight.measures import Figures, measure
from qiao.relief.hindsight.pool import Goods, as_asked

HANDED = "handed-out"
"""The name of the case that happened."""


@dataclass(frozen=True)
class Case:
    """What one sharing gives. ``low`` takes goods at their least and demands at their most, ``high`` the reverse."""

    name: str
    low: Figures
    high: Figures
    given_low: Mapping[str, int]
    given_high: Mapping[str, int]

    def given(self, demand: str) -> tuple[int, int]:
        """Return least and most pieces that a demand gets."""
        ends = self.given_low.get(demand, 0), self.given_high.get(demand, 0)
        return min(ends), max(ends)


@dataclass(frozen=True)
class Hindsight:
    """What was handed out and what each rule would have given; all figures are over the demands in ``reached``.

    ``reached`` are the demands that some of the goods could have served, or that got some: nothing could help the
    others. ``outside`` are lines that went to nobody who is known to have asked for such a thing.
    """

    handed: Case
    rules: tuple[Case, ...]
    reached: tuple[Demand, ...]
    outside: tuple[HandedOut, ...]


def compare(
    demands: Sequence[Demand],
    goods: Sequence[Goods],
    handed: Sequence[HandedOut],
    *,
    now: datetime,
    rules: Sequence[Rule],
    substitutes: Mapping[str, Sequence[str]],
    stop: Callable[[], bool] = lambda: False,
) -> Hindsight:
    """Compare what was handed out with what rules would give from these goods.

    Parameters
    ----------
    demands
        Those known at the hour, each with what it had got before.
    goods
        What the rules share out.
    handed
        What was handed out.
    now
        The hour (aware).
    rules
        In the order of the answer.
    substitutes
        Item asked → items accepted in its place, the preferred first.
    stop
        As for `allocate`.
    """
    got = credit(handed, demands, substitutes=substitutes, at_most=True).given
    reached = tuple(one for one in demands if one.id in got or _is_reached(one, goods, substitutes))
    done = []
    for at_most in (False, True):
        asked = [as_asked(one, at_most=not at_most) for one in reached]
        credited = credit(handed, asked, substitutes=substitutes, at_most=at_most)
        told = [(measure(asked, credited.given), credited.given)]
        supplies = [one.supply(at_most=at_most) for one in goods]
        tried = outcomes(asked, supplies, now=now, rules=rules, substitutes=substitutes, stop=stop)
        told += [(measure(asked, one.given), one.given) for one in tried]
        done.append((told, credited.outside))
    (low, outside), (high, _same) = done
    names = [HANDED, *(rule.name for rule in rules)]
    cases = [
        Case(name, least[0], most[0], least[1], most[1])
        for name, least, most in zip(names, low, high, strict=True)
    ]
    return Hindsight(cases[0], tuple(cases[1:]), reached, outside)


def _is_reached(demand: Demand, goods: Sequence[Goods], substitutes: Mapping[str, Sequence[str]]) -> bool:
    accepted = {demand.item, *substitutes.get(demand.item, ())}
    return demand.quantity_kind != "NONE" and any(
        one.item in accepted and one.high and one.earmark_recipient in (None, demand.recipient)
        for one in goods
    )
