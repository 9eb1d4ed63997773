"""Without an account: five questions, a receipt code, and a page that works without a network."""

import uuid
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_scopes import scope, scopes_disabled

from qiao.accounts.guard import public_page
from qiao.exceptions import QiaoError, ReportConflictError, TooManyReportsError
from qiao.intake import queries
from qiao.intake.actions.receive import Message, Received
from qiao.intake.forms import MOST_PHOTOS, PublicForm
from qiao.intake.forms.offers import EarmarkForm
from qiao.intake.models import Note, Offer, Report
from qiao.intake.reporter import page as reporter_page
from qiao.intake.reporter.codes import receipt_code
from qiao.intake.reporter.fitting import Fit, fits_of
from qiao.intake.reporter.outbox import is_own_page
from qiao.intake.reporter.sending import Answers, take_in_answers
from qiao.intake.views.answering import INVALID, get_crisis
from qiao.intake.words.voices import OUTBOX_WORDS, plain_words
from qiao.registry.fields import find_place
from qiao.registry.models import Crisis, Place
from qiao.registry.standards import standards

RECEIPT_KEY = "intake-receipt"


def page_files(scripts: Sequence[str] = reporter_page.RECEIPT_SCRIPTS) -> dict[str, Any]:
    """Return the files that a page without an account loads."""
    return reporter_page.REPORTER.files(scripts)


def _context(request: HttpRequest, crisis: Crisis, form: Any) -> dict[str, Any]:
    address = request.build_absolute_uri(request.path)
    return {
        "crisis": crisis,
        "form": form,
        "receiver": queries.receiving_organization(),
        "counties": queries.counties_of(crisis),
        "share_url": address,
        "share_image": request.build_absolute_uri(reporter_page.address_of(reporter_page.ICON)),
        "most_photos": MOST_PHOTOS,
        "standards": list(standards()),
        "words": plain_words(OUTBOX_WORDS),
        **page_files(reporter_page.SCRIPTS),
    }


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def public_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask five questions of anybody, and thank only when the answer is safe."""
    crisis = get_crisis(slug)
    asked = request.method == "GET"
    form: Any = PublicForm.blank() if asked else PublicForm(request.POST, request.FILES)
    context = _context(request, crisis, form)
    if context["receiver"] is None:
        return render(request, "intake/form.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)
    if asked:
        return render(request, "intake/form.html", context)
    if not form.is_valid():
        return render(request, "intake/form.html", context, status=INVALID)
    try:
        report = _keep(request, form, crisis).report
    except ReportConflictError:
        context["form"] = PublicForm.blank(**{**form.cleaned_data, "submission": uuid.uuid4()})
        context["notice"] = _("之前那份已经收到。现在这份内容不同，如要另交一份，请再按一次“提交”。")
        return render(request, "intake/form.html", context, status=INVALID)
    except TooManyReportsError as error:
        context["notice"] = error.message(get_language() or "zh-hans")
        return render(request, "intake/form.html", context, status=error.status)
    request.session[RECEIPT_KEY] = str(report.pk)
    return redirect("intake:form_thanks", slug)


def _place(text: str) -> Place | None:
    """Return the place of an answer where it is certain; the words themselves are kept anyway."""
    try:
        return find_place(text)
    except ValueError:
        return None


def _keep(request: HttpRequest, form: Any, crisis: Crisis) -> Received:
    held = form.cleaned_data
    answers = Answers(
        message=Message(form.text, contact=held["contact"]),
        stated=form.stated,
        photos=held["photos"],
        place=_place(held["where"]),
    )
    return take_in_answers(
        answers,
        submission=held["submission"],
        crisis=crisis,
        received_at=timezone.now(),
        client=request.META.get("REMOTE_ADDR", ""),
    )


@public_page
@csrf_exempt
@never_cache
@require_POST
def form_send(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the same form from a phone's outbox, perhaps hours later, when no page's token holds any more."""
    if not is_own_page(request):
        return JsonResponse({"error": _("只收本页面发来的信息。")}, status=HTTPStatus.FORBIDDEN)
    crisis = get_crisis(slug)
    form: Any = PublicForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors.get_json_data()}, status=INVALID)
    try:
        received = _keep(request, form, crisis)
    except QiaoError as error:
        answer = {"error": error.message(get_language() or "zh-hans"), "code": error.code}
        return JsonResponse(answer, status=error.status)
    code = receipt_code(received.report.pk)
    url = _status_url(request, code)
    answer = {
        "receipt": code,
        "url": url,
        "qr": segno.make(url, micro=False).svg_data_uri(scale=4, border=2),
        "warning": _warning(received.report),
    }
    return JsonResponse(answer, status=HTTPStatus.CREATED if received.is_new else HTTPStatus.OK)


def _warning(report: Report) -> str:
    with scopes_disabled():
        names_account = Note.objects.filter(report=report, code="account_number").exists()
    return (
        _("您写了像收款账号或银行卡号的内容，已经遮住，不会公开，也不会有人按它打款。")
        if names_account
        else ""
    )


def _status_url(request: HttpRequest, code: str) -> str:
    return request.build_absolute_uri(f"/s/{code}/")


@public_page
@never_cache
@require_GET
def form_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Say thanks, and show the receipt code to this browser only."""
    crisis = get_crisis(slug)
    kept = request.session.get(RECEIPT_KEY)
    if kept is None:
        return redirect("intake:form", slug)
    code = receipt_code(uuid.UUID(kept))
    url = _status_url(request, code)
    with scopes_disabled():
        report = Report.objects.filter(pk=kept).first()
    offers = _offers_of(report) if report else []
    context = {
        "crisis": crisis,
        "offers": offers,
        "earmark_form": EarmarkForm(auto_id=False),
        "code": code,
        "url": url,
        "qr": drawn(url),
        "warning": _warning(report) if report else "",
        **page_files(),
    }
    return render(request, "intake/form_thanks.html", context)


def _offers_of(report: Report) -> list[tuple[Offer, list[Fit]]]:
    """Return what a report offers, each with the needs that it fits."""
    with scope(organization=report.organization_id):
        found = [one for one in queries.voices_of([report]) if isinstance(one, Offer)]
        return [(one, fits_of(one)) for one in found]


def drawn(url: str) -> SafeString:
    """Return an address as a QR picture."""
    picture = segno.make(url, micro=False).svg_inline(scale=4, border=2, omitsize=True)
    return mark_safe(picture)  # noqa: S308 -- drawn here from our own address


@public_page
@never_cache
@require_GET
def form_worker(_request: HttpRequest, slug: str) -> HttpResponse:
    """Hand over the service worker. It lies beside the form, so that it rules over nothing else."""
    get_crisis(slug)
    return reporter_page.REPORTER.worker()


@public_page
@require_GET
def form_manifest(request: HttpRequest, slug: str) -> HttpResponse:
    """Describe the page to phones that put it on the home screen."""
    crisis = get_crisis(slug)
    home = request.path.removesuffix("manifest.webmanifest")
    icon = {"src": reporter_page.address_of(reporter_page.ICON), "sizes": "512x512", "type": "image/png"}
    content = {
        "name": f"{_('我要求助')} · {crisis.name}",
        "short_name": _("我要求助"),
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": "#f6f5f1",
        "theme_color": "#10353b",
        "icons": [icon],
    }
    return JsonResponse(content, content_type="application/manifest+json")
