"""A whole batch taken back in one click, and given back: needs and offers only; reports stay word for word."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qiao.accounts.roles import Actor
from qiao.exceptions import ImportStateError
from qiao.intake.holding import held_voices
from qiao.intake.loaded.opened import figures_of
from qiao.intake.models import Alert, ImportBatch, ImportRow, Need, Offer
from qiao.trail.chain import Act, append_all
from qiao.trail.recorded import detail, recorded

AT_ONCE = 500
TAKEN_BACK: Mapping[type[Need] | type[Offer], frozenset[str]] = {
    Need: frozenset({Need.State.NEW, Need.State.OPEN, Need.State.EXPIRED}),
    Offer: frozenset({Offer.State.NEW, Offer.State.OPEN, Offer.State.EXPIRED}),
}
"""States from which a need or an offer is withdrawn; what has ended otherwise stays as it ended."""

REASON = "撤销整批导入"


@dataclass(frozen=True)
class Undone:
    """How many needs and offers were withdrawn, and which stay because somebody relies on them."""

    withdrawn: int
    held: tuple[Need | Offer, ...]


def undo(actor: Actor, batch: ImportBatch, *, at: datetime) -> Undone:
    """Withdraw what a batch opened. What is matched already stays, and is named.

    Raises ImportStateError where the batch is not loaded.
    """
    found: list[Undone] = []
    _undo(actor, batch, at, found)
    return found[0]


@recorded("import.undo")
def _undo(actor: Actor, batch: ImportBatch, at: datetime, found: list[Undone]) -> ImportBatch:
    _take(
        batch, {ImportBatch.State.LOADED, ImportBatch.State.LOADING}, ImportBatch.State.UNDONE, undone_at=at
    )
    voices = [one for model in TAKEN_BACK for one in _standing(model, batch)]
    held = held_voices([one.pk for one in voices])
    taken = [one for one in voices if one.pk not in held]
    before: defaultdict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    for one in taken:
        before[one.report_id][str(one.pk)] = one.state
    withdraw(taken, at)
    append_all(actor, [_act(one) for one in taken], at=at)
    kept = {one.report_id for one in voices if one.pk in held}
    rows = list(
        ImportRow.objects.filter(batch=batch, state=ImportRow.State.LOADED).exclude(report_id__in=kept)
    )
    for row in rows:
        row.state, row.before_undo = ImportRow.State.UNDONE, before.get(row.report_id or row.pk, {})
    ImportRow.objects.bulk_update(rows, ("state", "before_undo"), batch_size=AT_ONCE)
    batch.figures = figures_of(batch)
    batch.save(update_fields=("figures",))
    stay = tuple(one for one in voices if one.pk in held)
    found.append(Undone(len(taken), stay))
    detail(withdrawn=len(taken), held=len(stay))
    return batch


def _standing(model: type[Need] | type[Offer], batch: ImportBatch) -> list[Any]:
    rows = model.objects.filter(report__import_row__batch=batch, state__in=TAKEN_BACK[model])
    return list(rows.select_related("item", "party"))


def withdraw(voices: Iterable[Need | Offer], at: datetime) -> None:
    """Withdraw needs and offers; alerts that ask about them end."""
    for model in TAKEN_BACK:
        for ids in _parts([one.pk for one in voices if isinstance(one, model)]):
            model.objects.filter(pk__in=ids).update(state=model.State.WITHDRAWN, closed_at=at)
            if model is Need:
                open_alerts = Alert.objects.filter(need__in=ids, state=Alert.State.OPEN)
                open_alerts.update(state=Alert.State.CLEARED, closed_at=at)


def _parts(ids: list[uuid.UUID]) -> Iterable[list[uuid.UUID]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _act(voice: Need | Offer) -> Act:
    return Act("import.undo", type(voice), voice.pk, {"state": "WITHDRAWN", "reason": REASON})


def restore(actor: Actor, batch: ImportBatch) -> int:
    """Give back what `undo` took; return how many rows stay away because another batch has loaded them since.

    Raises ImportStateError where the batch is not taken back.
    """
    left: list[int] = []
    _restore(actor, batch, left)
    return left[0]


@recorded("import.restore")
def _restore(actor: Actor, batch: ImportBatch, left: list[int]) -> ImportBatch:
    _take(batch, {ImportBatch.State.UNDONE}, ImportBatch.State.LOADED, undone_at=None)
    undone = ImportRow.objects.filter(batch=batch, state=ImportRow.State.UNDONE).count()
    back = _give_back(batch)
    acts: list[Act] = []
    for model in TAKEN_BACK:
        by_state: defaultdict[str, list[uuid.UUID]] = defaultdict(list)
        for row in back:
            for pk, state in row.before_undo.items():
                by_state[state].append(uuid.UUID(pk))
        acts += open_again(model, by_state, verb="import.restore")
    append_all(actor, acts)
    batch.figures = figures_of(batch)
    batch.save(update_fields=("figures",))
    left.append(undone - len(back))
    detail(rows=len(back), left=undone - len(back))
    return batch


def _give_back(batch: ImportBatch) -> list[ImportRow]:
    """Count rows as loaded again, except those that another batch has loaded since."""
    back: list[ImportRow] = []
    rows = list(ImportRow.objects.filter(batch=batch, state=ImportRow.State.UNDONE))
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        loaded = ImportRow.objects.filter(crisis_id=batch.crisis_id, state=ImportRow.State.LOADED)
        elsewhere = set(loaded.filter(mark__in=[row.mark for row in part]).values_list("mark", flat=True))
        fresh = [row for row in part if row.mark not in elsewhere]
        ImportRow.objects.filter(pk__in=[row.pk for row in fresh]).update(state=ImportRow.State.LOADED)
        back += fresh
    return back


def open_again(
    model: type[Need] | type[Offer], by_state: Mapping[str, list[uuid.UUID]], *, verb: str
) -> list[Act]:
    """Give withdrawn needs or offers their state of before; return the acts for the trail."""
    acts = []
    for state, wanted in by_state.items():
        # An expired need is new again: the clock will ask for it by a call task of its own.
        now = model.State.NEW if state == model.State.EXPIRED else state
        for ids in _parts(wanted):
            rows = model.objects.filter(pk__in=ids, state=model.State.WITHDRAWN)
            found = list(rows.values_list("pk", flat=True))
            rows.update(state=now, closed_at=None)
            acts += [Act(verb, model, pk, {"state": str(now)}) for pk in found]
    return acts


def _take(batch: ImportBatch, allowed: set[Any], state: str, **facts: Any) -> None:
    if not ImportBatch.objects.filter(pk=batch.pk, state__in=allowed).update(state=state, **facts):
        batch.refresh_from_db()
        raise ImportStateError(state=batch.get_state_display())
    batch.refresh_from_db()
