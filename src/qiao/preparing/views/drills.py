"""Pages of drills: hold one, see where it breaks, talk it over, put what it asks for on the work plan."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.preparing import actions
from qiao.preparing.forms.drills import ActForm, DrillForm, NoteForm
from qiao.preparing.models import Drill
from qiao.preparing.queries import drills as queries
from qiao.preparing.words import drill as words
from qiao.registry.handing import FORMS, download
from qiao.registry.models import Organization
from qiao.trail.models import Job

INVALID = 422
ROWS_A_PAGE = 20
PDF = "pdf"


def _own(request: HttpRequest) -> Organization:
    return get_object_or_404(Organization.objects.select_related("home"), pk=actor_of(request).acts_for)


def get_drill_for_reader(pk: uuid.UUID) -> Drill:
    """Return a drill of the active organisation."""
    found: Drill = get_object_or_404(
        Drill.objects.select_related("place__parent__parent", "held_by", "organization"), pk=pk
    )
    return found


@requires("drill.read")
@require_GET
def drill_list(request: HttpRequest) -> HttpResponse:
    """Show the drills held, the newest first."""
    page = page_of(request, queries.drills(), ROWS_A_PAGE)
    rows = [(one, words.thing_lines(one)[0] if one.result else None) for one in page]
    return render(request, "preparing/drill_list.html", {"page": page, "rows": rows})


@requires("drill.hold")
@require_http_methods(["GET", "POST"])
def drill_new(request: HttpRequest) -> HttpResponse:
    """Choose a setting and hold the drill."""
    own = _own(request)
    if request.method == "GET":
        initial = {"place": own.home.full_name if own.home else ""}
        return render(request, "preparing/drill_new.html", {"form": DrillForm(initial=initial)})
    form = DrillForm(request.POST)
    if not form.is_valid():
        return render(request, "preparing/drill_new.html", {"form": form}, status=INVALID)
    facts, today = form.cleaned_data, timezone.localdate()
    network = queries.network_for(own, facts["place"], facts["hazard"], today)
    made = actions.hold_drill(actor_of(request), network, at=timezone.now(), **facts)
    return redirect("preparing:drill", made.pk)


@requires("drill.read")
@require_GET
def drill(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a drill."""
    return _page(request, get_drill_for_reader(pk))


def _page(
    request: HttpRequest,
    drill: Drill,
    *,
    note_form: NoteForm | None = None,
    act_form: ActForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    context: dict[str, Any] = {
        "drill": drill,
        "job": Job.objects.filter(pk=drill.job_id).first() if drill.job_id else None,
        "is_running": drill.state == Drill.State.WAITING,
        "may_note": actor.may("drill.note"),
        "may_act": actor.may("drill.act"),
        "may_export": actor.may("drill.export") and drill.state == Drill.State.DONE,
    }
    if drill.state == Drill.State.DONE:
        helps = words.help_lines(drill)
        first = {"item": helps[0].item} if helps else {}
        context |= {
            "lines": words.thing_lines(drill),
            "helps": helps,
            "pair": words.pair_words(drill),
            "links": [(words.link_word(link), days) for link, days in drill.result["links"]],
            "is_one_figure": round(drill.result["unmet"], 2) == round(drill.result["unmet_best"], 2),
            "chart": words.course_chart(drill),
            "help_chart": words.help_chart(helps),
            "arrivals": words.arrival_lines(drill),
            "ready": words.stood_ready(drill),
            "unknown": words.unknown_items(drill),
            "sources": words.asked_sources(drill),
            "assumptions": words.assumptions(),
            "notes": [(one, words.link_word(one.link)) for one in drill.notes.select_related("written_by")],
            "tasks": [(one.task, words.readiness_name(one.task.item)) for one in queries.tasks_of(drill)],
            "note_form": note_form or NoteForm(),
            "act_form": act_form or ActForm(organization=drill.organization, initial=first),
            "today": timezone.localdate(),
        }
    return render(request, "preparing/drill.html", context, status=status)


@requires("drill.read")
@require_GET
def drill_progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Tell how far a drill is; done, the page is loaded anew."""
    here = get_drill_for_reader(pk)
    job = Job.objects.filter(pk=here.job_id).first() if here.job_id else None
    is_running = here.state == Drill.State.WAITING
    answer = render(
        request, "preparing/_progress.html", {"drill": here, "job": job, "is_running": is_running}
    )
    if not is_running:
        answer["HX-Refresh"] = "true"
    return answer


@requires("drill.note")
@require_POST
def drill_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep what somebody saw."""
    here = get_drill_for_reader(pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, here, note_form=form, status=INVALID)
    actions.note_drill(actor_of(request), here, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("已记下。"))
    return redirect("preparing:drill", pk)


@requires("drill.act")
@require_POST
def drill_act(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a task on the work plan."""
    here = get_drill_for_reader(pk)
    form = ActForm(request.POST, organization=here.organization)
    if not form.is_valid():
        return _page(request, here, act_form=form, status=INVALID)
    actions.act_on_drill(actor_of(request), here, **form.cleaned_data)
    messages.success(request, _("已列入“动员准备”的工作计划。"))
    return redirect("preparing:drill", pk)


@requires("drill.export")
@require_GET
def drill_export(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    """Hand the report out."""
    if form not in {*FORMS, PDF}:
        raise Http404
    here = get_drill_for_reader(pk)
    if here.state != Drill.State.DONE:
        raise Http404
    language = get_language() or "zh-hans"
    content = actions.export_drill(actor_of(request), here, form=form, language=language)
    if form != PDF:
        return download(content, f"drill-{here.seed}", form)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="drill-{here.seed}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
