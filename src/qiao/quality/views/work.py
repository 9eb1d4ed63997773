"""Feedback at the desk: read, taken down by telephone, made a complaint; and who is named for sensitive ones."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.engines.extraction import mask
from qiao.exceptions import QiaoError
from qiao.intake.views.answering import INVALID
from qiao.quality import actions, queries
from qiao.quality.forms import KindForm, NoteForm, PersonForm
from qiao.quality.models import Feedback, FocalPoint
from qiao.quality.sealed import words_of
from qiao.quality.views.public import about_code
from qiao.registry.models import Crisis

SHOWN = 30


def get_feedback_for_desk(request: HttpRequest, pk: uuid.UUID) -> Feedback:
    """Return a feedback the reader may see, or 404."""
    crisis = get_object_or_404(Feedback.objects.select_related("crisis"), pk=pk).crisis
    found: Feedback = get_object_or_404(queries.feedback_for(actor_of(request), crisis), pk=pk)
    return found


@requires("feedback.read")
@require_GET
def feedback_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was said, the newest first, words masked."""
    crisis = get_object_or_404(Crisis, slug=slug)
    rows = Paginator(queries.feedback_for(actor_of(request), crisis), SHOWN)
    page = rows.get_page(request.GET.get("page"))
    told = [(one, mask(words_of(one))) for one in page.object_list]
    return render(request, "quality/feedback_list.html", {"crisis": crisis, "page": page, "told": told})


@requires("feedback.read")
@require_GET
def feedback(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one, masked."""
    return _feedback(request, get_feedback_for_desk(request, pk))


def _feedback(request: HttpRequest, found: Feedback, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "crisis": found.crisis,
        "feedback": found,
        "words": mask(words_of(found)),
        "complaint": queries.complaint_of(found),
        "kind_form": KindForm(),
        **more,
    }
    return render(request, "quality/feedback.html", context, status=status)


@requires("feedback.reveal")
@require_POST
def feedback_reveal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show words and contact as they were given; the reading is in the trail."""
    found = get_feedback_for_desk(request, pk)
    words, contact = actions.reveal_feedback(actor_of(request), found)
    return _feedback(request, found, words=words, contact=contact, is_revealed=True)


@requires("complaint.open")
@require_POST
def complaint_open(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make a complaint of it."""
    found, form = get_feedback_for_desk(request, pk), KindForm(request.POST)
    if not form.is_valid():
        return _feedback(request, found, kind_form=form, status=INVALID)
    try:
        made = actions.open_complaint(
            actor_of(request), found, kind=form.cleaned_data["kind"], at=timezone.now()
        )
    except QiaoError as refusal:
        form.add_error(None, refusal.message(get_language() or "zh-hans"))
        return _feedback(request, found, kind_form=form, status=refusal.status)
    messages.success(request, _("已立为投诉。"))
    if made.is_sensitive:
        return redirect("quality:feedback_list", found.crisis.slug)
    return redirect("quality:complaint", made.pk)


@requires("feedback.note")
@require_http_methods(["GET", "POST"])
def feedback_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down what somebody says on the telephone."""
    crisis, actor = get_object_or_404(Crisis, slug=slug), actor_of(request)
    wanted: dict[str, Any] = {"organization_id": actor.acts_for, "asks_service": True}
    if request.method == "GET":
        form = NoteForm(initial={"submission": uuid.uuid4()}, **wanted)
        return render(request, "quality/feedback_new.html", {"crisis": crisis, "form": form})
    form = NoteForm(request.POST, **wanted)
    status: int = INVALID
    if form.is_valid():
        try:
            kept = _note(request, crisis, form)
        except QiaoError as refusal:
            form.add_error(None, refusal.message(get_language() or "zh-hans"))
            status = refusal.status
        else:
            context = {"crisis": crisis, "code": actions.code_of(kept), "kept": kept}
            return render(request, "quality/feedback_noted.html", context)
    return render(request, "quality/feedback_new.html", {"crisis": crisis, "form": form}, status=status)


def _note(request: HttpRequest, crisis: Crisis, form: NoteForm) -> Feedback:
    actor, facts = actor_of(request), {}
    if form.cleaned_data["code"]:
        about = about_code(form.cleaned_data["code"], client=str(actor.user_id))
        if about.organization.pk == actor.acts_for and about.crisis == crisis:
            facts = dict(about.facts)
    kept: Feedback = actions.note_feedback(
        actor,
        crisis,
        form.told(**facts),
        submission=form.cleaned_data["submission"],
        at=timezone.now(),
    )
    return kept


@requires("focal_point.name")
@require_http_methods(["GET", "POST"])
def focal_points(request: HttpRequest) -> HttpResponse:
    """Show who is named for sensitive complaints, and name somebody."""
    actor = actor_of(request)
    form = PersonForm(request.POST or None, organization_id=actor.acts_for)
    if request.method == "POST" and form.is_valid():
        actions.name_focal_point(actor, user=form.cleaned_data["person"], at=timezone.now())
        messages.success(request, _("已指定。之前的投诉仍由原来的专人处理。"))
        return redirect("quality:focal_points")
    context = {"points": queries.focal_points(actor.acts_for), "form": form}
    return render(request, "quality/focal_points.html", context, status=INVALID if form.errors else 200)


@requires("focal_point.end")
@require_POST
def focal_point_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End somebody's taking of sensitive complaints."""
    point = get_object_or_404(FocalPoint, pk=pk, ended_at__isnull=True)
    actions.end_focal_point(actor_of(request), point, at=timezone.now())
    messages.success(request, _("已结束：新的敏感投诉不再交给这个人。"))
    return redirect("quality:focal_points")
