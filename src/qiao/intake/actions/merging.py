"""Two needs or offers that are one: joined so that nothing is counted twice, and taken apart exactly as they were."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qiao.accounts.roles import Actor
from qiao.exceptions import LineAlreadyDecidedError, MergeRefusedError
from qiao.intake.actions.repeats import note_repeats
from qiao.intake.actions.tellings import AMOUNT, MORE, SHARED, Likeness, tell_again, undo_telling
from qiao.intake.holding import held_voices
from qiao.intake.models import Alert, Merge, Need, Offer, Pair, Telling, Turn
from qiao.intake.queries import tellings_of
from qiao.registry.models import QuantityKind
from qiao.trail.recorded import detail, recorded

FILLED = ("item_id", "place_id", "party_id", "party_text", "specification")
"""What the record that stands takes over where it says nothing itself."""
STATE_RANK = {"OPEN": 0, "EXPIRED": 1, "NEW": 2}
HELD = ("两条都已有对接。请先撤回其中一条的对接", "both are matched; withdraw one of the matches first")
SYNCED = (
    "两条都随同步表格更新。请在表格里合并",
    "both follow synchronised sheets; join them in the sheet",
)
HELD_AND_SYNCED = (
    "一条已有对接，另一条随同步表格更新。请先撤回对接，或在表格里改",
    "one is matched, the other follows a synchronised sheet; withdraw the match, or change the sheet",
)
CALLED = ("有人正在打电话核实其中一条。请等那边记完", "somebody is calling one of them; wait for the result")
ENDED = ("其中一条已经了结", "one of them has ended")
JOINED = ("它们已经合成一条", "they are joined already")


def refuse(reason: tuple[str, str]) -> MergeRefusedError:
    """Return the refusal with its reason in both languages."""
    return MergeRefusedError(reason_zh=reason[0], reason_en=reason[1])


def in_order(one: Need | Offer, other: Need | Offer, *, now: datetime) -> tuple[Any, Any]:
    """Return which of two stands and which joins it: the matched one, the one of a sheet, the verified, the earlier.

    Raises MergeRefusedError where that cannot be done without breaking a match, a sheet or a call.
    """
    if one.closed_at is not None or other.closed_at is not None:
        raise refuse(ENDED)
    held = held_voices([one.pk, other.pk])
    synced = {voice.pk for voice in (one, other) if getattr(voice, "key", "")}
    if len(held) > 1 or len(synced) > 1:
        raise refuse(HELD if len(held) > 1 else SYNCED)
    if held and synced and held != synced:
        raise refuse(HELD_AND_SYNCED)
    must = held | synced

    def rank(voice: Need | Offer) -> tuple[bool, int, datetime, Any]:
        return (voice.pk not in must, STATE_RANK.get(voice.state, 3), voice.report.told_at, voice.pk)

    kept, gone = sorted((one, other), key=rank)
    kind = _kind(gone)
    if Turn.objects.filter(**{kind: gone}, ended_at__isnull=True, held_until__gte=now).exists():
        raise refuse(CALLED)
    return kept, gone


def _kind(voice: Need | Offer) -> str:
    return "need" if isinstance(voice, Need) else "offer"


@recorded("voice.merge")
def merge(
    actor: Actor,
    one: Need | Offer,
    other: Need | Offer,
    *,
    how: str,
    now: datetime,
    pair: Pair | None = None,
) -> Merge:
    """Join two records of one thing. With `how` UPDATE the later telling's quantity holds from now on.

    Raises MergeRefusedError as `in_order` does, LineAlreadyDecidedError where somebody joined one in this moment.
    """
    rows = type(one).objects.select_for_update(no_key=True).filter(pk__in=(one.pk, other.pk)).order_by("pk")
    locked = {voice.pk: voice for voice in rows}
    one, other = locked[one.pk], locked[other.pk]
    kept, gone = in_order(one, other, now=now)
    kind = _kind(kept)
    gone_before = {"state": gone.state, "closed_at": None}
    joined = type(gone).objects.filter(pk=gone.pk, closed_at__isnull=True)
    if not joined.update(state=gone.State.MERGED, merged_into=kept, closed_at=now):
        raise LineAlreadyDecidedError(state="已并入")
    before, after = _take_over(kept, gone, how=how)
    made = Merge.objects.create(
        organization_id=actor.acts_for,
        pair=pair,
        gone_before=gone_before,
        kept_before=before,
        kept_after=after,
        made_by_id=actor.user_id,
        made_at=now,
        **{f"kept_{kind}": kept, f"gone_{kind}": gone},
    )
    made.telling = _tell(actor, kept, gone, how=how, pair=pair, now=now)
    made.moved = _move_tellings(kept, gone)
    made.save(update_fields=("telling", "moved"))
    if isinstance(gone, Need):
        gone.alerts.filter(state=Alert.State.OPEN).update(state=Alert.State.CLEARED, closed_at=now)
    note_repeats(actor, kept, now=now)
    detail(kept=str(kept.pk), gone=str(gone.pk), how=how, moved=len(made.moved), changed=",".join(after))
    return made


def _tell(
    actor: Actor, kept: Any, gone: Any, *, how: str, pair: Pair | None, now: datetime
) -> Telling | None:
    """Keep the joined record's report as a further source; none where it is one already."""
    known = Telling.objects.filter(**{_kind(kept): kept}, report=gone.report_id, undone_at__isnull=True)
    if kept.report_id == gone.report_id or known.exists():
        return None
    names = (*SHARED, *AMOUNT, *(MORE if isinstance(gone, Need) else ()))
    facts = {name: getattr(gone, name) for name in names}
    likeness = Likeness(pair.probability, pair.reasons) if pair else Likeness()
    told = tell_again(actor, kept, gone.report, facts=facts, decided_at=now, likeness=likeness)
    if told.how != how:
        Telling.objects.filter(pk=told.pk).update(how=how)
        told.how = how
    return told


def _move_tellings(kept: Any, gone: Any) -> list[str]:
    """Let the further tellings of the joined record count for the one that stands; return their ids."""
    there = {kept.report_id, *tellings_of(kept).values_list("report", flat=True)}
    moved = [one.pk for one in tellings_of(gone) if one.report_id not in there]
    Telling.objects.filter(pk__in=moved).update(**{_kind(kept): kept})
    return [str(pk) for pk in moved]


def _take_over(kept: Any, gone: Any, *, how: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Let what the joined record says into the one that stands; return the changed fields before and after."""
    changes: dict[str, Any] = {
        name: getattr(gone, name)
        for name in FILLED
        if hasattr(kept, name) and not getattr(kept, name) and getattr(gone, name)
    }
    if isinstance(kept, Need):
        changes["tier"] = min(kept.tier, gone.tier)
        changes["who_groups"] = sorted({*kept.who_groups, *gone.who_groups})
    is_later = gone.report.told_at > kept.report.told_at
    if how == Telling.How.UPDATE and is_later and gone.quantity_kind != QuantityKind.UNKNOWN:
        changes |= {name: getattr(gone, name) for name in AMOUNT}
    changes = {name: value for name, value in changes.items() if getattr(kept, name) != value}
    before = {name: _plain(getattr(kept, name)) for name in changes}
    for name, value in changes.items():
        setattr(kept, name, value)
    if changes:
        kept.save(update_fields=tuple(name.removesuffix("_id") for name in changes))
    return before, {name: _plain(value) for name, value in changes.items()}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str | list) else str(value)


@recorded("voice.split")
def split(actor: Actor, made: Merge, *, now: datetime) -> Need | Offer:
    """Take a joined record out again: it stands as before, and what it had brought along goes back with it.

    What somebody changed since in the record that stands stays as they changed it. Raises LineAlreadyDecidedError
    where somebody split the two before.
    """
    if not Merge.objects.filter(pk=made.pk, undone_at__isnull=True).update(undone_at=now):
        raise LineAlreadyDecidedError(state="已拆开")
    gone: Any = made.gone
    kept: Any = made.kept
    kind = _kind(gone)
    type(gone).objects.filter(pk=gone.pk).update(merged_into=None, **made.gone_before)
    Telling.objects.filter(merge=made).update(undone_at=now)
    Telling.objects.filter(pk__in=made.moved, undone_at__isnull=True).update(**{kind: gone})
    _give_back(kept, made, kind)
    if isinstance(gone, Need):
        cleared = gone.alerts.filter(state=Alert.State.CLEARED, closed_at=made.made_at)
        cleared.update(state=Alert.State.OPEN, closed_at=None)
    for voice in (gone, kept):
        voice.refresh_from_db()
        note_repeats(actor, voice, now=now)
    detail(kept=str(kept.pk), gone=str(gone.pk))
    stands: Need | Offer = gone
    return stands


def _give_back(kept: Any, made: Merge, kind: str) -> None:
    """Put the changed fields of the record that stands back, where nobody changed them since."""
    others = list(
        Merge.objects.filter(**{f"kept_{kind}": kept}, undone_at__isnull=True).select_related(f"gone_{kind}")
    )
    gone: list[Any] = [one.gone for one in others]
    back: dict[str, Any] = {}
    for name, before in made.kept_before.items():
        after = made.kept_after[name]
        if name == "who_groups":
            added = set(after) - set(before) - {group for one in gone for group in one.who_groups}
            back[name] = [group for group in kept.who_groups if group not in added]
        elif _plain(getattr(kept, name)) == after:
            back[name] = min([before, *(one.tier for one in gone)]) if name == "tier" else before
        else:
            _hand_on(others, name, after=after, before=before)
    for name, value in back.items():
        setattr(kept, name, value)
    if back:
        kept.save(update_fields=tuple(name.removesuffix("_id") for name in back))


def _hand_on(others: list[Merge], name: str, *, after: Any, before: Any) -> None:
    """Let a later merge that built on this one's value fall back to what stood before this one."""
    for one in others:
        if name in one.kept_before and one.kept_before[name] == after:
            kept_before: Mapping[str, Any] = {**one.kept_before, name: before}
            Merge.objects.filter(pk=one.pk).update(kept_before=kept_before)
            return


def part(actor: Actor, telling: Telling, *, now: datetime) -> Need | Offer:
    """Take a telling out of a record: what was joined stands as before, another becomes a record of its own."""
    made = Merge.objects.filter(telling=telling, undone_at__isnull=True).select_related("pair").first()
    if made is None:
        return undo_telling(actor, telling, undone_at=now)
    return split(actor, made, now=now)
