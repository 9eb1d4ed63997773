"""What came in of a form: the list, its file, and the pictures and lists that the form shows."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.intake import actions, queries
from qiao.intake.files.filled import state_text
from qiao.intake.forms.field_forms import FilledFilter, MediaFile
from qiao.intake.models import FieldForm, FormMedia, FormVersion
from qiao.intake.sources.openrosa.xform import files_of
from qiao.intake.views.answering import INVALID, asked, page_of, wants_fragment
from qiao.registry.handing import download


def get_form(pk: uuid.UUID) -> FieldForm:
    """Return a form of the active organisation."""
    return get_object_or_404(FieldForm.objects.select_related("crisis"), pk=pk)


@requires("form.read")
@require_GET
def form_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what came in of a form, as it is filtered."""
    return _page(request, get_form(pk), MediaFile())


def _page(request: HttpRequest, form: FieldForm, media_form: MediaFile, *, status: int = 200) -> HttpResponse:
    filter_form = FilledFilter(request.GET)
    held = asked(filter_form)
    page = page_of(request, _found(form, held))
    for one in page:
        one.state_word = state_text(one)
        one.excerpt = _excerpt(one.report.masked.text, one.version.title)
    version = queries.newest_version(form)
    context: dict[str, Any] = {
        "crisis": form.crisis,
        "field_form": form,
        "form": filter_form,
        "page": page,
        "is_filtered": any(held.values()),
        "query": request.GET.urlencode(),
        "version": version,
        "media_form": media_form,
        "media": _media(version) if version else [],
    }
    fragment, whole = "intake/_filled_rows.html", "intake/field_form.html"
    return render(request, fragment if wants_fragment(request) else whole, context, status=status)


def _found(form: FieldForm, held: dict[str, Any]) -> Any:
    return queries.filled_found(
        form,
        words=held.get("q") or "",
        state=held.get("state") or "",
        since=held.get("since"),
        until=held.get("until"),
    )


def _excerpt(text: str, title: str) -> str:
    """Return the answers in one line, without the title that every copy begins with and without the questions."""
    lines = text.removeprefix(title).strip().splitlines()
    return " · ".join(line.partition("：")[2] or line for line in lines)


def _media(version: FormVersion) -> list[tuple[str, FormMedia | None]]:
    """Return the files that a version has, and the names of those that it shows and lacks."""
    held = {one.name: one for one in version.media.all()}
    wanted = [name for name in files_of(version.xml) if name not in held]
    return [*held.items(), *((name, None) for name in wanted)]


@requires("filled.export")
@require_GET
def filled_file(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    """Hand out what came in of a form as a file, as it is filtered; that it was handed out stays in the trail."""
    found = get_form(pk)
    rows = _found(found, asked(FilledFilter(request.GET))).iterator(chunk_size=1000)
    content = actions.export_filled(actor_of(request), found, rows, kind=form)
    return download(content, found.form_id, form)


@requires("form.media")
@require_POST
def media_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the newest version of a form a picture or a list, or replace one."""
    found, form = get_form(pk), MediaFile(request.POST, request.FILES)
    version = queries.newest_version(found)
    if version is None or not form.is_valid():
        return _page(request, found, form, status=INVALID)
    handed = form.cleaned_data["file"]
    try:
        actions.set_media(actor_of(request), version, handed.name, handed.read())
    except QiaoError as error:
        form.add_error("file", error.message(get_language() or "zh-hans"))
        return _page(request, found, form, status=error.status)
    messages.success(request, _("已收下：%(name)s。手机下次更新表单时会取到。") % {"name": handed.name})
    return redirect("intake:field_form", pk)


@requires("form.media")
@require_POST
def media_remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a picture or a list away."""
    media = get_object_or_404(FormMedia.objects.select_related("version__form"), pk=pk)
    version = actions.remove_media(actor_of(request), media)
    messages.success(request, _("已删去：%(name)s。") % {"name": media.name})
    return redirect("intake:field_form", version.form_id)
