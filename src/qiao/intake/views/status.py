"""What became of a report, and what its sender may still do: with the receipt code, without an account."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_scopes import scope

from qiao.accounts.guard import public_page
from qiao.accounts.roles import Actor
from qiao.exceptions import (
    LineAlreadyDecidedError,
    ReceiptCodeLockedError,
    ReceiptCodeUnknownError,
    ReportConflictError,
    ReportErasedError,
)
from qiao.intake import queries
from qiao.intake.actions import answer_for_voice, copy_of, find_report, withdraw_report
from qiao.intake.actions.receive import Message
from qiao.intake.actions.reporter import ANSWERS
from qiao.intake.attachments import COPY_TYPE
from qiao.intake.forms import FollowUpForm, OwnEraseForm
from qiao.intake.forms.hearing import HearForm, means_at_hand
from qiao.intake.forms.offers import EarmarkForm
from qiao.intake.forms.public import OPENINGS
from qiao.intake.models import Offer, Report
from qiao.intake.reporter.codes import grouped
from qiao.intake.reporter.sending import erase_all, take_in_follow_up
from qiao.intake.reporter.standing import SENTENCES, answers_to, standings_of
from qiao.intake.views.answering import INVALID
from qiao.intake.views.public import drawn, page_files
from qiao.trail.guests import guest_of

View = Callable[..., HttpResponse]
LONGEST_CODE = 120


def kept_private(response: HttpResponse) -> HttpResponse:
    """Let neither caches, search engines nor the next site learn a code that stands in the address."""
    add_never_cache_headers(response)
    # Not no-referrer: browsers would post the forms with "Origin: null", which the CSRF check refuses.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def with_code(view: View) -> View:
    """Open a page to whoever holds the receipt code; wrong codes get one and the same answer."""

    @wraps(view)
    def opened(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
        try:
            report = get_report_for_code(request, code)
        except (ReceiptCodeUnknownError, ReceiptCodeLockedError) as error:
            return kept_private(_ask(request, error))
        with scope(organization=report.organization_id):
            return kept_private(view(request, report, **kwargs))

    return public_page(opened)


def get_report_for_code(request: HttpRequest, code: str) -> Report:
    """Return the report this code opens; wrong codes are counted by the address they come from."""
    return find_report(code, client=request.META.get("REMOTE_ADDR", ""), now=timezone.now())


def _ask(request: HttpRequest, error: ReceiptCodeUnknownError | ReceiptCodeLockedError) -> HttpResponse:
    context = {"refusal": error.message(get_language() or "zh-hans"), **page_files()}
    return render(request, "intake/status_ask.html", context, status=error.status)


@public_page
@require_GET
def status_ask(request: HttpRequest) -> HttpResponse:
    """Ask for the code."""
    typed = request.GET.get("code", "").strip()[:LONGEST_CODE]
    if typed:
        return redirect("intake:status", typed)
    return kept_private(render(request, "intake/status_ask.html", page_files()))


def status_page(request: HttpRequest, report: Report, *, status: int = 200, **more: Any) -> HttpResponse:
    thread = queries.thread_of(report)
    standings = standings_of(report)
    code = code_of(request)
    context = {
        "report": report,
        "code": code,
        "thread": thread,
        "answers": answers_to(report),
        "standings": [one for one in standings if not one.is_superseded],
        "superseded": [one for one in standings if one.is_superseded],
        "is_live": any(one.is_live for one in standings),
        "sentence": SENTENCES["ERASED" if report.is_erased else "UNREAD"],
        "photos": _photos(thread),
        "looks": queries.looks_at([one.pk for one in thread], report.organization_id),
        "erase_form": OwnEraseForm(),
        "earmark_form": EarmarkForm(auto_id=False),
        "guest": guest_of(report.pk),
        "hear_form": HearForm() if means_at_hand() else None,
        **page_files(),
        **more,
    }
    return render(request, "intake/status.html", context, status=status)


def code_of(request: HttpRequest) -> str:
    """Return the code of the address as it is printed."""
    match = request.resolver_match
    return grouped(str(match.kwargs["code"])) if match else ""


def _photos(thread: list[Report]) -> list[int]:
    """Return the numbers of the photographs, in the order in which they came."""
    return [number for number, one in enumerate(_attachments(thread)) if one.has_copy]


def _attachments(thread: list[Report]) -> list[Any]:
    return [one for report in thread for one in queries.attachments_of(report)]


@require_GET
@with_code
def status(request: HttpRequest, report: Report) -> HttpResponse:
    """Say how far a report has come, and what its sender may do."""
    return status_page(request, report)


@require_GET
@with_code
def status_slip(request: HttpRequest, report: Report) -> HttpResponse:
    """Show a slip to print or to keep as a picture."""
    code = code_of(request)
    url = request.build_absolute_uri(f"/s/{code}/")
    context = {"report": report, "code": code, "url": url, "qr": drawn(url), **page_files()}
    return render(request, "intake/status_slip.html", context)


@require_GET
@with_code
def status_photo(_request: HttpRequest, report: Report, number: int) -> HttpResponse:
    """Show one's own photograph, as the copy without the camera's data."""
    attached = _attachments(queries.thread_of(report))
    content = copy_of(attached[number]) if number < len(attached) else None
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=COPY_TYPE)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_POST
@with_code
def status_answer(request: HttpRequest, report: Report) -> HttpResponse:
    """Take the answer whether something is still needed."""
    told = {str(one.pk): one for one in queries.voices_of(queries.thread_of(report))}
    voice = told.get(request.POST.get("voice", ""))
    answer = request.POST.get("answer", "")
    if voice is None or answer not in ANSWERS:
        return status_page(request, report, status=INVALID, refusal=_("请按下一个回答。"))
    try:
        answer_for_voice(
            Actor.reporter(report.organization_id),
            voice,
            answer=answer,
            answered_at=timezone.now(),
        )
    except LineAlreadyDecidedError:
        messages.info(request, _("这一件之前已经了结，没有重复处理。"))
    else:
        messages.success(request, _("记下了，谢谢您告诉我们。"))
    return back_to_status(request)


def back_to_status(request: HttpRequest) -> HttpResponse:
    return redirect("intake:status", code_of(request))


@require_http_methods(["GET", "POST"])
@with_code
def status_write(request: HttpRequest, report: Report, kind: str) -> HttpResponse:
    """Take a correction or an addition."""
    asked = request.method == "GET"
    form: Any = FollowUpForm.blank() if asked else FollowUpForm(request.POST, request.FILES)
    is_correction = kind == "correct"
    if not is_correction:
        form.fields["text"].label = _("还要补充什么")
    context = {
        "report": report,
        "code": code_of(request),
        "form": form,
        "is_correction": is_correction,
        **page_files(),
    }
    if asked:
        return render(request, "intake/status_write.html", context)
    if not form.is_valid():
        return render(request, "intake/status_write.html", context, status=INVALID)
    try:
        _take_in(report, form, "CORRECTION" if is_correction else "ADDITION")
    except (ReportConflictError, ReportErasedError) as error:
        context["notice"] = error.message(get_language() or "zh-hans")
        return render(request, "intake/status_write.html", context, status=error.status)
    messages.success(
        request, _("更正收到了，原来的那份也留着。") if is_correction else _("补充收到了，谢谢。")
    )
    return back_to_status(request)


def _take_in(report: Report, form: Any, kind: Literal["CORRECTION", "ADDITION"]) -> None:
    held = form.cleaned_data
    voices = queries.voices_of([report])
    offers_only = bool(voices) and all(isinstance(one, Offer) for one in voices)
    opening = OPENINGS["OFFER" if offers_only else "NEED"]
    said = held["text"].strip()
    text = said if opening.rstrip("：") in said else f"{opening}{said}"
    take_in_follow_up(
        report,
        Message(text, contact=held["contact"]),
        kind=kind,
        photos=held["photos"],
        submission=held["submission"],
        received_at=timezone.now(),
    )


@require_POST
@with_code
def status_withdraw(request: HttpRequest, report: Report) -> HttpResponse:
    """Take everything back that is not yet ended."""
    withdraw_report(Actor.reporter(report.organization_id), report, withdrawn_at=timezone.now())
    messages.success(request, _("已撤回。情况有变，可以再更正或另报一件。"))
    return back_to_status(request)


@require_POST
@with_code
def status_erase(request: HttpRequest, report: Report) -> HttpResponse:
    """Destroy the keys of everything the sender handed in under this code."""
    form = OwnEraseForm(request.POST)
    if not form.is_valid():
        return status_page(request, report, status=INVALID, erase_form=form)
    erase_all(report, with_needs=form.cleaned_data["withdraw"], erased_at=timezone.now())
    messages.success(request, _("已删除：您写的话和联系方式谁也读不出了。"))
    return back_to_status(request)
