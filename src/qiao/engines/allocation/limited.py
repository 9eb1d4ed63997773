"""The exact plan of a group in which donors limit what one recipient gets: one flow, with a gate for each limit.

A gate stands between the lots of a donor and the needs of a recipient that are alike to all these lots; what it lets
through is the limit. What needs can receive together is still a polymatroid (they are ends of one network), so any
falling worth of the levels fills them in their order. Where the needs of one recipient are not alike (other deadlines,
other places), each kind has a gate of its own: the flow is then a bound, and `rounding` brings it within the limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.graph.python import min_cost_flow

from qiao.engines.allocation.core import Flow, Solved
from qiao.engines.allocation.limits import UNLIMITED

if TYPE_CHECKING:
    from qiao.engines.allocation.limits import Limits
    from qiao.engines.allocation.market import Arcs, IntArray, Steps

LARGEST = 2**61


@dataclass(frozen=True, slots=True)
class _Gates:
    """``of`` is the gate of each arc, -1 where none; ``need`` what gate and need belong together; ``room`` by gate."""

    of: IntArray
    need: list[tuple[int, int]]
    room: list[int]


def solve_limited(steps: Steps, arcs: Arcs, there: IntArray, limits: Limits) -> Solved:
    """Fill the levels as well as can be within the limits, then at the least cost.

    Parameters
    ----------
    steps, arcs, there
        The steps of each need, every pair that may serve each other, the units of each stock.
    limits
        Of the same needs and stocks, in the same units.

    Raises
    ------
    ArithmeticError
        If the solver fails, or the figures do not fit into its numbers.
    """
    gates = _gates(arcs, limits)
    needs, stocks, passes = len(steps), len(there), len(gates.room)
    ranks, level = np.unique(steps.level, return_inverse=True)
    step = 2 * (min(needs, stocks) + 1) * (int(arcs.cost.max(initial=0)) + 1)
    source = stocks + 2 * passes + needs
    sink, none = source + 1, step * (len(ranks) + 1)
    if none * (sink + 2) > LARGEST:
        raise ArithmeticError("levels times roads times lots do not fit into 64 bits.")
    entry, leave, first_need = stocks, stocks + passes, stocks + 2 * passes
    ungated = gates.of == UNLIMITED
    into = np.unique(np.stack([gates.of[~ungated], arcs.stock[~ungated]], axis=1), axis=0)
    dear = {(int(g), int(s)): int(c) for g, s, c in zip(gates.of, arcs.stock, arcs.cost, strict=True)}
    out = np.array(gates.need, np.int64).reshape(-1, 2)
    every, total = np.arange(passes, dtype=np.int64), int(there.sum())
    columns = (
        (np.full(stocks, source), np.arange(stocks), there, np.zeros(stocks, np.int64)),
        (arcs.stock[ungated], first_need + arcs.cell[ungated], there[arcs.stock[ungated]], arcs.cost[ungated]),
        (into[:, 1], entry + into[:, 0], there[into[:, 1]], np.array([dear[g, s] for g, s in into.tolist()], np.int64)),
        (entry + every, leave + every, np.array(gates.room, np.int64), np.zeros(passes, np.int64)),
        (leave + out[:, 0], first_need + out[:, 1], steps.total[out[:, 1]], np.zeros(len(out), np.int64)),
        (first_need + steps.cell, np.full(len(steps.cell), sink), steps.units, level * step),
        (np.array([source]), np.array([sink]), np.array([total]), np.array([none])),
    )  # fmt: skip
    tail, head, most, cost = (
        np.concatenate([part[k] for part in columns]).astype(np.int64) for k in range(4)
    )
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(tail, head, most, cost)
    solver.set_nodes_supplies(np.array([source, sink]), np.array([total, -total]))
    if solver.solve() != solver.OPTIMAL:
        raise ArithmeticError("the flow within the limits was not found.")
    sent = solver.flows(np.arange(len(tail)))
    begins = np.concatenate(([0], np.cumsum([len(part[0]) for part in columns])))
    direct, entered, left = (sent[begins[k] : begins[k + 1]] for k in (1, 2, 4))
    lines = [
        (int(n), int(s), int(u), int(c))
        for n, s, u, c in zip(
            arcs.cell[ungated], arcs.stock[ungated], direct, arcs.cost[ungated], strict=True
        )
        if u
    ]
    lines += _through(into, entered, out, left, dear)
    table = np.array(sorted(lines), np.int64).reshape(-1, 4)
    spent = int((table[:, 2] * table[:, 3]).sum())
    flow = Flow(table[:, 0], table[:, 1], table[:, 2], table[:, 3])
    return Solved(flow, levels_proven=True, cost=spent, bound=spent)


def _gates(arcs: Arcs, limits: Limits) -> _Gates:
    """Tell the gates: one for a donor and those needs of a recipient that are alike to all his lots."""
    donor = limits.donor[arcs.stock]
    seen: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for k in np.flatnonzero(donor != UNLIMITED).tolist():
        seen.setdefault((int(donor[k]), int(arcs.cell[k])), []).append(
            (int(arcs.stock[k]), int(arcs.cost[k]))
        )
    number: dict[tuple[int, int, tuple[tuple[int, int], ...]], int] = {}
    gate_of: dict[tuple[int, int], int] = {}
    room: list[int] = []
    for (giver, need), lots in seen.items():
        recipient = int(limits.recipient[need])
        gate = number.setdefault((giver, recipient, tuple(sorted(lots))), len(number))
        if gate == len(room):
            room.append(limits.room(giver, recipient))
        gate_of[giver, need] = gate
    of = [gate_of.get((int(d), int(n)), UNLIMITED) for d, n in zip(donor, arcs.cell, strict=True)]
    return _Gates(np.array(of, np.int64), [(gate, need) for (_, need), gate in gate_of.items()], room)


def _through(
    into: IntArray, entered: IntArray, out: IntArray, left: IntArray, dear: dict[tuple[int, int], int]
) -> list[tuple[int, int, int, int]]:
    """Lay what came into each gate beside what left it: lines (need, stock, units, cost)."""
    waiting: dict[int, list[list[int]]] = {}
    for (gate, stock), units in zip(into.tolist(), entered.tolist(), strict=True):
        if units:
            waiting.setdefault(gate, []).append([stock, units])
    lines = []
    for (gate, need), units in zip(out.tolist(), left.tolist(), strict=True):
        wanted = units
        while wanted:
            stock, there = waiting[gate][-1]
            taken = min(wanted, there)
            lines.append((need, stock, taken, dear[gate, stock]))
            wanted -= taken
            waiting[gate][-1][1] -= taken
            if not waiting[gate][-1][1]:
                waiting[gate].pop()
    return lines
