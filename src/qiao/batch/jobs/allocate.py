"""Allocation for each group of goods, in each scenario and region: who gets what from where, and why."""

import json
from datetime import datetime
from functools import lru_cache

import pyarrow as pa

from qiao.batch.allocate_words import Reference, words_of
from qiao.batch.jobs.job import Job, Parameters, columns, rows_of, table_of
from qiao.engines.allocation import Demand, Plan, Reason, Rule, Supply, allocate, reason_en, reason_zh

SOURCE = pa.schema(
    columns(
        scenario="text",
        region="text",
        goods="text",
        side="text",
        id="text",
        item="text",
        quantity="whole",
        quantity_kind="text",
        quantity_max="whole",
        tier="whole",
        place="text",
        longitude="figure",
        latitude="figure",
        label="text",
        label_en="text",
        recipient="text",
        deadline="moment",
        freshness="figure",
        estimate="whole",
        estimate_note="text",
        estimate_low="whole",
        estimate_high="whole",
        received="whole",
        can_take="whole",
        permit="text",
        asked_at="moment",
        purposes="text",
        pack_size="whole",
        minimum_lot="whole",
        available_from="moment",
        expires_at="moment",
        earmark_recipient="text",
        earmark_region="text",
        earmark_purpose="text",
        allow_open_pack="yes",
        can_send="whole",
        permits="text",
        donor="text",
        donor_limit="whole",
        given_to="text",
        accepts="text",
    )
)
"""A row is a need, an offer, what an item accepts in its place, or the word for a code (`side` NEED, OFFER, ACCEPTS,
WORD; words of the reference tables need not be told). `goods` names the items that may stand in for each other; all
rows of it lie in one group. `purposes` and `permits` are parted by spaces, `given_to` is JSON."""
SIDES = ("NEED", "OFFER", "ACCEPTS", "WORD")
RESULT = pa.schema(
    columns(
        scenario="text",
        region="text",
        goods="text",
        line="text",
        need="text",
        offer="text",
        quantity="whole",
        asked="whole",
        missing="whole",
        distance_km="whole",
        code="text",
        facts="text",
        reason_zh="text",
        reason_en="text",
    )
)
"""`line` is SHARE, UNMET, LEFT (of an offer) or FIGURES (`facts`: gap, fairness, rule; `fills` are tier, asked, given)."""
GROUP = ("scenario", "region", "goods")
_SAME = {
    "NEED": (
        "id", "item", "quantity", "quantity_max", "place", "longitude", "latitude", "recipient", "deadline",
        "estimate", "estimate_low", "estimate_high", "can_take", "asked_at",
    ),
    "OFFER": (
        "id", "item", "quantity", "place", "longitude", "latitude", "available_from", "expires_at",
        "earmark_recipient", "earmark_region", "earmark_purpose", "can_send", "donor", "donor_limit",
    ),
}  # fmt: skip
_USUAL: dict[str, dict[str, object]] = {
    "NEED": {
        "quantity_kind": "EXACT",
        "tier": 2,
        "freshness": 1.0,
        "received": 0,
        "permit": "",
        "estimate_note": "",
    },
    "OFFER": {"pack_size": 1, "minimum_lot": 0, "allow_open_pack": False},
}


@lru_cache
def _reference() -> Reference:
    return Reference()


def share_out(table: pa.Table, parameters: Parameters) -> pa.Table:
    """Return the plan of one group of goods, line by line.

    Raises
    ------
    ValueError
        When a row contradicts itself; the group is then refused, and the row named.
    """
    now = datetime.fromisoformat(parameters["now"])
    rows = [_in_zone(row, now) for row in rows_of(table)]
    weights = tuple(int(one) for one in parameters["tier_weights"].split(","))
    rule = Rule(
        parameters["rule"],
        float(parameters["floor"]),
        int(parameters["floor_after"]),
        weights,  # type: ignore[arg-type]
    )
    demands = [_demand(row) for row in rows if row["side"] == "NEED"]
    supplies = [_supply(row) for row in rows if row["side"] == "OFFER"]
    _check_sides(rows)
    accepted: dict[str, list[str]] = {}
    for row in rows:
        if row["side"] == "ACCEPTS":
            accepted.setdefault(str(row["item"]), []).append(str(row["accepts"]))
    plan = allocate(demands, supplies, now=now, rule=rule, substitutes=accepted, labels=_labels(rows))
    own = {name: table[name][0].as_py() for name in GROUP}
    return table_of([own | line for line in _lines(plan, demands)], RESULT)


def _check_sides(rows: list[dict[str, object]]) -> None:
    other = next((row for row in rows if row["side"] not in SIDES), None)
    if other is not None:
        raise ValueError(f"{other['id']}: side {other['side']!r} is none of {', '.join(SIDES)}.")


def _in_zone(row: dict[str, object], now: datetime) -> dict[str, object]:
    """Return a row whose moments stand in the zone of *now*, as the reasons tell them."""
    return {
        name: told.astimezone(now.tzinfo) if isinstance(told, datetime) else told
        for name, told in row.items()
    }


def _told(row: dict[str, object]) -> dict[str, object]:
    side = str(row["side"])
    usual = {name: value if row[name] is None else row[name] for name, value in _USUAL[side].items()}
    return {name: row[name] for name in _SAME[side]} | usual


def _demand(row: dict[str, object]) -> Demand:
    purposes = frozenset(str(row["purposes"] or "").split())
    return Demand(**_told(row), purposes=purposes)  # type: ignore[arg-type]


def _supply(row: dict[str, object]) -> Supply:
    given = tuple((str(who), int(units)) for who, units in json.loads(str(row["given_to"] or "[]")))
    permits = frozenset(str(row["permits"] or "").split())
    return Supply(**_told(row), permits=permits, given_to=given)  # type: ignore[arg-type]


def _labels(rows: list[dict[str, object]]) -> dict[str, str]:
    """Return id or code → word, as the reasons take them; ids stand for themselves."""
    told = {str(row["id"]): str(row["label"]) for row in rows if row["label"]}
    told |= {f"en:{row['id']}": str(row["label_en"]) for row in rows if row["label_en"]}
    items = sorted({str(row["item"]) for row in rows if row["item"]})
    places = sorted({str(row[name]) for row in rows for name in ("place", "earmark_region") if row[name]})
    return words_of(_reference(), items, places) | told


def _why(reason: Reason) -> dict[str, object]:
    facts = json.dumps(dict(reason.facts), ensure_ascii=False, sort_keys=True)
    return {
        "code": reason.code,
        "facts": facts,
        "reason_zh": reason_zh(reason),
        "reason_en": reason_en(reason),
    }


def _lines(plan: Plan, demands: list[Demand]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = [
        {"line": "SHARE", "need": one.demand_id, "offer": one.supply_id, "quantity": one.quantity,
         "distance_km": one.distance_km} | _why(one.reason)
        for one in plan.shares
    ]  # fmt: skip
    found += [
        {"line": "UNMET", "need": one.demand_id, "quantity": one.given, "asked": one.asked,
         "missing": one.missing} | _why(one.reason)
        for one in plan.unmet
    ]  # fmt: skip
    found += [{"line": "LEFT", "offer": one.supply_id, "quantity": one.quantity} for one in plan.unused]
    even = plan.fairness
    figures = {
        "rule": plan.rule,
        "gap": round(plan.gap, 6),
        "levels_proven": plan.levels_proven,
        "minimum_fill": None if even.minimum_fill is None else round(even.minimum_fill, 6),
        "gini": None if even.gini is None else round(even.gini, 6),
        "bands": plan.parameters["bands"],
        "fills": _fills(plan, demands),
        "tiers": [[one.tier, one.asked, one.given, one.least_missing] for one in even.tiers],
    }
    return [*found, {"line": "FIGURES", "facts": json.dumps(figures, sort_keys=True)}]


def _fills(plan: Plan, demands: list[Demand]) -> list[list[int]]:
    """Return tier, asked and given of every demand whose quantity is known or estimated; what came before counts."""
    given: dict[str, int] = {}
    for share in plan.shares:
        given[share.demand_id] = given.get(share.demand_id, 0) + share.quantity
    return [
        [one.tier, one.firm + one.soft + one.received, given.get(one.id, 0) + one.received]
        for one in sorted(demands, key=lambda one: one.id)
        if one.firm + one.soft > 0
    ]


JOB = Job(
    "allocate",
    1,
    keys=GROUP,
    order=("side", "id", "item", "accepts"),
    source=SOURCE,
    result=RESULT,
    function=share_out,
    optional=frozenset(SOURCE.names) - {"goods", "side", "id", "item", "quantity"},
    parameters={
        "now": "",
        "rule": "floor-then-tiers",
        "floor": "0.3",
        "floor_after": "0",
        "tier_weights": "3,2,1",
    },
)
