"""Pages of the law: what we may do on a day, and what is due by when."""

import uuid
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_scopes import scope

from qiao.accounts.guard import actor_of, public_page, requires
from qiao.accounts.paging import page_of
from qiao.engines.eligibility import (
    DISCLAIMER,
    ROUTE_NAMES,
    STANDING_NAMES,
    Act,
    Applicant,
    Route,
    open_questions,
    routes,
)
from qiao.exceptions import CampaignEndedError, DisclosureAheadError, DisclosureWithdrawnError
from qiao.funding.law import actions, queries
from qiao.funding.law.feed import calendar, feed_token, owner_of
from qiao.funding.law.forms import AskForm, DisclosureForm, EndForm, WithdrawForm
from qiao.funding.law.queries import Due
from qiao.funding.law.words import STANDINGS, STATES
from qiao.funding.models import Campaign, Disclosure
from qiao.intake.reporter.behind_codes import kept_private
from qiao.registry.handing import FORMS, download
from qiao.registry.models import Organization

INVALID = 422
ASKED_A_PAGE = 10
PACKED = (Act.PUBLISH_RECEIPTS, Act.REPORT_QUARTER, Act.REPORT_FINAL)
"""What a published pack does by itself."""
SHOWN_DISCLOSURES = 20
ASKED = ("organization", "on", "partner", "assessed", "agreement", "in_plan")


def language() -> str:
    """Return the language of the page, Chinese where none is set."""
    return get_language() or "zh-hans"


# What may we do


def _question(form: AskForm, own: Organization) -> tuple[Organization, date, Applicant] | None:
    """Return whom the form asks about, which day, and as whom the engine knows them; None where it is not valid."""
    if form.is_bound and not form.is_valid():
        return None
    given = form.cleaned_data if form.is_bound else {}
    subject = given.get("organization") or own
    on = given.get("on") or timezone.localdate()
    return subject, on, queries.applicant(subject, None, on, papers=form.papers)


def _own(request: HttpRequest) -> Organization:
    return get_object_or_404(Organization, pk=actor_of(request).acts_for)


def _told(found: list[Route]) -> list[dict[str, Any]]:
    return [
        {
            "route": one,
            "name": ROUTE_NAMES[one.code],
            "standing": STANDING_NAMES[one.standing],
            "tone": STANDINGS[one.standing],
            "codes": {rule.code for rule in (*one.rules, *one.duties)},
        }
        for one in found
    ]


@requires("route.ask")
@require_GET
def may(request: HttpRequest) -> HttpResponse:
    """Show which routes are open to an organisation on a day, with articles and what to do next."""
    bound = any(name in request.GET for name in ASKED)
    return _may(request, AskForm(request.GET if bound else None, initial={"on": timezone.localdate()}))


def _may(request: HttpRequest, form: AskForm, *, status: int = 200) -> HttpResponse:
    own = _own(request)
    question = _question(form, own)
    context: dict[str, Any] = {
        "form": form,
        "disclaimer": DISCLAIMER,
        "page": page_of(request, queries.answers(), ASKED_A_PAGE),
    }
    if question is not None:
        subject, on, asking = question
        context |= {
            "subject": subject,
            "on": on,
            "asking": asking,
            "told": _told(routes(asking, on)),
            "questions": open_questions(on),
            "asked_query": request.GET.urlencode() or urlencode({"on": on.isoformat()}),
            "is_undated_charity": subject.is_charity and asking.charity_since is None,
            "is_other_form": subject.kind not in queries.FORMS,
            "is_before_registration": asking.registered_on is not None and asking.registered_on > on,
        }
    for row in context["page"]:
        row.told = [
            (ROUTE_NAMES[one["route"]], STANDING_NAMES[one["standing"]], STANDINGS[one["standing"]])
            for one in row.answer
        ]
    return render(request, "funding/may.html", context, status=INVALID if question is None else status)


@requires("route.ask")
@require_POST
def may_ask(request: HttpRequest) -> HttpResponse:
    """Answer a question and keep it; the page shows the answer under an address that can be sent on."""
    form = AskForm(request.POST)
    question = _question(form, _own(request))
    if question is None:
        return _may(request, form)
    subject, on, asking = question
    actions.ask_routes(actor_of(request), subject, on=on, asking=asking)
    asked = {name: request.POST[name] for name in ASKED if request.POST.get(name)}
    return redirect(f"{reverse('funding:may')}?{urlencode({**asked, 'on': on.isoformat()})}")


@requires("route.export")
@require_GET
def may_export(request: HttpRequest, form: str) -> HttpResponse:
    """Hand the answer out as a file."""
    question = _question(AskForm(request.GET), _own(request))
    if form not in FORMS or question is None:
        raise Http404
    _subject, on, asking = question
    content = actions.export_routes(actor_of(request), routes(asking, on), language=language(), form=form)
    return download(content, f"routes-{on.isoformat()}", form)


# What is due by when


def _shown(due: Due) -> dict[str, Any]:
    state, tone = STATES[due.deadline.state]
    about = {"act": due.deadline.act, "campaign": due.campaign and due.campaign.pk, "year": due.year}
    return {
        "due": due,
        "state": state,
        "tone": tone,
        "act": Disclosure.Act(due.deadline.act).label,
        "form": DisclosureForm(initial={**about, "done_on": timezone.localdate()}, auto_id=False),
        "takes_amount": due.deadline.act is Act.PUBLISH_RECEIPTS,
        "makes_pack": due.campaign is not None and due.deadline.act in PACKED,
    }


@requires("deadline.read")
@require_GET
def deadlines(request: HttpRequest) -> HttpResponse:
    """Show every deadline: what is past, what comes within thirty days, what comes later, what is done."""
    return _deadlines(request)


def _deadlines(request: HttpRequest, *, wrong: DisclosureForm | EndForm | None = None) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    organization = _own(request)
    found = queries.deadlines(organization, today)
    late = [due for due in found if due.is_overdue]
    coming = [due for due in found if not due.is_done and not due.is_overdue]
    near = [due for due in coming if due.deadline.due_on <= today + queries.SOON]
    context = {
        "organization": organization,
        "today": today,
        "late": [_shown(due) for due in late],
        "near": [_shown(due) for due in near],
        "far": [_shown(due) for due in coming if due not in near],
        "done": [_shown(due) for due in found if due.is_done],
        "campaigns": Campaign.objects.filter(ended_on__isnull=True).order_by("-began_on"),
        "disclosures": queries.disclosures()[:SHOWN_DISCLOSURES],
        "questions": open_questions(today),
        "disclaimer": DISCLAIMER,
        "may_publish": actor.may("disclosure.publish"),
        "may_end": actor.may("campaign.end"),
        "may_export": actor.may("deadline.export"),
        "end_form": EndForm(initial={"ended_on": today}, auto_id=False),
        "withdraw_form": WithdrawForm(auto_id=False),
        "wrong": wrong,
        "feed": request.build_absolute_uri(
            reverse("funding:deadline_feed", args=[feed_token(organization.pk)])
        ),
    }
    return render(request, "funding/deadlines.html", context, status=INVALID if wrong else 200)


@requires("disclosure.publish")
@require_POST
def disclosure_new(request: HttpRequest) -> HttpResponse:
    """Record that something due was done."""
    form = DisclosureForm(request.POST)
    if form.is_valid():
        try:
            actions.publish_disclosure(actor_of(request), **form.facts)
        except DisclosureAheadError as error:
            form.add_error("done_on", error.message(language()))
        else:
            messages.success(request, _("已登记，期限照此重新计算。"))
            return redirect("funding:deadlines")
    return _deadlines(request, wrong=form)


@requires("disclosure.withdraw")
@require_POST
def disclosure_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an entry back, with the reason."""
    disclosure = get_object_or_404(Disclosure.objects.all(), pk=pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明为什么收回。"))
        return redirect("funding:deadlines")
    try:
        actions.withdraw_disclosure(
            actor_of(request), disclosure, reason=form.cleaned_data["reason"], at=timezone.now()
        )
    except DisclosureWithdrawnError as error:
        messages.error(request, error.message(language()))
    else:
        messages.success(request, _("已收回，期限照此重新计算。"))
    return redirect("funding:deadlines")


@requires("campaign.end")
@require_POST
def campaign_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record the last day of a campaign."""
    campaign = get_object_or_404(Campaign.objects.all(), pk=pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _deadlines(request, wrong=form)
    try:
        actions.end_campaign(actor_of(request), campaign, **form.cleaned_data)
    except (CampaignEndedError, DisclosureAheadError) as error:
        messages.error(request, error.message(language()))
    else:
        messages.success(request, _("已登记结束，全面公开的期限开始计算。"))
    return redirect("funding:deadlines")


def _calendar(text: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    return answer


@requires("deadline.export")
@require_GET
def deadline_calendar(request: HttpRequest) -> HttpResponse:
    """Hand the open deadlines out as a calendar."""
    open_ones = [due for due in queries.deadlines(_own(request), timezone.localdate()) if not due.is_done]
    text = calendar(open_ones, request.get_host(), now=timezone.now())
    return _calendar(actions.export_deadlines(actor_of(request), text, events=len(open_ones)).decode())


@public_page
@kept_private
@require_GET
def deadline_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Hand the open deadlines to the calendar that subscribed to them; the address is the right."""
    pk = owner_of(token)
    organization = Organization.objects.filter(pk=pk).first() if pk else None
    if organization is None:
        raise Http404
    with scope(organization=organization.pk):
        found = queries.deadlines(organization, timezone.localdate())
    return _calendar(calendar(found, request.get_host(), now=timezone.now()))
