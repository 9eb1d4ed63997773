"""A plan worked out by the batch layer: what goes out as rows, and what comes back as a proposal."""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from qiao.engines.allocation import Demand, Supply
from qiao.engines.allocation.fairness import measure
from qiao.intake.models import Need, Offer
from qiao.relief.actions.planning import Line, Proposal, Short
from qiao.relief.models import LotPart
from qiao.relief.problem import PlanInput, Source

AT_ONCE = 500
Row = dict[str, Any]


def goods_of(given: PlanInput) -> dict[str, str]:
    """Return item → the first of all items that may stand in for each other with it, directly or over others."""
    items = {one.item for one in given.demands} | {one.item for one in given.supplies}
    first = {item: item for item in sorted(items)}

    def root(item: str) -> str:
        while first[item] != item:
            item = first[item]
        return item

    for asked, accepted in given.substitutes.items():
        for other in accepted:
            if asked in first and other in first:
                low, high = sorted((root(asked), root(other)))
                first[high] = low
    return {item: root(item) for item in first}


def rows_out(given: PlanInput) -> Iterator[Row]:
    """Yield needs, offers, substitutes and the words for them, as the job of allocation takes them."""
    goods = goods_of(given)
    words: dict[str, set[str]] = {}
    for demand in given.demands:
        yield (
            _side("NEED", demand, goods)
            | {"purposes": " ".join(sorted(demand.purposes))}
            | _label(given, demand.id)
        )
        words.setdefault(goods[demand.item], set()).update(_named_by(demand))
    for supply in given.supplies:
        own = {
            "permits": " ".join(sorted(supply.permits)),
            "given_to": json.dumps([list(one) for one in supply.given_to]),
        }
        yield _side("OFFER", supply, goods) | own
        words.setdefault(goods[supply.item], set()).update(_named_by(supply))
    for asked, accepted in given.substitutes.items():
        for place, other in enumerate(accepted):
            if asked in goods and other in goods:
                yield {
                    "side": "ACCEPTS",
                    "goods": goods[asked],
                    "id": f"{place:03d}",
                    "item": asked,
                    "accepts": other,
                }
    for name, keys in sorted(words.items()):
        for key in sorted(keys):
            if key in given.labels:
                yield {"side": "WORD", "goods": name, "id": key} | _label(given, key)


def _side(side: str, one: Demand | Supply, goods: Mapping[str, str]) -> Row:
    return asdict(one) | {"side": side, "goods": goods[one.item]}


def _label(given: PlanInput, key: str) -> Row:
    return {"label": given.labels.get(key), "label_en": given.labels.get(f"en:{key}")}


def _named_by(one: Demand | Supply) -> set[str]:
    """Return the keys under which the reasons look up words."""
    keys = {one.item, f"unit:{one.item}", one.place or ""}
    if isinstance(one, Demand):
        return keys | {one.estimate_note, one.recipient or ""}
    return keys | {one.earmark_region or "", one.earmark_purpose or ""}


def proposal_from(rows: Iterable[Row], parameters: Mapping[str, str]) -> Proposal:
    """Return what the batch layer proposes; groups of goods add up to one plan."""
    shares, unmet, figures = [], [], []
    for row in rows:
        facts = json.loads(row["facts"] or "{}")
        if row["line"] == "SHARE":
            shares.append(
                Line(row["need"], row["offer"], row["quantity"], row["distance_km"], row["code"], facts)
            )
        elif row["line"] == "UNMET":
            unmet.append(Short(row["need"], row["asked"], row["quantity"], row["code"], facts))
        elif row["line"] == "FIGURES":
            figures.append(facts)
    shares.sort(key=lambda one: (one.need, one.supply))
    unmet.sort(key=lambda one: one.need)
    gap = max((one["gap"] for one in figures), default=0.0)
    told = {name: value for name, value in parameters.items() if name not in ("rule", "tier_weights")}
    bands = min((one["bands"] for one in figures), default=1)
    return Proposal(
        rule=parameters["rule"],
        parameters=told | {"gap": gap, "bands": bands, "groups": len(figures)},
        shares=shares,
        unmet=unmet,
        objective=None,
        bound=None,
        fairness=_fairness(figures),
    )


def _fairness(figures: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the fairness of all groups together, from the fill of each need and what each group proved."""
    fills = np.array([one for each in figures for one in each["fills"]], np.int64).reshape(-1, 3)
    tier, asked, given = fills.T
    found = asdict(measure(tier, asked, given, given))
    least: dict[int, int] = {}
    for each in figures:
        for level, _asked, _given, missing in each["tiers"]:
            least[level] = least.get(level, 0) + missing
    found["tiers"] = [one | {"least_missing": least.get(one["tier"], 0)} for one in found["tiers"]]
    return found


def sources_of(supplies: Iterable[str]) -> dict[str, Source]:
    """Return supply → the offer and the part of its lot; one that is no more is left out."""
    ids = sorted({uuid.UUID(one) for one in supplies})
    found: dict[str, Source] = {}
    for start in range(0, len(ids), AT_ONCE):
        part_of = ids[start : start + AT_ONCE]
        parts = LotPart.objects.filter(pk__in=part_of).values_list("pk", "lot__offer")
        found |= {str(part): Source(offer, part) for part, offer in parts}
        found |= {
            str(pk): Source(pk, None)
            for pk in Offer.objects.filter(pk__in=part_of).values_list("pk", flat=True)
        }
    return found


def needs_there(needs: Iterable[str]) -> set[str]:
    """Return those of the needs that are there."""
    ids = sorted(set(needs))
    found: set[str] = set()
    for start in range(0, len(ids), AT_ONCE):
        rows = Need.objects.filter(pk__in=ids[start : start + AT_ONCE]).values_list("pk", flat=True)
        found |= {str(pk) for pk in rows}
    return found
