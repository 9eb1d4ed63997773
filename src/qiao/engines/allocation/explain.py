"""Find the true reason of every share and every lack, from the finished shares and the pairs examined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from qiao.engines.allocation.compatible import BOUNDLESS, examine, in_blocks
from qiao.engines.allocation.flow import groups
from qiao.engines.allocation.limits import UNLIMITED
from qiao.engines.allocation.rules import TIERS
from qiao.engines.allocation.values import Reason, Share, Unmet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from qiao.engines.allocation.compatible import Examined
    from qiao.engines.allocation.market import BoolArray, IntArray
    from qiao.engines.allocation.names import Names
    from qiao.engines.allocation.problem import Problem
    from qiao.engines.allocation.rules import Rule
    from qiao.engines.allocation.values import Demand, Fact, Supply


@dataclass(frozen=True, slots=True)
class Ledger:
    """The finished shares, (need, supply) → base units, and what follows from them.

    ``given`` by need; ``by_tier`` (supplies x 4) units of a supply that went to each tier; ``left`` by supply, of what
    it may hand out; ``open_share`` by need, what an open demand was planned with; ``lots_of`` the lots of a need;
    ``of_donor`` (donor, recipient) → units of what has a donor's limit.
    """

    shares: Mapping[tuple[int, int], int]
    given: IntArray
    by_tier: IntArray
    left: IntArray
    open_share: IntArray
    rule: Rule
    lots_of: Mapping[int, Sequence[int]]
    of_donor: Mapping[tuple[int, int], int]


def make_ledger(problem: Problem, shares: Mapping[tuple[int, int], int], rule: Rule) -> Ledger:
    """Add the shares up."""
    given = np.zeros(len(problem.demands), np.int64)
    by_tier = np.zeros((len(problem.supplies), 4), np.int64)
    for (need, supply), units in shares.items():
        given[need] += units
        by_tier[supply, problem.demands[need].tier] += units
    lots_of: dict[int, list[int]] = {}
    for need, supply in sorted(shares):
        lots_of.setdefault(need, []).append(supply)
    open_share = problem.needs.soft * problem.need_unit
    left = problem.offered - by_tier.sum(axis=1)
    of_donor = problem.limits.given((need, supply, units) for (need, supply), units in shares.items())
    return Ledger(shares, given, by_tier, left, open_share, rule, lots_of, of_donor)


@dataclass(frozen=True)
class Row:
    """One demand with its line of examined pairs; ``stocks`` are the supplies of its group."""

    problem: Problem
    ledger: Ledger
    names: Names
    need: int
    stocks: IntArray
    found: Examined
    line: int

    @property
    def demand(self) -> Demand:
        return self.problem.demands[self.need]

    @property
    def given(self) -> int:
        return int(self.ledger.given[self.need])

    @property
    def asked(self) -> int | None:
        """Units planned for, None where nobody knows."""
        return None if self.demand.is_open else self.demand.firm + self.demand.soft

    @property
    def missing(self) -> int:
        return 0 if self.asked is None else self.asked - self.given

    def own(self, lots: IntArray) -> int:
        """Return the units it gets of these lots."""
        mine = self.ledger.lots_of.get(self.need, ())
        return sum(self.ledger.shares[self.need, lot] for lot in mine if lot in set(lots.tolist()))

    @cached_property
    def room(self) -> IntArray:
        """What it may still get of each lot by the donor's limit, in base units; of several lots of a donor, in all."""
        limits = self.problem.limits
        recipient = int(limits.recipient[self.need])
        donors = limits.donor[self.stocks].tolist()
        used = self.ledger.of_donor
        room = {
            one: limits.room(one, recipient) - used.get((one, recipient), 0)
            for one in set(donors) - {UNLIMITED}
        }
        return np.array([room.get(one, BOUNDLESS) for one in donors], np.int64)

    def limit(self, lot: int) -> int | None:
        """Return what the donor of a lot allows to one recipient, None without a limit."""
        donor = int(self.problem.limits.donor[lot])
        return None if donor == UNLIMITED else self.problem.limits.most[donor]

    def least_pack(self, lots: BoolArray) -> int:
        """Return the smallest pack among these lots."""
        return int(self.problem.columns.pack[self.stocks[lots]].min())

    def facts(self) -> dict[str, Fact]:
        """Return what the sentence says of the demand."""
        demand = self.demand
        facts = self.names.demand(demand)
        facts |= {
            "tier": demand.tier,
            "kind": demand.quantity_kind,
            "given": self.given,
            "missing": self.missing,
        }
        if self.asked is not None:
            facts["asked"] = self.asked
        if demand.estimate is not None and demand.quantity_kind != "EXACT":
            facts |= {"estimate": demand.estimate} | self.names.note(demand)
            if demand.estimate_low is not None and demand.estimate_high is not None:
                facts |= {"estimate_low": demand.estimate_low, "estimate_high": demand.estimate_high}
        if demand.received:
            facts["received"] = demand.received
        if demand.permit:
            facts["permit"] = demand.permit
        if demand.quantity_kind == "RANGE":
            ends = {"at_least": demand.quantity, "at_most": demand.quantity_max}
            facts |= {name: end for name, end in ends.items() if end is not None}
        return facts


def explain_shares(problem: Problem, ledger: Ledger, names: Names) -> tuple[Share, ...]:
    """Return the shares, by demand and supply, each with its reason."""
    lines: dict[int, list[Share]] = {}
    for row in _rows(problem, ledger, names, set(ledger.lots_of)):
        lines[row.need] = [_share(row, supply) for supply in ledger.lots_of[row.need]]
    return tuple(share for need in sorted(lines) for share in lines[need])


def explain_unmet(problem: Problem, ledger: Ledger, names: Names, *, now: datetime) -> tuple[Unmet, ...]:
    """Return the demands that lack something, by id; an open demand lacks something when it got nothing."""
    lacking = {
        need
        for need, demand in enumerate(problem.demands)
        if demand.quantity_kind != "NONE"
        and (not ledger.given[need] if demand.is_open else demand.firm + demand.soft > ledger.given[need])
    }
    told = {
        row.need: Unmet(
            row.demand.id, row.asked, row.given, None if row.asked is None else row.missing, _lack(row, now)
        )
        for row in _rows(problem, ledger, names, lacking)
    }
    return tuple(told[need] for need in sorted(told))


def _rows(problem: Problem, ledger: Ledger, names: Names, wanted: set[int]) -> Iterator[Row]:
    alone = set(wanted)
    for needs_in, stocks_in in groups(problem.needs, problem.stocks):
        chosen = np.array([need for need in needs_in.tolist() if need in wanted], np.int64)
        alone.difference_update(chosen.tolist())
        for rows in in_blocks(len(chosen), len(stocks_in)):
            found = examine(problem.columns, chosen[rows], stocks_in)
            for line, need in enumerate(chosen[rows].tolist()):
                yield Row(problem, ledger, names, need, stocks_in, found, line)
    nothing = np.empty(0, np.int64)
    for need in sorted(alone):
        yield Row(
            problem,
            ledger,
            names,
            need,
            nothing,
            examine(problem.columns, np.array([need], np.int64), nothing),
            0,
        )


def _share(row: Row, supply_index: int) -> Share:
    supply = row.problem.supplies[supply_index]
    units = row.ledger.shares[row.need, supply_index]
    at = int(np.searchsorted(row.stocks, supply_index))
    km = int(row.found.km[row.line, at]) if row.found.km_known[row.line, at] else None
    cost = row.found.cost[row.line]
    in_reach = row.found.usable[row.line] & row.found.fits[row.line] & (_stock(row) > 0)
    usable = in_reach & ((row.room >= _packs(row)) | (row.ledger.left[row.stocks] == 0))
    nearer = usable & (cost < cost[at])
    higher = int(row.ledger.by_tier[supply_index, : row.demand.tier].sum())
    facts = row.facts() | row.names.supply(supply)
    roads_known = row.found.km_known[row.line]
    known_nearer = nearer & roads_known
    untouched = row.ledger.by_tier[row.stocks[known_nearer]].sum(axis=1) == 0
    facts |= {"units": units, "higher": higher, "left": supply.offered - higher}
    facts |= {"nearer": int(known_nearer.sum()), "nearer_untouched": int(untouched.sum())}
    facts |= {"roads_unknown": int((usable & ~roads_known).sum())}
    facts |= _limit_facts(row, supply_index, in_reach & ~usable & (cost < cost[at]) & roads_known)
    facts |= {"km_assumed": int(row.found.km[row.line, at])} if km is None else {"km": km}
    if row.demand.is_open:
        facts["cap"] = int(row.ledger.open_share[row.need])
    facts |= row.ledger.rule.facts
    code = _share_code(row, supply, at, nearest=not nearer.any())
    return Share(row.demand.id, supply.id, units, km, Reason(code, facts))


def _limit_facts(row: Row, supply: int, closed: BoolArray) -> dict[str, Fact]:
    """Return the limit of a lot's donor, and how many nearer lots have given this recipient all that theirs allow."""
    facts: dict[str, Fact] = {"nearer_limited": int(closed.sum())} if closed.any() else {}
    limit = row.limit(supply)
    return facts if limit is None else facts | {"limit": limit}


def _packs(row: Row) -> IntArray:
    return row.problem.columns.pack[row.stocks]


def _share_code(row: Row, supply: Supply, at: int, *, nearest: bool) -> str:
    told = (
        ("OPEN_FAIR_SHARE", row.demand.is_open),
        ("EARMARK_RECIPIENT", supply.earmark_recipient),
        ("SUBSTITUTE_ACCEPTED", supply.item != row.demand.item),
        ("EARMARK_REGION", supply.earmark_region),
        ("EARMARK_PURPOSE", supply.earmark_purpose),
        ("NEAREST_OF_TIER", nearest),
    )
    plain = next((code for code, holds in told if holds), "NEXT_NEAREST")
    supply_index = int(row.stocks[at])
    by_tier, own = row.ledger.by_tier[supply_index], row.ledger.shares[row.need, supply_index]
    by_tiers = row.ledger.rule.name == TIERS
    others = int(by_tier[row.demand.tier] if by_tiers else by_tier.sum()) - own
    if plain not in ("NEAREST_OF_TIER", "NEXT_NEAREST") or not row.missing or not others:
        return plain
    return "LAST_STOCK_SHARED" if by_tiers else "SHARED_BY_RULE"


def _stock(row: Row) -> IntArray:
    return row.problem.there[row.stocks]


def _kept_back(row: Row) -> IntArray:
    """Return what lies in each lot beyond what can be handed out in this time."""
    return row.problem.there[row.stocks] - row.problem.offered[row.stocks]


def _lack(row: Row, now: datetime) -> Reason:
    demand, found = row.demand, row.found
    if demand.deadline is not None and demand.deadline < now:
        return Reason("NEED_EXPIRED", row.facts() | {"deadline": _moment(demand.deadline)})
    of_item = found.item[row.line]
    passing = of_item & (_stock(row) > 0)
    if not passing.any():
        uncounted = int((~row.problem.counted[row.stocks[of_item]]).sum())
        code = "STOCK_QUANTITY_UNKNOWN" if uncounted else "NO_STOCK_OF_ITEM"
        return Reason(code, row.facts() | {"lots": uncounted})
    gates = (
        ("EARMARKED_ELSEWHERE", found.earmark),
        ("NO_PERMIT", found.permitted),
        ("STOCK_EXPIRES_FIRST", found.fresh),
    )
    for code, gate in gates:
        before, passing = passing, passing & gate[row.line]
        if not passing.any():
            return Reason(code, row.facts() | {"lots": int(before.sum())})
    usable = passing & found.in_time[row.line]
    if not usable.any():
        return _too_late(row, passing, now)
    return _by_limit(row, usable) or _ran_out(row, usable)


def _by_limit(row: Row, usable: BoolArray) -> Reason | None:
    """Return that donors' limits keep goods from it, where that is what stands in the way."""
    can_take = row.demand.can_take
    if can_take is not None and row.given + row.least_pack(usable) > can_take:
        return None
    closed = usable & (row.room < _packs(row))
    lower = row.ledger.by_tier[row.stocks, row.demand.tier + 1 :].sum(axis=1)
    if not (closed & (row.ledger.left[row.stocks] + lower > 0)).any():
        return None
    most = min(limit for lot in row.stocks[closed].tolist() if (limit := row.limit(lot)) is not None)
    return Reason("DONOR_LIMIT", row.facts() | {"limit": most, "lots": int(closed.sum())})


def _too_late(row: Row, fresh: BoolArray, now: datetime) -> Reason:
    deadline = row.demand.deadline or now
    first = int(np.where(fresh, row.found.arrival[row.line], np.inf).argmin())
    arrival = now + timedelta(days=float(row.found.arrival[row.line, first]))
    facts = row.facts() | {
        "deadline": _moment(deadline),
        "arrival": _moment(arrival.astimezone(deadline.tzinfo)),
    }
    if row.found.km_known[row.line, first]:
        return Reason("TOO_LATE", facts)
    return Reason("TOO_LATE_ASSUMED", facts | {"km_assumed": int(row.found.km[row.line, first])})


def _ran_out(row: Row, usable: BoolArray) -> Reason:
    lots, can_take = row.stocks[usable], row.demand.can_take
    if can_take is not None and row.given + row.least_pack(usable) > can_take:
        return Reason("RECIPIENT_CANNOT_TAKE_MORE", row.facts() | {"can_take": can_take})
    tiers = row.ledger.by_tier[lots].sum(axis=0)
    higher = int(tiers[: row.demand.tier].sum())
    own = row.own(lots)
    same = int(tiers[row.demand.tier]) - own
    facts = row.facts() | {
        "usable": int((_stock(row) - _kept_back(row))[usable].sum()),
        "higher": higher,
        "same": same,
        "left": int(row.ledger.left[lots].sum()),
    }
    if row.demand.is_open:
        return Reason("QUANTITY_UNKNOWN_NO_ESTIMATE", facts)
    by_tiers = row.ledger.rule.name == TIERS
    lower = row.ledger.by_tier[lots, row.demand.tier + 1 :].sum(axis=1)
    passed_by = np.minimum(row.ledger.left[lots] + (lower if by_tiers else 0), row.room[usable])
    others = higher + same + (0 if by_tiers else int(lower.sum()))
    kept_back = int(_kept_back(row)[usable].sum())
    if kept_back and passed_by.sum() < row.missing:
        return Reason("CANNOT_SEND_MORE", facts | {"kept_back": kept_back})
    if passed_by.sum() >= row.missing or not (others or not passed_by.any()):
        return _too_large(row, lots[passed_by > 0], facts)
    if not by_tiers and others:
        return Reason("SHARED_BY_RULE", facts | {"lower": int(lower.sum())} | row.ledger.rule.facts)
    taken = "STOCK_SHARED_IN_TIER" if same else "STOCK_USED_UP"
    return Reason("STOCK_WENT_TO_HIGHER_TIER" if higher else taken, facts)


def _too_large(row: Row, lots: IntArray, facts: dict[str, Fact]) -> Reason:
    """Only packs and least consignments can leave goods, or pass them on to a lower tier, beside a lack."""
    packs = row.problem.columns.pack[lots]
    room = np.minimum(row.missing, np.maximum(row.ledger.left[lots], 1))
    if (packs > room).all():
        return Reason("PACK_TOO_LARGE", facts | {"pack": int(packs.min())})
    least = int(row.problem.columns.lot[lots].min())
    return Reason("BELOW_MINIMUM_LOT" if least > 1 else "LOST_IN_ROUNDING", facts | {"lot": least})


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")
