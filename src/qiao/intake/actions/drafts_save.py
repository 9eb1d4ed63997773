"""A draft saved as its maker left it: all of it or nothing, once."""

from collections.abc import Sequence
from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.exceptions import DraftNothingError, RightMissingError
from qiao.intake.actions.draft_records import DraftWriter, Named
from qiao.intake.actions.drafts import messages_of, refuse_state
from qiao.intake.actions.receive import Message
from qiao.intake.actions.repeats import note_all
from qiao.intake.models import DraftLine, DraftText, PasteDraft
from qiao.intake.notices import tell_urgent
from qiao.intake.pasted.lines_before import lines_before
from qiao.intake.pasted.plan import plan_of, reports_named, sums_of
from qiao.intake.queries import standing_of_reports
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded

WRITES = ("report.receive", "need.open", "offer.open", "telling.fold")
AT_ONCE = 200


def save_draft(actor: Actor, draft: PasteDraft, *, at: datetime) -> PasteDraft:
    """Save what a draft's maker confirmed. Saved already, nothing happens again.

    Raises
    ------
    DraftNothingError
        When no message is left to save.
    DraftStateError
        When it is not read yet, or was put aside.
    RightMissingError
        When its maker may not write what it says.
    """
    draft.refresh_from_db()
    if draft.state == PasteDraft.State.SAVED:
        return draft
    for verb in WRITES:
        if not actor.may(verb):
            raise RightMissingError(verb=verb)
    return _save(actor, draft, at)


@recorded("draft.save")
def _save(actor: Actor, draft: PasteDraft, at: datetime) -> PasteDraft:
    # Pastes of one crisis are saved one after the other: the second sees the lines that both of them hold.
    crisis = Crisis.objects.select_for_update(no_key=True).get(pk=draft.crisis_id)
    taken = PasteDraft.objects.filter(pk=draft.pk, state=PasteDraft.State.READ)
    if not taken.update(state=PasteDraft.State.SAVED, saved_at=at):
        draft.refresh_from_db()
        if draft.state == PasteDraft.State.SAVED:
            detail(again=1)
            return draft
        refuse_state(draft)
    messages = messages_of(draft)
    lines = list(DraftLine.objects.filter(draft=draft).order_by("number"))
    _know(crisis, lines, messages)
    plans = plan_of(lines, standing_of_reports(reports_named(lines)))
    sums = sums_of(plans)
    if not sums["kept"]:
        raise DraftNothingError
    writer = DraftWriter(actor, draft, Named.of(plans.values()), at)
    for line in lines:
        if line.is_kept:
            writer.add(plans[line.number], messages[line.number - 1])
            line.report_id = line.report_id_to_be
    writer.made.write(actor)
    made = writer.made
    told_again = [one.voice for one in made.tellings]
    note_all([*made.needs, *made.offers, *told_again], organization=actor.acts_for, now=at)
    for need in writer.made.needs:
        tell_urgent(actor, need)
    _settle(draft, lines, sums)
    detail(messages=sums["messages"], needs=sums["needs"], offers=sums["offers"], folded=sums["folded"])
    return draft


def _know(crisis: Crisis, lines: Sequence[DraftLine], messages: Sequence[Message]) -> None:
    """See which lines somebody else has saved since they were read."""
    before = lines_before(crisis, messages)
    for line in lines:
        message = messages[line.number - 1]
        line.known = before.get((message.mark, message.origin)) if message.origin else None


def _settle(draft: PasteDraft, lines: Sequence[DraftLine], sums: dict[str, int]) -> None:
    """Keep what each line became; its words lie in its report now and are deleted here."""
    for line in lines:
        line.masked, line.phones, line.reading, line.likely = "", [], [], []
        line.read_voices, line.said_voices = [], None
    DraftLine.objects.bulk_update(
        lines,
        ("known", "report", "masked", "phones", "reading", "likely", "read_voices", "said_voices"),
        batch_size=AT_ONCE,
    )
    DraftText.objects.filter(draft=draft).delete()
    draft.figures, draft.state = sums, PasteDraft.State.SAVED
    draft.save(update_fields=("figures",))
    draft.refresh_from_db()
