"""The long work of a draft, done by a worker: each message is read and compared; nothing is opened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django_scopes import scope, scopes_disabled

from qiao.intake.actions.drafts import forget, messages_of
from qiao.intake.actions.receive import Message
from qiao.intake.lexicon import lexicon
from qiao.intake.models import DraftLine, PasteDraft
from qiao.intake.pasted.known import known_of, repeats_of_lines
from qiao.intake.pasted.lines_before import lines_before
from qiao.intake.pasted.reading import LineReading, Names, read_line
from qiao.trail.chain import together
from qiao.trail.jobs import Progress
from qiao.trail.models import Job

AT_ONCE = 200


def read_draft(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Read the messages of a draft. Read again, what was read before is forgotten."""
    with scope(organization=job.organization_id):
        draft = PasteDraft.objects.select_related("crisis").get(pk=job.parameters["draft"])
        prefetch_related_objects([draft.crisis], "places")
        messages = messages_of(draft)
        names = Names.of(lexicon(), [one.text for one in messages])
        readings = []
        for message in messages:
            readings.append(read_line(message.text, message.contact, crisis=draft.crisis, names=names))
            progress.advance()
        lines = _lines(draft, messages, readings)
        with together():
            held = PasteDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
            if held.state != PasteDraft.State.READING:
                return {"lines": 0}
            DraftLine.objects.filter(draft=draft).delete()
            DraftLine.objects.bulk_create(lines, batch_size=AT_ONCE)
            PasteDraft.objects.filter(pk=draft.pk).update(state=PasteDraft.State.READ)
        return {"lines": len(lines)}


def _lines(draft: PasteDraft, messages: list[Message], readings: list[LineReading]) -> list[DraftLine]:
    before = lines_before(draft.crisis, messages)
    known = [before.get((one.mark, one.origin)) if one.origin else None for one in messages]
    moments = [one.said_at or draft.created_at for one in messages]
    fresh = [
        (number, reading, at)
        for number, (reading, at, report) in enumerate(zip(readings, moments, known, strict=True), start=1)
        if report is None
    ]
    told = known_of(draft.crisis, fresh, since=min(moments))
    likely = repeats_of_lines(fresh, told)
    return [
        DraftLine(
            draft=draft,
            organization_id=draft.organization_id,
            number=number,
            masked=reading.masked,
            said_at=message.said_at,
            phones=reading.phones,
            reading=reading.content,
            read_kind=reading.kind,
            read_voices=reading.voices,
            doubts=reading.doubts,
            likely=likely.get(number, []),
            known=report,
        )
        for number, (message, reading, report) in enumerate(
            zip(messages, readings, known, strict=True), start=1
        )
    ]


def sweep_drafts(now: datetime) -> int:
    """Delete the words of drafts whose time is over and that nobody saved; return how many."""
    waiting = (PasteDraft.State.READING, PasteDraft.State.READ)
    with scopes_disabled():
        old = list(PasteDraft.objects.filter(expires_at__lt=now, state__in=waiting))
        for draft in old:
            with together():
                taken = PasteDraft.objects.filter(pk=draft.pk, state__in=waiting)
                if taken.update(state=PasteDraft.State.DISCARDED):
                    forget(draft)
    return len(old)
