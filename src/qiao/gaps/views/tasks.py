"""What is to be done about a finding: go and look, do a piece of work, call the members."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.models import User
from qiao.gaps.actions.deciding import finish_task, open_task
from qiao.gaps.forms.findings import TaskDoneForm, TaskForm
from qiao.gaps.models import Gap, GapTask
from qiao.gaps.queries import findings
from qiao.gaps.task_words import proposed
from qiao.gaps.views.findings import get_gap_for_reader
from qiao.registry.models import Appointment

DAYS_GIVEN = 2


def get_task_for_reader(pk: uuid.UUID) -> GapTask:
    """Return a task of the organisation at work."""
    rows = GapTask.objects.select_related(
        "gap__crisis", "gap__place", "gap__item", "assigned_to", "opened_by"
    )
    one: GapTask = get_object_or_404(rows, pk=pk)
    return one


@requires("gap.task")
def task_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give somebody something to do about a finding."""
    one = get_gap_for_reader(pk)
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    kind = kind if kind in GapTask.Kind.values else GapTask.Kind.VERIFY
    staff = Appointment.objects.filter(organization=one.organization_id).values("user")
    people = User.objects.filter(pk__in=staff, is_active=True).order_by("display_name")
    due = timezone.localtime() + timedelta(days=DAYS_GIVEN)
    begun = {"kind": kind, "what": proposed(one, kind), "due_at": due.replace(minute=0)}
    form = TaskForm(request.POST or None, initial=begun, people=people)
    if request.method == "POST" and form.is_valid():
        made = open_task(actor_of(request), one, **form.cleaned_data)
        messages.success(request, _("已交办。"))
        return redirect("gaps:task", made.pk)
    context = {"crisis": one.crisis, "gap": one, "form": form, "kind": GapTask.Kind(kind)}
    return render(request, "gaps/task_new.html", context, status=422 if form.errors else 200)


@requires("gap.read")
def task(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a task: what to do, where, and what came of it."""
    return _task(request, get_task_for_reader(pk), TaskDoneForm())


@requires("gap.task_done")
def task_done(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what came of a task."""
    one = get_task_for_reader(pk)
    form = TaskDoneForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _task(request, one, form, status=422 if form.errors else 200)
    finish_task(actor_of(request), one, done_at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("已记下结果。"))
    return redirect("gaps:gap", one.gap_id)


def _task(request: HttpRequest, one: GapTask, form: TaskDoneForm, *, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "crisis": one.gap.crisis,
        "task": one,
        "line": findings.Line(one.gap, one.gap),
        "form": form,
        "may_finish": one.done_at is None and (actor.may("gap.task") or one.assigned_to_id == actor.user_id),
        "may_decide": actor.may("gap.decide") and one.gap.state in {Gap.State.OPEN, Gap.State.CHECKING},
    }
    return render(request, "gaps/task.html", context, status=status)
