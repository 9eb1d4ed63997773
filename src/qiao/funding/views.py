"""The page of money: lawful routes, legal clocks, the ledger, and what the organisation lives on."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.engines.eligibility import DISCLAIMER, Deadline, RouteCode, Standing, open_questions, routes
from qiao.engines.eligibility.clocks import DeadlineState
from qiao.engines.income import STREAMS
from qiao.engines.income import Stream as StreamOfEngine
from qiao.exceptions import QiaoError, RightMissingError
from qiao.funding import actions, disclosing, queries
from qiao.funding.drawing import money_charts
from qiao.funding.forms import AskForm, CampaignForm, EntryForm, LineFormSet
from qiao.funding.grant_forms import HostAskForm
from qiao.funding.law import queries as law
from qiao.funding.law.words import STATES
from qiao.funding.models import HostAsk, LedgerLine
from qiao.registry.models import Crisis, Organization

ENTRIES_A_PAGE = 20
INVALID = 422
SHOWN_SHOCKS = 3

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
    return _page(request, get_object_or_404(Crisis, slug=slug))


@requires("ledger.book")
@require_POST
def entry_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Book an entry."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form, lines = EntryForm(request.POST), LineFormSet(request.POST, prefix="line")
    if not (form.is_valid() and lines.is_valid()):
        return _page(request, crisis, entry_form=form, lines=lines, status=INVALID)
    facts = dict(form.cleaned_data)
    sides = lines.lines(facts.pop("purpose"))
    try:
        entry = actions.book_entry(actor_of(request), lines=sides, **facts)
    except RightMissingError:
        raise
    except QiaoError as error:
        form.add_error(None, error.message(get_language() or "zh-hans"))
        return _page(request, crisis, entry_form=form, lines=lines, status=INVALID)
    messages.success(request, _("已记第 %(number)d 号分录。") % {"number": entry.number})
    return redirect("funding:funding", slug)


@requires("campaign.open")
@require_POST
def campaign_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a campaign on record."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = CampaignForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, campaign_form=form, status=INVALID)
    actions.open_campaign(actor_of(request), crisis, **form.cleaned_data)
    messages.success(request, _("已登记募捐活动，期限开始计算。"))
    return redirect("funding:funding", slug)


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


def _page(
    request: HttpRequest,
    crisis: Crisis,
    *,
    entry_form: EntryForm | None = None,
    lines: Any = None,
    campaign_form: CampaignForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    organization = get_object_or_404(Organization, pk=actor.acts_for)
    ask_form, on = _asked_on(request, crisis)
    books, living = queries.books(), queries.income()
    context = {
        "crisis": crisis,
        "organization": organization,
        "ask_form": ask_form,
        "on": on,
        "today": today,
        "disclaimer": DISCLAIMER,
        **_advice(organization, crisis, on),
        "campaigns": _clocks(crisis, today),
        "books": books,
        "accounts": [(one, books.balances.get(one.value, 0)) for one in LedgerLine.Account],
        "page": Paginator(queries.entries(), ENTRIES_A_PAGE).get_page(request.GET.get("page")),
        "living": living,
        "shocks": [(_stream_name(one.source), one) for one in living.shocks[:SHOWN_SHOCKS]] if living else [],
        **_money(),
        "may_book": actor.may("ledger.book"),
        "may_approve": actor.may("ledger.approve"),
        "may_open": actor.may("campaign.open"),
        "may_export": actor.may("ledger.export"),
        "host_asks": HostAsk.objects.filter(crisis=crisis).select_related("host"),
        "host_form": HostAskForm(initial={"asked_on": today}),
        "entry_form": entry_form or EntryForm(initial={"booked_on": today}),
        "lines": lines or LineFormSet(prefix="line"),
        "campaign_form": campaign_form or CampaignForm(initial={"began_on": today}),
    }
    return render(request, "funding/funding.html", context, status=status)
