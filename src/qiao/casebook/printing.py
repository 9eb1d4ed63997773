"""An edition in the making: asked for on the page, built by the worker, called off or tried again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django_scopes import scope

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.casebook.edition_actions import STEPS, issue
from qiao.casebook.models import Collection, Printing
from qiao.exceptions import PrintingCancelledError, PrintingEndedError, QiaoError, RightMissingError
from qiao.registry.queries import actor_for
from qiao.trail import jobs
from qiao.trail.jobs import Progress
from qiao.trail.models import Job
from qiao.trail.recorded import detail, recorded

NEWS = timedelta(minutes=10)
"""For so long the page says that an edition was made."""
RUNNING = frozenset({Job.State.WAITING, Job.State.RUNNING})


@dataclass(frozen=True)
class Seen:
    """How the latest attempt at an edition stands, as the page shows it."""

    row: Printing
    job: Job | None

    @property
    def is_running(self) -> bool:
        """Say whether a worker has it, or will."""
        return self.row.cancelled_at is None and self.job is not None and self.job.state in RUNNING

    @property
    def is_cancelled(self) -> bool:
        """Say whether it was called off before it was done."""
        return self.row.cancelled_at is not None and self.row.edition_id is None

    @property
    def is_fresh(self) -> bool:
        """Say whether it became an edition."""
        return self.row.edition_id is not None

    @property
    def is_news(self) -> bool:
        """Say whether it became an edition just now, so that the page says so."""
        ended = self.job.finished_at if self.job else None
        return self.is_fresh and ended is not None and timezone.now() - ended < NEWS

    @property
    def refusal(self) -> str:
        """Return why nothing came of it, in the language of the page; empty where something did."""
        if self.is_fresh or self.job is None or self.job.state != Job.State.FAILED:
            return ""
        said = self.row.refusal.get("en" if (get_language() or "").startswith("en") else "zh", "")
        return str(said or self.job.error)


def latest(collection: Collection, language: str) -> Seen | None:
    """Return the latest attempt at an edition in a language."""
    row = Printing.objects.filter(collection=collection, language=language).select_related("edition").first()
    return Seen(row, Job.objects.filter(pk=row.job_id).first()) if row else None


def ask_for_edition(
    actor: Actor, collection: Collection, *, language: str, base: str, now: datetime
) -> Printing:
    """Let the worker build an edition; one that is being built already is returned instead of a second."""
    seen = latest(collection, language)
    if seen is not None and seen.is_running:
        return seen.row
    made = _ask(actor, collection, language=language, base=base, now=now)
    jobs.enqueue(Job.objects.get(pk=made.job_id))
    return made


@recorded("edition.ask")
def _ask(actor: Actor, collection: Collection, *, language: str, base: str, now: datetime) -> Printing:
    told = {"collection": str(collection.pk), "language": language, "base": base, "at": now.isoformat()}
    job = jobs.ask_for(actor, "edition", told, total=len(STEPS) + 1)
    made: Printing = Printing.objects.create(
        organization_id=collection.organization_id,
        collection=collection,
        language=language,
        asked_at=now,
        job_id=job.pk,
    )
    detail(collection=str(collection.pk), language=language)
    return made


@recorded("edition.cancel")
def cancel_edition(_actor: Actor, row: Printing, *, now: datetime) -> Printing:
    """Call an edition off; the worker stops at its next step and leaves nothing. Raises PrintingEndedError."""
    job = Job.objects.filter(pk=row.job_id, state__in=RUNNING)
    open_ = Printing.objects.filter(pk=row.pk, cancelled_at__isnull=True, edition__isnull=True)
    if not job.exists() or not open_.update(cancelled_at=now):
        raise PrintingEndedError
    row.refresh_from_db()
    return row


def print_edition(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Build an edition with the rights that who asked for it holds today; called off or overtaken, it leaves nothing."""
    with scope(organization=job.organization_id):
        row = Printing.objects.select_related("collection").get(job_id=job.pk)
        try:
            made = issue(
                actor_of_job(job),
                row.collection,
                language=row.language,
                at=datetime.fromisoformat(job.parameters["at"]),
                base=job.parameters["base"],
                told=_watching(row, progress),
                keep=lambda edition: _finish(row, edition.pk),
            )
        except QiaoError as error:
            said = {"zh": error.message("zh-hans"), "en": error.message("en")}
            Printing.objects.filter(pk=row.pk).update(refusal=said)
            raise
        progress.advance()
    return {"number": made.number}


def _watching(row: Printing, progress: Progress) -> Callable[[str], None]:
    """Return what counts a step and stops where the edition was called off or asked for anew."""

    def told(_step: str) -> None:
        _require_standing(row)
        progress.advance()
        progress.save()

    _require_standing(row)
    return told


def _require_standing(row: Printing) -> None:
    first = Printing.objects.filter(collection=row.collection_id, language=row.language).first()
    if first is None or first.pk != row.pk or first.cancelled_at is not None:
        raise PrintingCancelledError


def _finish(row: Printing, edition_id: Any) -> None:
    """Tie the edition to what was asked for, in the transaction that records it: a cancel comes before or after."""
    standing = Printing.objects.filter(pk=row.pk, cancelled_at__isnull=True, edition__isnull=True)
    _require_standing(row)
    if not standing.update(edition_id=edition_id):
        raise PrintingCancelledError


def actor_of_job(job: Job) -> Actor:
    """Return who asked for a job, with the rights they hold today."""
    user = User.objects.filter(pk=job.requested_by_id).first() if job.requested_by_id else None
    actor = actor_for(user, str(job.organization_id)) if user else Actor.operator(job.organization_id)
    if actor.organization_id != job.organization_id:
        raise RightMissingError(verb="edition.issue")
    return actor
