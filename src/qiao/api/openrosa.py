"""OpenRosa 1.0 for telephones: list of forms, forms, manifests, and filled forms with their photographs.

The collector's code stands in the address (Collect's QR) or in the Authorization header. It is looked up by its
keyed mark: no password is hashed on the way.
"""

import base64
import binascii
import uuid
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django_scopes import scope, scopes_disabled

from qiao.accounts.guard import public_page
from qiao.api.parts import read_every_part
from qiao.api.problems import RETRY_SECONDS, RefusalError, refused, refused_by_house
from qiao.api.used import note_use
from qiao.exceptions import (
    AttachmentRefusedError,
    AttachmentsLeftError,
    BodyTooLargeError,
    CollectorRefusedError,
    FilledFormMissingError,
    FormUnknownError,
    QiaoError,
)
from qiao.exceptions.storage import refusal_of
from qiao.intake import actions, queries
from qiao.intake.models import Collector, FormMedia, FormVersion, Report
from qiao.intake.sources.openrosa.instance import read_instance
from qiao.intake.sources.openrosa.xform import lists_of

XML = "text/xml; charset=utf-8"
LARGEST_BODY = 24 * 2**20
"""Room for two photographs of the largest kind; telephones send more in several parts."""

SUBMISSION = "xml_submission_file"
BASIC = 'Basic realm="qiao", charset="UTF-8"'
RESPONSE = '<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message nature={nature}>{said}</message></OpenRosaResponse>'
LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"

Answering = Callable[..., HttpResponse]


def collecting(view: Answering) -> Callable[..., HttpResponse]:
    """Let in whoever brings a collector's code; answer refusals as OpenRosa, or as a problem where asked."""

    @csrf_exempt
    @public_page
    @wraps(view)
    def answer(request: HttpRequest, /, *, token: str = "", **named: Any) -> HttpResponse:
        try:
            collector = _collector(token or _code_in_header(request))
            with scope(organization=collector.organization_id):
                response = view(request, collector, **named)
        except QiaoError as error:
            response = _refused(request, error)
        except (BadRequest, MultiPartParserError, TooManyFilesSent):
            response = _refused(request, FilledFormMissingError())
        except RequestDataTooBig:
            response = _refused(request, BodyTooLargeError(limit=LARGEST_BODY // 2**20))
        except (OperationalError, InterfaceError, OSError) as error:
            response = _try_later(request, error)
        response["X-OpenRosa-Version"] = "1.0"
        response["X-OpenRosa-Accept-Content-Length"] = str(LARGEST_BODY)
        response["Cache-Control"] = "no-store"
        return response

    return answer


def _code_in_header(request: HttpRequest) -> str:
    """Return the code of a Bearer header, or the password of a Basic one; the user's name does not matter."""
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return given.strip()
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _collector(code: str) -> Collector:
    now = timezone.now()
    with scopes_disabled():
        found = queries.collector_of(actions.mark_of_code(code), now) if code else None
        if found is None:
            raise CollectorRefusedError
        note_use(found, now=now)
    return found


def _wants_json(request: HttpRequest) -> bool:
    return "json" in request.headers.get("Accept", "")


def _said(nature: str, text: str, status: int) -> HttpResponse:
    body = RESPONSE.format(nature=quoteattr(nature), said=escape(text))
    return HttpResponse(body, status=status, content_type=XML)


def _refused(request: HttpRequest, error: QiaoError) -> HttpResponse:
    if _wants_json(request):
        response = refused_by_house(error)
    else:
        response = _said("error", error.message(get_language() or "zh-hans"), error.status)
    if error.status == HTTPStatus.UNAUTHORIZED:
        # A browser asks its user for a password where Basic is named, and web clients wait for it without end.
        has_code = request.resolver_match is not None and "token" in request.resolver_match.kwargs
        response["WWW-Authenticate"] = 'Bearer realm="qiao"' if has_code else BASIC
    return response


def _try_later(request: HttpRequest, cause: Exception) -> HttpResponse:
    if told := refusal_of(cause):
        response = _refused(request, told)
        response["Retry-After"] = str(told.details["seconds"])
        return response
    if isinstance(cause, OSError):
        raise cause
    error = RefusalError("storage_unavailable", seconds=RETRY_SECONDS)
    if _wants_json(request):
        return refused(error)
    response = _said(
        "error",
        _("数据库暂时连不上或写不进，内容没有保存。请稍后原样再发，不会重复。"),
        HTTPStatus.SERVICE_UNAVAILABLE,
    )
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _address(request: HttpRequest, end: str, **named: object) -> str:
    """Return the full address of a neighbour of this request: with the code in it where it came so."""
    match = request.resolver_match
    token = match.kwargs.get("token") if match else None
    if token:
        return request.build_absolute_uri(reverse(f"api:openrosa_{end}", kwargs={**named, "token": token}))
    return request.build_absolute_uri(reverse(f"api:openrosa_{end}_bare", kwargs=named))


@require_safe
@collecting
def form_list(request: HttpRequest, collector: Collector) -> HttpResponse:
    """List the forms that this code may fill, each with the digest of its newest version."""
    versions = queries.published_versions(collector)
    if wanted := request.GET.get("formID", ""):
        versions = versions.filter(form__form_id=wanted[:80])
    forms = "".join(_listed(request, one) for one in versions)
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?><xforms xmlns="{LIST}">{forms}</xforms>', content_type=XML
    )


def _listed(request: HttpRequest, version: FormVersion) -> str:
    told = {
        "formID": version.form.form_id,
        "name": version.title,
        "version": version.version,
        "hash": f"md5:{version.digest}",
        "downloadUrl": _address(request, "form", pk=version.pk),
    }
    if version.media.all() or lists_of(version.xml):
        told["manifestUrl"] = _address(request, "manifest", pk=version.pk)
    return "<xform>" + "".join(f"<{name}>{escape(text)}</{name}>" for name, text in told.items()) + "</xform>"


def _version(collector: Collector, pk: uuid.UUID) -> FormVersion:
    return get_object_or_404(queries.versions_for(collector).defer("source"), pk=pk)


@require_safe
@collecting
def form(_request: HttpRequest, collector: Collector, *, pk: uuid.UUID) -> HttpResponse:
    """Return a version of a form."""
    return HttpResponse(_version(collector, pk).xml, content_type=XML)


@require_safe
@collecting
def manifest(request: HttpRequest, collector: Collector, *, pk: uuid.UUID) -> HttpResponse:
    """List the pictures and lists that a form shows."""
    version = _version(collector, pk)
    listed = [
        (one.name, one.digest, _address(request, "media", pk=one.pk))
        for one in version.media.defer("content")
    ]
    known = {name for name, _digest, _url in listed}
    for name in lists_of(version.xml):
        content = queries.list_file(version, name) if name not in known else None
        if content is not None:
            url = _address(request, "list_file", pk=version.pk, name=name)
            listed.append((name, actions.digest_of(content), url))
    files = "".join(
        f"<mediaFile><filename>{escape(name)}</filename><hash>md5:{digest}</hash>"
        f"<downloadUrl>{escape(url)}</downloadUrl></mediaFile>"
        for name, digest, url in listed
    )
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?><manifest xmlns="{MANIFEST}">{files}</manifest>',
        content_type=XML,
    )


@require_safe
@collecting
def media(_request: HttpRequest, collector: Collector, *, pk: uuid.UUID) -> HttpResponse:
    """Return one picture or list of a form."""
    found = get_object_or_404(FormMedia.objects.filter(version__in=queries.versions_for(collector)), pk=pk)
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    response["Content-Disposition"] = "attachment"
    response["Content-Security-Policy"] = "sandbox"
    return response


@require_safe
@collecting
def list_file(_request: HttpRequest, collector: Collector, *, pk: uuid.UUID, name: str) -> HttpResponse:
    """Return a list of records as it is now: needs without an end, lots in store. Only one that the form loads."""
    version = _version(collector, pk)
    content = queries.list_file(version, name) if name in lists_of(version.xml) else None
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="text/csv; charset=utf-8")


@collecting
def submission(request: HttpRequest, collector: Collector) -> HttpResponse:
    """Keep a filled form, then its photographs. 201 when new, 202 when it was there already."""
    if request.method == "HEAD":
        response = HttpResponse(status=HTTPStatus.NO_CONTENT)
        response["Location"] = request.build_absolute_uri()
        return response
    if request.method != "POST":
        response = HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED)
        response["Allow"] = "HEAD, POST"
        return response
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise BodyTooLargeError(limit=LARGEST_BODY // 2**20)
    read_every_part(request)
    content = _submitted(request)
    kept = _keep(collector, content)
    files = [one for name, parts in request.FILES.lists() if name != SUBMISSION for one in parts]
    if files:
        _attach(collector, kept.report_id, files)
    said = _("已收到。") if kept.is_new else _("之前已经收到，没有重复登记。")
    return _said("submit_success", said, HTTPStatus.CREATED if kept.is_new else HTTPStatus.ACCEPTED)


def _submitted(request: HttpRequest) -> bytes:
    handed = request.FILES.get(SUBMISSION)
    if handed is not None:
        return bytes(handed.read())
    text = request.POST.get(SUBMISSION)
    if not text:
        raise FilledFormMissingError
    return text.encode()


def _keep(collector: Collector, content: bytes) -> actions.Kept:
    instance = read_instance(content)
    version = queries.version_filled(collector, instance.form_id, instance.version)
    if version is None:
        raise FormUnknownError(form=instance.form_id[:80], version=instance.version[:40])
    return actions.receive_filled(
        actions.actor_of_collector(collector),
        instance,
        content,
        version=version,
        received_at=timezone.now(),
        collector=collector,
    )


def _attach(collector: Collector, report_id: uuid.UUID, files: list[UploadedFile[bytes]]) -> None:
    """Attach each file; say which were not taken once all the others are safe."""
    report = Report.objects.filter(pk=report_id).first()
    if report is None:
        raise Http404
    if report.is_erased:
        return
    left: list[AttachmentRefusedError] = []
    for one in files:
        name = one.name or "file"
        try:
            actions.attach(
                actions.actor_of_collector(collector),
                report,
                actions.Upload(name, one.read()),
                id=uuid.uuid5(report_id, name),
                received_at=timezone.now(),
            )
        except AttachmentRefusedError as error:
            left.append(error)
    if left:
        raise AttachmentsLeftError(
            reasons_zh="".join(one.message("zh") for one in left),
            reasons_en=" ".join(one.message("en") for one in left),
        )
