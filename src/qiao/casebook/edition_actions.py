"""A collection is made public as a book: built aside first, then recorded; the record is the switch."""

import hashlib
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _

from qiao.accounts.roles import Actor
from qiao.batch.book import build, publish
from qiao.casebook.binding import bind, cases_of, final_parts
from qiao.casebook.gate import private_spots
from qiao.casebook.models import Collection, Edition
from qiao.casebook.versions import Text
from qiao.engines.extraction import mask
from qiao.engines.publishing import Answers, Book, Grid, Note, Part, Photo, Points, Prose, citation
from qiao.exceptions import BookEmptyError, BookPersonalError
from qiao.trail.recorded import detail, recorded

Told = Callable[[str], None]
Kept = Callable[[Edition], None]
"""What is done in the transaction that records the edition; what it raises undoes that."""
STEPS = ("bound", "pdf", "docx", "epub", "site")
"""What issuing an edition goes through, in order."""


def folder_of(edition_id: uuid.UUID) -> Path:
    """Return where the files of an edition lie."""
    return Path(settings.QIAO_BOOKS) / str(edition_id)


def _nothing(_name: str) -> None:
    pass


def _kept(_edition: Edition) -> None:
    pass


def issue(
    actor: Actor,
    collection: Collection,
    *,
    language: str,
    at: datetime,
    base: str,
    told: Told = _nothing,
    keep: Kept = _kept,
) -> Edition:
    """Build the public edition aside, record it, and take the former edition's files away.

    Building takes seconds and holds no transaction. `told` hears of each step of STEPS once it is done; what it
    raises ends the work, and nothing is left of it. Raises BookEmptyError, BookPersonalError.
    """
    book = public_book(collection, language=language, at=at, base=base)
    told("bound")
    pk = uuid.uuid4()
    folder = folder_of(pk)
    try:
        publish(book, folder, told=told)
        edition = issue_edition(
            actor,
            collection,
            id=pk,
            language=language,
            issued_at=at,
            name=book.key,
            files=hashes_of(folder),
            citation=citation(book),
            keep=keep,
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    for old in collection.editions.filter(language=language).exclude(pk=edition.pk):
        shutil.rmtree(folder_of(old.pk), ignore_errors=True)
    return edition


def public_book(collection: Collection, *, language: str, at: datetime, base: str) -> Book:
    """Return the core edition, refused where it is empty or seems to tell of a person."""
    name = collection.crisis.slug + ("-en" if language.startswith("en") else "")
    whole = bind(collection, language=language, moment=at, name=name, base=base)
    if not whole.parts():
        raise BookEmptyError
    core = whole.core()
    _require_impersonal(core)
    require_gate(collection)
    return core


def require_gate(collection: Collection) -> None:
    """Refuse what the gate of the desk stops since a case was published or a part called final: consent taken back."""
    texts: list[Text] = [*cases_of(collection), *final_parts(collection)]
    for text in texts:
        require_gate_of(text)


def require_gate_of(text: Text) -> None:
    """Refuse a text that tells of a person, or names one whose consent was taken back. Raises BookPersonalError."""
    for spot in private_spots(text):
        raise BookPersonalError(where=f"{text.title} · {spot.where}：{spot.what.rstrip('。')}")


@recorded("edition.issue")
def issue_edition(
    actor: Actor, collection: Collection, /, *, language: str, keep: Kept, **facts: Any
) -> Edition:
    """Record a public edition whose files are there already; from here on it is the one that is read."""
    last = collection.editions.filter(language=language).aggregate(last=Max("number"))["last"] or 0
    edition: Edition = Edition.objects.create(
        organization_id=collection.organization_id,
        collection=collection,
        language=language,
        number=last + 1,
        issued_by_id=actor.user_id,
        **facts,
    )
    keep(edition)
    detail(collection=str(collection.pk), language=language, number=edition.number, files=len(facts["files"]))
    return edition


@recorded("edition.take")
def take_book(
    _actor: Actor, collection: Collection, /, *, folder: Path, book: Book, told: Told
) -> Collection:
    """Write a book into a folder of the machine, core or full; that it was taken is in the trail."""
    build(book, folder, told=told)
    detail(language=book.language, full=int(not book.is_core))
    return collection


def hashes_of(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file by its path in the folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _require_impersonal(book: Book) -> None:
    """Refuse what names a telephone, a document number, an account or a contact (DESIGN law 9)."""
    for part in book.parts():
        for where, text in _texts(part):
            if mask(text) != text:
                raise BookPersonalError(where=f"{part.title or _('前言')} · {where}".strip(" ·"))
    if mask(book.summary) != book.summary:
        raise BookPersonalError(where=_("内容提要"))


def _texts(part: Part) -> Iterator[tuple[str, str]]:
    yield _("标题"), part.title
    for section in part.sections:
        for block in section.blocks:
            for text in _said(block):
                yield section.title, text


def _said(block: Any) -> Iterable[str]:
    match block:
        case Prose(paragraphs):
            return paragraphs
        case Points(items):
            return [text for one in items for text in (one.text, one.source)]
        case Answers(rows):
            return [text for _row, stated in rows for one in stated for text in (one.text, one.source)]
        case Grid():
            return [text for row in block.rows for text in row]
        case Note() | Photo():
            return block.words()
        case _:
            return []
