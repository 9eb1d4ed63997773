"""Public warnings: hand one in, see which hold, read one in both languages, begin a crisis from it."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.intake import queries
from qiao.intake.actions import receive_warning
from qiao.intake.forms.warnings import WarningForm
from qiao.intake.models import PublicWarning
from qiao.intake.views.answering import INVALID, page_of
from qiao.intake.words.warnings import hazard_of, info_for, told

LONGEST_NAME = 80


@requires("warning.read")
@require_GET
def warning_list(request: HttpRequest) -> HttpResponse:
    """Show the warnings, those that hold first, and take one in."""
    return _list(request, WarningForm())


def _list(request: HttpRequest, form: WarningForm, *, status: int = 200) -> HttpResponse:
    now, language = timezone.now(), get_language() or ""
    page = page_of(request, queries.warnings_kept().prefetch_related("places__place"))
    current = list(queries.current_warnings(now).prefetch_related("places__place"))
    context = {
        "form": form,
        "page": page,
        "current": [told(one, language, now) for one in current],
        "rows": [told(one, language, now) for one in page],
    }
    return render(request, "intake/warning_list.html", context, status=status)


@requires("warning.receive")
@require_http_methods(["POST"])
def warning_add(request: HttpRequest) -> HttpResponse:
    """Take a warning in. The same one again leads to its page."""
    form = WarningForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=INVALID)
    try:
        received = receive_warning(actor_of(request), form.content, received_at=timezone.now())
    except QiaoError as error:
        field = "file" if form.cleaned_data["file"] else "pasted"
        form.add_error(field, error.message(get_language() or "zh-hans"))
        return _list(request, form, status=INVALID)
    if not received.is_new:
        messages.info(request, _("这条预警以前收过，这里就是，没有重复登记。"))
    return redirect("intake:warning", received.warning.pk)


def get_warning(pk: uuid.UUID) -> PublicWarning:
    """Return a warning of the active organisation."""
    return get_object_or_404(PublicWarning.objects.select_related("ended_by", "received_by"), pk=pk)


@requires("warning.read")
@require_GET
def warning(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a warning whole: every language, every place and how it was found, and the XML as it came."""
    found, now, language = get_warning(pk), timezone.now(), get_language() or ""
    context: dict[str, Any] = {
        "warning": found,
        "told": told(found, language, now),
        "places": found.places.select_related("place__parent"),
        "others": [one for one in found.infos if one != info_for(found, language)],
        "xml": bytes(found.content).decode("utf-8", errors="replace"),
        "crisis_url": crisis_url(found, language),
    }
    return render(request, "intake/warning.html", context)


def crisis_url(found: PublicWarning, language: str) -> str:
    """Return the form of a new crisis with what the warning says; a person reads and sends it."""
    info = info_for(found, language)
    places = [one.place for one in found.places.select_related("place__parent")]
    where = places[0].full_name if len(places) == 1 else ""
    event = str(info.get("event", ""))
    facts = {
        "name": f"{where}{event}"[:LONGEST_NAME],
        "hazard": hazard_of(info),
        "began_on": timezone.localtime(found.sent_at).date().isoformat(),
        "places": "、".join(one.full_name for one in places[:40]),
    }
    return f"{reverse('registry:crisis_new')}?{urlencode(facts)}"


@requires("warning.read")
@require_GET
def warning_xml(_request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand the warning out byte for byte."""
    found = get_warning(pk)
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="warning-{str(found.pk)[:8]}.xml"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
