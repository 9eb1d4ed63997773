"""Forms of the field: hand them out, give codes to those who fill them, see what came in."""

import base64
import json
import uuid
import zlib
from datetime import timedelta
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.intake import actions, queries
from qiao.intake.forms.field_forms import CollectorForm, FieldFormFile
from qiao.intake.models import Collector, FieldForm, FormResult
from qiao.intake.sources.openrosa.ready import SURVEYS, VERSION, ready_file
from qiao.intake.sources.openrosa.xlsform import form_from_file
from qiao.intake.views.answering import INVALID, get_crisis
from qiao.intake.words.field_forms import doubt_text
from qiao.registry.models import Crisis

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires("form.read")
@require_GET
def form_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the forms, those who fill them, and the forms ready to use."""
    return _page(request, get_crisis(slug))


def _page(request: HttpRequest, crisis: Crisis, *, status: int = 200, **more: Any) -> HttpResponse:
    forms = queries.field_forms(crisis)
    handed_out = forms.filter(state=FieldForm.State.PUBLISHED)
    context = {
        "crisis": crisis,
        "forms": forms,
        "collectors": queries.collectors(crisis),
        "now": timezone.now(),
        "ready": [(kind, title) for kind, (_id, title, _rows) in SURVEYS.items()],
        "file_form": FieldFormFile(),
        "collector_form": CollectorForm(choices=handed_out),
        "has_published": handed_out.exists(),
        "waiting": queries.form_results(crisis).filter(state=FormResult.State.WAITING).count(),
    }
    return render(request, "intake/field_form_list.html", context | more, status=status)


@requires("form.add")
@require_POST
def form_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out a form from a file, or one of those ready to use."""
    crisis, kind = get_crisis(slug), request.POST.get("ready", "")
    form = FieldFormFile(request.POST, request.FILES)
    if kind in SURVEYS:
        file = actions.FormFile(f"{SURVEYS[kind][0]}.xlsx", ready_file(kind))
    elif form.is_valid():
        handed = form.cleaned_data["file"]
        file = actions.FormFile(handed.name, handed.read())
    else:
        return _page(request, crisis, status=INVALID, file_form=form)
    now = timezone.now()
    version = VERSION if kind in SURVEYS else f"{timezone.localtime(now):%Y%m%d%H%M%S}"
    try:
        xform = form_from_file(file.name, file.content or b"", version=version)
        if "look" in request.POST:
            draft = actions.add_form(actor_of(request), crisis, xform, file=file)
            return redirect("intake:form_mapping", draft.pk)
        made = actions.hand_out(actor_of(request), crisis, xform, file=file, published_at=now)
    except QiaoError as error:
        form.add_error("file", error.message(get_language() or "zh-hans"))
        return _page(request, crisis, status=error.status, file_form=form)
    for doubt in xform.doubts:
        messages.warning(request, doubt_text(doubt))
    messages.success(request, _("已发布：%(title)s。手机下次获取表单时就能看到。") % {"title": made.title})
    return redirect("intake:field_form_list", slug)


@requires("form.read")
@require_GET
def form_ready(_request: HttpRequest, kind: str) -> HttpResponse:
    """Return a form ready to use as a spreadsheet, to be changed and uploaded again."""
    if kind not in SURVEYS:
        raise Http404
    response = HttpResponse(ready_file(kind), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{SURVEYS[kind][0]}.xlsx"'
    return response


@requires("form.close")
@require_POST
def form_close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand a form out no more."""
    form = get_object_or_404(FieldForm.objects.select_related("crisis"), pk=pk)
    actions.close_form(actor_of(request), form)
    messages.success(request, _("已停用。已经填好的仍会收下。"))
    return redirect("intake:field_form_list", form.crisis.slug)


@requires("collector.add")
@never_cache
@require_POST
def collector_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Give somebody a code, and show it once: as Collect's QR code and in letters."""
    crisis = get_crisis(slug)
    published = queries.field_forms(crisis).filter(state=FieldForm.State.PUBLISHED)
    form = CollectorForm(request.POST, choices=published)
    if not form.is_valid():
        return _page(request, crisis, status=INVALID, collector_form=form)
    held = form.cleaned_data
    collector, code = actions.add_collector(
        actor_of(request),
        crisis,
        name=held["name"],
        forms=held["forms_chosen"],
        expires_at=timezone.now() + timedelta(days=held["days"]),
    )
    url = request.build_absolute_uri(f"/v1/key/{code}")
    context = {"crisis": crisis, "collector": collector, "url": url, "qr": _qr(settings_of(url, crisis.name))}
    return render(request, "intake/collector.html", context)


def settings_of(url: str, name: str) -> str:
    """Return the settings of ODK Collect as its QR code carries them: JSON, deflated, in base 64."""
    told = {
        "general": {"server_url": url, "form_update_mode": "match_exactly", "autosend": "wifi_and_cellular"},
        "admin": {},
        "project": {"name": name},
    }
    return base64.b64encode(zlib.compress(json.dumps(told, ensure_ascii=False).encode())).decode()


def _qr(text: str) -> SafeString:
    drawn = segno.make(text, micro=False).svg_inline(scale=4, border=2, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 -- drawn here from our own address


@requires("collector.revoke")
@require_POST
def collector_revoke(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make a code worthless at once."""
    collector = get_object_or_404(Collector.objects.select_related("crisis"), pk=pk)
    actions.revoke_collector(actor_of(request), collector, revoked_at=timezone.now())
    messages.success(request, _("口令已撤销，立即失效。"))
    return redirect("intake:field_form_list", collector.crisis.slug)
