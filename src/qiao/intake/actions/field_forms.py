"""Forms of the field: taken in version by version, handed out, closed; and the codes of those who send."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.exceptions import FormVersionTakenError
from qiao.intake.models import Collector, FieldForm, FormMedia, FormVersion
from qiao.intake.queries.field_forms import forget_versions
from qiao.intake.sources.openrosa.mapping import ALL_FIELDS, guess, kind_of
from qiao.intake.sources.openrosa.xform import XForm
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded

PREFIX = "q"
CODE_BYTES = 32
PURPOSE = "collector"


@dataclass(frozen=True)
class FormFile:
    """The file a form came in, kept so that it can be fetched and changed; and the pictures it shows."""

    name: str = ""
    content: bytes | None = None
    media: Mapping[str, bytes] | None = None


def digest_of(content: bytes) -> str:
    """Return the MD5 that OpenRosa names a form or a picture by. It guards nothing."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def mark_of_code(code: str) -> str:
    """Return the keyed mark by which a collector's code is found; the code itself is stored nowhere."""
    return fingerprint(PURPOSE, code)


@recorded("form.add")
def add_form(
    actor: Actor, crisis: Crisis, xform: XForm, *, file: FormFile = FormFile(), kind: str = ""
) -> FormVersion:
    """Take in a form, or a further version of one whose id is known. The same version again is the first one.

    Raises FormVersionTakenError where the version is known with another content.
    """
    form, is_new = FieldForm.objects.get_or_create(
        organization_id=actor.acts_for,
        crisis=crisis,
        form_id=xform.form_id,
        defaults={
            "title": xform.title[:120],
            "kind": kind or kind_of(xform.form_id, xform.title),
        },
    )
    digest = digest_of(xform.xml.encode())
    facts: dict[str, Any] = {
        "organization_id": actor.acts_for,
        "title": xform.title[:120],
        "xml": xform.xml,
        "digest": digest,
        "source_name": file.name[-120:],
        "source": file.content,
        "questions": xform.as_json,
        "mapping": guess(xform.questions),
    }
    version, made = FormVersion.objects.get_or_create(form=form, version=xform.version[:40], defaults=facts)
    if not made and version.digest != digest:
        raise FormVersionTakenError(form=xform.form_id, version=xform.version)
    if made:
        files = _media_before(version) | dict(file.media or {})
        FormMedia.objects.bulk_create(
            FormMedia(
                organization_id=actor.acts_for,
                version=version,
                name=name,
                content=content,
                digest=digest_of(content),
            )
            for name, content in files.items()
        )
    detail(form=xform.form_id, version=xform.version, questions=len(xform.questions), new=int(is_new))
    return version


def _media_before(version: FormVersion) -> dict[str, bytes]:
    """Return the pictures and lists of the version before: a further one shows them too, until they are changed."""
    older = version.form.versions.exclude(pk=version.pk).order_by("-created_at").first()
    return {one.name: bytes(one.content) for one in older.media.all()} if older else {}


@recorded("form.publish")
def publish_form(_actor: Actor, version: FormVersion, *, published_at: datetime) -> FieldForm:
    """Hand a version out to telephones. Older versions stay valid for what was filled with them."""
    FormVersion.objects.filter(pk=version.pk).update(published_at=published_at)
    form = version.form
    form.state, form.title = FieldForm.State.PUBLISHED, version.title
    form.save(update_fields=("state", "title"))
    detail(form=form.form_id, version=version.version)
    return form


@recorded("form.close")
def close_form(_actor: Actor, form: FieldForm) -> FieldForm:
    """Hand the form out no more. What was filled in already is still taken: nothing in the field is lost."""
    form.state = FieldForm.State.CLOSED
    form.save(update_fields=("state",))
    detail(form=form.form_id)
    return form


@recorded("form.map")
def map_form(_actor: Actor, version: FormVersion, *, kind: str, mapping: Mapping[str, str]) -> FormVersion:
    """Correct which question asks for which field, and what the form collects, for what comes from now on."""
    paths = {one["path"] for one in version.questions}
    version.mapping = {
        field: path for field, path in mapping.items() if field in ALL_FIELDS and path in paths
    }
    version.save(update_fields=("mapping",))
    version.form.kind = kind
    version.form.save(update_fields=("kind",))
    transaction.on_commit(forget_versions)
    detail(form=version.form.form_id, version=version.version, kind=kind, fields=len(version.mapping))
    return version


def add_collector(
    actor: Actor, crisis: Crisis, *, name: str, forms: Iterable[FieldForm], expires_at: datetime
) -> tuple[Collector, str]:
    """Give somebody a code to fill forms with; return it with its text, which is shown only now."""
    code = new_code()
    made = Collector(
        organization_id=actor.acts_for,
        crisis=crisis,
        name=name,
        mark=mark_of_code(code),
        made_by_id=actor.user_id,
        expires_at=expires_at,
    )
    return _keep_collector(actor, made, list(forms)), code


def new_code() -> str:
    """Return a code of 256 bits."""
    return PREFIX + secrets.token_urlsafe(CODE_BYTES)


@recorded("collector.add")
def _keep_collector(_actor: Actor, collector: Collector, forms: list[FieldForm]) -> Collector:
    collector.save(force_insert=True)
    collector.forms.set(forms)
    detail(forms=len(forms), until=collector.expires_at.isoformat())
    return collector


def renew_collector(actor: Actor, collector: Collector, *, expires_at: datetime) -> tuple[Collector, str]:
    """Give a collector a new code; the old one opens nothing from now on."""
    code = new_code()
    return _renew(actor, collector, mark_of_code(code), expires_at), code


@recorded("collector.add")
def _renew(_actor: Actor, collector: Collector, mark: str, expires_at: datetime) -> Collector:
    collector.mark, collector.expires_at, collector.revoked_at = mark, expires_at, None
    collector.save(update_fields=("mark", "expires_at", "revoked_at"))
    detail(renewed=1, until=expires_at.isoformat())
    return collector


@recorded("collector.revoke")
def revoke_collector(_actor: Actor, collector: Collector, *, revoked_at: datetime) -> Collector:
    """Make a collector's code worthless at once."""
    Collector.objects.filter(pk=collector.pk, revoked_at__isnull=True).update(revoked_at=revoked_at)
    collector.revoked_at = collector.revoked_at or revoked_at
    return collector


def hand_out(
    actor: Actor, crisis: Crisis, xform: XForm, *, file: FormFile, published_at: datetime
) -> FieldForm:
    """Take in a version of a form and publish it, both or neither."""
    with transaction.atomic():
        return publish_form(actor, add_form(actor, crisis, xform, file=file), published_at=published_at)
