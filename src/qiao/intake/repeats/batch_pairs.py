"""Linkage of all needs by the batch layer: marks and codes go out, pairs for a person to decide come back."""

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from qiao.accounts.roles import Actor
from qiao.batch.link_rows import reference
from qiao.intake.actions.repeats import PAIRS_EACH, note_records, pairs_of, sides
from qiao.intake.models import Need, Pair, RepeatRecord
from qiao.registry.models import Crisis

AT_ONCE = 500
MARK_NUMBERS = 10**11
"""A keyed mark of a number as twelve digits: the engine compares it, and it is nobody's number."""
TOLD = {"same": Pair.Verdict.SAME, "update": Pair.Verdict.UPDATE, "unsure": Pair.Verdict.UNSURE, "branch": Pair.Verdict.BRANCH}  # fmt: skip
Row = dict[str, Any]


def rows_out(actor: Actor, crisis: Crisis) -> Iterator[Row]:
    """Yield what every open need is compared by: no text, no number, no name of a person."""
    live = Need.objects.filter(crisis=crisis, closed_at__isnull=True).order_by("pk")
    unknown = list(live.filter(repeat_record__isnull=True))
    for start in range(0, len(unknown), AT_ONCE):
        note_records(unknown[start : start + AT_ONCE], organization=actor.acts_for)
    rows = RepeatRecord.objects.filter(crisis=crisis, need__in=live).order_by("need")
    for need, facts in rows.values_list("need", "facts").iterator():
        yield _row(need, facts)


def _row(need: uuid.UUID, facts: dict[str, Any]) -> Row:
    city, district = reference().places.get(facts["place"], ("", ""))
    numbers = [f"0{int(one, 16) % MARK_NUMBERS:011d}" for one in facts["phones"]]
    return {
        "item": facts["item"],
        "id": str(need),
        "time": datetime.fromisoformat(facts["at"]),
        "name": facts["organisation"],
        "city": city,
        "district": district,
        "phones": " ".join(numbers),
        "links": " ".join(facts["links"]),
        "marks": " ".join(map(str, facts["marks"])),
        "quantity": facts["quantity"],
    }


def keep_pairs(actor: Actor, crisis: Crisis, rows: Iterable[Row], *, now: datetime) -> dict[str, int]:
    """Keep pairs that nobody knew, the likeliest of each need; to be called inside an action.

    What a person decided, and pairs that wait already, stay as they are; needs that were closed meanwhile are left.
    """
    told = [row for row in rows if row["verdict"] in TOLD]
    ids = {uuid.UUID(row[end]) for row in told for end in ("id_a", "id_b")}
    needs = {one.pk: one for one in Need.objects.filter(pk__in=ids, crisis=crisis, closed_at__isnull=True)}
    risks = dict(RepeatRecord.objects.filter(need__in=needs).values_list("need", "facts__risk"))
    known = {pair.ids for pair in pairs_of(needs, "need")}
    taken: Counter[uuid.UUID] = Counter()
    fresh = []
    for row in sorted(told, key=lambda row: (-row["probability"], row["id_a"], row["id_b"])):
        one, other = sorted((uuid.UUID(row["id_a"]), uuid.UUID(row["id_b"])))
        if one not in needs or other not in needs or needs[one].report_id == needs[other].report_id:
            continue
        if max(taken[one], taken[other]) >= PAIRS_EACH:
            continue
        taken.update((one, other))
        if (one, other) not in known:
            risk = max(risks.get(one) or 1.0, risks.get(other) or 1.0)
            fresh.append(
                Pair(
                    organization_id=actor.acts_for,
                    crisis=crisis,
                    found_at=now,
                    verdict=TOLD[row["verdict"]],
                    probability=row["probability"],
                    score=risk * row["probability"],
                    reasons=json.loads(row["reasons"]),
                    **sides("need", one, other),
                )
            )
    Pair.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=AT_ONCE)
    return {"pairs": len(told), "new": len(fresh)}
