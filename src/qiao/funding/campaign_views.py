"""One campaign: its plan, progress, figures; hosts that were asked; appeals to members."""

import uuid
from datetime import date

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError, RightMissingError
from qiao.funding import campaigning
from qiao.funding.appealing import audiences_of, members_on
from qiao.funding.disclosing import figures
from qiao.funding.drawing import progress_chart
from qiao.funding.grant_forms import HostAskForm, PlanForm
from qiao.funding.hosts import actions as hosting
from qiao.funding.hosts.forms import HostMoveForm
from qiao.funding.hosts.queries import all_held, misplaced
from qiao.funding.hosts.rules import is_co_launch
from qiao.funding.models import Campaign, CampaignPlan, HostAsk
from qiao.registry.models import Agreement, ContactPoint, Crisis

INVALID = 422


def get_campaign_for_reader(pk: uuid.UUID) -> Campaign:
    """Return a campaign of the active organisation."""
    campaign: Campaign = get_object_or_404(
        Campaign.objects.select_related("host", "organization", "crisis"), pk=pk
    )
    return campaign


def _agreements(campaign: Campaign) -> object:
    own = campaign.organization_id
    return Agreement.objects.filter(Q(first=own) | Q(second=own))


def _banks(campaign: Campaign) -> object:
    subjects = [one for one in (campaign.organization_id, campaign.host_id) if one]
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.ACCOUNT, subject_id__in=subjects)
    return points.prefetch_related("versions").order_by("label", "created_at")


@requires("funding.read")
@require_GET
def campaign(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Show a campaign with everything the law asks of its plan."""
    return _page(request, slug, get_campaign_for_reader(pk), None)


def _page(
    request: HttpRequest,
    slug: str,
    campaign: Campaign,
    form: PlanForm | None,
    *,
    move_form: HostMoveForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    plan = (
        CampaignPlan.objects.select_related("agreement", "campaign", "bank").filter(campaign=campaign).first()
    )
    progress = campaigning.progress_of(campaign)
    context = {
        "crisis": get_object_or_404(Crisis, slug=slug),
        "campaign": campaign,
        "plan": plan,
        "members": members_on(actor.acts_for, campaign.began_on, campaign.audience).count(),
        "missing": campaigning.missing_of(plan) if plan else [words for _name, words in campaigning.ASKED],
        "bank": campaigning.bank_of(plan) if plan else None,
        "progress": progress,
        "figures": figures(campaign, timezone.localdate()),
        "chart": progress_chart(progress),
        "form": form
        or PlanForm(
            initial=PlanForm.initial_of(plan), agreements=_agreements(campaign), banks=_banks(campaign)
        ),
        **_host(campaign, move_form),
        "may_move": actor.may("campaign.host_transfer"),
        "may_plan": actor.may("campaign.plan"),
        "may_confirm": actor.may("campaign.confirm_plan") and plan and plan.written_by_id != actor.user_id,
    }
    return render(request, "funding/campaign.html", context, status=status)


def _host(campaign: Campaign, form: HostMoveForm | None) -> dict[str, object]:
    """Return what its host holds of a co-launch, and the form for what it does with it."""
    if not is_co_launch(campaign):
        return {}
    held = all_held(campaign)
    return {
        "held": held,
        "misplaced": misplaced(campaign),
        "move_form": form or HostMoveForm(purposes=held.purposes, initial={"on": timezone.localdate()}),
    }


@requires("campaign.host_transfer")
@require_POST
def host_move(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Book what the host passed on or paid."""
    campaign, actor = get_campaign_for_reader(pk), actor_of(request)
    form = HostMoveForm(request.POST, purposes=all_held(campaign).purposes)
    if not form.is_valid():
        return _page(request, slug, campaign, None, move_form=form, status=INVALID)
    try:
        entry = (
            hosting.note_payment(actor, campaign, **form.facts, **form.payment)
            if form.is_payment
            else hosting.take_transfer(actor, campaign, **form.facts)
        )
    except RightMissingError:
        raise
    except QiaoError as error:
        form.add_error(None, error.message(get_language() or "zh-hans"))
        return _page(request, slug, campaign, None, move_form=form, status=INVALID)
    messages.success(request, _("已记第 %(number)d 号分录，等另一人审核。") % {"number": entry.number})
    return redirect("funding:campaign", slug, pk)


@requires("campaign.plan")
@require_POST
def plan_save(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Write the plan."""
    campaign = get_campaign_for_reader(pk)
    form = PlanForm(request.POST, agreements=_agreements(campaign), banks=_banks(campaign))
    if not form.is_valid():
        return _page(request, slug, campaign, form, status=INVALID)
    campaigning.write_plan(actor_of(request), campaign, **form.facts)
    messages.success(request, _("已保存方案，请另一位同事确认。"))
    return redirect("funding:campaign", slug, pk)


@requires("campaign.confirm_plan")
@require_POST
def plan_confirm(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Say that the plan is whole."""
    plan = get_object_or_404(CampaignPlan, campaign=get_campaign_for_reader(pk))
    try:
        campaigning.confirm_plan(actor_of(request), plan, now=timezone.now())
        messages.success(request, _("已确认方案。"))
    except RightMissingError:
        raise
    except QiaoError as error:
        messages.error(request, error.message(get_language() or "zh-hans"))
    return redirect("funding:campaign", slug, pk)


@requires("appeal.read")
@require_GET
def appeals(request: HttpRequest, slug: str) -> HttpResponse:
    """Show members the directed appeals, and those who keep the books; nobody else may see them (慈善法第二十九条)."""
    crisis = get_object_or_404(Crisis, slug=slug)
    actor = actor_of(request)
    keeps_books, today = actor.may("funding.read"), timezone.localdate()
    mine = audiences_of(actor.user_id, actor.acts_for, today)
    found = (
        Campaign.objects.filter(crisis=crisis, route=Campaign.Route.DIRECTED)
        .select_related("plan")
        .order_by("-began_on")
    )
    shown = found if keeps_books else found.filter(audience__in=mine)
    context = {
        "crisis": crisis,
        "appeals": [(one, getattr(one, "plan", None), campaigning.progress_of(one)) for one in shown],
        "may_see": keeps_books or bool(mine),
        "members": _members(actor.acts_for, today) if keeps_books else None,
    }
    return render(request, "funding/appeals.html", context)


def _members(organization_id: uuid.UUID, today: date) -> dict[str, int]:
    """Return how many members of each kind an appeal may turn to."""
    return {one.value: members_on(organization_id, today, one).count() for one in Campaign.Audience}


@requires("campaign.ask_host")
@require_POST
def host_ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Record that a host was asked, and what it said."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = HostAskForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return redirect("funding:campaigns", slug)
    actor, facts = actor_of(request), form.cleaned_data
    ask = campaigning.ask_host(actor, crisis, facts["host"], asked_on=facts["asked_on"])
    if facts["answer"] != HostAsk.Answer.WAITING:
        campaigning.answer_host(
            actor, ask, answer=facts["answer"], on=timezone.localdate(), reason=facts["reason"]
        )
    messages.success(request, _("已登记。"))
    return redirect("funding:campaigns", slug)
