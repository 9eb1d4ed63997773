"""A paste of many messages, page by page: while it is read, looked at, saved, taken back."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import DraftNothingError
from qiao.intake import queries
from qiao.intake.actions import discard_draft, read_again, restore_draft, save_draft, undo_draft
from qiao.intake.models import PasteDraft
from qiao.intake.pasted.page import FILTERS, GROUPS_A_PAGE, SHOW, Review
from qiao.intake.views.answering import INVALID, go, say_undone, wants_fragment
from qiao.trail.models import Job

State = PasteDraft.State
SETTLED = frozenset({State.SAVED, State.UNDONE})
OVERSEES = "import.undo"
"""Whoever may take back imported tables may see and take back the saved pastes of others."""


def get_draft_for_maker(request: HttpRequest, pk: uuid.UUID) -> PasteDraft:
    """Return a draft of the reader's own; of others only what is saved, for who oversees."""
    actor = actor_of(request)
    draft: PasteDraft = get_object_or_404(PasteDraft.objects.select_related("crisis", "made_by"), pk=pk)
    if draft.made_by_id == actor.user_id or (draft.state in SETTLED and actor.may(OVERSEES)):
        return draft
    raise Http404


def query_of(request: HttpRequest) -> str:
    """Return the filter and the page of the address, to be carried on: ?show=need&page=2, or nothing."""
    kept = {name: request.GET[name] for name in ("show", "page") if request.GET.get(name)}
    return f"?{urlencode(kept)}" if kept else ""


def get_line_page(request: HttpRequest) -> tuple[str, Any]:
    """Return the filter and the page that the address names."""
    show = request.GET.get("show", "")
    return (show if show in SHOW else ""), request.GET.get("page")


@requires("draft.read")
@require_GET
def draft(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a paste as far as it has come."""
    one = get_draft_for_maker(request, pk)
    if one.state == State.DISCARDED:
        messages.info(request, _("这份粘贴已经放弃或过期，原文已删除，什么都没有登记。"))
        return go(request, reverse("intake:paste", args=(one.crisis.slug,)))
    if one.state == State.READ:
        context = review_page(request, one)
        template = "intake/_draft_review.html" if wants_fragment(request) else "intake/draft.html"
        return render(request, template, context)
    return render(request, "intake/draft.html", _settled_page(request, one))


def review_page(request: HttpRequest, one: PasteDraft, **more: Any) -> dict[str, Any]:
    """Return what the review page shows: sums, filters, and one page of messages, the one just judged among them."""
    review = more.pop("review", None) or Review.of(one)
    show, number = get_line_page(request)
    page = Paginator(review.shown(show, also=more.pop("judged", None)), GROUPS_A_PAGE).get_page(number)
    return {
        "crisis": one.crisis,
        "draft": one,
        "sums": review.sums,
        "filters": [
            (key, label, review.sums[name], key == show)
            for key, label, name in FILTERS
            if review.sums[name] or not key or key == show
        ],
        "query": query_of(request),
        "page": page,
        "groups": review.page(list(page.object_list)),
        **more,
    }


def _settled_page(request: HttpRequest, one: PasteDraft) -> dict[str, Any]:
    job = Job.objects.filter(pk=one.job_id).first() if one.job_id else None
    running = job is not None and job.state in {Job.State.WAITING, Job.State.RUNNING}
    is_settled = one.state in SETTLED
    return {
        "crisis": one.crisis,
        "draft": one,
        "job": job,
        "is_running": one.state == State.READING and running,
        "is_cut_off": one.state == State.READING and not running,
        "became": queries.what_a_draft_became(one) if is_settled else None,
        "is_own": one.made_by_id == actor_of(request).user_id,
    }


@requires("draft.read")
@require_GET
def draft_progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how far the reading is; when it has ended, lead to the page."""
    one = get_draft_for_maker(request, pk)
    context = _settled_page(request, one)
    if wants_fragment(request) and not context["is_running"]:
        return go(request, reverse("intake:draft", args=(pk,)))
    template = "intake/_draft_progress.html" if wants_fragment(request) else "intake/draft.html"
    return render(request, template, context)


@requires("draft.make")
@require_POST
def draft_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Read a paste again whose reading was cut off."""
    one = get_draft_for_maker(request, pk)
    read_again(actor_of(request), one)
    return go(request, reverse("intake:draft", args=(pk,)))


@requires("draft.save")
@require_POST
def draft_save(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Save all that was confirmed. Sent twice, it is saved once."""
    one = get_draft_for_maker(request, pk)
    was_saved = one.state == State.SAVED
    try:
        one = save_draft(actor_of(request), one, at=timezone.now())
    except DraftNothingError as error:
        messages.warning(request, error.message(get_language() or "zh-hans"))
        if wants_fragment(request):
            return go(request, reverse("intake:draft", args=(pk,)))
        one.refresh_from_db()
        return render(request, "intake/draft.html", review_page(request, one), status=INVALID)
    if was_saved:
        messages.info(request, _("这份粘贴之前已经保存，没有重复登记。"))
    else:
        figures = {"needs": one.figures["needs"], "offers": one.figures["offers"]}
        messages.success(request, _("已保存：%(needs)d 条需求、%(offers)d 条资源，都在等核实。") % figures)
    return go(request, reverse("intake:draft", args=(pk,)))


@requires("draft.undo")
@require_POST
def draft_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a whole paste back."""
    one = get_draft_for_maker(request, pk)
    undone = undo_draft(actor_of(request), one, at=timezone.now())
    kept = _("有 %(count)d 条已经核实、对接或被别人再次说起，没有撤回：%(names)s。")
    say_undone(request, undone.withdrawn, undone.held, kept)
    return go(request, reverse("intake:draft", args=(pk,)))


@requires("draft.restore")
@require_POST
def draft_restore(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a paste back that was taken back."""
    one = get_draft_for_maker(request, pk)
    left = restore_draft(actor_of(request), one)
    messages.success(request, _("已恢复，需求和资源回到撤销前的状态。"))
    if left:
        messages.warning(request, _("有 %(count)d 条已由别的粘贴收下，没有重复恢复。") % {"count": left})
    return go(request, reverse("intake:draft", args=(pk,)))


@requires("draft.discard")
@require_POST
def draft_discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a paste aside that was not saved."""
    one = get_draft_for_maker(request, pk)
    discard_draft(actor_of(request), one)
    messages.success(request, _("已放弃，原文已删除，什么都没有登记。"))
    return go(request, reverse("intake:paste", args=(one.crisis.slug,)))
