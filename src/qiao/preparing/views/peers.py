"""Pages of peer sets: who agreed, and one's own readiness among theirs."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.engines.readiness import DOMAINS
from qiao.exceptions import PeersStandError
from qiao.preparing import actions
from qiao.preparing.forms.peers import InviteForm, PeerSetForm
from qiao.preparing.models import PeerMember, PeerSet
from qiao.preparing.queries import peers as queries
from qiao.preparing.words.fit import is_english

INVALID = 422


@requires("peers.read")
@require_GET
def peer_list(request: HttpRequest) -> HttpResponse:
    """Show the sets one is in or invited to."""
    return _list(request, PeerSetForm())


def _list(request: HttpRequest, form: PeerSetForm, *, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    rows = [(one, queries.membership_in(one, actor.acts_for)) for one in queries.peer_sets(actor.acts_for)]
    context = {"rows": rows, "form": form, "may_found": actor.may("peers.found"), "k": queries.K}
    return render(request, "preparing/peer_list.html", context, status=status)


@requires("peers.found")
@require_POST
def peer_new(request: HttpRequest) -> HttpResponse:
    """Found a set."""
    form = PeerSetForm(request.POST)
    if form.is_valid():
        try:
            made = actions.found_peers(actor_of(request), at=timezone.now(), **form.cleaned_data)
        except PeersStandError as error:
            form.add_error("name", error.message(get_language() or "zh-hans"))
        else:
            messages.success(request, _("已建好。邀请别的组织，对方自己同意了才算数。"))
            return redirect("preparing:peers", made.pk)
    return _list(request, form, status=INVALID)


def get_peers_for_reader(request: HttpRequest, pk: uuid.UUID) -> PeerSet:
    """Return a set that one's organisation founded, is in or is invited to."""
    return get_object_or_404(queries.peer_sets(actor_of(request).acts_for), pk=pk)


def get_membership(request: HttpRequest, pk: uuid.UUID) -> PeerMember:
    """Return one's own standing entry in a set."""
    found = queries.membership_in(get_peers_for_reader(request, pk), actor_of(request).acts_for)
    if found is None:
        raise Http404
    return found


@requires("peers.read")
@require_GET
def peers(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one's own readiness among those who agreed."""
    return _page(request, get_peers_for_reader(request, pk), InviteForm())


def _page(request: HttpRequest, here: PeerSet, form: InviteForm, *, status: int = 200) -> HttpResponse:
    actor, english = actor_of(request), is_english()
    found = queries.compared(here, actor.acts_for)
    names = {one: said.en if english else said.zh for one, said in DOMAINS.items()}
    is_founder = here.founded_by_id == actor.organization_id
    invited = (
        here.members.filter(left_at__isnull=True)
        .select_related("organization")
        .order_by("organization__name")
    )
    context = {
        "peers": here,
        "found": found,
        "rows": [
            (one, names[one.domain] if one.domain else _("总分"), 4 if one.domain else 100)
            for one in found.rows
        ],
        "member": queries.membership_in(here, actor.acts_for),
        "invited": invited if is_founder else None,
        "form": form,
        "may_invite": is_founder and actor.may("peers.invite"),
        "may_agree": actor.may("peers.agree"),
        "may_leave": actor.may("peers.leave"),
        "k": queries.K,
    }
    return render(request, "preparing/peers.html", context, status=status)


@requires("peers.invite")
@require_POST
def peer_invite(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Invite an organisation; only the founder does."""
    here = get_peers_for_reader(request, pk)
    if here.founded_by_id != actor_of(request).organization_id:
        raise Http404
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            actions.invite_peer(
                actor_of(request), here, organization=form.cleaned_data["organization"], at=timezone.now()
            )
        except PeersStandError as error:
            form.add_error("organization", error.message(get_language() or "zh-hans"))
        else:
            messages.success(request, _("已邀请。对方同意之前不算在里面。"))
            return redirect("preparing:peers", pk)
    return _page(request, here, form, status=INVALID)


@requires("peers.agree")
@require_POST
def peer_agree(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Agree for one's own organisation."""
    actions.agree_to_peers(actor_of(request), get_membership(request, pk), at=timezone.now())
    messages.success(request, _("已同意。本组织最近一次评估算进这一组的分布，不写名称。"))
    return redirect("preparing:peers", pk)


@requires("peers.leave")
@require_POST
def peer_leave(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Leave, or decline."""
    actions.leave_peers(actor_of(request), get_membership(request, pk), at=timezone.now())
    messages.success(request, _("已退出，从现在起不再算在里面。"))
    return redirect("preparing:peer_list")
