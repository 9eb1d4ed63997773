"""The full edition of a granted application: built by the worker, given through the link, gone when the link ends."""

import shutil
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.batch.book import FORMATS, build, switched
from qiao.casebook.binding import bind, bind_case
from qiao.casebook.edition_actions import hashes_of, require_gate, require_gate_of
from qiao.casebook.editions import is_given_out, taken_out_since
from qiao.casebook.models import CaseStudy, Collection, Edition, FullEdition, TextRequest
from qiao.casebook.printing import RUNNING, actor_of_job
from qiao.engines.publishing import Book
from qiao.exceptions import BookEmptyError, QiaoError, TextLinkClosedError
from qiao.trail import jobs
from qiao.trail.jobs import Progress
from qiao.trail.models import Job
from qiao.trail.recorded import detail, recorded

LABELS: Mapping[str, str] = {"pdf": "PDF", "docx": "Word", "epub": "EPUB"}


@dataclass(frozen=True)
class File:
    """One file a reader may take: how it is called, its name, its bytes."""

    label: str
    name: str
    size: int


@dataclass(frozen=True)
class Files:
    """How the files of an application stand, as its pages show them."""

    row: FullEdition | None
    job: Job | None
    is_stale: bool
    held: tuple[File, ...] = ()

    @property
    def is_running(self) -> bool:
        """Say whether a worker has them, or will."""
        return self.job is not None and self.job.state in RUNNING

    @property
    def refusal(self) -> str:
        """Return why the last attempt made none, in the language of the page."""
        if self.row is None or self.job is None or self.job.state != Job.State.FAILED:
            return ""
        said = self.row.refusal.get("en" if (get_language() or "").startswith("en") else "zh", "")
        return str(said or self.job.error)


def folder_of(edition_id: uuid.UUID) -> Path:
    """Return where the files of a full edition lie: apart from those of public editions."""
    return Path(settings.QIAO_FULL_BOOKS) / str(edition_id)


def files_of(request: TextRequest) -> Files:
    """Return the files of an application; none where something in them was taken down since."""
    row = FullEdition.objects.filter(request=request).first()
    if row is None:
        return Files(None, None, is_stale=False)
    job = Job.objects.filter(pk=row.job_id).first()
    stale = _is_stale(row)
    return Files(row, job, stale, () if stale else tuple(_held(row)))


def file_of(request: TextRequest, name: str) -> Path | None:
    """Return where a file of an application lies, None where it is none, was taken down or went missing."""
    found = files_of(request)
    if found.row is None or name not in {one.name for one in found.held}:
        return None
    return folder_of(found.row.pk) / name


def _held(row: FullEdition) -> Iterator[File]:
    for ending in FORMATS:
        for name in sorted(row.files, key=len):
            path = folder_of(row.pk) / name
            if name.endswith(f".{ending}") and path.is_file():
                language = _("英文") if name.endswith(f"-en.{ending}") else _("中文")
                label = LABELS.get(ending, _("网站（ZIP）"))
                yield File(f"{label} · {language}", name, path.stat().st_size)


def _is_stale(row: FullEdition) -> bool:
    """Say whether something was taken out since the files were made."""
    return row.built_at is not None and taken_out_since(row.request.text, row.built_at)


def prepare(actor: Actor, request: TextRequest, *, base: str, now: datetime) -> FullEdition:
    """Let the worker make the files of a granted application, anew where there are some.

    Those that are being made already are returned. Raises TextLinkClosedError where no link is open.
    """
    found = files_of(request)
    if found.row is not None and found.is_running:
        return found.row
    made = _prepare(actor, request, base=base, now=now)
    jobs.enqueue(Job.objects.get(pk=made.job_id))
    return made


@recorded("text.prepare")
def _prepare(actor: Actor, request: TextRequest, *, base: str, now: datetime) -> FullEdition:
    if not request.is_open(now):
        raise TextLinkClosedError
    job = jobs.ask_for(actor, "full_edition", {"base": base, "at": now.isoformat()})
    made: FullEdition = FullEdition.objects.update_or_create(
        request=request,
        defaults={
            "organization_id": request.organization_id,
            "asked_at": now,
            "job_id": job.pk,
            "refusal": {},
        },
    )[0]
    return made


def make_files(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Make the files with the rights that who asked for them holds today; what there was stays until they are there."""
    with scope(organization=job.organization_id):
        rows = FullEdition.objects.select_related("request__case", "request__collection__crisis")
        row = rows.get(job_id=job.pk)
        try:
            made = _make(row, job, progress)
        except QiaoError as error:
            said = {"zh": error.message("zh-hans"), "en": error.message("en")}
            FullEdition.objects.filter(pk=row.pk).update(refusal=said)
            raise
    return {"files": len(made.files)}


def _make(row: FullEdition, job: Job, progress: Progress) -> FullEdition:
    actor = actor_of_job(job)
    moment = datetime.fromisoformat(job.parameters["at"])
    if not row.request.is_open(timezone.now()):
        raise TextLinkClosedError

    def told(_format: str) -> None:
        progress.advance()
        progress.save()

    with switched(folder_of(row.pk), mode=0o700) as aside:
        for book in books_of(row.request, moment=moment, base=job.parameters["base"]):
            build(book, aside, told=told)
        files = hashes_of(aside)
    try:
        return _keep(actor, row, files=files, built_at=moment)
    except BaseException:
        shutil.rmtree(folder_of(row.pk), ignore_errors=True)
        raise


@recorded("text.bind")
def _keep(_actor: Actor, row: FullEdition, *, files: dict[str, str], built_at: datetime) -> FullEdition:
    """Record the files of an application, which are there already."""
    FullEdition.objects.filter(pk=row.pk).update(files=files, built_at=built_at)
    row.refresh_from_db()
    detail(request=str(row.request_id), files=len(files))
    return row


def books_of(request: TextRequest, *, moment: datetime, base: str) -> Iterator[Book]:
    """Yield the book of an application in each language it is read in, naming whom it is given to.

    Raises BookEmptyError, and BookPersonalError where the gate stops something since: an applicant is a stranger too.
    """
    text = request.text
    require_gate_of(text) if isinstance(text, CaseStudy) else require_gate(text)
    for language in _languages(text):
        ending = "-en" if language == Edition.Language.ENGLISH else ""
        told: dict[str, Any] = {"language": language, "moment": moment, "base": base}
        if isinstance(text, CaseStudy):
            book = bind_case(text, name=f"{text.crisis.slug}-case{ending}", **told)
        else:
            book = bind(text, name=f"{text.crisis.slug}-full{ending}", **told)
        if not book.parts():
            raise BookEmptyError
        yield replace(book, given=_given(request, language))


def _given(request: TextRequest, language: str) -> str:
    until = timezone.localdate(request.expires_at).isoformat() if request.expires_at else ""
    with override(language):
        return _("%(who)s（链接有效期至 %(day)s）") % {"who": request.affiliation, "day": until}


def _languages(text: CaseStudy | Collection) -> list[str]:
    """Return Chinese, and English where a collection has an English edition or a case an English text."""
    chinese, english = Edition.Language.CHINESE.value, Edition.Language.ENGLISH.value
    if isinstance(text, CaseStudy):
        return [chinese, english] if text.full_en.strip() or text.core_en.strip() else [chinese]
    given = [one for one in (chinese, english) if is_given_out(text, one)]
    return given or [chinese]


def clear_everywhere(now: datetime) -> int:
    """Take away the files of links that ended, on their day or before; return of how many."""
    with scopes_disabled():
        rows = FullEdition.objects.exclude(files={}).select_related("request")
        ended = [row for row in rows if not row.request.is_open(now)]
    for row in ended:
        with scope(organization=row.organization_id):
            _clear(Actor.operator(row.organization_id), row)
        shutil.rmtree(folder_of(row.pk), ignore_errors=True)
    return len(ended)


@recorded("text.clear")
def _clear(_actor: Actor, row: FullEdition) -> FullEdition:
    """Take the files of an application whose link ended off the record."""
    FullEdition.objects.filter(pk=row.pk).update(files={}, built_at=None)
    detail(request=str(row.request_id))
    return row
