"""Draw a roster: a plain one, a bound on every one, one mended from the bound's choices, then CP-SAT near its prices."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qiao.engines.roster.bound import Bound, Timeline, raise_bound, timeline
from qiao.engines.roster.costs import NEVER, SCALE, Costs, Matrices, matrices
from qiao.engines.roster.mend import Pairs, Terms, mend
from qiao.engines.roster.problem import Roster, Rules, ShiftAsked, Volunteer
from qiao.engines.roster.reasons import told

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

SECONDS = 20.0
ROUNDS = 150
FEW_PAIRS = 12_000
"""With so few pairs the exact search sees all of them, and its own bound counts too."""
SPARE = 3
WORKERS = 2
ENOUGH = 0.005
"""Within half a per cent of the bound the search ends."""


def draw(
    people: Sequence[Volunteer],
    shifts: Sequence[ShiftAsked],
    rules: Rules = Rules(),  # noqa: B008 - frozen
    *,
    seconds: float = SECONDS,
    seed: int = 0,
) -> Roster:
    """Return who serves in which shift.

    Nobody serves without the skill, outside their free time, without rest, beyond the limits of `rules`, or twice in
    one shift. Among such rosters the cost is the least found: km travelled, further turns of one person and empty places,
    each in km (`Rules`). What is proven of it stands in `bound_km`.

    Parameters
    ----------
    seconds
        How long the exact search may look, at most. Default 20.
    seed
        Of the search; with two workers and a time limit two runs may still differ.

    References
    ----------
    Ernst, A. T., Jiang, H., Krishnamoorthy, M. and Sier, D. (2004). Staff scheduling and rostering: a review.
    European Journal of Operational Research 153, 3-27. Geoffrion, A. M. (1974). Lagrangean relaxation for integer
    programming. Mathematical Programming Study 2, 82-114.
    """
    if not people or not shifts:
        return told([], people, shifts, rules, matrices_of=None, cost=_empty_cost(shifts, rules), bound=0)
    whole = matrices(people, shifts, rules)
    model = _Model(whole, people, shifts, rules)
    start = mend(model.terms)
    bound, chosen = raise_bound(model.terms, model.line, target=model.cost_of(start), rounds=ROUNDS)
    start = min(start, mend(model.terms, chosen), key=model.cost_of)
    pairs, has_all = model.promising(bound)
    found, proven = model.search(pairs, start, bound, seconds=seconds, seed=seed)
    lowest = max(bound.value, proven) if has_all else bound.value
    cost = model.cost_of(found)
    return told(found, people, shifts, rules, matrices_of=whole, cost=cost, bound=min(lowest, cost))


def _empty_cost(shifts: Sequence[ShiftAsked], rules: Rules) -> int:
    return sum(one.slots for one in shifts) * round(rules.empty_km * SCALE)


class _Model:
    def __init__(
        self, whole: Matrices, people: Sequence[Volunteer], shifts: Sequence[ShiftAsked], rules: Rules
    ) -> None:
        self.cost: Costs = whole.cost
        self.rules = rules
        self.slots = np.array([one.slots for one in shifts], dtype=np.int64)
        self.starts = np.array([one.start for one in shifts], dtype=np.int64)
        self.ends = np.array([one.end for one in shifts], dtype=np.int64)
        self.minutes = self.ends - self.starts
        self.empty = round(rules.empty_km * SCALE)
        self.turn = round(rules.fair_km * SCALE)
        self.line: Timeline = timeline(self.starts, self.ends, rules.rest_minutes)
        self.most = np.array(
            [min(rules.most_shifts, one.most_shifts or rules.most_shifts) for one in people], dtype=np.int64
        )
        self.terms = Terms(
            self.cost,
            self.slots,
            self.minutes,
            tuple(self._clashes(shift) for shift in range(len(shifts))),
            self.turn,
            self.empty,
            self.most,
            rules.most_minutes,
        )

    def _clashes(self, shift: int) -> NDArray[np.int64]:
        """Return the shifts, itself among them, that nobody serves together with this one."""
        rest = self.rules.rest_minutes
        return np.flatnonzero(
            (self.starts[shift] < self.ends + rest) & (self.starts < self.ends[shift] + rest)
        )

    def cost_of(self, pairs: Pairs) -> int:
        """Return what a roster costs, in tenths of km."""
        turns = np.bincount([person for person, _ in pairs], minlength=1) if pairs else np.zeros(1, dtype=int)
        travel = sum(int(self.cost[pair]) for pair in pairs)
        lacking = int(self.slots.sum()) - len(pairs)
        return travel + self.turn * int((turns * (turns - 1) // 2).sum()) + self.empty * lacking

    def promising(self, bound: Bound) -> tuple[Pairs, bool]:
        """Return the pairs the search looks at: all where they are few, else those the prices like best."""
        may = self.cost < np.minimum(NEVER, self.empty)
        if int(may.sum()) <= FEW_PAIRS:
            return [(int(person), int(shift)) for person, shift in np.argwhere(may)], bool(
                (may == (self.cost < NEVER)).all()
            )
        reduced = np.where(may, self.cost - bound.prices, np.inf)
        kept: set[tuple[int, int]] = set()
        for shift in range(self.cost.shape[1]):
            wanted = int(self.slots[shift]) * SPARE + SPARE * 2
            nearest = np.argsort(reduced[:, shift], kind="stable")[:wanted]
            kept |= {(int(person), shift) for person in nearest if may[person, shift]}
        return sorted(kept), False

    def search(
        self, pairs: Pairs, start: Pairs, bound: Bound, *, seconds: float, seed: int
    ) -> tuple[Pairs, float]:
        """Return the best roster found among the pairs, and the bound the search itself proved for them."""
        from ortools.sat.python import cp_model  # brings pandas: a second that only drawing need pay

        model, taken = cp_model.CpModel(), {}
        pairs = sorted({*pairs, *start})
        by_shift: dict[int, list[cp_model.IntVar]] = {}
        by_person: dict[int, list[int]] = {}
        for person, shift in pairs:
            taken[person, shift] = model.new_bool_var("")
            by_shift.setdefault(shift, []).append(taken[person, shift])
            by_person.setdefault(person, []).append(shift)
        cost: list[cp_model.LinearExprT] = [int(self.cost[pair]) * var for pair, var in taken.items()]
        for shift, slots in enumerate(self.slots.tolist()):
            here = by_shift.get(shift, [])
            lacking = model.new_int_var(0, slots, "")
            model.add(sum(here) + lacking == slots)
            cost.append(self.empty * lacking)
            model.add_hint(lacking, slots - sum(at == shift for _, at in start))
        begun = Counter(person for person, _ in start)
        for person, held in by_person.items():
            mine = [(shift, taken[person, shift]) for shift in held]
            cost += self._of_one(model, mine, most=int(self.most[person]), begun=begun[person])
        model.minimize(sum(cost))
        chosen = set(start)
        for pair, var in taken.items():
            model.add_hint(var, pair in chosen)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = WORKERS
        solver.parameters.random_seed = seed
        status = solver.solve(model, _enough(bound.value))
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return start, 0.0
        made = [pair for pair, var in taken.items() if solver.value(var)]
        best = made if self.cost_of(made) <= self.cost_of(start) else start
        return best, float(solver.best_objective_bound)

    def _of_one(
        self, model: "cp_model.CpModel", held: "list[tuple[int, cp_model.IntVar]]", *, most: int, begun: int
    ) -> "list[cp_model.LinearExprT]":
        """Keep one person's rest and limits; return what further turns cost. `begun` turns are hinted."""
        limit = min(len(held), most)
        for clique in self._cliques([shift for shift, _ in held]):
            model.add_at_most_one(var for shift, var in held if shift in clique)
        if sum(int(self.minutes[shift]) for shift, _ in held) > self.rules.most_minutes:
            model.add(sum(int(self.minutes[shift]) * var for shift, var in held) <= self.rules.most_minutes)
        if len(held) == 1 and most:
            return []
        turns = [model.new_bool_var("") for _ in range(limit)]
        model.add(sum(var for _, var in held) == sum(turns))
        for number, var in enumerate(turns):
            model.add_hint(var, number < begun)
        return [self.turn * number * var for number, var in enumerate(turns) if number]

    def _cliques(self, held: list[int]) -> list[set[int]]:
        """Return the largest sets of shifts that one person cannot serve together: those open at one start."""
        rest, found = self.rules.rest_minutes, []
        for one in held:
            start = self.starts[one]
            here = {other for other in held if self.starts[other] <= start < self.ends[other] + rest}
            if len(here) > 1:
                found.append(here)
        return [one for one in found if not any(one < other for other in found)]


def _enough(bound: float) -> "cp_model.CpSolverSolutionCallback":
    """Return what ends the search once it has a roster that is as good as proven."""
    from ortools.sat.python import cp_model

    class Enough(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            """Look at the newest roster."""
            if self.objective_value - bound <= ENOUGH * abs(self.objective_value):
                self.stop_search()

    return Enough()
