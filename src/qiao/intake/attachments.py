"""Files of reports: what may be taken, the copy without the camera's data, and where they lie, sealed."""

import io
import os
import uuid
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django_scopes import scopes_disabled
from PIL import Image, ImageOps, UnidentifiedImageError

from qiao.exceptions import AttachmentRefusedError
from qiao.intake.models import Attachment

LARGEST = 10 * 2**20
MOST_A_REPORT = 20
MOST_PIXELS = 40_000_000
COPY_EDGE = 1600
COPY_QUALITY = 82
COPY_TYPE = "image/jpeg"
ORPHAN_AFTER = timedelta(days=1)
SHOWN_NAME = 60

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
PHOTOS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (8, b"WEBP", WEBP),
    (0, b"%PDF-", "application/pdf"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (4, b"ftypM4A", "audio/mp4"),
    (8, b"WAVE", "audio/wav"),
)
"""Offset, bytes, media type: what a file is, whatever it calls itself (SECURITY 6)."""

ENDING = {
    JPEG: "jpg",
    PNG: "png",
    WEBP: "webp",
    "application/pdf": "pdf",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/amr": "amr",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
}


@dataclass(frozen=True)
class Looked:
    """What a file turned out to be; ``copy`` is a photograph without EXIF and GPS, at most 1600 pixels wide."""

    kind: str
    media_type: str
    copy: bytes | None = None
    width: int | None = None
    height: int | None = None


def shown_name(name: str) -> str:
    """Return the last part of a file's name, without anything that could be a path or a line."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(one for one in last if one.isprintable())[-SHOWN_NAME:] or "file"


def look_at(name: str, content: bytes) -> Looked:
    """Return what a file is, by its bytes alone.

    Raises
    ------
    AttachmentRefusedError
        When it is empty, larger than 10 MB, of a kind that is not taken, or a picture that cannot be opened
        or has more than 40 million pixels.
    """
    named = shown_name(name)
    if not content:
        raise _refused(named, "文件是空的。", "it is empty.")
    if len(content) > LARGEST:
        raise _refused(named, "超过 10 MB。请缩小后再传。", "it is larger than 10 MB; make it smaller.")
    media_type = next(
        (kind for start, sign, kind in SIGNS if content[start : start + len(sign)] == sign), None
    )
    if media_type is None:
        raise _refused(
            named,
            "只收照片（JPEG、PNG、WebP）、录音（MP3、M4A、AMR、OGG、WAV）和 PDF。",
            "only photographs (JPEG, PNG, WebP), recordings (MP3, M4A, AMR, OGG, WAV) and PDF are taken.",
        )
    if media_type in PHOTOS:
        return _photo(named, content, media_type)
    kind = Attachment.Kind.PAPER if media_type == "application/pdf" else Attachment.Kind.AUDIO
    return Looked(kind, media_type)


def _photo(name: str, content: bytes, media_type: str) -> Looked:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=[PHOTOS[media_type]])
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise _too_many_pixels(name)
            image.draft("RGB", (COPY_EDGE, COPY_EDGE))
            plain = ImageOps.exif_transpose(image).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(name) from error
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        MemoryError,
    ) as error:
        raise _refused(name, "这张照片打不开，可能没有传完。", "this picture cannot be opened.") from error
    plain.thumbnail((COPY_EDGE, COPY_EDGE))
    copy = io.BytesIO()
    plain.save(copy, "JPEG", quality=COPY_QUALITY, optimize=True)
    return Looked(Attachment.Kind.PHOTO, media_type, copy.getvalue(), width, height)


def _too_many_pixels(name: str) -> AttachmentRefusedError:
    return _refused(
        name,
        "像素太多（超过 4000 万）。请缩小后再传。",
        "it has more than 40 million pixels; make it smaller.",
    )


def _refused(name: str, chinese: str, english: str) -> AttachmentRefusedError:
    return AttachmentRefusedError(name=name, reason_zh=chinese, reason_en=english)


def context_of(pk: uuid.UUID, part: str) -> str:
    """Return the context in which a part (name, original, copy) of an attachment is sealed."""
    return f"attachment.{part}:{pk}"


def place_of(pk: uuid.UUID, part: str) -> Path:
    """Return where a part of an attachment lies. Nothing that a person typed is in the path."""
    return Path(settings.QIAO_ATTACHMENTS) / pk.hex[:2] / f"{pk.hex}.{part}"


def keep(pk: uuid.UUID, part: str, sealed: bytes) -> None:
    """Write a sealed part durably: the bytes, then the name, are on the disk when this returns."""
    place = place_of(pk, part)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = place.with_name(f"{place.name}.{uuid.uuid4().hex}.half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    half.replace(place)
    if os.name != "nt":
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def remove(ids: Iterable[uuid.UUID]) -> None:
    """Remove every part of these attachments."""
    for pk in ids:
        for part in ("original", "copy"):
            place_of(pk, part).unlink(missing_ok=True)


def sweep(now: datetime) -> int:
    """Remove files older than a day that no record names: their transaction never ended. Return how many."""
    root = Path(settings.QIAO_ATTACHMENTS)
    oldest = (now - ORPHAN_AFTER).timestamp()
    old = [path for path in root.glob("*/*") if path.is_file() and path.stat().st_mtime < oldest]
    named = {path: _id_of(path) for path in old}
    with scopes_disabled():
        rows = Attachment.objects.filter(pk__in={pk for pk in named.values() if pk})
        known = set(rows.values_list("pk", flat=True))
    orphans = [path for path, pk in named.items() if pk not in known or path.suffix == ".half"]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _id_of(path: Path) -> uuid.UUID | None:
    try:
        return uuid.UUID(hex=path.name.split(".", 1)[0])
    except ValueError:
        return None
