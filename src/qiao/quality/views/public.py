"""One tap from one to five, without an account: by the code on a slip, by a report's code, or without any."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_scopes import scope

from qiao.accounts.guard import public_page
from qiao.exceptions import QiaoError
from qiao.intake.actions import find_report
from qiao.intake.queries import receiving_organization
from qiao.intake.reporter.behind_codes import kept_private
from qiao.intake.reporter.codes import DIGITS, plain_code
from qiao.intake.reporter.page import STYLES, PhonePage
from qiao.intake.views.answering import INVALID, get_crisis
from qiao.quality import actions
from qiao.quality.forms import LONGEST_CODE, SCORES, TellForm, WordsForm
from qiao.quality.models import Feedback
from qiao.quality.queries import feedback_about
from qiao.registry.models import Crisis, Organization
from qiao.relief.actions import find_delivery

FEEDBACK = PhonePage("feedback", (*STYLES, "quality/quality.css"), ())


@dataclass(frozen=True)
class About:
    """What feedback is about: whose work, in which crisis, and the record a code stands for."""

    organization: Organization
    crisis: Crisis
    facts: Mapping[str, Any]

    @property
    def told_before(self) -> Feedback | None:
        if not self.facts:
            return None
        return feedback_about(delivery=self.facts.get("delivery"), report=self.facts.get("report"))


def about_code(code: str, *, client: str) -> About:
    """Return what a typed code is about: a delivery's slip or a report's receipt. Raises as their pages do."""
    now = timezone.now()
    if len(plain_code(code)) == DIGITS:
        report = find_report(code, client=client, now=now)
        facts = {"report": report, "service": Feedback.Service.REPLY}
        return About(report.organization, report.crisis, facts)
    delivery = find_delivery(code, client=client, now=now)
    facts = {"delivery": delivery, "service": Feedback.Service.DELIVERY}
    return About(delivery.organization, delivery.match.crisis, facts)


def _client(request: HttpRequest) -> str:
    address: str = request.META.get("REMOTE_ADDR", "")
    return address


def _refused(error: QiaoError) -> str:
    return error.message(get_language() or "zh-hans")


@public_page
@kept_private
@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a code, or open the page that needs none."""
    typed = request.GET.get("code", "").strip()[:LONGEST_CODE]
    if typed:
        return redirect("quality:tell", typed)
    return _ask(request)


def _ask(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    crises = Crisis.objects.filter(ended_on__isnull=True).order_by("-began_on")
    context = {"refusal": refusal, "crises": crises, **FEEDBACK.files()}
    return render(request, "quality/ask.html", context, status=status)


@public_page
@kept_private
@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest, code: str) -> HttpResponse:
    """Take what is said about a delivery or an answer."""
    try:
        about = about_code(code, client=_client(request))
    except QiaoError as error:
        return _ask(request, refusal=_refused(error), status=error.status)
    if request.method == "GET" and about.told_before is not None:
        # Others hold this code too: what became of it opens with the code given to whoever told it, never with this.
        context = {"about": about, **FEEDBACK.files()}
        return render(request, "quality/told_before.html", context)
    return _tell(request, about)


@public_page
@kept_private
@require_http_methods(["GET", "POST"])
def tell_freely(request: HttpRequest, slug: str) -> HttpResponse:
    """Take what is said without any code: nobody knows who says it, unless they leave a contact."""
    crisis, organization = get_crisis(slug), receiving_organization()
    if organization is None:
        return _ask(request, refusal=_("还没有组织在这里工作。"), status=503)
    return _tell(request, About(organization, crisis, {}))


def _tell(request: HttpRequest, about: About) -> HttpResponse:
    wanted: dict[str, Any] = {"organization_id": about.organization.pk, "asks_service": not about.facts}
    if request.method == "GET":
        form = TellForm(initial={"submission": uuid.uuid4()}, **wanted)
        return _show(request, about, form)
    form = TellForm(request.POST, **wanted)
    if not form.is_valid():
        return _show(request, about, form, status=INVALID)
    try:
        kept = actions.tell_feedback(
            about.organization.pk,
            about.crisis,
            form.told(**about.facts),
            submission=form.cleaned_data["submission"],
            at=timezone.now(),
            client=_client(request),
        )
    except QiaoError as error:
        form.add_error(None, _refused(error))
        return _show(request, about, form, status=error.status)
    if kept.pk != form.cleaned_data["submission"]:
        return render(request, "quality/told_before.html", {"about": about, **FEEDBACK.files()})
    messages.success(request, _("收到了，谢谢您。"))
    return redirect("quality:told", actions.code_of(kept))


def _show(request: HttpRequest, about: About, form: TellForm, *, status: int = 200) -> HttpResponse:
    context = {"about": about, "form": form, "scores": SCORES, **FEEDBACK.files()}
    return render(request, "quality/tell.html", context, status=status)


@public_page
@kept_private
@require_http_methods(["GET", "POST"])
def told(request: HttpRequest, code: str) -> HttpResponse:
    """Say what became of feedback, to whoever holds its code; take a word that was not yet said."""
    try:
        feedback = actions.find_feedback(code, client=_client(request), now=timezone.now())
    except QiaoError as error:
        return _ask(request, refusal=_refused(error), status=error.status)
    form = WordsForm(request.POST or None, organization_id=feedback.organization_id)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_words(feedback, form.told(), at=timezone.now())
        except QiaoError as error:
            form.add_error(None, _refused(error))
            status = error.status
        else:
            messages.success(request, _("补上了，谢谢您。"))
            return redirect("quality:told", actions.code_of(feedback))
    with scope(organization=feedback.organization_id):
        complaint, answer = actions.share_answer(feedback)
    context = {
        "feedback": feedback,
        "code": actions.code_of(feedback),
        "complaint": complaint,
        "answer": answer,
        "form": form,
        **FEEDBACK.files(),
    }
    return render(request, "quality/told.html", context, status=status)
