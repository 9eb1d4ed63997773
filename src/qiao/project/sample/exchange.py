"""Another platform in the sample: its files were taken, one was refused, and something waits for a person. 示例数据."""

import gzip
import hashlib
import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from qiao.engines.exchange import Content, Entry, Kind, pack
from qiao.exceptions import ParcelRefusedError
from qiao.exchange import actions
from qiao.exchange.models import ForeignRecord, Passing, Platform
from qiao.intake.models import Need
from qiao.project.sample.cast import NEIGHBOURS, Cast
from qiao.project.sample.clock import at
from qiao.registry.models import Crisis, Item, QuantityKind

NAME = "浠水互助平台（示例）"
KEY = "flood-sample"
SPACE = uuid.UUID("6f0d2b1e-5b0c-4f4e-9a3f-2f6f5a1c7d11")
UNIT = {"id": str(uuid.uuid5(SPACE, "unit")), "name": "浠水清河卫生院（示例）", "uscc": ""}
THEIRS = (("quilt", 120, 2), ("water-drinking", 600, 1), ("noodles-instant", 300, 3))
"""What the other platform tells of: item, pieces, urgency."""


def another_platform(cast: Cast, crisis: Crisis, *, now: datetime) -> None:
    """Enter a platform with an invented key, take what it tells, refuse what was altered."""
    lin, qian, day = cast["lin"], cast["qian"], timedelta(days=1)
    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"sample platform").digest())
    who = actions.Introduced(uuid.uuid5(SPACE, "peer"), NAME, key.public_key().public_bytes_raw().hex())
    until = timezone.localdate(now) + timedelta(days=180)
    agreed = actions.Agreed("示例：两县互助数据往来约定，第二条", until, list(Kind), list(Kind))
    with at(now - 3 * day):
        here = actions.add_platform(lin, who, agreed, at=now - 3 * day, is_sample=True)
    with at(now - 2 * day):
        how = "打登记的座机，对方念指纹，逐段一致"
        here = actions.check_platform(qian, here, how=how, at=now - 2 * day)
        actions.share_crisis(lin, here, crisis=crisis, key=KEY)
        actions.give(lin, here, now=now - 2 * day, way=Passing.Way.GIVEN_FILE)
    with at(now - day):
        sent = pack(_content(here, _told(crisis, now), made_at=now - day), key)
        altered = gzip.decompress(sent).replace(b'"pieces":', b'"pieces":1', 1)
        for one in (altered, sent):
            with suppress(ParcelRefusedError):
                actions.take(lin, here, one, now=now - day, way=Passing.Way.TAKEN_FILE)
        wanted = ForeignRecord.objects.filter(platform=here, kind=Kind.NEED, body__item=THEIRS[1][0]).first()
        if wanted is not None:
            actions.take_on(lin, wanted, at=now - day)


def _content(here: Platform, told: Sequence[Entry], *, made_at: datetime) -> Content:
    return Content(
        sender=here.peer,
        sender_name=here.name,
        receiver=here.organization_id,
        made_at=made_at,
        after=0,
        until=len(told),
        more=False,
        taken=0,
        entries=tuple(told),
    )


def _entry(kind: Kind, name: str, body: dict[str, Any], changed_at: datetime) -> Entry:
    pk = uuid.uuid5(SPACE, name)
    said = {"id": pk, "kind": kind, "version": 1, "changed_at": changed_at, "state": "current", "body": body}
    return Entry.model_validate(said)


def _told(crisis: Crisis, now: datetime) -> list[Entry]:
    """Return what they tell: a unit, needs, an offer, one need that looks like ours, goods for another of ours."""
    moment = now - timedelta(days=1, hours=2)
    day = timezone.localdate(moment).isoformat()
    units = dict(Item.objects.values_list("code", "unit"))
    found = [
        _entry(
            Kind.ORGANIZATION, "unit", {"name": UNIT["name"], "kind": "HOSPITAL", "home": "421125"}, moment
        )
    ]
    for code, pieces, tier in THEIRS:
        amount = {"kind": "EXACT", "least": pieces, "unit": units[code]}
        body = {
            "crisis": KEY,
            "item": code,
            "amount": amount,
            "tier": tier,
            "place": NEIGHBOURS[1],
            "told_on": day,
        }
        found.append(_entry(Kind.NEED, f"need {code}", body | {"unit": UNIT}, moment))
    amount = {"kind": "EXACT", "least": 400, "unit": units["life-jacket"]}
    offer = {"crisis": KEY, "item": "life-jacket", "amount": amount, "place": "421125", "told_on": day}
    found.append(_entry(Kind.OFFER, "offer", offer, moment))
    ours = Need.objects.filter(
        crisis=crisis, state=Need.State.OPEN, quantity_kind=QuantityKind.EXACT, item__isnull=False
    ).select_related("item", "place", "party", "report")
    known = list(ours.exclude(place=None).order_by("created_at", "id")[:40])
    alike = next((one for one in known if one.who), None)
    if alike is not None and alike.item is not None and alike.place is not None:
        amount = {"kind": "EXACT", "least": alike.quantity, "unit": alike.item.unit}
        body = {
            "crisis": KEY, "item": alike.item.code, "amount": amount, "tier": alike.tier,
            "place": alike.place.code, "told_on": timezone.localdate(alike.report.told_at).isoformat(),
            "unit": UNIT | {"id": str(uuid.uuid5(SPACE, "alike")), "name": alike.who},
        }  # fmt: skip
        found.append(_entry(Kind.NEED, "alike", body, moment))
    served = next((one for one in known if one != alike), None)
    if served is not None and served.item is not None:
        head = {"crisis": KEY, "needs": [str(served.pk)], "item": served.item.code, "on": day}
        pieces = max(1, (served.quantity or 2) // 2)
        held = _entry(Kind.ALLOCATION, "allocation", head | {"pieces": pieces}, moment)
        got = head | {"pieces": pieces, "allocation": str(held.id)}
        found += [held, _entry(Kind.RECEIPT, "receipt", got, moment)]
    return found
