"""Applications for the full text: the form without an account, the answer, the text itself, and the owner's desk."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_scopes import scope, scopes_disabled

from qiao.accounts.guard import actor_of, public_page, requires
from qiao.accounts.paging import page_of
from qiao.batch.book import FORMATS
from qiao.casebook import actions, full, full_editions, queries
from qiao.casebook.editions import is_given_out, readable_collection
from qiao.casebook.forms import GrantForm, RefuseForm, TextRequestForm
from qiao.casebook.models import CaseStudy, Collection, Edition, TextRequest
from qiao.casebook.views.reading import get_case_for_reader
from qiao.exceptions import QiaoError, TextDecidedError, TextLinkClosedError
from qiao.intake.reporter.behind_codes import kept_private
from qiao.registry.handing import FORMS, download

ROWS = 30
INVALID = 422
PLAIN = "txt"


def get_request_for_owner(pk: uuid.UUID) -> TextRequest:
    """Return an application to the organisation at work."""
    found: TextRequest = get_object_or_404(queries.text_requests(), pk=pk)
    return found


def _words(error: QiaoError) -> str:
    return error.message(get_language() or "zh-hans")


@public_page
@require_http_methods(["GET", "POST"])
def text_request(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an application for the full text of a published case."""
    here = get_case_for_reader(request, pk)
    if here.state != CaseStudy.State.PUBLISHED or here.hidden_at is not None:
        raise Http404
    return _apply(request, here)


@public_page
@require_http_methods(["GET", "POST"])
def book_request(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an application for the full text of a whole collection that is published."""
    here = readable_collection(pk, actor_of(request).organization_id)
    if here is None:
        raise Http404
    with scopes_disabled():
        if not any(is_given_out(here, language) for language in Edition.Language.values):
            raise Http404
    return _apply(request, here)


def _apply(request: HttpRequest, here: CaseStudy | Collection) -> HttpResponse:
    form = TextRequestForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            client = request.META.get("REMOTE_ADDR", "")
            try:
                asked = actions.ask_for_text(here, client=client, now=timezone.now(), **form.cleaned_data)
            except QiaoError as error:
                form.add_error(None, _words(error))
                status = error.status
            else:
                messages.success(request, _("已收到您的申领。请存下这个网页的地址或查询码，回来看答复。"))
                return redirect("casebook:application", actions.code_of(asked))
    context = {"text": here, "is_case": isinstance(here, CaseStudy), "form": form}
    return render(request, "casebook/apply.html", context, status=status)


@public_page
@kept_private
@require_GET
def application_ask(request: HttpRequest) -> HttpResponse:
    """Ask for the code of an application."""
    typed = request.GET.get("code", "").strip()[:40].replace("/", "")
    if typed:
        return redirect("casebook:application", typed)
    return render(request, "casebook/application.html", {"found": None})


def _unknown(request: HttpRequest, error: QiaoError) -> HttpResponse:
    context = {"found": None, "refusal": _words(error)}
    return render(request, "casebook/application.html", context, status=error.status)


@public_page
@kept_private
@require_GET
def application(request: HttpRequest, code: str) -> HttpResponse:
    """Show an applicant where the application stands, and the link where it was granted."""
    try:
        found = actions.find_request(code)
    except QiaoError as error:
        return _unknown(request, error)
    now = timezone.now()
    link = reverse("casebook:full_text", args=[actions.token_of(found)]) if found.is_open(now) else ""
    context = {"found": found, "code": actions.code_of(found), "link": link, "now": now}
    if link:
        with scope(organization=found.organization_id):
            context["files"] = full_editions.files_of(found)
    return render(request, "casebook/application.html", context)


@public_page
@kept_private
@require_GET
def full_text(request: HttpRequest, token: str, form: str = "html") -> HttpResponse:
    """Show the full text behind a signed link, and log that it was opened."""
    if form not in {"html", PLAIN}:
        raise Http404
    now = timezone.now()
    try:
        found = actions.open_text(token, now=now, form=form)
    except QiaoError as error:
        return _unknown(request, error)
    with scope(organization=found.organization_id):
        pieces = full.pieces_of(found.text)
        files = full_editions.files_of(found)
    if form == PLAIN:
        answer = HttpResponse(full.as_text(pieces, found), content_type="text/plain; charset=utf-8")
        return _handed(answer, "full-text.txt")
    context = {"found": found, "pieces": pieces, "token": token, "files": files}
    return render(request, "casebook/full_text.html", context)


def _handed(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@public_page
@kept_private
@require_GET
def full_file(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Give a file of the full edition behind a signed link, and log that it was taken."""
    now = timezone.now()
    try:
        found = actions.behind_link(token, now=now)
        with scope(organization=found.organization_id):
            path = full_editions.file_of(found, name)
        if path is None:
            raise Http404
        ending = path.suffix.removeprefix(".")
        actions.open_text(token, now=now, form=ending)
    except QiaoError as error:
        return _unknown(request, error)
    return _handed(HttpResponse(path.read_bytes(), content_type=FORMATS[ending]), name)


@requires("text.read")
@require_GET
def request_list(request: HttpRequest) -> HttpResponse:
    """List the applications with their figures."""
    wanted = request.GET.get("state", "")
    rows = queries.text_requests()
    if wanted in TextRequest.State.values:
        rows = rows.filter(state=wanted)
    may = actor_of(request).may
    context = {
        "page": page_of(request, rows, ROWS),
        "figures": queries.request_figures(),
        "states": [(one.value, _(str(one.label))) for one in TextRequest.State],
        "wanted": wanted,
        "may_export": may("text.export"),
    }
    return render(request, "casebook/requests.html", context)


@requires("text.read")
@require_GET
def request_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show an application and decide it."""
    return _page(request, get_request_for_owner(pk))


def _page(request: HttpRequest, here: TextRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    may, now = actor_of(request).may, timezone.now()
    is_waiting = here.state == TextRequest.State.ASKED
    context = {
        "request_": here,
        "downloads": list(here.downloads.all()[:ROWS]),
        "is_open": here.is_open(now),
        "link": request.build_absolute_uri(reverse("casebook:full_text", args=[actions.token_of(here)]))
        if here.is_open(now)
        else "",
        "grant_form": GrantForm(prefix="grant") if is_waiting and may("text.grant") else None,
        "refuse_form": RefuseForm(prefix="refuse") if is_waiting and may("text.refuse") else None,
        "may_withdraw": here.is_open(now) and may("text.withdraw"),
        "files": full_editions.files_of(here),
        "may_prepare": here.is_open(now) and may("text.prepare"),
        "refusal": refusal,
    }
    return render(request, "casebook/request.html", context, status=status)


@requires("text.grant")
@require_POST
def request_grant(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Agree to an application."""
    here, form = get_request_for_owner(pk), GrantForm(request.POST, prefix="grant")
    if not form.is_valid():
        return _page(request, here, refusal=_("请写有效天数，1 到 365。"), status=INVALID)
    now, actor = timezone.now(), actor_of(request)

    def grant() -> None:
        actions.grant_text(actor, here, now=now, **form.cleaned_data)
        full_editions.prepare(actor, here, base=_base(request), now=now)

    return _decided(request, here, grant)


@requires("text.prepare")
@require_POST
def request_prepare(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let the files of a granted application be made, or made anew."""
    here = get_request_for_owner(pk)
    try:
        full_editions.prepare(actor_of(request), here, base=_base(request), now=timezone.now())
    except TextLinkClosedError as error:
        return _page(request, here, refusal=_words(error), status=error.status)
    messages.success(request, _("正在后台制作，做好后申领人在链接里就能下载。"))
    return redirect("casebook:request", here.pk)


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@requires("text.refuse")
@require_POST
def request_refuse(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Decline an application with a reason."""
    here, form = get_request_for_owner(pk), RefuseForm(request.POST, prefix="refuse")
    if not form.is_valid():
        return _page(request, here, refusal=_("不同意时请写理由，申领人会看到。"), status=INVALID)
    reason = form.cleaned_data["reason"]
    return _decided(
        request, here, lambda: actions.refuse_text(actor_of(request), here, now=timezone.now(), reason=reason)
    )


@requires("text.withdraw")
@require_POST
def request_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back a link before its day."""
    here = get_request_for_owner(pk)
    return _decided(request, here, lambda: actions.withdraw_text(actor_of(request), here, now=timezone.now()))


def _decided(request: HttpRequest, here: TextRequest, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except TextDecidedError as error:
        return _page(request, get_request_for_owner(here.pk), refusal=_words(error), status=error.status)
    messages.success(request, _("已记下，申领人凭查询码能看到。"))
    return redirect("casebook:request", here.pk)


@requires("text.export")
@require_GET
def request_export(request: HttpRequest, form: str) -> HttpResponse:
    """Hand the applications out as a file, without the applicants' names."""
    if form not in FORMS:
        raise Http404
    heads = [_("日期"), _("申领什么"), _("单位"), _("状态"), _("审批日期"), _("有效期至"), _("打开次数")]
    content = actions.export_requests(actor_of(request), list(queries.text_requests()), heads, form=form)
    return download(content, "full-text-requests", form)
