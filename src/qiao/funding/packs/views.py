"""Packs inside the house: what was published, a draft to look at, publish it, correct it."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.exceptions import QiaoError, RightMissingError
from qiao.funding.law import queries as law
from qiao.funding.models import Campaign, DisclosurePack
from qiao.funding.packs import actions
from qiao.funding.packs.content import Scope, changed, figures_of
from qiao.funding.packs.forms import WHOLE, NoteForm, PackForm
from qiao.funding.packs.showing import shown, total_rows
from qiao.registry.models import Crisis, Organization

Kind = DisclosurePack.Kind
INVALID = 422
A_PAGE = 30
ASKED = ("of", "kind", "since", "until")


def standing_packs(crisis: Crisis) -> QuerySet[DisclosurePack]:
    """Return the packs of a crisis's campaigns and of the whole house, every version, the newest first."""
    return (
        DisclosurePack.objects.filter(Q(campaign__crisis=crisis) | Q(campaign=None))
        .select_related("campaign", "board", "issued_by")
        .order_by("-number", "-version")
    )


def _campaigns(crisis: Crisis) -> list[Campaign]:
    return list(Campaign.objects.filter(crisis=crisis).select_related("host").order_by("-began_on", "title"))


def _initial(request: HttpRequest, crisis: Crisis, campaigns: list[Campaign], today: date) -> dict[str, Any]:
    """Return what the form begins with: the campaign asked for, else the first with a clock; from the last pack on."""
    wanted = request.GET.get("campaign", "")
    lawful = [one for one in campaigns if one.route in law.WITH_CLOCKS]
    campaign = next((one for one in campaigns if str(one.pk) == wanted), lawful[0] if lawful else None)
    if campaign is None:
        since = actions.next_since(None, crisis.began_on)
        return {"of": WHOLE, "kind": Kind.PERIOD, "since": min(since, today), "until": today}
    kinds = {act: kind for kind, act in actions.ACTS.items()}
    asked = kinds.get(request.GET.get("act", ""), Kind.RECEIPTS)  # type: ignore[call-overload]
    whole = asked is Kind.FINAL
    since = campaign.began_on if whole else actions.next_since(campaign, campaign.began_on)
    kind = asked if campaign.route in law.WITH_CLOCKS else Kind.PERIOD
    return {"of": str(campaign.pk), "kind": kind, "since": min(since, today), "until": today}


@requires("pack.read")
@require_GET
def pack_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was published, and a draft of what is asked for."""
    crisis, today = get_object_or_404(Crisis, slug=slug), timezone.localdate()
    campaigns = _campaigns(crisis)
    is_asked = any(name in request.GET for name in ASKED)
    form = PackForm(
        request.GET if is_asked else None,
        initial=_initial(request, crisis, campaigns, today),
        campaigns=campaigns,
    )
    return _page(request, crisis, form)


def _page(request: HttpRequest, crisis: Crisis, form: PackForm, *, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    organization = get_object_or_404(Organization, pk=actor.acts_for)
    board = actions.board_of(organization.pk)
    context: dict[str, Any] = {
        "crisis": crisis,
        "form": form,
        "page": page_of(request, standing_packs(crisis), A_PAGE),
        "board": board,
        "address": request.build_absolute_uri(f"/packs/{board.code}/") if board else "",
        "may_publish": actor.may("pack.publish"),
        "may_correct": actor.may("pack.correct"),
    }
    if form.is_bound and form.is_valid():
        context |= _draft(form, organization)
    elif form.is_bound:
        status = INVALID
    return render(request, "funding/packs.html", context, status=context.pop("status", status))


def _draft(form: PackForm, organization: Organization) -> dict[str, Any]:
    """Return the draft of the pack asked for, or why there is none."""
    scope: Scope = form.scope
    kind, today = form.cleaned_data["kind"], timezone.localdate()
    try:
        actions.check_scope(scope, kind, today)
    except QiaoError as error:
        return {"refusal": error.message(get_language() or "zh-hans"), "status": error.status}
    content = actions.drafted(organization, scope, kind, today)
    return {"draft": shown(content), "asked": form.cleaned_data}


@requires("pack.publish")
@require_POST
def pack_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish the pack that was looked at, from the books as they are now."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = PackForm(request.POST, campaigns=_campaigns(crisis))
    if not form.is_valid():
        return _page(request, crisis, form, status=INVALID)
    try:
        pack = actions.publish_pack(
            actor_of(request),
            form.scope,
            kind=form.cleaned_data["kind"],
            now=timezone.now(),
            address=request.build_absolute_uri("/").rstrip("/"),
        )
    except RightMissingError:
        raise
    except QiaoError as error:
        form.add_error(None, error.message(get_language() or "zh-hans"))
        return _page(request, crisis, form, status=INVALID)
    messages.success(request, _("第 %(number)d 份已公开，任何人不用登录就能看。") % {"number": pack.number})
    return redirect("funding:public_pack", pack.board.code, pack.number)


@requires("pack.correct")
@require_http_methods(["GET", "POST"])
def pack_correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what the books would change in a pack, and publish that as a further version."""
    pack = actions.standing(get_object_or_404(DisclosurePack.objects.select_related("board"), pk=pk))
    form = NoteForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.correct_pack(
                actor_of(request), pack, note=form.cleaned_data["note"], now=timezone.now()
            )
        except RightMissingError:
            raise
        except QiaoError as error:
            refusal = error.message(get_language() or "zh-hans")
        else:
            messages.success(request, _("已更正为第 %(version)d 版。") % {"version": made.version})
            return redirect("funding:public_pack", made.board.code, made.number)
    figures = figures_of(actions.scope_of(pack))
    context = {
        "pack": pack,
        "form": form,
        "refusal": refusal,
        "changed": total_rows(changed(pack.content, figures)),
        "is_same": not changed(pack.content, figures),
    }
    return render(
        request, "funding/pack_correct.html", context, status=INVALID if form.errors or refusal else 200
    )
