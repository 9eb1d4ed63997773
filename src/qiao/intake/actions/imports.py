"""A table on its way in: handed in, tried out, loaded, put aside. Taking it back is in `imports_undo`."""

import hashlib
import re
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db import IntegrityError, transaction
from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import new_key, seal_bytes, unseal_bytes, unwrap, wrap
from qiao.exceptions import (
    ImportConflictError,
    ImportFileGoneError,
    ImportRowsRefusedError,
    ImportStateError,
)
from qiao.intake.loaded.opened import context_of
from qiao.intake.models import ImportBatch, ImportFile, ImportMapping, ImportRow
from qiao.intake.sources.tables import Block, Plan, open_tables, signature
from qiao.intake.sources.tables.verdicts import LOADED
from qiao.registry.models import Crisis
from qiao.trail import jobs
from qiao.trail.models import Job
from qiao.trail.recorded import detail, recorded

LONGEST_NAME = 120
LONGEST_SHEET = 120
State = ImportBatch.State


@dataclass(frozen=True)
class Table:
    """A file as it was handed in."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Return the mark by which the same file is known again."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class HandedIn:
    """The batch of a file, and whether it is new: a file that was handed in before has its batch already."""

    batch: ImportBatch
    is_new: bool


def shown_name(name: str) -> str:
    """Return a file's name without folders, control signs and turned text (SECURITY P8)."""
    last = PurePath(name.replace("\\", "/")).name
    plain = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    if not dot:
        return plain[:LONGEST_NAME] or "table"
    return f"{re.sub(r' +', ' ', stem)[: LONGEST_NAME - 8] or 'table'}.{suffix[:6]}"


def hand_in(actor: Actor, table: Table, *, id: uuid.UUID, crisis: Crisis) -> HandedIn:  # noqa: A002
    """Keep a file, sealed, until it is loaded. The same file again is answered with its batch.

    Raises
    ------
    TableUnreadableError
        When the file is no table or is out of bounds; it is not kept then.
    ImportConflictError
        When the id was used for another file, or by another organisation.
    """
    known = _known(actor, table, id) or _standing(crisis, table)
    if known is not None:
        return HandedIn(known, is_new=False)
    open_tables(table.name, table.content)
    try:
        return HandedIn(_hand_in(actor, table, id=id, crisis=crisis), is_new=True)
    except IntegrityError:
        known = _known(actor, table, id)
        if known is None:
            raise
        return HandedIn(known, is_new=False)


def _known(actor: Actor, table: Table, pk: uuid.UUID) -> ImportBatch | None:
    with scopes_disabled():
        batch: ImportBatch | None = ImportBatch.objects.filter(pk=pk).first()
    if batch is None:
        return None
    if batch.organization_id != actor.organization_id or batch.sha256 != table.sha256:
        raise ImportConflictError(id=str(pk))
    return batch


def _standing(crisis: Crisis, table: Table) -> ImportBatch | None:
    """Return the batch of the same file that is not put aside, the one that went furthest."""
    same = ImportBatch.objects.filter(crisis=crisis, sha256=table.sha256).exclude(state=State.DISCARDED)
    held: list[ImportBatch] = list(same.order_by("-created_at"))
    return next((one for one in held if one.state != State.UNDONE), held[0] if held else None)


@recorded("import.hand_in")
def _hand_in(actor: Actor, table: Table, *, id: uuid.UUID, crisis: Crisis) -> ImportBatch:  # noqa: A002
    key = new_key()
    batch = ImportBatch(
        id=id,
        organization_id=actor.acts_for,
        crisis=crisis,
        name=shown_name(table.name),
        sha256=table.sha256,
        size=len(table.content),
        handed_in_by_id=actor.user_id,
    )
    with transaction.atomic():
        batch.save(force_insert=True)
        ImportFile.objects.create(
            batch=batch,
            sealed=seal_bytes(key, table.content, context_of(batch)),
            wrapped=wrap(key, f"import.key:{id}"),
        )
    detail(bytes=batch.size, sha256=batch.sha256)
    return batch


def hand_in_again(actor: Actor, batch: ImportBatch, *, id: uuid.UUID) -> HandedIn:  # noqa: A002
    """Take the file of a batch for one more batch: another of its sheets, or other columns.

    Raises ImportFileGoneError when its time came and it was deleted.
    """
    file = ImportFile.objects.filter(batch=batch).first()
    if file is None:
        raise ImportFileGoneError(name=batch.name)
    key = unwrap(bytes(file.wrapped), f"import.key:{batch.pk}")
    table = Table(batch.name, unseal_bytes(key, bytes(file.sealed), context_of(batch)))
    known = _known(actor, table, id)
    if known is not None:
        return HandedIn(known, is_new=False)
    return HandedIn(_hand_in(actor, table, id=id, crisis=batch.crisis), is_new=True)


def try_out(
    actor: Actor, batch: ImportBatch, block: Block, plan: Plan, *, keep_repeats: bool, at: datetime
) -> Job:
    """Let a worker write a verdict for each row. What was tried before is forgotten; nothing is loaded.

    Raises ImportStateError where the batch is loaded or put aside.
    """
    job = _try_out(actor, batch, block, plan, keep_repeats=keep_repeats, at=at)
    jobs.enqueue(job)
    return job


@recorded("import.check")
def _try_out(
    actor: Actor, batch: ImportBatch, block: Block, plan: Plan, *, keep_repeats: bool, at: datetime
) -> Job:
    job = jobs.ask_for(actor, "import_check", {"batch": str(batch.pk)}, total=len(block.rows))
    place = {
        "sheet": block.sheet,
        "header_row": block.header_row,
        "header_lines": block.header_lines,
        "end": block.end,
    }
    _move(
        batch,
        {State.DRAFT, State.CHECKING, State.CHECKED},
        state=State.CHECKING,
        plan={**plan.as_json(), "at": place},
        headers=list(block.headers),
        sheet=block.name[:LONGEST_SHEET],
        keep_repeats=keep_repeats,
        job_id=job.pk,
    )
    ImportMapping.objects.update_or_create(
        organization_id=actor.acts_for,
        signature=signature(block.headers),
        defaults={"plan": plan.as_json(), "used_at": at},
    )
    detail(batch=str(batch.pk), rows=len(block.rows), direction=str(plan.direction))
    return job


def load(actor: Actor, batch: ImportBatch, *, policy: str) -> Job:
    """Let a worker load the rows that may be loaded; a load that was cut off goes on where it stopped.

    Raises
    ------
    ImportRowsRefusedError
        Where all or nothing was asked for and a row cannot be loaded.
    ImportStateError
        Where the batch was not tried out, or is loaded already.
    """
    job = _load(actor, batch, policy=policy)
    jobs.enqueue(job)
    return job


@recorded("import.load")
def _load(actor: Actor, batch: ImportBatch, *, policy: str) -> Job:
    rows = ImportRow.objects.filter(batch=batch)
    refused = rows.filter(level=ImportRow.Level.REFUSED).count()
    if policy == ImportBatch.Policy.ALL and refused:
        raise ImportRowsRefusedError(count=refused)
    job = jobs.ask_for(actor, "import_load", {"batch": str(batch.pk)})
    _move(batch, {State.CHECKED, State.LOADING}, state=State.LOADING, policy=policy, job_id=job.pk)
    waiting = rows.filter(level__in=LOADED, state=ImportRow.State.WAITING).count()
    detail(batch=str(batch.pk), rows=waiting, refused=refused, policy=policy)
    return job


@recorded("import.discard")
def discard(_actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Put a table aside that was not loaded: its file and verdicts are deleted."""
    _move(batch, {State.DRAFT, State.CHECKING, State.CHECKED}, state=State.DISCARDED)
    ImportFile.objects.filter(batch=batch).delete()
    ImportRow.objects.filter(batch=batch).delete()
    return batch


def _move(batch: ImportBatch, allowed: Sequence[str] | set[Any], **facts: Any) -> None:
    """Change a batch that stands in one of the allowed states; one UPDATE decides."""
    if not ImportBatch.objects.filter(pk=batch.pk, state__in=allowed).update(**facts):
        batch.refresh_from_db()
        raise ImportStateError(state=batch.get_state_display())
    for name, value in facts.items():
        setattr(batch, name, value)
