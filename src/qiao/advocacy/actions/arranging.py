"""Merging items into one and splitting one in two. How they stood is kept, and can be brought back."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from qiao.accounts.roles import Actor
from qiao.advocacy.actions.proposal import require_draft
from qiao.advocacy.models import Contribution, Proposal, ProposalItem, Rearrangement, Remark
from qiao.exceptions import ItemsTooFewError, ItemTooLongError, RearrangedSinceError
from qiao.trail.recorded import detail, recorded

TEXTS = ("problem", "problem_en", "cause", "ask", "ask_en", "indicator", "horizon")
LONGEST = {"problem": 300, "problem_en": 400, "indicator": 200}
AWAY = 1000
"""Numbers are moved so far out of the way while they are dealt anew."""
LEAST = 2


@recorded("proposal.merge_items")
def merge_items(_actor: Actor, proposal: Proposal, *, numbers: Sequence[int]) -> Rearrangement:
    """Make one item of several: no word and no evidence is lost. The first keeps its place.

    Raises ItemsTooFewError for fewer than two, ItemTooLongError where the problems together are too long for one.
    """
    _locked(proposal)
    items = list(proposal.items.filter(number__in=numbers).order_by("number"))
    if len(items) < LEAST:
        raise ItemsTooFewError
    before = _snapshot(proposal)
    first, *others = items
    first.problem, first.problem_en = (_joined(items, name, "；") for name in ("problem", "problem_en"))
    first.indicator = _joined(items, "indicator", "；")
    first.cause, first.ask, first.ask_en = (_joined(items, name, "\n") for name in ("cause", "ask", "ask_en"))
    for name, most in LONGEST.items():
        if len(getattr(first, name)) > most:
            raise ItemTooLongError(most=most)
    first.addressee = next((item.addressee for item in items if item.addressee), None)
    first.horizon = next((item.horizon for item in items if item.horizon), "")
    first.save()
    first.evidence.add(*(one for item in others for one in item.evidence.all()))
    for model in (Contribution, Remark):
        model.objects.filter(item__in=others).update(item=first)
    proposal.items.filter(pk__in=[item.pk for item in others]).delete()
    _renumber(proposal, list(proposal.items.order_by("number")))
    return _kept(proposal, Rearrangement.Kind.MERGE, before)


@recorded("proposal.split_item")
def split_item(
    _actor: Actor, item: ProposalItem, *, first: tuple[str, str], second: tuple[str, str]
) -> Rearrangement:
    """Make two items of one, each with its problem and its ask; cause, addressee and evidence are those of both."""
    proposal = item.proposal
    _locked(proposal)
    before = _snapshot(proposal)
    order = list(proposal.items.order_by("number"))
    item.problem, item.ask = first
    item.save(update_fields=("problem", "ask"))
    other = ProposalItem(
        proposal=proposal,
        number=2 * AWAY,
        problem=second[0],
        ask=second[1],
        cause=item.cause,
        addressee=item.addressee,
        indicator=item.indicator,
        horizon=item.horizon,
    )
    other.save(force_insert=True)
    other.evidence.set(item.evidence.all())
    place = next(index for index, one in enumerate(order) if one.pk == item.pk)
    _renumber(proposal, [*order[: place + 1], other, *order[place + 1 :]])
    return _kept(proposal, Rearrangement.Kind.SPLIT, before)


@recorded("proposal.undo_items")
def undo_rearrangement(_actor: Actor, change: Rearrangement, *, at: datetime) -> Rearrangement:
    """Bring the items back as they stood before.

    Raises RearrangedSinceError where they were changed since: what was written since must not be lost.
    """
    proposal = change.proposal
    _locked(proposal)
    if change.undone_at is not None or _snapshot(proposal) != change.after:
        raise RearrangedSinceError
    held = {str(one.pk): one for one in proposal.items.all()}
    _renumber_away(proposal)
    for kept in change.before:
        item = held.pop(kept["id"], None) or ProposalItem(pk=uuid.UUID(kept["id"]), proposal=proposal)
        item.number, item.addressee_id = kept["number"], kept["addressee"] and uuid.UUID(kept["addressee"])
        for name in TEXTS:
            setattr(item, name, kept[name])
        item.save()
        item.evidence.set(kept["evidence"])
    proposal.items.filter(pk__in=[one.pk for one in held.values()]).delete()
    change.undone_at = at
    change.save(update_fields=("undone_at",))
    detail(proposal=str(proposal.pk), kind=change.kind)
    return change


def _locked(proposal: Proposal) -> None:
    require_draft(Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk))


def _joined(items: Sequence[ProposalItem], name: str, between: str) -> str:
    told = dict.fromkeys(
        getattr(item, name).strip().rstrip("。；" if between == "；" else "") for item in items
    )
    return between.join(one for one in told if one)


def _snapshot(proposal: Proposal) -> list[dict[str, Any]]:
    """Return how the items stand, as plain values."""
    rows = proposal.items.order_by("number").prefetch_related("evidence")
    return [
        {
            "id": str(item.pk),
            "number": item.number,
            "addressee": str(item.addressee_id) if item.addressee_id else None,
            "evidence": sorted(str(one.pk) for one in item.evidence.all()),
        }
        | {name: getattr(item, name) for name in TEXTS}
        for item in rows
    ]


def _renumber_away(proposal: Proposal) -> None:
    for item in proposal.items.filter(number__lt=AWAY).order_by("-number"):
        ProposalItem.objects.filter(pk=item.pk).update(number=AWAY + item.number)


def _renumber(proposal: Proposal, order: Sequence[ProposalItem]) -> None:
    """Deal the numbers 1, 2, 3 … in this order; none stands twice on the way."""
    _renumber_away(proposal)
    for number, item in enumerate(order, start=1):
        ProposalItem.objects.filter(pk=item.pk).update(number=number)


def _kept(proposal: Proposal, kind: str, before: list[dict[str, Any]]) -> Rearrangement:
    change: Rearrangement = Rearrangement.objects.create(
        proposal=proposal, kind=kind, before=before, after=_snapshot(proposal)
    )
    detail(proposal=str(proposal.pk), before=len(before), after=len(change.after))
    return change
