"""After-action reviews, and the lessons that a crisis opens again."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.casebook import lessons
from qiao.casebook import review_forms as forms
from qiao.casebook.actions import review as actions
from qiao.casebook.models import Lesson, Review, ReviewAction
from qiao.exceptions import LessonPersonalError, ReviewActionDoneError
from qiao.registry.models import Crisis

INVALID = 422
ROWS = 20


def get_review(pk: uuid.UUID) -> Review:
    """Return a review of the organisation at work."""
    found: Review = get_object_or_404(Review.objects.all().select_related("crisis"), pk=pk)
    return found


@requires("review.read")
@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    """List the reviews, the share of actions done at six months, open actions, and how lessons were used."""
    done = lessons.done_at_six_months(timezone.localdate())
    context = {
        "page": page_of(request, lessons.reviews(), ROWS),
        "done": done,
        "late": list(lessons.late_actions()[:ROWS]),
        "uses": list(lessons.used_since()[:ROWS]),
        "today": timezone.localdate(),
        "may_open": actor_of(request).may("review.open"),
    }
    return render(request, "casebook/reviews.html", context)


@requires("review.open")
@require_http_methods(["GET", "POST"])
def review_new(request: HttpRequest) -> HttpResponse:
    """Begin a review."""
    start = {"crisis": Crisis.objects.filter(slug=request.GET.get("crisis", "")).first()}
    form = forms.ReviewForm(request.POST or None, initial=start | {"held_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        made = actions.open_review(actor_of(request), told.pop("crisis"), **told)
        return redirect("casebook:review", made.pk)
    status = INVALID if request.method == "POST" else 200
    return render(request, "casebook/review_new.html", {"form": form}, status=status)


@requires("review.read")
@require_GET
def review(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a review with its observations, actions and lessons."""
    return _page(request, get_review(pk))


def _page(request: HttpRequest, here: Review, *, status: int = 200, **faulty: Any) -> HttpResponse:
    may, today = actor_of(request).may, timezone.localdate()
    context = {
        "review": here,
        "crisis": here.crisis,
        "observations": list(here.observations.all()),
        "actions": list(here.actions.select_related("owner", "observation")),
        "lessons": list(here.lessons.filter(withdrawn_at__isnull=True)),
        "done": lessons.done_at_six_months(today, here),
        "today": today,
        "may_write": may("review.observe"),
        "seen_form": forms.ObservationForm(),
        "action_form": forms.ActionForm(review=here),
        "lesson_form": forms.LessonForm(initial={"hazard": here.crisis.hazard}),
        "finish_form": forms.FinishForm(auto_id=False),
    }
    return render(request, "casebook/review.html", context | faulty, status=status)


@requires("review.observe")
@require_POST
def observe(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note an observation."""
    here, form = get_review(pk), forms.ObservationForm(request.POST)
    if not form.is_valid():
        return _page(request, here, status=INVALID, seen_form=form)
    actions.observe(actor_of(request), here, **form.cleaned_data)
    return redirect(f"{reverse('casebook:review', args=[pk])}#observations")


@requires("review.plan")
@require_POST
def action_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Plan an action."""
    here = get_review(pk)
    form = forms.ActionForm(request.POST, review=here)
    if not form.is_valid():
        return _page(request, here, status=INVALID, action_form=form)
    actions.plan_action(actor_of(request), here, **form.cleaned_data)
    return redirect(f"{reverse('casebook:review', args=[pk])}#actions")


@requires("review.finish")
@require_POST
def action_finish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Finish an action."""
    row = get_object_or_404(ReviewAction, review__in=Review.objects.all(), pk=pk)
    here = get_review(row.review_id)
    form = forms.FinishForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写一句结果。"))
    else:
        try:
            actions.finish_action(actor_of(request), row, on=timezone.localdate(), **form.cleaned_data)
        except ReviewActionDoneError as error:
            messages.error(request, error.message(get_language() or "zh-hans"))
    return redirect(f"{reverse('casebook:review', args=[here.pk])}#actions")


@requires("review.close")
@require_POST
def review_close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Call a review finished."""
    actions.close_review(actor_of(request), get_review(pk), on=timezone.localdate())
    return redirect("casebook:review", pk)


@requires("lesson.learn")
@require_POST
def lesson_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep a lesson of a review."""
    here, form = get_review(pk), forms.LessonForm(request.POST)
    if form.is_valid():
        try:
            actions.learn(actor_of(request), here, **form.cleaned_data)
        except LessonPersonalError as error:
            form.add_error(None, error.message(get_language() or "zh-hans"))
        else:
            return redirect(f"{reverse('casebook:review', args=[pk])}#lessons")
    return _page(request, here, status=INVALID, lesson_form=form)


@requires("lesson.withdraw")
@require_POST
def lesson_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a lesson back, with a reason."""
    lesson = get_object_or_404(Lesson.objects.all(), pk=pk)
    reason = request.POST.get("reason", "").strip()[:200]
    if not reason:
        messages.error(request, _("请写收回的理由。"))
    else:
        actions.withdraw_lesson(actor_of(request), lesson, reason=reason, at=timezone.now())
        messages.success(request, _("已收回；用过它的记录还在。"))
    if lesson.review_id:
        return redirect("casebook:review", lesson.review_id)
    return redirect("casebook:case", lesson.case_id)


@requires("review.read")
@require_GET
def lesson_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the lessons that a crisis opens again, what to do, and what became of each."""
    return _lessons(request, get_object_or_404(Crisis, slug=slug))


def _lessons(
    request: HttpRequest, crisis: Crisis, *, faulty: tuple[uuid.UUID, Any] | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    own, may_use = actor.acts_for, actor.may("lesson.use")
    rows = lessons.opened_by(crisis, own)
    page = page_of(request, rows, ROWS)
    shown = [
        (one, faulty[1] if faulty and faulty[0] == one.lesson.pk else forms.UseForm(organization_id=own, prefix=one.lesson.pk.hex[:6]))
        for one in page.object_list
    ]  # fmt: skip
    context = {
        "crisis": crisis,
        "page": page,
        "rows": shown,
        "waiting": sum(1 for one in rows if one.use is None),
        "may_use": may_use,
        "faulty": faulty[0] if faulty else None,
    }
    return render(request, "casebook/lessons.html", context, status=status)


@requires("lesson.use")
@require_POST
def lesson_use(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Log what becomes of a lesson in a crisis; where wished, put it into the work plan of readiness."""
    crisis, actor = get_object_or_404(Crisis, slug=slug), actor_of(request)
    lesson = lessons.find_lesson(pk, actor.acts_for)
    if lesson is None:
        raise Http404
    form = forms.UseForm(request.POST, organization_id=actor.acts_for, prefix=lesson.pk.hex[:6])
    if not form.is_valid():
        return _lessons(request, crisis, faulty=(lesson.pk, form), status=INVALID)
    told = form.cleaned_data
    use = actions.use_lesson(
        actor, lesson, crisis, verdict=told["verdict"], note=told["note"], at=timezone.now()
    )
    if told["item"] is not None and actor.may("readiness.plan"):
        actions.feed_readiness(actor, use, item=told["item"], owner=told["owner"], due_on=told["due_on"])
        messages.success(request, _("已记下，并列入动员准备的工作计划。"))
    else:
        messages.success(request, _("已记下。"))
    return redirect(f"{reverse('casebook:lessons', args=[slug])}#lesson-{pk}")
