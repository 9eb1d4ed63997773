"""Pages of runs: start one, see how far it is, call it off, see what came of it, take the history away."""

import uuid
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qiao.accounts.guard import actor_of, requires
from qiao.api.models import BatchRun
from qiao.api.runs import actions
from qiao.api.runs.forms import TASK_WORDS, RunForm
from qiao.exceptions import BatchEngineAbsentError
from qiao.registry.handing import FORMS, download
from qiao.trail.models import Job

ROWS_A_PAGE = 20
INVALID = 422
RUNNING = frozenset({Job.State.WAITING, Job.State.RUNNING})


@dataclass(frozen=True)
class Seen:
    """How a run stands, as the pages show it."""

    run: BatchRun
    job: Job | None

    @property
    def task(self) -> str | Promise:
        """What it does."""
        return TASK_WORDS[BatchRun.Task(self.run.task)]

    @property
    def is_running(self) -> bool:
        """Whether a worker has it, or will."""
        return (
            not self.run.cancelled_at
            and not self.run.loaded_at
            and bool(self.job and self.job.state in RUNNING)
        )

    @property
    def state(self) -> tuple[str, str]:
        """How it stands, in words, and the tone of it."""
        if self.run.loaded_at:
            return _("已载入"), "done"
        if self.run.cancelled_at:
            return _("已取消"), "past"
        if self.is_running:
            return (
                (_("进行中"), "move")
                if self.job and self.job.state == Job.State.RUNNING
                else (_("等待"), "wait")
            )
        return (_("没有成"), "stop") if self.job else (_("等结果载入"), "wait")

    @property
    def refusal(self) -> str:
        """Why nothing came of it, in the language of the page."""
        if self.run.loaded_at or self.run.cancelled_at or self.job is None or self.job.state in RUNNING:
            return ""
        language = "en" if (get_language() or "").startswith("en") else "zh"
        return str(self.run.refusal.get(language) or self.job.error)

    @property
    def outcome(self) -> str:
        """What came of it, in a sentence."""
        told = self.run.outcome
        if not told:
            return ""
        sentences = {
            BatchRun.Task.LINK: _("找到 {pairs} 对，其中新的 {new} 对等人判断"),
            BatchRun.Task.ALLOCATE: _("方案 {number}：{lines} 行，{unmet} 条没有足额"),
            BatchRun.Task.GAPS: _("新的 {new} 处，仍在的 {again} 处，不再的 {gone} 处"),
        }
        return sentences[BatchRun.Task(self.run.task)].format(**told)

    @property
    def where(self) -> str:
        """Where its result is looked at."""
        if not self.run.outcome:
            return ""
        if self.run.task == BatchRun.Task.ALLOCATE:
            return reverse("relief:plan", args=(self.run.outcome["plan"],))
        name = "intake:pair_list" if self.run.task == BatchRun.Task.LINK else "gaps:gap_list"
        return reverse(name, args=(self.run.crisis.slug,))


def _seen(runs: list[BatchRun]) -> list[Seen]:
    jobs = {one.pk: one for one in Job.objects.filter(pk__in=[run.job_id for run in runs if run.job_id])}
    return [Seen(run, jobs.get(run.job_id) if run.job_id else None) for run in runs]


def get_run_for_reader(pk: uuid.UUID) -> Seen:
    """Return a run of the active organisation."""
    run = get_object_or_404(BatchRun.objects.select_related("crisis", "asked_by"), pk=pk)
    return _seen([run])[0]


def _list(request: HttpRequest, form: RunForm, refusal: str = "") -> HttpResponse:
    rows = BatchRun.objects.select_related("crisis", "asked_by").order_by("-asked_at", "-created_at")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "runs": _seen(list(page)), "refusal": refusal}
    return render(request, "api/batch_list.html", context, status=INVALID if refusal or form.errors else 200)


@requires("batch.read")
@require_safe
def batch_list(request: HttpRequest) -> HttpResponse:
    """Show the runs, the newest first, and what may be started."""
    return _list(request, RunForm())


@requires("batch.run")
@require_POST
def batch_new(request: HttpRequest) -> HttpResponse:
    """Start a run."""
    form = RunForm(request.POST)
    if not form.is_valid():
        return _list(request, form)
    chosen = form.cleaned_data
    try:
        run = actions.ask_for_run(actor_of(request), chosen["crisis"], chosen["task"], now=timezone.now())
    except BatchEngineAbsentError as error:
        return _list(request, form, error.message(get_language() or "zh"))
    return redirect("api:batch_run", run.pk)


@requires("batch.read")
@require_safe
def batch_run(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a run; the fragment asks again until it has ended."""
    template = "api/_batch_run.html" if request.headers.get("HX-Request") else "api/batch_run.html"
    return render(request, template, {"seen": get_run_for_reader(pk)})


@requires("batch.cancel")
@require_POST
def batch_cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Call a run off."""
    seen = get_run_for_reader(pk)
    actions.cancel_run(actor_of(request), seen.run, now=timezone.now())
    return redirect("api:batch_run", pk)


@requires("batch.export")
@require_safe
def batch_history(request: HttpRequest, form: str) -> HttpResponse:
    """Hand the history out as a table."""
    if form not in FORMS:
        raise Http404
    return download(actions.export_history(actor_of(request), form=form), "qiao-batch-runs", form)
