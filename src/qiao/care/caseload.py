"""How many open files each social worker has, what is overdue, and when the supervisor last advised."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max

from qiao.accounts.models import User
from qiao.accounts.roles import Actor, Role
from qiao.care.models import CareEntry, CareFile
from qiao.registry.models import Crisis

MOST_FILES = 20
"""Open files above which a worker has too many: our own limit, no law names one."""
ADVISED_WITHIN = timedelta(days=30)
"""A file without a day for it that had no advice for so long waits for supervision: our own term."""


@dataclass(frozen=True)
class Load:
    """One social worker's files under one supervisor."""

    worker: User
    files: int
    overdue: int
    unadvised: int
    last_advised_at: datetime | None

    @property
    def is_too_much(self) -> bool:
        """Say whether it is more than one person should carry."""
        return self.files > MOST_FILES


def loads(actor: Actor, crisis: Crisis, *, today: date, now: datetime) -> list[Load]:
    """Return the load of every social worker whose files the actor supervises, the heaviest first.

    Only the actor's own files are counted: files of other supervisors do not exist here. A file of two workers
    counts for each. Nothing sealed is opened; dates and states alone are read.
    """
    if actor.user_id is None or Role.SUPERVISOR not in actor.roles:
        return []
    files = list(
        CareFile.objects.filter(crisis=crisis, supervisor=actor.user_id)
        .filter(state__in=(CareFile.State.OPEN, CareFile.State.CLOSING))
        .prefetch_related("team")
    )
    advice = CareEntry.objects.filter(file__in=files, kind=CareEntry.Kind.SUPERVISION).order_by()
    advised = dict(advice.values_list("file").annotate(at=Max("made_at")))
    by_worker: dict[User, list[CareFile]] = {}
    for file in files:
        for worker in file.team.all():
            by_worker.setdefault(worker, []).append(file)
    found = [_load(worker, held, advised, today, now) for worker, held in by_worker.items()]
    return sorted(found, key=lambda one: (-one.files, str(one.worker)))


def _load(
    worker: User, files: list[CareFile], advised: dict[object, datetime], today: date, now: datetime
) -> Load:
    moments = [advised.get(one.pk) for one in files]
    since = [at or one.created_at for at, one in zip(moments, files, strict=True)]
    limit = now - ADVISED_WITHIN
    return Load(
        worker,
        len(files),
        sum(one.review_on is not None and one.review_on < today for one in files),
        sum(_waits(one, at, limit, today) for one, at in zip(files, since, strict=True)),
        max((at for at in moments if at), default=None),
    )


def _waits(file: CareFile, advised_at: datetime, limit: datetime, today: date) -> bool:
    """Say whether a file waits for supervision: its day has come, or without a day our own term has run out."""
    return advised_at < limit if file.supervise_on is None else file.supervise_on <= today
