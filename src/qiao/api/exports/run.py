"""Exports are written by a job, counted, kept for thirty days in files that only the house can read."""

import os
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django_scopes import scope

from qiao.accounts.replica import for_a_job
from qiao.accounts.roles import Actor
from qiao.api.exports.tables import Wanted, rows_of, table_for
from qiao.api.exports.writers import FORMS
from qiao.trail.jobs import Progress
from qiao.trail.models import Job
from qiao.trail.recorded import detail, recorded

KIND = "export"
KEPT_FOR = timedelta(days=30)
PART = ".part"


def folder() -> Path:
    """Return the folder of exports, made on first use, open to the house alone."""
    path = Path(settings.QIAO_EXPORTS)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def wanted_of(job: Job) -> Wanted:
    """Return what a job was asked to export."""
    return Wanted(**job.parameters)


def file_of(job: Job) -> Path:
    """Return where the file of a job lies. The name is the job's id: nothing a person typed is in it."""
    return folder() / f"{job.pk}.{FORMS[wanted_of(job).form][1]}"


def write_export(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Write the file of a job beside its place, count, and only then put it there."""
    wanted = wanted_of(job)
    place = file_of(job)
    part = place.with_name(place.name + PART)
    opened = FORMS[wanted.form][0]
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        with (
            scope(organization=job.organization_id),
            for_a_job(),
            opened(part, table_for(wanted), wanted.language) as writer,
        ):
            for row in rows_of(wanted, job.organization_id):
                writer.write(row)
                progress.advance()
        progress.check()
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
    return {"bytes": place.stat().st_size}


def sweep(now: datetime) -> int:
    """Remove files older than thirty days, finished or not; return how many."""
    oldest = (now - KEPT_FOR).timestamp()
    old = [path for path in folder().iterdir() if path.is_file() and path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def held_exports(organization_id: uuid.UUID, slug: str) -> list[Job]:
    """Return the exports of an organisation, of a crisis or of all crises, whose files still lie here."""
    rows = Job.objects.filter(kind=KIND, organization_id=organization_id).order_by("created_at")
    return [one for one in rows if one.parameters.get("crisis") in {slug, ""} and file_of(one).exists()]


@recorded("export.erase")
def remove_exports(_actor: Actor, /, exports: Iterable[Job]) -> None:
    """Overwrite and remove the files of exports once this is committed; that they were made stays on record."""
    places = [file_of(one) for one in exports]
    detail(count=len(places))
    transaction.on_commit(partial(_shred, places))


def _shred(places: list[Path]) -> None:
    for place in [one for one in places if one.exists()]:
        with place.open("r+b") as file:
            file.write(bytes(place.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        place.unlink()
