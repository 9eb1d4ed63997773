"""A whole paste taken back in one click, and given back: needs, offers and tellings; reports stay word for word."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from qiao.accounts.roles import Actor
from qiao.intake.actions.drafts import refuse_state
from qiao.intake.actions.imports_undo import TAKEN_BACK, Undone, open_again, withdraw
from qiao.intake.holding import held_voices
from qiao.intake.models import DraftLine, Need, Offer, PasteDraft, Report, Telling, Verification
from qiao.trail.chain import Act, append_all
from qiao.trail.recorded import detail, recorded

AT_ONCE = 200
REASON = "撤销整次粘贴"
TELLINGS = "tellings"
"""Under this name a line keeps which of its tellings were taken out."""

Voices = Sequence[Need | Offer]


def undo_draft(actor: Actor, draft: PasteDraft, *, at: datetime) -> Undone:
    """Withdraw what a paste opened. What was verified, matched or told by others since stays, and is named.

    Raises DraftStateError where the paste is not saved.
    """
    found: list[Undone] = []
    _undo(actor, draft, at, found)
    return found[0]


@recorded("draft.undo")
def _undo(actor: Actor, draft: PasteDraft, at: datetime, found: list[Undone]) -> PasteDraft:
    _take(draft, PasteDraft.State.SAVED, PasteDraft.State.UNDONE, undone_at=at)
    lines = {line.report_id: line for line in DraftLine.objects.filter(draft=draft, report__isnull=False)}
    voices = [one for model in TAKEN_BACK for one in _standing(model, draft)]
    held = _held(voices, draft)
    taken = [one for one in voices if one.pk not in held]
    before: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
    for one in taken:
        before[one.report_id][str(one.pk)] = one.state
    withdraw(taken, at)
    told = list(Telling.objects.filter(report__draft_line__draft=draft, undone_at__isnull=True))
    for one in told:
        before[one.report_id].setdefault(TELLINGS, []).append(str(one.pk))
    for part in _parts([one.pk for one in told]):
        Telling.objects.filter(pk__in=part).update(undone_at=at)
    for report, line in lines.items():
        line.before_undo = before.get(report, {})
    DraftLine.objects.bulk_update(lines.values(), ("before_undo",), batch_size=AT_ONCE)
    acts = [Act("draft.undo", type(one), one.pk, {"state": "WITHDRAWN", "reason": REASON}) for one in taken]
    acts += [Act("draft.undo", Telling, one.pk, {"of": str(one.voice.pk), "reason": REASON}) for one in told]
    append_all(actor, acts, at=at)
    stay = tuple(one for one in voices if one.pk in held)
    found.append(Undone(len(taken), stay))
    detail(withdrawn=len(taken), held=len(stay), tellings=len(told))
    return draft


def _standing(model: type[Need] | type[Offer], draft: PasteDraft) -> list[Any]:
    rows = model.objects.filter(report__draft_line__draft=draft, state__in=TAKEN_BACK[model])
    return list(rows.select_related("item", "party"))


def _held(voices: Voices, draft: PasteDraft) -> set[uuid.UUID]:
    """Return what somebody relies on: verified, matched, or a thing that others told again."""
    ids = [one.pk for one in voices]
    held = held_voices(ids)
    for part in _parts(ids):
        checks = Verification.objects.all()
        others = Telling.objects.filter(undone_at__isnull=True).exclude(report__draft_line__draft=draft)
        for rows in (checks, others):
            held |= set(rows.filter(need__in=part).values_list("need", flat=True))
            held |= set(rows.filter(offer__in=part).values_list("offer", flat=True))
    return held


def _parts(ids: list[uuid.UUID]) -> Iterable[list[uuid.UUID]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def restore_draft(actor: Actor, draft: PasteDraft) -> int:
    """Give back what `undo_draft` took; return how many messages stay away because another paste holds them now.

    Raises DraftStateError where the paste is not taken back.
    """
    left: list[int] = []
    _restore(actor, draft, left)
    return left[0]


@recorded("draft.restore")
def _restore(actor: Actor, draft: PasteDraft, left: list[int]) -> PasteDraft:
    _take(draft, PasteDraft.State.UNDONE, PasteDraft.State.SAVED, undone_at=None)
    lines = list(DraftLine.objects.filter(draft=draft, report__isnull=False).select_related("report"))
    elsewhere = _elsewhere(draft, [line.report for line in lines if line.report])
    back = [line for line in lines if line.report_id not in elsewhere]
    acts: list[Act] = []
    for model in TAKEN_BACK:
        by_state: defaultdict[str, list[uuid.UUID]] = defaultdict(list)
        for line in back:
            for pk, state in line.before_undo.items():
                if pk != TELLINGS:
                    by_state[state].append(uuid.UUID(pk))
        acts += open_again(model, by_state, verb="draft.restore")
    acts += _tell_again(back)
    append_all(actor, acts)
    detail(lines=len(back), left=len(lines) - len(back))
    left.append(len(lines) - len(back))
    return draft


def _tell_again(lines: Iterable[DraftLine]) -> list[Act]:
    """Fold the tellings in again, except where the same report tells the same thing already."""
    ids = [uuid.UUID(one) for line in lines for one in line.before_undo.get(TELLINGS, ())]
    acts = []
    for part in _parts(ids):
        for one in Telling.objects.filter(pk__in=part, undone_at__isnull=False):
            standing = Telling.objects.filter(report=one.report_id, undone_at__isnull=True)
            if standing.filter(need=one.need_id, offer=one.offer_id).exists():
                continue
            Telling.objects.filter(pk=one.pk).update(undone_at=None)
            acts.append(Act("draft.restore", Telling, one.pk, {"of": str(one.voice.pk)}))
    return acts


def _elsewhere(draft: PasteDraft, reports: Sequence[Report]) -> set[uuid.UUID]:
    """Return which reports came in again by a paste that stands."""
    found: set[uuid.UUID] = set()
    marks = {(one.fingerprint, one.origin): one.pk for one in reports if one.origin}
    ordered = sorted({mark for mark, _origin in marks})
    for start in range(0, len(ordered), AT_ONCE):
        rows = Report.objects.filter(
            crisis_id=draft.crisis_id, fingerprint__in=ordered[start : start + AT_ONCE]
        )
        rows = rows.exclude(draft_line__draft=draft).exclude(draft_line__draft__state=PasteDraft.State.UNDONE)
        found |= {marks[key] for key in rows.values_list("fingerprint", "origin") if key in marks}
    return found


def _take(draft: PasteDraft, allowed: str, state: str, **facts: Any) -> None:
    if not PasteDraft.objects.filter(pk=draft.pk, state=allowed).update(state=state, **facts):
        refuse_state(draft)
    draft.refresh_from_db()
