"""Pages, goals and the closing of a file. All of it is sealed under the file's key."""

import json
import uuid
from collections.abc import Mapping
from datetime import date, datetime

from qiao.accounts.roles import Actor
from qiao.care.actions.files import check_team, open_for_writing
from qiao.care.keys import as_it_stands, key_of, sealed
from qiao.care.models import CareClosing, CareEntry, CareFile, CareGoal, Referral
from qiao.care.queries import supervises
from qiao.exceptions import CareFileStateError, LineAlreadyDecidedError, RightMissingError
from qiao.trail.recorded import detail, recorded


def _write_entry(
    actor: Actor, file: CareFile, kind: str, content: Mapping[str, str], at: datetime
) -> CareEntry:
    if actor.user_id is None:
        raise RightMissingError(verb="care_entry.write")
    pk = uuid.uuid4()
    detail(file=str(file.pk))
    said = json.dumps(dict(content), ensure_ascii=False)
    entry: CareEntry = CareEntry.objects.create(
        id=pk,
        organization_id=actor.acts_for,
        file=file,
        kind=kind,
        author_id=actor.user_id,
        made_at=at,
        sealed_content=sealed(key_of(file), said, "CareEntry.content", pk),
    )
    return entry


@recorded("care_entry.write")
def write_entry(
    actor: Actor,
    /,
    file: CareFile,
    *,
    kind: str,
    content: Mapping[str, str],
    made_at: datetime,
    review_on: date | None = None,
) -> CareEntry:
    """Add an assessment of risk or a safety plan (Stanley & Brown 2012, six steps) and say when to look again.

    The degree of risk is sealed with the rest; outside the seal stands only the day of the next review.
    """
    if kind == CareEntry.Kind.SUPERVISION:
        raise RightMissingError(verb="care_supervision.write")
    held = open_for_writing(actor, file, "care_entry.write")
    entry = _write_entry(actor, held, kind, content, made_at)
    if review_on is not None:
        held.review_on = review_on
        held.save(update_fields=("review_on",))
    return entry


@recorded("care_supervision.write")
def write_supervision(
    actor: Actor,
    /,
    file: CareFile,
    *,
    content: Mapping[str, str],
    made_at: datetime,
    supervise_on: date | None = None,
) -> CareEntry:
    """Add what the file's supervisor advises, and the day of the next supervision where one is set.

    The team reads it; the supervisor need not open the notes for it. An earlier day falls away with the advice.
    """
    if not supervises(actor, file):
        raise RightMissingError(verb="care_supervision.write")
    held = as_it_stands(file)
    entry = _write_entry(actor, held, CareEntry.Kind.SUPERVISION, content, made_at)
    held.supervise_on = None if held.state == CareFile.State.CLOSED else supervise_on
    held.save(update_fields=("supervise_on",))
    return entry


@recorded("care_goal.set")
def set_goal(actor: Actor, /, file: CareFile, *, text: str, set_at: datetime) -> CareGoal:
    """Add a goal in the person's own words."""
    held = open_for_writing(actor, file, "care_goal.set")
    pk = uuid.uuid4()
    detail(file=str(file.pk))
    goal: CareGoal = CareGoal.objects.create(
        id=pk,
        organization_id=actor.acts_for,
        file=held,
        sealed_text=sealed(key_of(held), text, "CareGoal.text", pk),
        set_at=set_at,
    )
    return goal


@recorded("care_goal.end")
def end_goal(actor: Actor, /, goal: CareGoal, *, state: str, ended_at: datetime) -> CareGoal:
    """Note that a goal is reached or no longer wanted; set back to open, it goes on."""
    open_for_writing(actor, goal.file, "care_goal.end")
    goal.state = state
    goal.ended_at = None if state == CareGoal.State.OPEN else ended_at
    goal.save(update_fields=("state", "ended_at"))
    detail(file=str(goal.file_id), state=state)
    return goal


@recorded("care_closing.ask")
def ask_closing(
    actor: Actor, /, file: CareFile, *, reason: str, summary: str, asked_at: datetime
) -> CareClosing:
    """Ask the supervisor to close the file. Raises CareFileStateError while a referral waits or it is closed."""
    check_team(actor, file, "care_closing.ask")
    if actor.user_id is None:
        raise RightMissingError(verb="care_closing.ask")
    held = as_it_stands(file)
    waits = held.referrals.filter(state=Referral.State.ASKED).exists()
    if waits or held.state not in {CareFile.State.OPEN, CareFile.State.REFERRED}:
        raise CareFileStateError
    pk = uuid.uuid4()
    detail(file=str(held.pk), reason=reason)
    closing: CareClosing = CareClosing.objects.create(
        id=pk,
        organization_id=actor.acts_for,
        file=held,
        reason=reason,
        sealed_summary=sealed(key_of(held), summary, "CareClosing.summary", pk),
        asked_by_id=actor.user_id,
        asked_at=asked_at,
    )
    held.state = CareFile.State.CLOSING
    held.save(update_fields=("state",))
    return closing


@recorded("care_closing.decide")
def decide_closing(
    actor: Actor, /, closing: CareClosing, *, is_confirmed: bool, remark: str = "", decided_at: datetime
) -> CareClosing:
    """Close the file, or send it back to the team with a remark. The file's supervisor alone, never who asked."""
    if not supervises(actor, closing.file) or closing.asked_by_id == actor.user_id:
        raise RightMissingError(verb="care_closing.decide")
    file = as_it_stands(closing.file)
    held = CareClosing.objects.select_for_update().get(pk=closing.pk)
    if held.state != CareClosing.State.ASKED:
        raise LineAlreadyDecidedError(state=held.state)
    held.state = CareClosing.State.CONFIRMED if is_confirmed else CareClosing.State.SENT_BACK
    held.decided_by_id, held.decided_at = actor.user_id, decided_at
    held.sealed_remark = sealed(key_of(file), remark, "CareClosing.remark", held.pk)
    held.save()
    back = CareFile.State.REFERRED if _went_out(file) else CareFile.State.OPEN
    file.state = CareFile.State.CLOSED if is_confirmed else back
    file.closed_at = decided_at if is_confirmed else None
    if is_confirmed:
        file.review_on = file.supervise_on = None
    file.save(update_fields=("state", "closed_at", "review_on", "supervise_on"))
    detail(file=str(file.pk), state=held.state)
    return held


def _went_out(file: CareFile) -> bool:
    return bool(file.referrals.filter(state=Referral.State.ACCEPTED).exists())
