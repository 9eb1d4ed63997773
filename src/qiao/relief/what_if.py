"""What if: what a rule would give, one more lot, one more lorry. Nothing is written."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf

from qiao.engines.allocation import FLOORS, RULES, Outcome, Plan, Rule, Supply, allocate, outcomes
from qiao.intake.queries import needs_for_plan, offers_for_plan
from qiao.registry.models import Crisis, Item, Place
from qiao.relief.problem import PlanInput, plan_input
from qiao.relief.supplies import position_of

PATIENCE_S = 8.0
"""A page waits so long for the engine; then it shows the best in hand."""
LORRIES_TRIED = 12
EXTRA_LOT = "what-if-lot"


@dataclass(frozen=True)
class ExtraLot:
    """A lot that is not there yet."""

    item: Item
    quantity: int
    place: Place | None


@dataclass(frozen=True)
class Question:
    """What is tried: a rule; what each lot can send in this time; one more lot; one more lorry of so many units."""

    rule: Rule
    send_limit: int | None = None
    lot: ExtraLot | None = None
    lorry: int | None = None


@dataclass(frozen=True)
class Case:
    """One case of the question with what it would give. ``code`` says which: RULE, LIMIT, LOT or LORRY."""

    code: str
    outcome: Outcome
    offer: str = ""


@dataclass(frozen=True)
class Answer:
    """The cases one after another, each with all before it, and the last one's plan with its reasons."""

    cases: list[Case]
    plan: Plan
    needs: int
    offers: int

    @property
    def gains(self) -> dict[str, int]:
        """Return id of a need → units more (or less) in the last case than under the rule alone."""
        if len(self.cases) < 2:  # noqa: PLR2004 - nothing to compare with
            return {}
        before, after = self.cases[0].outcome.given, self.cases[-1].outcome.given
        change = {key: after.get(key, 0) - before.get(key, 0) for key in {*before, *after}}
        ranked = sorted(change.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
        return {key: units for key, units in ranked if units}


def input_now(crisis: Crisis, *, now: datetime) -> PlanInput:
    """Return what a plan made now would be made from."""
    offers = offers_for_plan(crisis).select_related("earmark_place")
    return plan_input(needs_for_plan(crisis), offers, now=now)


def answer(given: PlanInput, question: Question, *, now: datetime) -> Answer:
    """Try the question: the rule alone, then with each thing that was asked for, one on top of the other."""
    stop = _patience()
    supplies = list(given.supplies)
    cases = [Case("RULE", _try(given, supplies, question.rule, now, stop))]
    if question.send_limit is not None:
        supplies = limited(given, supplies, question.send_limit)
        cases.append(Case("LIMIT", _try(given, supplies, question.rule, now, stop)))
    if question.lot is not None:
        supplies.append(_supply_of(question.lot, question.send_limit))
        cases.append(Case("LOT", _try(given, supplies, question.rule, now, stop)))
    if question.lorry is not None and question.send_limit is not None:
        best = _best_lorry(given, supplies, question, now, cases[-1].outcome, stop)
        if best is not None:
            case, supplies = best
            cases.append(case)
    plan = allocate(
        given.demands,
        supplies,
        now=now,
        rule=question.rule,
        substitutes=given.substitutes,
        labels=given.labels,
        stop=stop,
    )
    return Answer(cases, plan, len(given.demands), len({one.offer for one in given.sources.values()}))


def limited(given: PlanInput, supplies: Sequence[Supply], limit: int) -> list[Supply]:
    """Let each lot send no more than so many units from one place: its parts there share them, what ends first first."""
    left: dict[object, int] = {}
    told: dict[str, Supply] = {}
    for one in sorted(
        supplies, key=lambda one: (one.expires_at.timestamp() if one.expires_at else inf, one.id)
    ):
        key = (given.sources[one.id].offer, one.place)
        can_send = min(left.get(key, limit), one.quantity or 0)
        left[key] = left.get(key, limit) - can_send
        told[one.id] = replace(one, can_send=can_send)
    return [told[one.id] for one in supplies]


def frontier(given: PlanInput, *, now: datetime) -> list[Outcome]:
    """Return what every rule would give, and every tenth of the floor."""
    rules = [Rule(floor=floor) for floor in FLOORS] + [Rule(name) for name in RULES[1:]]
    return outcomes(
        given.demands,
        given.supplies,
        now=now,
        rules=rules,
        substitutes=given.substitutes,
        stop=_patience(),
    )


def _try(
    given: PlanInput, supplies: Sequence[Supply], rule: Rule, now: datetime, stop: Callable[[], bool]
) -> Outcome:
    return outcomes(given.demands, supplies, now=now, rules=[rule], substitutes=given.substitutes, stop=stop)[
        0
    ]


def _best_lorry(
    given: PlanInput,
    supplies: list[Supply],
    question: Question,
    now: datetime,
    before: Outcome,
    stop: Callable[[], bool],
) -> tuple[Case, list[Supply]] | None:
    """Return the case of one more lorry at the lot where it serves most by weight; None where no lot waits for one."""
    waiting = sorted(before.kept_back.items(), key=lambda pair: (-pair[1], pair[0]))[:LORRIES_TRIED]
    best: tuple[float, Case, list[Supply]] | None = None
    for key, _units in waiting:
        more = [
            replace(one, can_send=(one.can_send or 0) + (question.lorry or 0)) if one.id == key else one
            for one in supplies
        ]
        source = given.sources.get(key)
        case = Case(
            "LORRY", _try(given, more, question.rule, now, stop), str(source.offer) if source else EXTRA_LOT
        )
        worth = case.outcome.coverage or 0.0
        if best is None or worth > best[0]:
            best = worth, case, more
    return best[1:] if best else None


def _supply_of(lot: ExtraLot, send_limit: int | None) -> Supply:
    longitude, latitude = position_of(None, lot.place)
    return Supply(
        id=EXTRA_LOT,
        item=lot.item.code,
        quantity=lot.quantity,
        place=lot.place.code if lot.place else None,
        longitude=longitude,
        latitude=latitude,
        can_send=send_limit,
    )


def _patience() -> Callable[[], bool]:
    until = time.monotonic() + PATIENCE_S
    return lambda: time.monotonic() > until
