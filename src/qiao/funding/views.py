"""Pages of money: what waits and which routes are open; campaigns with their clocks."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.engines.eligibility import DISCLAIMER, Deadline, RouteCode, Standing, open_questions, routes
from qiao.engines.eligibility.clocks import DeadlineState
from qiao.engines.income import STREAMS
from qiao.engines.income import Stream as StreamOfEngine
from qiao.funding import actions, disclosing, queries
from qiao.funding.drawing import money_charts
from qiao.funding.forms import AskForm, CampaignForm
from qiao.funding.grant_forms import HostAskForm
from qiao.funding.law import queries as law
from qiao.funding.law.words import STATES
from qiao.funding.models import CashAid, HostAsk
from qiao.intake.keeping import kept, kept_since
from qiao.registry.in_kind import given_in_kind
from qiao.registry.models import Crisis, Organization

INVALID = 422
SHOWN_SHOCKS = 3
SHOWN_GOODS = 12

ROUTES = {
    RouteCode.PUBLIC_CAMPAIGN: gettext_lazy("公开募捐"),
    RouteCode.DIRECTED_APPEAL: gettext_lazy("定向募捐"),
    RouteCode.CO_LAUNCH: gettext_lazy("联合公募"),
    RouteCode.GRANT_APPLICATION: gettext_lazy("申请资助、政府购买服务"),
    RouteCode.VOLUNTEER_SERVICE: gettext_lazy("志愿服务"),
    RouteCode.MUTUAL_HELP: gettext_lazy("互助互济"),
}
STANDINGS = {
    Standing.OPEN: (gettext_lazy("可行"), "done"),
    Standing.MAY_APPLY: (gettext_lazy("可以申请"), "go"),
    Standing.PAPERS_MISSING: (gettext_lazy("缺材料"), "wait"),
    Standing.NOT_YET: (gettext_lazy("时间未到"), "wait"),
    Standing.CLOSED: (gettext_lazy("现在不可行"), "stop"),
}


@requires("funding.read")
@require_GET
def funding(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the organisation may do for money, and what it did."""
    return _overview(request, get_object_or_404(Crisis, slug=slug))


@requires("campaign.open")
@require_POST
def campaign_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a campaign on record."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = CampaignForm(request.POST)
    if not form.is_valid():
        return _campaigns(request, crisis, campaign_form=form, status=INVALID)
    actions.open_campaign(actor_of(request), crisis, **form.cleaned_data)
    messages.success(request, _("已登记募捐活动，期限开始计算。"))
    return redirect("funding:campaigns", slug)


def _asked_on(request: HttpRequest, crisis: Crisis) -> tuple[AskForm, date]:
    form = AskForm(request.GET if "on" in request.GET else None, initial={"on": crisis.began_on})
    asked = form.cleaned_data.get("on") if form.is_valid() else None
    return form, asked or crisis.began_on


def _advice(organization: Organization, crisis: Crisis, on: date) -> dict[str, Any]:
    if on < queries.FIRST_DAY:
        return {"too_early": queries.FIRST_DAY}
    asking = law.applicant(organization, crisis, on)
    found = [
        {"name": ROUTES[one.code], "standing": STANDINGS[one.standing], "route": one}
        for one in routes(asking, on)
    ]
    return {
        "routes": found,
        "questions": open_questions(on),
        "is_undated_charity": organization.is_charity and asking.charity_since is None,
        "is_other_form": organization.kind not in law.FORMS,
    }


def _timed(deadline: Deadline) -> dict[str, Any]:
    return {"deadline": deadline, "state": STATES[deadline.state]}


def _clocks(crisis: Crisis, today: date) -> list[dict[str, Any]]:
    """Return each campaign with what is due next and what lies behind."""
    found = []
    for campaign in queries.campaigns(crisis):
        due = law.clock_of(campaign, today)
        late = [one for one in due if one.state is DeadlineState.OVERDUE]
        ahead = [one for one in due if one.state in {DeadlineState.UPCOMING, DeadlineState.DUE_TODAY}]
        done = [one for one in due if one.state in law.DONE]
        near = [_timed(one) for one in [*done, *late[:1], *ahead[:2]]]
        rest = [_timed(one) for one in [*late[1:], *ahead[2:]]]
        found.append({"campaign": campaign, "near": near, "rest": rest, "late": len(late)})
    return found


def _stream_name(source: str) -> str:
    zh, en = STREAMS[StreamOfEngine(source)]
    return en if (get_language() or "").startswith("en") else zh


def _money() -> dict[str, Any]:
    """Return what was approved, for people who would rather look than read."""
    lines = disclosing.counted_lines()
    months = disclosing.by_month(lines)
    purposes = [one for one in disclosing.by_purpose(lines) if one.received_fen or one.spent_fen]
    return {"purposes": purposes, **money_charts(months, purposes)}


def _todo(request: HttpRequest, crisis: Crisis, waiting: int, today: date) -> list[tuple[str, str]]:
    """Return what waits to be done about money, each with where it is done."""
    actor, found = actor_of(request), []
    late = len(law.overdue(crisis, today))
    if late:
        said = ngettext("%(n)d 个法定期限已过，还没有登记已办", "%(n)d 个法定期限已过，还没有登记已办", late)
        found.append((said % {"n": late}, reverse("funding:deadlines")))
    if waiting:
        said = ngettext("%(n)d 笔分录等另一个人审核", "%(n)d 笔分录等另一个人审核", waiting)
        found.append((said % {"n": waiting}, reverse("funding:ledger", args=[crisis.slug])))
    asked = CashAid.objects.filter(crisis=crisis, state__in=["PROPOSED", "APPROVED"]).count()
    if asked and actor.may("cash.read"):
        said = ngettext("%(n)d 笔现金或代金券等批准或发放", "%(n)d 笔现金或代金券等批准或发放", asked)
        found.append((said % {"n": asked}, reverse("funding:cash_list", args=[crisis.slug])))
    return found


def _overview(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    organization = get_object_or_404(Organization, pk=actor.acts_for)
    ask_form, on = _asked_on(request, crisis)
    books, living = queries.books(), queries.income()
    context = {
        "crisis": crisis,
        "organization": organization,
        "ask_form": ask_form,
        "on": on,
        "disclaimer": DISCLAIMER,
        **_advice(organization, crisis, on),
        "books": books,
        "todo": _todo(request, crisis, books.waiting, today),
        "living": living,
        "shocks": [(_stream_name(one.source), one) for one in living.shocks[:SHOWN_SHOCKS]] if living else [],
        **_money(),
        "in_kind": kept(given_in_kind, crisis)[:SHOWN_GOODS],
        "kept_since": kept_since(crisis),
        "may_book": actor.may("ledger.book"),
    }
    return render(request, "funding/funding.html", context)


@requires("funding.read")
@require_GET
def campaigns(request: HttpRequest, slug: str) -> HttpResponse:
    """Show campaigns with their clocks, and the hosts that were asked."""
    return _campaigns(request, get_object_or_404(Crisis, slug=slug))


def _campaigns(
    request: HttpRequest, crisis: Crisis, *, campaign_form: CampaignForm | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "crisis": crisis,
        "campaigns": _clocks(crisis, today),
        "host_asks": HostAsk.objects.filter(crisis=crisis).select_related("host"),
        "host_form": HostAskForm(initial={"asked_on": today}),
        "campaign_form": campaign_form or CampaignForm(initial={"began_on": today}),
        "may_open": actor_of(request).may("campaign.open"),
    }
    return render(request, "funding/campaigns.html", context, status=status)
