"""What the database and the disk say: the same whichever process is asked. Voices are counted in blocks of ten."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count, Min
from django.utils import timezone
from django_scopes import scopes_disabled
from django_tasks_db.models import DBTaskResult

from qiao.engines.small_cells.table import K
from qiao.intake.models import Need, Offer
from qiao.project.backup.archive import LAST as LAST_BACKUP
from qiao.project.metrics.text import Metric, Sample, gauge
from qiao.trail.checks import LAST as LAST_VERIFY
from qiao.trail.models import Notice

OPEN_NOTICES = (Notice.State.WAITING, Notice.State.SENDING, Notice.State.FAILED)


def all_figures() -> Iterator[Metric]:
    """Yield what is known; where the database does not answer, that and what the disk says."""
    yield from disk()
    yield from marks()
    try:
        found = [*database(), *tasks(), *notices(), *voices()]
    except (DatabaseError, InterfaceError):
        yield gauge("qiao_database_up", "1 where the database answers.", 0, vendor=connection.vendor)
        return
    yield gauge("qiao_database_up", "1 where the database answers.", 1, vendor=connection.vendor)
    yield from found


def disk() -> Iterator[Metric]:
    """Yield how much room is left where the data lies."""
    free = shutil.disk_usage(settings.DATA).free
    yield gauge("qiao_disk_free_bytes", "Room left where the data directory lies.", free)


def marks() -> Iterator[Metric]:
    """Yield how long ago the last backup was made and the last verification run, by the notes they left."""
    backup, verified = _note(LAST_BACKUP), _note(LAST_VERIFY)
    yield gauge("qiao_backup_age_seconds", "Since the last backup.", _age(backup))
    yield gauge("qiao_verify_age_seconds", "Since the last ./qiao verify.", _age(verified))
    breaks = verified.get("breaks")
    yield gauge(
        "qiao_verify_breaks",
        "What the last ./qiao verify found not to hold.",
        breaks if isinstance(breaks, int) else None,
    )


def _note(name: str) -> dict[str, object]:
    try:
        said = json.loads((settings.DATA / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _age(note: dict[str, object]) -> float | None:
    try:
        at = datetime.fromisoformat(str(note["at"]))
    except (KeyError, ValueError):
        return None
    return max(0.0, (timezone.now() - at).total_seconds())


def database() -> Iterator[Metric]:
    """Yield how large the database is, and on SQLite its log."""
    says = "Size of the database."
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            yield gauge("qiao_database_bytes", says, int(cursor.fetchone()[0]))
        return
    name = Path(str(connection.settings_dict["NAME"]))
    yield gauge("qiao_database_bytes", says, _size(name))
    yield gauge("qiao_database_wal_bytes", "Size of SQLite's log.", _size(name.with_name(f"{name.name}-wal")))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def tasks() -> Iterator[Metric]:
    """Yield what waits for the worker."""
    found = DBTaskResult.objects.ready().order_by().aggregate(count=Count("pk"), oldest=Min("enqueued_at"))
    yield gauge("qiao_tasks_waiting", "Tasks that wait for the worker.", found["count"])
    yield gauge(
        "qiao_task_oldest_seconds",
        "How long the oldest has waited; 0 where none waits.",
        _since(found["oldest"]),
    )


def notices() -> Iterator[Metric]:
    """Yield what stands in the outbox, and how long the oldest that is due has waited."""
    now = timezone.now()
    of_state = dict(
        Notice.objects.filter(state__in=OPEN_NOTICES)
        .order_by()
        .values_list("state")
        .annotate(count=Count("pk"))
    )
    yield Metric(
        "qiao_notices",
        "gauge",
        "Notices in the outbox, by state.",
        tuple(Sample(of_state.get(state, 0), {"state": state.lower()}) for state in OPEN_NOTICES),
    )
    due = Notice.objects.filter(state=Notice.State.WAITING, next_try_at__lt=now)
    oldest = due.aggregate(oldest=Min("next_try_at"))["oldest"]
    yield gauge(
        "qiao_notice_overdue_seconds",
        "How long the oldest notice is overdue; 0 where none is.",
        _since(oldest),
    )


def voices() -> Iterator[Metric]:
    """Yield needs and offers by state, in whole blocks, so that no single one can be made out."""
    samples: list[Sample] = []
    with scopes_disabled():
        for kind, model in (("need", Need), ("offer", Offer)):
            counts = dict(model.objects.order_by().values_list("state").annotate(count=Count("pk")))
            samples += [
                Sample(counts.get(state, 0) // K * K, {"kind": kind, "state": state.lower()})
                for state in model.State.values
            ]
        new = Need.objects.filter(state=Need.State.NEW).order_by()
        found = new.aggregate(count=Count("pk"), oldest=Min("created_at"))
    yield Metric("qiao_voices", "gauge", f"Needs and offers by state, rounded down to {K}.", tuple(samples))
    oldest = _since(found["oldest"]) if found["count"] >= K else None
    yield gauge(
        "qiao_need_unverified_seconds", f"Age of the oldest unverified need, from {K} of them on.", oldest
    )


def _since(moment: datetime | None) -> float:
    return 0.0 if moment is None else max(0.0, (timezone.now() - moment).total_seconds())
