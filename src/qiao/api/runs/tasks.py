"""What an installation runs by batch: the rows that go out for each task, and how its result comes back."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.api.models import BatchRun
from qiao.exceptions import BatchRecordsGoneError
from qiao.gaps import batch_lists
from qiao.gaps.actions.searching import keep_found
from qiao.gaps.models import GapSearch, Grain
from qiao.gaps.queries.basis import basis_of
from qiao.intake.repeats import batch_pairs
from qiao.relief import batch_plan
from qiao.relief.actions.planning import Seen, asked_and_offered, keep_proposal, one_after_the_other, seen_of

Row = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """What goes out: the rows, the job's parameters, and what must be known when the result comes back."""

    rows: Iterator[Row]
    parameters: dict[str, str]
    facts: dict[str, Any]


@dataclass(frozen=True)
class Task:
    """A task: how its rows are drawn from the records, and how its result is kept. Both inside an action."""

    out: Callable[[Actor, BatchRun, datetime], Told]
    back: Callable[[Actor, BatchRun, list[Row], dict[str, str], datetime], dict[str, Any]]


def _link_out(actor: Actor, run: BatchRun, _now: datetime) -> Told:
    return Told(batch_pairs.rows_out(actor, run.crisis), {}, {})


def _link_back(
    actor: Actor, run: BatchRun, rows: list[Row], _parameters: dict[str, str], now: datetime
) -> dict[str, Any]:
    return dict(batch_pairs.keep_pairs(actor, run.crisis, rows, now=now))


def _allocate_out(_actor: Actor, run: BatchRun, now: datetime) -> Told:
    given = asked_and_offered(run.crisis, now=now)
    moment = timezone.localtime(now).isoformat()
    return Told(batch_plan.rows_out(given), {"now": moment}, {"now": moment} | asdict(seen_of(given)))


def _allocate_back(
    actor: Actor, run: BatchRun, rows: list[Row], parameters: dict[str, str], _now: datetime
) -> dict[str, Any]:
    one_after_the_other(actor)
    proposal = batch_plan.proposal_from(rows, parameters)
    needs = {one.need for one in proposal.shares} | {one.need for one in proposal.unmet}
    supplies = {one.supply for one in proposal.shares}
    sources = batch_plan.sources_of(supplies)
    _refuse_gone((needs - batch_plan.needs_there(needs)) | (supplies - sources.keys()))
    seen = Seen(run.facts["needs"], run.facts["offers"], run.facts["hash"])
    made_at = datetime.fromisoformat(run.facts["now"])
    plan = keep_proposal(actor, run.crisis, proposal, sources, seen=seen, now=made_at)
    return {
        "plan": str(plan.pk),
        "number": plan.number,
        "lines": len(proposal.shares),
        "unmet": len(proposal.unmet),
    }


def _refuse_gone(missing: Iterable[str]) -> None:
    count = len(set(missing))
    if count:
        raise BatchRecordsGoneError(count=count)


def _search(actor: Actor, run: BatchRun, known_at: datetime, seed: int) -> GapSearch:
    return GapSearch(
        organization_id=actor.acts_for,
        crisis=run.crisis,
        grain=Grain.COUNTY,
        known_at=known_at,
        seed=seed,
        searched_by_id=actor.user_id,
    )


def _gaps_out(actor: Actor, run: BatchRun, now: datetime) -> Told:
    basis = basis_of(run.crisis, _search(actor, run, now, 0))
    return Told(batch_lists.rows_out(run.crisis.slug, basis), {}, {"known_at": now.isoformat()})


def _gaps_back(
    actor: Actor, run: BatchRun, rows: list[Row], parameters: dict[str, str], now: datetime
) -> dict[str, Any]:
    known_at = datetime.fromisoformat(run.facts["known_at"])
    search = _search(actor, run, known_at, int(parameters["seed"]))
    search.searched_at = now
    search.save()
    keep_found(actor, search, batch_lists.lists_from(rows))
    return {"search": str(search.pk)} | {name: search.basis[name] for name in ("new", "again", "gone")}


TASKS: dict[str, Task] = {
    BatchRun.Task.LINK: Task(_link_out, _link_back),
    BatchRun.Task.ALLOCATE: Task(_allocate_out, _allocate_back),
    BatchRun.Task.GAPS: Task(_gaps_out, _gaps_back),
}
