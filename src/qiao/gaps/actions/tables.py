"""A table of others on its way: handed in, tried out, loaded, taken back, put aside."""

import re
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError
from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor
from qiao.engines.extraction import mask
from qiao.exceptions import (
    FigureTableMissingError,
    FigureTableTooLongError,
    ImportConflictError,
    ImportRowsRefusedError,
    ImportStateError,
)
from qiao.gaps.loading import LOADED_MODELS, RecordsOf
from qiao.gaps.models import FigureBatch, FigureMapping, FigureRow
from qiao.gaps.queries.tables import known_marks, verdicts
from qiao.gaps.tables import FigurePlan, RowVerdict
from qiao.intake.actions.imports import LONGEST_SHEET, Table, shown_name
from qiao.intake.loaded.opened import as_kept
from qiao.intake.sources.tables import Block, Grid, Level, block_at, find_blocks, open_tables, signature
from qiao.intake.sources.tables.columns import PERSONAL, named_role
from qiao.intake.sources.tables.rows import shown
from qiao.intake.sources.tables.verdicts import LOADED
from qiao.registry.models import Crisis, Organization
from qiao.trail.recorded import detail, recorded
from qiao.trail.rows import insert_rows

MOST_ROWS = 20_000
AT_ONCE = 500
LONGEST_CELL = 500
State = FigureBatch.State
_NUMBER = re.compile(r"[\d,.]{1,10}")


def hand_in_table(
    actor: Actor,
    table: Table,
    *,
    id: uuid.UUID,  # noqa: A002
    crisis: Crisis,
    content: str,
    number: int | None = None,
    header_row: int | None = None,
) -> tuple[FigureBatch, bool]:
    """Keep the rows of one table of a file; return its batch, and whether it is new.

    `number` names one of the file's tables from 1; without it the longest is taken. `header_row` is where somebody
    saw the head. The same table again is answered with the batch it has already.

    Raises
    ------
    TableUnreadableError
        When the file is no table or is out of bounds.
    FigureTableMissingError
        When the file has no table of that number.
    FigureTableTooLongError
        When the table has more rows than one sitting takes.
    ImportConflictError
        When the id was used for another file, or by another organisation.
    """
    grids = open_tables(table.name, table.content)
    block = _block(grids, number, header_row)
    if len(block.rows) > MOST_ROWS:
        raise FigureTableTooLongError(rows=len(block.rows), most=MOST_ROWS)
    known = _known(actor, table, id) or _standing(crisis, table, content, block, is_alone=len(grids) == 1)
    if known is not None:
        return known, False
    try:
        return _hand_in(actor, table, block, id=id, crisis=crisis, content=content), True
    except IntegrityError:
        known = _known(actor, table, id)
        if known is None:
            raise
        return known, False


def _block(grids: Sequence[Grid], number: int | None, header_row: int | None) -> Block:
    blocks = find_blocks(grids)
    if number is not None and not 0 < number <= len(blocks):
        raise FigureTableMissingError(count=len(blocks), wanted=number)
    block = blocks[number - 1] if number else max(blocks, key=lambda one: len(one.data))
    return block_at(grids, block.sheet, header_row, 1) if header_row else block


def _known(actor: Actor, table: Table, pk: uuid.UUID) -> FigureBatch | None:
    with scopes_disabled():
        batch: FigureBatch | None = FigureBatch.objects.filter(pk=pk).first()
    if batch is None:
        return None
    if batch.organization_id != actor.organization_id or batch.sha256 != table.sha256:
        raise ImportConflictError(id=str(pk))
    return batch


def _standing(
    crisis: Crisis, table: Table, content: str, block: Block, *, is_alone: bool
) -> FigureBatch | None:
    same = FigureBatch.objects.filter(crisis=crisis, sha256=table.sha256, content=content)
    same = same.exclude(state=State.DISCARDED)
    if not is_alone:
        same = same.filter(sheet=block.name[:LONGEST_SHEET])
    found: FigureBatch | None = same.filter(headers=list(block.headers)).order_by("-created_at").first()
    return found


@recorded("figures.hand_in")
def _hand_in(
    actor: Actor,
    table: Table,
    block: Block,
    *,
    id: uuid.UUID,  # noqa: A002
    crisis: Crisis,
    content: str,
) -> FigureBatch:
    batch = FigureBatch(
        id=id,
        organization_id=actor.acts_for,
        crisis=crisis,
        content=content,
        name=shown_name(table.name),
        sha256=table.sha256,
        sheet=block.name[:LONGEST_SHEET],
        titles=[mask(title)[:LONGEST_CELL] for title in block.titles],
        headers=[header[:LONGEST_CELL] for header in block.headers],
        tags=list(block.hxl),
        handed_in_by_id=actor.user_id,
    )
    batch.save(force_insert=True)
    personal = [named_role(header) for header in block.headers]
    known: dict[tuple[Any, str], str] = {}  # the same names and days stand in thousands of cells

    def kept(role: Any, cell: str) -> str:
        found = known.get((role, cell))
        if found is None:
            found = known[role, cell] = _kept(role, cell)
        return found

    insert_rows(
        [
            FigureRow(
                organization_id=actor.acts_for,
                batch=batch,
                number=row.number,
                kind=str(row.kind),
                cells=[kept(personal[index], cell) for index, cell in enumerate(row.cells)],
                merged=sorted(row.filled),
            )
            for row in block.rows
        ]
    )
    detail(content=content, rows=len(block.rows), sha256=table.sha256)
    return batch


def _kept(role: Any, cell: str) -> str:
    """Return a cell as it stood, without the data of persons and without signs that no database keeps."""
    text = cell.replace("\0", "")[:LONGEST_CELL]
    if role in PERSONAL:
        return shown(role, text)
    return text if _NUMBER.fullmatch(text.strip()) else mask(text)


@recorded("figures.check")
def try_table(
    _actor: Actor, batch: FigureBatch, plan: FigurePlan, *, at: datetime, today: date
) -> FigureBatch:
    """Write a verdict for each row. What was tried before is forgotten; nothing is entered.

    Raises ImportStateError where the batch is loaded or put aside.
    """
    move(batch, {State.DRAFT, State.CHECKED, State.UNDONE}, state=State.CHECKED, plan=plan.as_json())
    settle(batch, verdicts(batch, today=today), at=at)
    detail(batch=str(batch.pk), rows=batch.counts["rows"], refused=batch.counts.get(Level.REFUSED, 0))
    return batch


def settle(batch: FigureBatch, found: Sequence[RowVerdict], *, at: datetime) -> None:
    """Write down the verdicts, remember how the head was read, and count."""
    _write_verdicts(batch, found)
    FigureMapping.objects.update_or_create(
        organization_id=batch.organization_id,
        content=batch.content,
        signature=signature(batch.headers),
        defaults={"plan": batch.plan, "used_at": at},
    )
    counts = Counter(str(one.level) for one in found)
    batch.counts = {**counts, "rows": len(found), "stated": sum(len(one.stated) for one in found)}
    batch.save(update_fields=("counts",))


def _write_verdicts(batch: FigureBatch, found: Sequence[RowVerdict]) -> None:
    by_number = {one.number: one for one in found}
    rows = list(FigureRow.objects.filter(batch=batch))
    for row in rows:
        verdict = by_number[row.number]
        row.level = str(verdict.level)
        row.issues = [as_kept(issue) for issue in verdict.issues]
        row.stated = len(verdict.stated)
    # Written anew: twenty thousand rows are changed far slower than they are made.
    FigureRow.objects.filter(batch=batch).delete()
    FigureRow.objects.bulk_create(rows, batch_size=AT_ONCE)


@recorded("figures.load")
def load_table(_actor: Actor, batch: FigureBatch, *, policy: str, at: datetime, today: date) -> FigureBatch:
    """Enter what the rows state, once each; rows with a fault are left out, or nothing is loaded (policy ALL).

    Raises
    ------
    ImportRowsRefusedError
        Where all or nothing was asked for and a row cannot be loaded.
    ImportStateError
        Where the batch was not tried out, or is loaded already.
    """
    _one_load_at_a_time(batch)
    move(batch, {State.CHECKED}, state=State.LOADED, loaded_at=at, undone_at=None)
    enter(batch, verdicts(batch, today=today), policy=policy)
    return batch


def _one_load_at_a_time(batch: FigureBatch) -> None:
    """Hold the organisation: two tables that overlap enter a figure once."""
    Organization.objects.select_for_update(no_key=True).get(pk=batch.organization_id)


@recorded("figures.load")
def load_read(
    _actor: Actor, batch: FigureBatch, found: Sequence[RowVerdict], *, policy: str, at: datetime
) -> FigureBatch:
    """Enter what a worker has read of a long table, as `load_table` does."""
    _one_load_at_a_time(batch)
    move(batch, {State.LOADING}, state=State.LOADED, loaded_at=at, undone_at=None)
    enter(batch, found, policy=policy)
    return batch


def enter(batch: FigureBatch, found: Sequence[RowVerdict], *, policy: str) -> None:
    """Enter what rows state, once each. Raises ImportRowsRefusedError where all or nothing was asked for."""
    refused = sum(one.level is Level.REFUSED for one in found)
    if policy == "ALL" and refused:
        raise ImportRowsRefusedError(count=refused)
    records = RecordsOf(batch).made([one for one in found if one.level in LOADED])
    marks = known_marks([one.mark for rows in records.values() for one in rows])
    entered = 0
    for model, rows in records.items():
        fresh = {one.mark: one for one in rows if one.mark not in marks}
        model.objects.bulk_create(fresh.values(), batch_size=AT_ONCE)
        entered += len(fresh)
    batch.counts = {**batch.counts, "entered": entered}
    batch.save(update_fields=("counts",))
    detail(batch=str(batch.pk), entered=entered, refused=refused, policy=policy)


@recorded("figures.undo")
def undo_table(_actor: Actor, batch: FigureBatch, *, at: datetime) -> FigureBatch:
    """Take back all that a batch entered. Its rows stay and can be loaded again.

    Raises ImportStateError where the batch is not loaded.
    """
    move(batch, {State.LOADED}, state=State.UNDONE, undone_at=at)
    taken = sum(model.objects.filter(batch=batch).delete()[0] for model in LOADED_MODELS)
    detail(batch=str(batch.pk), taken=taken)
    return batch


@recorded("figures.discard")
def discard_table(_actor: Actor, batch: FigureBatch) -> FigureBatch:
    """Put a table aside that is not loaded: its rows are deleted."""
    move(batch, {State.DRAFT, State.CHECKING, State.CHECKED, State.UNDONE}, state=State.DISCARDED)
    FigureRow.objects.filter(batch=batch).delete()
    return batch


def move(batch: FigureBatch, allowed: set[Any], **facts: Any) -> None:
    """Change a batch that stands in one of the allowed states; one UPDATE decides."""
    if not FigureBatch.objects.filter(pk=batch.pk, state__in=allowed).update(**facts):
        batch.refresh_from_db()
        raise ImportStateError(state=batch.get_state_display())
    for name, value in facts.items():
        setattr(batch, name, value)
