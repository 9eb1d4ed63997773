"""What has no end yet: the list, its file, and how long each kind of need holds in this crisis."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import RoundOpenError
from qiao.intake.actions.closure import ask_closure, moved_by, set_lives
from qiao.intake.desk.lives import lives_of
from qiao.intake.files.closure import closure_file
from qiao.intake.forms.shifts import LivesForm, UnclosedFilter
from qiao.intake.keeping import kept
from qiao.intake.models import ClosureRound, KindLife, Need, Offer
from qiao.intake.queries.closure import rounds_due, unclosed, unclosed_offers, without_end
from qiao.intake.views.answering import (
    INVALID,
    asked,
    get_crisis,
    get_need_for_reader,
    get_offer_for_reader,
    go,
    page_of,
    wants_fragment,
)
from qiao.registry.handing import download
from qiao.registry.models import Crisis

MODELS: dict[str, type[Need] | type[Offer]] = {"": Need, "offer": Offer}


def _found(crisis: Crisis, held: dict[str, Any]) -> Any:
    rows: Any = without_end(crisis, MODELS[held.get("kind") or ""])
    if held.get("state"):
        rows = rows.filter(state=held["state"])
    if held.get("rounds"):
        at_least = int(held["rounds"])
        rows = rows.filter(rounds_asked__gte=at_least) if at_least else rows.filter(rounds_asked=0)
    if held.get("why"):
        rows = rows.filter(ask_why=held["why"])
    return rows


@requires("need.read")
@require_GET
def unclosed_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the entries without an end state."""
    crisis, now = get_crisis(slug), timezone.now()
    form = UnclosedFilter(request.GET)
    held = asked(form)
    whys = dict(ClosureRound.Why.choices)
    page = page_of(request, _found(crisis, held))
    for one in page:
        one.why_word = whys.get(one.ask_why, "")
        one.is_due = one.ask_at is not None and one.ask_at <= now
    context = {
        "crisis": crisis,
        "form": form,
        "page": page,
        "is_filtered": any(held.values()),
        "share": kept(unclosed, crisis),
        "offer_share": kept(unclosed_offers, crisis),
        "kind": held.get("kind") or "",
        "due": rounds_due(crisis, now=now),
        "query": request.GET.urlencode(),
    }
    fragment, whole = "intake/_unclosed_rows.html", "intake/unclosed_list.html"
    return render(request, fragment if wants_fragment(request) else whole, context)


@requires("export.make")
@require_GET
def unclosed_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Hand out the list as a file, as it is filtered."""
    crisis = get_crisis(slug)
    rows = _found(crisis, asked(UnclosedFilter(request.GET)))
    return download(closure_file(rows.iterator(chunk_size=2000), form), f"unclosed-{crisis.slug}", form)


@requires("closure.ask")
@require_POST
def need_ask(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a need on the desk to be asked again now."""
    _ask(request, get_need_for_reader(request, pk))
    return go(request, reverse("intake:need", args=(pk,)))


@requires("closure.ask")
@require_POST
def offer_ask(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put an offer on the desk to be asked again now."""
    _ask(request, get_offer_for_reader(request, pk))
    return go(request, reverse("intake:offer", args=(pk,)))


def _ask(request: HttpRequest, voice: Need | Offer) -> None:
    try:
        ask_closure(actor_of(request), voice, why=ClosureRound.Why.EXPIRED, now=timezone.now())
    except RoundOpenError as error:
        messages.warning(request, error.message(request.LANGUAGE_CODE))
    else:
        messages.success(request, _("已排进核实台，再问一轮。"))


@requires("closure.set_lives")
@require_http_methods(["GET", "POST"])
def lives(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and set for how long each kind of need holds, with the effect before it is saved."""
    crisis, now = get_crisis(slug), timezone.now()
    before = lives_of(crisis.pk)
    form = LivesForm(request.POST) if request.method == "POST" else LivesForm(initial=before)
    context: dict[str, Any] = {"crisis": crisis, "form": form}
    if request.method == "GET":
        return render(request, "intake/lives.html", context)
    if not form.is_valid():
        return render(request, "intake/lives.html", context, status=INVALID)
    wanted = {kind: form.cleaned_data[kind] for kind in KindLife.Kind.values}
    if request.POST.get("do") == "save":
        moved = set_lives(actor_of(request), crisis, wanted)
        said = ngettext(
            "已保存，%(n)d 条需求的有效期跟着变了。", "已保存，%(n)d 条需求的有效期跟着变了。", moved
        )
        messages.success(request, said % {"n": moved})
        return go(request, reverse("intake:lives", args=(slug,)))
    after = {kind: hours for kind, hours in wanted.items() if hours is not None}
    context["effect"] = _effect(crisis, before, after, now)
    return render(request, "intake/lives.html", context)


def _effect(crisis: Crisis, before: Any, after: Any, now: Any) -> dict[str, int]:
    """Return how many needs would hold longer, shorter, and be past their date at once."""
    pairs = moved_by(crisis, before, after)
    moved = [(need.valid_until, until) for need, until in pairs if need.valid_until is not None]
    return {
        "longer": sum(until > was for was, until in moved),
        "shorter": sum(until < was for was, until in moved),
        "due": sum(until < now <= was for was, until in moved),
    }
