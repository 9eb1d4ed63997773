"""Which records of ours may be the same as one of a platform: the engine of repeats says, a person decides."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date

from qiao.engines.exchange import Kind
from qiao.engines.linkage import NeedRecord, VerdictKind, same_need
from qiao.exchange.models import ForeignRecord, Likeness
from qiao.intake.models import Need, Offer
from qiao.intake.repeats.facts import as_kept
from qiao.registry.models import Organization

MOST = 5
"""So many of ours at most are put beside one of theirs."""
LOOKED_AT = 500
FLOOR, SUREST = 0.3, 0.99
LIKELY = {VerdictKind.SAME, VerdictKind.UPDATE, VerdictKind.UNSURE}


def look_for_likenesses(records: Iterable[ForeignRecord], *, now: datetime) -> int:
    """Propose pairs for records that nobody has linked yet; return how many are new."""
    found = 0
    for one in records:
        if one.link != ForeignRecord.Link.ALONE or one.body is None:
            continue
        if one.kind == Kind.ORGANIZATION:
            found += _propose_party(one, now)
        elif one.kind in {Kind.NEED, Kind.OFFER} and one.crisis_id is not None:
            found += _propose_voice(one, now)
    return found


def _propose_party(one: ForeignRecord, now: datetime) -> int:
    body = one.body
    rows = Organization.objects.filter(uscc=body["uscc"]) if body.get("uscc") else Organization.objects.none()
    ours = rows.first() or Organization.objects.filter(name=body["name"]).first()
    if ours is None:
        return 0
    by_code = bool(body.get("uscc")) and ours.uscc == body.get("uscc")
    zh, en = ("统一社会信用代码相同", "same registration code") if by_code else ("名称相同", "same name")
    reasons = [{"code": "USCC" if by_code else "NAME", "zh": zh, "en": en, "weight": 1.0}]
    return _keep(one, {"party": ours}, 0.99 if by_code else 0.8, reasons, now)


def _propose_voice(one: ForeignRecord, now: datetime) -> int:
    model: Any = Need if one.kind == Kind.NEED else Offer
    rows = model.objects.filter(crisis=one.crisis_id, item__code=one.body["item"], closed_at=None)
    if one.body.get("place"):
        rows = rows.filter(place__code__startswith=one.body["place"][:4])
    voices: Sequence[Any] = rows.exclude(state="MERGED").select_related("item", "place", "party", "report")[
        :LOOKED_AT
    ]
    theirs = _record_of_theirs(one)
    judged = [(same_need(theirs, _record_of_ours(voice)), voice) for voice in voices]
    likely = [(said, voice) for said, voice in judged if said.kind in LIKELY and said.probability >= FLOOR]
    likely.sort(key=lambda pair: -pair[0].probability)
    name = "need" if one.kind == Kind.NEED else "offer"
    return sum(
        _keep(one, {name: voice}, said.probability, as_kept(said.reasons), now)
        for said, voice in likely[:MOST]
    )


def _record_of_theirs(one: ForeignRecord) -> NeedRecord:
    day = parse_date(one.body["told_on"])
    at = timezone.make_aware(datetime.combine(day, time(12))) if day else None
    unit = one.body.get("unit") or {}
    return NeedRecord(
        at=at,
        item=one.body["item"],
        organisation=unit.get("name", ""),
        place=one.body.get("place") or "",
        quantity=one.body["amount"].get("least"),
    )


def _record_of_ours(voice: Any) -> NeedRecord:
    return NeedRecord(
        at=voice.report.told_at,
        item=voice.item.code,
        organisation=voice.party.standing.name if voice.party else voice.party_text,
        place=voice.place.code if voice.place else "",
        quantity=voice.quantity,
    )


def _keep(
    one: ForeignRecord, ours: dict[str, Any], probability: float, reasons: list[dict[str, Any]], now: datetime
) -> int:
    told = {"probability": min(round(probability, 4), SUREST), "reasons": reasons, "found_at": now}
    _row, is_new = Likeness.objects.get_or_create(
        organization_id=one.organization_id, foreign=one, **ours, defaults=told
    )
    return int(is_new)
