"""Work on a text: comments, assignments, authors, consent, pictures, sources."""

import hashlib
import io
from datetime import date, datetime
from typing import Any

from PIL import Image

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.casebook.models import (
    Assignment,
    Author,
    CaseStudy,
    CitedSource,
    Comment,
    Consent,
    OfText,
    Picture,
)
from qiao.casebook.versions import Text, key_of
from qiao.exceptions import AttachmentRefusedError
from qiao.intake.attachments import look_at
from qiao.trail.recorded import detail, recorded

GPS_IFD = 0x8825


def _about(text: Text) -> None:
    detail(**{"case" if isinstance(text, CaseStudy) else "part": str(text.pk)})


@recorded("desk_comment.make")
def comment(actor: Actor, text: Text, *, said: str, field: str = "", quote: str = "") -> Comment:
    """Remark on a text, or on one of its fields."""
    _about(text)
    made: Comment = Comment.objects.create(
        **key_of(text), text=said, field=field, quote=quote, made_by_id=actor.user_id
    )
    return made


@recorded("desk_comment.settle")
def settle_comment(_actor: Actor, row: Comment, *, at: datetime) -> Comment:
    """Mark a comment as dealt with."""
    Comment.objects.filter(pk=row.pk, settled_at__isnull=True).update(settled_at=at)
    row.refresh_from_db()
    return row


@recorded("desk_task.assign")
def assign(_actor: Actor, text: Text, *, task: str, user: User, due_on: date) -> Assignment:
    """Give somebody a task with a text, by a day."""
    _about(text)
    made: Assignment = Assignment.objects.create(**key_of(text), task=task, user=user, due_on=due_on)
    return made


@recorded("desk_task.finish")
def finish_assignment(_actor: Actor, row: Assignment, *, on: date) -> Assignment:
    """Mark a task as done."""
    Assignment.objects.filter(pk=row.pk, done_on__isnull=True).update(done_on=on)
    row.refresh_from_db()
    return row


@recorded("desk_author.name")
def name_author(_actor: Actor, text: Text, /, **facts: Any) -> Author:
    """Name an author, of the organisation or an expert from outside, who agreed to be named."""
    _about(text)
    order = Author.objects.filter(**key_of(text)).count() + 1
    made: Author = Author.objects.create(**key_of(text), order=order, **facts)
    return made


@recorded("desk_consent.note")
def note_consent(_actor: Actor, text: Text, *, name: str, given_on: date, proof: str) -> Consent:
    """Note that a person agreed to stand in a text by name."""
    _about(text)
    made: Consent = Consent.objects.create(**key_of(text), name=name, given_on=given_on, proof=proof)
    return made


@recorded("desk_consent.withdraw")
def withdraw_consent(_actor: Actor, row: Consent, *, on: date) -> Consent:
    """Note that a person took their consent back: the gate stops the text while the name stands in it."""
    Consent.objects.filter(pk=row.pk, withdrawn_on__isnull=True).update(withdrawn_on=on)
    row.refresh_from_db()
    return row


@recorded("desk_picture.add")
def add_picture(_actor: Actor, text: Text, /, *, name: str, content: bytes, **facts: Any) -> Picture:
    """Take a photograph in: only a fresh copy without EXIF, GPS and maker's notes is kept.

    Raises AttachmentRefusedError where it is no picture.
    """
    looked = look_at(name, content)
    if looked.copy is None:
        raise AttachmentRefusedError(
            name=name, reason_zh="这里只收照片。", reason_en="only photographs are taken here."
        )
    _about(text)
    with Image.open(io.BytesIO(looked.copy)) as copy:
        width, height = copy.size
    made: Picture = Picture.objects.create(
        **key_of(text),
        copy=looked.copy,
        width=width,
        height=height,
        original_hash=hashlib.sha256(content).hexdigest(),
        had_place=_has_place(content),
        **facts,
    )
    detail(had_place=int(made.had_place))
    return made


def _has_place(content: bytes) -> bool:
    with Image.open(io.BytesIO(content)) as original:
        return bool(original.getexif().get_ifd(GPS_IFD))


@recorded("desk_source.cite")
def cite(_actor: Actor, text: Text, /, **facts: Any) -> CitedSource:
    """Name where something comes from, with its licence."""
    _about(text)
    made: CitedSource = CitedSource.objects.create(**key_of(text), **facts)
    return made


@recorded("desk_row.remove")
def remove(_actor: Actor, row: Author | Picture | CitedSource) -> OfText:
    """Take an author, a picture or a source off a text."""
    detail(kind=type(row).__name__.lower())
    type(row).objects.filter(pk=row.pk).delete()
    return row
