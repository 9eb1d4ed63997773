"""The long work of an import, done by a worker: a verdict for each row, then the rows themselves, in parts.

A part is written whole or not at all, and each row knows whether it was: a worker that dies loses nothing, and
the next one goes on where it stopped.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.exceptions import ImportStateError, RightMissingError
from qiao.intake.actions.repeats import note_all
from qiao.intake.lexicon import catalogue_for
from qiao.intake.loaded.beside import add_issues, issues_beside
from qiao.intake.loaded.opened import as_kept, block_of, figures_of, grids_of
from qiao.intake.loaded.rows import Known, Records, Writer
from qiao.intake.models import (
    ImportBatch,
    ImportFile,
    ImportRow,
    MaskedCopy,
    Need,
    Note,
    Offer,
    Reading,
    Report,
    ReportKey,
    ReportPhone,
)
from qiao.intake.sources.tables import (
    Plan,
    RowReading,
    read_rows,
)
from qiao.intake.sources.tables.verdicts import LOADED
from qiao.registry.queries import actor_for
from qiao.trail.chain import append_all, together
from qiao.trail.jobs import Progress
from qiao.trail.models import Job

PART = 500
KEPT_FOR = timedelta(days=30)
"""How long the file of a batch is kept; its rows stay, each in its report."""

WRITES = ("report.receive", "need.open", "offer.open")


def readings_of(batch: ImportBatch) -> Iterator[RowReading]:
    """Yield what each row of the batch says, the same each time."""
    block = block_of(batch, grids_of(batch))
    yield from read_rows(block, Plan.from_json(batch.plan), catalogue_for(batch.crisis))


def mark_of(batch: ImportBatch, reading: RowReading) -> str:
    """Return the keyed mark of a row's content: where the row stands makes no difference."""
    of_batch = str(batch.pk) if batch.keep_repeats else ""
    return fingerprint("import.row", f"{reading.direction}\0{reading.content}\0{of_batch}")


def check_rows(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Write down a verdict for each row of a batch; nothing else is kept."""
    with scope(organization=job.organization_id):
        batch = ImportBatch.objects.select_related("crisis").get(pk=job.parameters["batch"])
        prefetch_related_objects([batch.crisis], "places")
        rows, readings = [], {}
        for reading in readings_of(batch):
            rows.append(_row(batch, reading))
            readings[reading.number] = reading
            progress.advance()
        _mark_repeats(batch, rows)
        add_issues(rows, issues_beside(batch, rows, readings, now=timezone.now()))
        with together():
            if not ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.CHECKING).update(
                state=ImportBatch.State.CHECKED
            ):
                raise ImportStateError(state=batch.get_state_display())
            ImportRow.objects.filter(batch=batch).delete()
            ImportRow.objects.bulk_create(rows, batch_size=PART)
            ImportBatch.objects.filter(pk=batch.pk).update(figures=figures_of(batch))
        return {"rows": len(rows)}


def _row(batch: ImportBatch, reading: RowReading) -> ImportRow:
    return ImportRow(
        batch=batch,
        organization_id=batch.organization_id,
        crisis_id=batch.crisis_id,
        number=reading.number,
        mark=mark_of(batch, reading) if reading.content else "",
        level=str(reading.level),
        issues=[as_kept(one) for one in reading.issues],
        voices=len(reading.voices) if reading.level in LOADED else 0,
    )


def _mark_repeats(batch: ImportBatch, rows: Sequence[ImportRow]) -> None:
    """Say of rows that another batch has loaded already where that was."""
    for start in range(0, len(rows), PART):
        part = [row for row in rows[start : start + PART] if row.level in LOADED]
        there = ImportRow.objects.filter(
            crisis_id=batch.crisis_id, state=ImportRow.State.LOADED, mark__in=[row.mark for row in part]
        ).exclude(batch=batch)
        where = {
            mark: (name, number) for mark, name, number in there.values_list("mark", "batch__name", "number")
        }
        for row in part:
            if row.mark in where:
                name, number = where[row.mark]
                row.level = ImportRow.Level.REPEATED
                row.issues = [
                    *row.issues,
                    {
                        "level": "REPEATED",
                        "code": "row_repeated",
                        "column": None,
                        "said": name,
                        "as": str(number),
                    },
                ]


def actor_of_job(job: Job) -> Actor:
    """Return who asked for a job, with the rights held today.

    Raises
    ------
    RightMissingError
        When the right to write what a table says was taken away meanwhile.
    """
    user = User.objects.filter(pk=job.requested_by_id).first() if job.requested_by_id else None
    actor = actor_for(user, str(job.organization_id)) if user else Actor.operator(job.organization_id)
    if actor.organization_id != job.organization_id:
        raise RightMissingError(verb="import.load")
    for verb in ("import.load", *WRITES):
        if not actor.may(verb):
            raise RightMissingError(verb=verb)
    return actor


def load_rows(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Load the rows of a batch that wait: in one piece, or part by part where bad rows are skipped."""
    actor = actor_of_job(job)
    with scope(organization=job.organization_id):
        batch = ImportBatch.objects.select_related("crisis").get(pk=job.parameters["batch"])
        prefetch_related_objects([batch.crisis], "places")
        readings = {reading.number: reading for reading in readings_of(batch) if reading.level in LOADED}
        catalogue = catalogue_for(batch.crisis)
        writer = Writer(actor, batch, Known.of(readings.values(), catalogue.lexicon), timezone.now())
        # One part is one transaction; what is slow, reading and sealing, is done before each begins.
        whole = batch.policy == ImportBatch.Policy.ALL
        _load_parts(writer, readings, progress, at_once=max(PART, len(readings)) if whole else PART)
        progress.save()
        ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.LOADING).update(
            state=ImportBatch.State.LOADED, loaded_at=timezone.now(), figures=figures_of(batch)
        )
        return {"loaded": progress.done}


def _load_parts(
    writer: Writer, readings: Mapping[int, RowReading], progress: Progress, *, at_once: int
) -> None:
    waiting = ImportRow.objects.filter(
        batch=writer.batch, state=ImportRow.State.WAITING, level__in=LOADED
    ).order_by("number")
    numbers = list(waiting.values_list("number", flat=True))
    for start in range(0, len(numbers), at_once):
        part = numbers[start : start + at_once]
        try:
            done = _load_part(writer, readings, part)
        except IntegrityError:
            # Another batch wrote one of these rows at the same moment: now it shows, and is left out.
            done = _load_part(writer, readings, part)
        progress.advance(done)


def _load_part(writer: Writer, readings: Mapping[int, RowReading], numbers: Sequence[int]) -> int:
    """Write some rows with all they become, in one transaction; rows written meanwhile are left out."""
    waiting = ImportRow.objects.filter(
        batch=writer.batch,
        number__range=(numbers[0], numbers[-1]),
        state=ImportRow.State.WAITING,
        level__in=LOADED,
    )
    rows = [row for row in waiting if row.number in readings]
    made = writer.records([(row, readings[row.number]) for row in rows])
    with together():
        _lock(writer.batch)
        standing = set(waiting.values_list("pk", flat=True))
        rows = [row for row in rows if row.pk in standing]
        fresh = _without_repeats(writer.batch, rows)
        if len(fresh) != len(made.reports):
            made = writer.records([(row, readings[row.number]) for row in fresh])
        _write(writer.actor, made)
        for row in fresh:
            row.state, row.report_id = ImportRow.State.LOADED, row.report_id_to_be
        ImportRow.objects.bulk_update(fresh, ("state", "report"), batch_size=PART)
    return len(fresh)


def _lock(batch: ImportBatch) -> None:
    """Hold the batch while a part is written; refuse where it was taken back meanwhile."""
    held = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if held.state != ImportBatch.State.LOADING:
        raise ImportStateError(state=held.get_state_display())


def _without_repeats(batch: ImportBatch, rows: Sequence[ImportRow]) -> list[ImportRow]:
    _mark_repeats(batch, rows)
    repeated = [row for row in rows if row.level == ImportRow.Level.REPEATED]
    ImportRow.objects.bulk_update(repeated, ("level", "issues"), batch_size=PART)
    return [row for row in rows if row.level != ImportRow.Level.REPEATED]


def _write(actor: Actor, made: Records) -> None:
    written: tuple[tuple[type[models.Model], Sequence[Any]], ...] = (
        (Report, made.reports),
        (ReportKey, made.keys),
        (MaskedCopy, made.masked),
        (ReportPhone, made.phones),
        (Reading, made.readings),
        (Need, made.needs),
        (Offer, made.offers),
        (Note, made.notes),
    )
    for model, rows in written:
        model._default_manager.bulk_create(rows, batch_size=PART)  # noqa: SLF001 - the manager of any model
    note_all([*made.needs, *made.offers], organization=actor.acts_for)
    append_all(actor, made.acts)


def sweep_files(now: datetime) -> int:
    """Delete the files of batches whose time is over; return how many."""
    with scopes_disabled():
        old: list[uuid.UUID] = list(
            ImportBatch.objects.filter(created_at__lt=now - KEPT_FOR).values_list("pk", flat=True)
        )
        deleted, _each = ImportFile.objects.filter(batch__in=old).delete()
    return deleted
