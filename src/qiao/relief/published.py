"""A published list from a file to lines without a page: handed in, tried out, loaded part by part, read as goods."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qiao.accounts.roles import Actor
from qiao.intake.actions import Table, hand_in, load, try_out
from qiao.intake.lexicon import catalogue_for
from qiao.intake.loaded.opened import grids_of
from qiao.intake.models import ImportBatch
from qiao.intake.sources.tables import Direction, Plan, find_blocks, guess_roles
from qiao.registry.loading import reference_id
from qiao.registry.models import Crisis, Place
from qiao.relief.actions.goods import read_goods
from qiao.relief.models import GoodsTable
from qiao.trail.jobs import run_job
from qiao.trail.models import Job

State = ImportBatch.State


@dataclass(frozen=True)
class PublishedList:
    """A file, what it lists, who published it, where the goods lay."""

    path: Path
    kind: str
    publisher: str
    place: Place | None


def load_list(
    actor: Actor, crisis: Crisis, one: PublishedList, *, at: datetime, step: Callable[[str], None]
) -> GoodsTable | None:
    """Load a list and read it; go on where a run was cut off. None where somebody took its batch back.

    The same file is one batch. ``step`` is told what begins.

    Raises
    ------
    GoodsNotLoadedError
        When the rows could not be loaded.
    """
    content = one.path.read_bytes()
    table = Table(one.path.name, content)
    batch = hand_in(
        actor, table, id=reference_id("goods-list", f"{crisis.pk}:{table.sha256}"), crisis=crisis
    ).batch
    if batch.state in {State.DRAFT, State.CHECKING}:
        step("试读 trying out")
        _do(_tried(actor, batch, one.kind, at))
        batch.refresh_from_db()
    if batch.state in {State.CHECKED, State.LOADING}:
        step("载入 loading")
        _do(load(actor, batch, policy=ImportBatch.Policy.SKIP))
        batch.refresh_from_db()
    if batch.state == State.UNDONE:
        return None
    step("读成收发清单 reading goods")
    return read_goods(actor, batch, kind=one.kind, publisher=one.publisher, place=one.place, at=at)


def _tried(actor: Actor, batch: ImportBatch, kind: str, at: datetime) -> Job:
    block = find_blocks(grids_of(batch))[0]
    catalogue = catalogue_for(batch.crisis)
    columns = [[row.cells[index] for row in block.data] for index in range(len(block.headers))]
    direction = Direction.OFFER if kind == GoodsTable.Kind.RECEIVED else Direction.INFO
    plan = Plan(
        guess_roles(block.headers, columns, is_item=catalogue.is_item),
        direction,
        year=batch.crisis.began_on.year,
    )
    return try_out(actor, batch, block, plan, keep_repeats=False, at=at)


def _do(job: Job) -> None:
    """Do a job here and now; a worker that took it has it."""
    run_job.call(str(job.pk))
