"""Pages of networks and partners: who is in, what was given to whom, how ready they were and are."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.exceptions import NetworkMemberStandsError, NetworkStandsError, PartnerSaidTodayError
from qiao.registry.handing import FORMS, download
from qiao.registry.models import (
    CapacitySupport,
    Network,
    NetworkMember,
    Organization,
    PartnerReadiness,
    PartnerStage,
)
from qiao.registry.networks import actions, queries
from qiao.registry.networks.forms import (
    LeaveForm,
    MemberForm,
    NetworkForm,
    PartnerForm,
    PartnerSearch,
    ReadinessForm,
    StageForm,
    SupportForm,
    WithdrawForm,
)
from qiao.registry.networks.queries import PartnerFilter
from qiao.registry.networks.readiness import NAMES, readiness_of

ROWS = 50
INVALID = 422


def _language() -> str:
    return get_language() or "zh-hans"


# Networks


@requires("network.read")
@require_GET
def network_list(request: HttpRequest) -> HttpResponse:
    """Show the networks."""
    return _networks(request)


def _networks(request: HttpRequest, *, form: NetworkForm | None = None, status: int = 200) -> HttpResponse:
    context = {
        "page": page_of(request, queries.networks(), ROWS),
        "form": form or NetworkForm(),
    }
    return render(request, "registry/network_list.html", context, status=status)


@requires("network.found")
@require_POST
def network_new(request: HttpRequest) -> HttpResponse:
    """Write a network down."""
    form = NetworkForm(request.POST)
    if form.is_valid():
        try:
            made = actions.found_network(actor_of(request), **form.cleaned_data)
        except NetworkStandsError as error:
            form.add_error("name", error.message(_language()))
        else:
            messages.success(request, _("已登记。接着加成员。"))
            return redirect("registry:network", made.pk)
    return _networks(request, form=form, status=INVALID)


@requires("network.read")
@require_GET
def network(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a network with its members, county by county."""
    return _network(request, get_object_or_404(queries.networks(), pk=pk))


def _network(
    request: HttpRequest,
    here: Network,
    *,
    member_form: MemberForm | None = None,
    support_form: SupportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    rows = queries.members_of(here, today=today)
    given = queries.support().filter(network=here)
    counted = queries.given_of(given)
    two = [one for one in rows if one.partner.readiness_before]
    context = {
        "network": here,
        "rows": rows,
        "left": queries.members_of(here, today=today, left=True),
        "page": page_of(request, given, ROWS),
        "given": counted,
        "hours": round(counted.minutes / 60, 1),
        "assessed": sum(one.partner.before is not None for one in rows),
        "twice": len(two),
        "up": sum(_rose(one.partner) for one in two),
        "today": today,
        "member_form": member_form or MemberForm(),
        "support_form": support_form
        or SupportForm(initial={"network": here.pk, "giver": here.lead, "given_on": today}),
    }
    return render(request, "registry/network.html", context, status=status)


def _rose(partner: queries.Partner) -> bool:
    first, now = partner.readiness_before, partner.readiness
    return bool(first and now and now.low > first.high)


@requires("network.join")
@require_POST
def network_join(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Enter a member."""
    here = get_object_or_404(queries.networks(), pk=pk)
    form = MemberForm(request.POST)
    if form.is_valid():
        try:
            actions.join_network(actor_of(request), here, **form.cleaned_data)
        except NetworkMemberStandsError as error:
            form.add_error("organization", error.message(_language()))
        else:
            messages.success(request, _("已加入。"))
            return redirect("registry:network", pk)
    return _network(request, here, member_form=form, status=INVALID)


@requires("network.leave")
@require_POST
def network_leave(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Enter that a member left."""
    member = get_object_or_404(NetworkMember, pk=pk)
    form = LeaveForm(request.POST, member=member)
    if form.is_valid():
        actions.leave_network(actor_of(request), member, until=form.cleaned_data["until"])
        messages.success(request, _("已登记退出；它曾是成员这件事留着。"))
    else:
        messages.error(request, " ".join(str(one) for rows in form.errors.values() for one in rows))
    return redirect("registry:network", member.network_id)


@requires("network.export")
@require_GET
def network_export(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    """Hand the members of a network out as a file."""
    if form not in FORMS:
        raise Http404
    here = get_object_or_404(Network, pk=pk)
    rows = queries.members_of(here, today=timezone.localdate())
    return download(actions.export_network(actor_of(request), here, rows, form=form), "network", form)


# Support


@requires("support.record")
@require_POST
def support_new(request: HttpRequest) -> HttpResponse:
    """Write support down, and go back to where it was written."""
    form = SupportForm(request.POST)
    partner = Organization.objects.filter(pk__in=_uuids(request.POST.get("partner", ""))).first()
    if form.is_valid():
        made = actions.record_support(actor_of(request), **form.facts)
        messages.success(request, _("已登记这一笔支持。"))
        if partner is None and made.network_id:
            return redirect("registry:network", made.network_id)
        return redirect("registry:partner", (partner or made.receiver).pk)
    if partner:
        return _partner(request, partner, support_form=form, status=INVALID)
    here = queries.networks().filter(pk__in=_uuids(request.POST.get("network", ""))).first()
    if here is None:
        raise Http404
    return _network(request, here, support_form=form, status=INVALID)


def _uuids(text: str) -> list[uuid.UUID]:
    """Return the key in a text, or nothing."""
    try:
        return [uuid.UUID(text)]
    except ValueError:
        return []


@requires("support.withdraw")
@require_POST
def support_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take support back."""
    given = get_object_or_404(CapacitySupport, pk=pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        actions.withdraw_support(
            actor_of(request), given, reason=form.cleaned_data["reason"], at=timezone.now()
        )
        messages.success(request, _("已收回。记录和理由留着。"))
    else:
        messages.error(request, _("请写明为什么收回。"))
    return redirect("registry:partner", given.receiver_id)


# Partners


@requires("network.read")
@require_GET
def partner_list(request: HttpRequest) -> HttpResponse:
    """Show the partners with their stage, contact, support and readiness."""
    return _partners(request)


def _asked(request: HttpRequest) -> tuple[PartnerSearch, PartnerFilter]:
    form = PartnerSearch(request.GET or None)
    held = form.cleaned_data if form.is_bound and form.is_valid() else {}
    wanted = PartnerFilter(
        text=held.get("q", ""),
        stage=held.get("stage", ""),
        network=held.get("network", ""),
        needs=held.get("needs", ""),
    )
    return form, wanted


def _partners(
    request: HttpRequest, *, add_form: PartnerForm | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    form, wanted = _asked(request)
    everyone = queries.partners(PartnerFilter(), today=today)
    rows = everyone if wanted == PartnerFilter() else queries.partners(wanted, today=today)
    course = queries.course_of(everyone, today=today)
    context = {
        "form": form,
        "wanted": wanted,
        "page": page_of(request, rows, ROWS),
        "total": len(everyone),
        "quiet": sum(one.is_quiet for one in everyone),
        "unassessed": sum(one.before is None for one in everyone),
        "supported": sum(one.given.times > 0 for one in everyone),
        "hours": round(sum(one.given.minutes for one in everyone) / 60),
        "stages_chart": _stages_chart(course) if any(map(any, course.counts.values())) else None,
        "query": request.GET.urlencode(),
        "add_form": add_form or PartnerForm(),
    }
    return render(request, "registry/partner_list.html", context, status=status)


def _stages_chart(course: queries.Course) -> dict[str, Any]:
    return {
        "kind": "stack",
        "title": _("各阶段的伙伴，历年年底和今天"),
        "unit": _("家"),
        "category": _("日期"),
        "categories": [day.isoformat() for day in course.days],
        "series": [
            {"name": _(str(PartnerStage.Stage(stage).label)), "values": list(counts)}
            for stage, counts in course.counts.items()
            if any(counts)
        ],
    }


@requires("partner.stage")
@require_POST
def partner_new(request: HttpRequest) -> HttpResponse:
    """Go to the page of an organisation that becomes a partner."""
    form = PartnerForm(request.POST)
    if not form.is_valid():
        return _partners(request, add_form=form, status=INVALID)
    return redirect("registry:partner", form.cleaned_data["organization"].pk)


@requires("partner.export")
@require_GET
def partner_export(request: HttpRequest, form: str) -> HttpResponse:
    """Hand partners out as a file, filtered as the page is."""
    if form not in FORMS:
        raise Http404
    _form, wanted = _asked(request)
    rows = queries.partners(wanted, today=timezone.localdate())
    return download(actions.export_partners(actor_of(request), rows, form=form), "partners", form)


@requires("network.read")
@require_GET
def partner(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a partner: its stages, what was given, how ready it was and is."""
    return _partner(request, get_object_or_404(Organization, pk=pk))


def _partner(
    request: HttpRequest,
    here: Organization,
    *,
    stage_form: StageForm | None = None,
    readiness_form: ReadinessForm | None = None,
    support_form: SupportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    assessed = list(PartnerReadiness.objects.filter(partner=here).order_by("assessed_on"))
    own = Organization.objects.get(pk=actor_of(request).acts_for)
    context = {
        "organization": here,
        "partner": queries.partners_of([here.pk], today=today)[0],
        "stages": PartnerStage.objects.filter(partner=here).order_by("-since"),
        "given": queries.support().filter(receiver=here),
        "gave": queries.support().filter(giver=here),
        "assessed": [
            (one, readiness_of(one.domains), list(zip(NAMES, one.domains, strict=True))) for one in assessed
        ],
        "readiness_chart": _readiness_chart(assessed) if len(assessed) > 1 else None,
        "stage_form": stage_form or StageForm(initial={"since": today}),
        "readiness_form": readiness_form or ReadinessForm(initial={"assessed_on": today}),
        "support_form": support_form
        or SupportForm(initial={"giver": own, "receiver": here, "given_on": today}),
        "withdraw_form": WithdrawForm(),
    }
    return render(request, "registry/partner.html", context, status=status)


def _readiness_chart(assessed: list[PartnerReadiness]) -> dict[str, Any]:
    return {
        "kind": "line",
        "title": _("动员能力五个方面，0 到 4"),
        "unit": "",
        "category": _("评估日期"),
        "categories": [one.assessed_on.isoformat() for one in assessed],
        "series": [
            {
                "name": str(name),
                "values": [
                    None if one.domains[k] is None else (one.domains[k] or 0) / 100 for one in assessed
                ],
            }
            for k, name in enumerate(NAMES)
        ],
    }


@requires("partner.stage")
@require_POST
def partner_stage(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down how far working together has come."""
    here = get_object_or_404(Organization, pk=pk)
    form = StageForm(request.POST)
    if form.is_valid():
        try:
            actions.set_stage(actor_of(request), partner=here, **form.cleaned_data)
        except PartnerSaidTodayError as error:
            form.add_error("since", error.message(_language()))
        else:
            messages.success(request, _("已登记阶段。"))
            return redirect("registry:partner", pk)
    return _partner(request, here, stage_form=form, status=INVALID)


@requires("partner.assess")
@require_POST
def partner_assess(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down how ready a partner is."""
    here = get_object_or_404(Organization, pk=pk)
    form = ReadinessForm(request.POST)
    if form.is_valid():
        try:
            actions.assess_partner(actor_of(request), partner=here, **form.facts)
        except PartnerSaidTodayError as error:
            form.add_error("assessed_on", error.message(_language()))
        else:
            messages.success(request, _("已登记动员能力。"))
            return redirect("registry:partner", pk)
    return _partner(request, here, readiness_form=form, status=INVALID)
