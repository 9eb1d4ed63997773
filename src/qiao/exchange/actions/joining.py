"""A person says what a record of a platform is to us: taken on, the same as ours, another one."""

import uuid
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from qiao.accounts.roles import Actor
from qiao.engines.exchange import Kind
from qiao.exceptions import ForeignDecidedError, ForeignGoneError, ForeignItemError
from qiao.exchange.actions.following import resolve_movements
from qiao.exchange.actions.giving import lock
from qiao.exchange.actions.likeness import look_for_likenesses
from qiao.exchange.models import ForeignRecord, Likeness
from qiao.intake.actions import amend_need, verify_need
from qiao.intake.models import Need, Report, Verification
from qiao.intake.registering import Entry, take_down_need
from qiao.registry.models import Item, Organization, Place
from qiao.trail.recorded import detail, recorded

__all__ = ["adopt", "differ", "join", "look_for_likenesses", "part", "take_on"]


def _fresh(foreign: ForeignRecord, *, link: str) -> ForeignRecord:
    """Return the record as it stands under its platform's lock; refuse where it is gone, or somebody was faster."""
    lock(foreign.platform)
    foreign.refresh_from_db()
    if foreign.is_gone:
        raise ForeignGoneError
    if foreign.link != link:
        raise ForeignDecidedError(state=foreign.get_link_display())
    return foreign


def _link(actor: Actor, foreign: ForeignRecord, link: str, at: datetime, **ours: Any) -> ForeignRecord:
    for name, value in ours.items():
        setattr(foreign, name, value)
    foreign.link, foreign.linked_by_id, foreign.linked_at = link, actor.user_id, at
    foreign.seen_version = foreign.version if link != ForeignRecord.Link.ALONE else None
    foreign.save()
    if foreign.kind == Kind.NEED:
        resolve_movements(foreign.platform)
    return foreign


@recorded("foreign.take")
def take_on(actor: Actor, /, foreign: ForeignRecord, *, at: datetime) -> ForeignRecord:
    """Take a platform's need on: a need of ours that points back, verified on the word of who told it.

    It stays theirs: we never tell it to anybody as ours, and it ends when they end it. What we deliver goes back
    as a receipt.

    Raises
    ------
    ForeignGoneError
        When its owner took it back.
    ForeignDecidedError
        When somebody took it on, or said that it is one of ours.
    ForeignItemError
        When our catalogue has no such item.
    """
    foreign = _fresh(foreign, link=ForeignRecord.Link.ALONE)
    if foreign.kind != Kind.NEED or foreign.crisis is None:
        raise ForeignDecidedError(state=foreign.get_link_display())
    facts = need_facts(foreign)
    entry = Entry(facts, channel=foreign.platform.name[:60], source=Report.Source.API)
    submission = uuid.uuid5(foreign.pk, f"take:{foreign.linked_at or ''}")
    taken = take_down_need(actor, entry, submission=submission, crisis=foreign.crisis, received_at=at)
    need = taken.voice
    if not isinstance(need, Need):
        raise TypeError(need)
    verify_need(
        actor,
        need,
        method=Verification.Method.SECOND_SOURCE,
        result=Verification.Result.CONFIRMED,
        checked_at=at,
        note=f"{foreign.platform.name} 已核实"[:300],
    )
    detail(platform=str(foreign.platform_id), need=str(need.pk))
    return _link(actor, foreign, ForeignRecord.Link.TAKEN, at, need=need)


def need_facts(foreign: ForeignRecord) -> dict[str, Any]:
    """Return the fields of a need as its owner tells them; raise ForeignItemError where the item is not known here."""
    body = foreign.body
    item = Item.objects.filter(code=body["item"]).first()
    if item is None:
        raise ForeignItemError(item=body["item"])
    unit, amount = body.get("unit") or {}, body["amount"]
    return {
        "item": item,
        "tier": body["tier"],
        "quantity_kind": amount["kind"],
        "quantity": amount.get("least"),
        "quantity_max": amount.get("most"),
        "unit": item.unit,
        "place": Place.objects.filter(code=body.get("place") or "").first(),
        "deadline": parse_datetime(body["deadline"]) if body.get("deadline") else None,
        "party": _party(unit),
        "party_text": unit.get("name", ""),
    }


def _party(unit: dict[str, str]) -> Organization | None:
    """Return our record of a unit: by its registration code, or one that somebody said is the same."""
    if not unit:
        return None
    if unit.get("uscc"):
        found: Organization | None = Organization.objects.filter(uscc=unit["uscc"]).first()
        if found is not None:
            return found
    known = ForeignRecord.objects.filter(record=unit["id"], kind=Kind.ORGANIZATION, party__isnull=False)
    row = known.select_related("party").first()
    return row.party if row else None


@recorded("foreign.join")
def join(actor: Actor, /, likeness: Likeness, *, at: datetime) -> ForeignRecord:
    """Say that a record of theirs and one of ours are the same. Both stay; each side shows that it is seen there too."""
    foreign = _fresh(likeness.foreign, link=ForeignRecord.Link.ALONE)
    _decide(actor, likeness, Likeness.State.SAME, at)
    detail(platform=str(foreign.platform_id), ours=str(likeness.ours.pk))
    ours = {name: getattr(likeness, name) for name in ("need", "offer", "party") if getattr(likeness, name)}
    return _link(actor, foreign, ForeignRecord.Link.JOINED, at, **ours)


@recorded("foreign.differ")
def differ(actor: Actor, /, likeness: Likeness, *, at: datetime) -> Likeness:
    """Say that they are two."""
    _decide(actor, likeness, Likeness.State.DIFFERENT, at)
    return likeness


def _decide(actor: Actor, likeness: Likeness, state: Likeness.State, at: datetime) -> None:
    claimed = Likeness.objects.filter(pk=likeness.pk, state=Likeness.State.OPEN).update(
        state=state, decided_by=actor.user_id, decided_at=at
    )
    likeness.refresh_from_db()
    if not claimed:
        raise ForeignDecidedError(state=likeness.get_state_display())


@recorded("foreign.part")
def part(actor: Actor, /, foreign: ForeignRecord, *, at: datetime) -> ForeignRecord:
    """Take back that they are the same: the question is open again, and nothing of ours changed."""
    foreign = _fresh(foreign, link=ForeignRecord.Link.JOINED)
    rows = ForeignRecord.objects.filter(platform=foreign.platform, need=foreign.need)
    if foreign.need_id:
        rows.exclude(pk=foreign.pk).exclude(kind=Kind.NEED).update(need=None)
    Likeness.objects.filter(foreign=foreign, state=Likeness.State.SAME).update(
        state=Likeness.State.OPEN, decided_by=None, decided_at=None
    )
    return _link(actor, foreign, ForeignRecord.Link.ALONE, at, need=None, offer=None, party=None)


@recorded("foreign.adopt")
def adopt(actor: Actor, /, foreign: ForeignRecord, *, at: datetime, is_copied: bool) -> ForeignRecord:
    """Look at what its owner changed: copied into the need that we took on, or left beside ours as it stands."""
    link = foreign.link
    foreign = _fresh(foreign, link=link)
    if is_copied and link == ForeignRecord.Link.TAKEN and foreign.need is not None:
        facts = need_facts(foreign)
        amend_need(actor, foreign.need, told_at=at, **facts)
    foreign.seen_version = foreign.version
    foreign.save(update_fields=("seen_version",))
    detail(version=foreign.version, copied=int(is_copied))
    return foreign
