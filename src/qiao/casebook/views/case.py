"""Pages of the case book: published cases are open to everyone, drafts to their own organisation."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, public_page, requires
from qiao.casebook import actions, queries, showing
from qiao.casebook.codes import blocks_of
from qiao.casebook.forms import CaseNewForm, CaseTextForm, FactForm, OpenQuestionForm
from qiao.casebook.gate import spots_of_case
from qiao.casebook.models import CaseStudy
from qiao.casebook.views.reading import get_case_for_editor, get_case_for_reader, is_own
from qiao.exceptions import CaseIncompleteError, ChallengesStatedError, JointLeadsError
from qiao.registry.models import Crisis, Organization
from qiao.registry.queries import find_organization

REQUESTS_SHOWN = 10
NAMES_OFFERED = 200


def taking_part(own: Organization) -> list[str]:
    """Return names of organisations that the form offers: the own one first, then the others of the registry."""
    others = Organization.objects.exclude(pk=own.pk).order_by("name").values_list("name", flat=True)
    return [own.name, *others[:NAMES_OFFERED]]


@public_page
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """Show the published cases, and to an organisation its drafts."""
    actor = actor_of(request)
    cases = queries.readable_cases(actor.organization_id)
    context = {
        "cases": [(case, is_own(request, case)) for case in cases],
        "collections": queries.collections_of(cases),
        "may_open": bool(actor.organization_id) and actor.may("case_study.open"),
        "may_import": bool(actor.organization_id) and actor.may("article.import"),
    }
    return render(request, "casebook/case_list.html", context)


@public_page
@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    """Show the five dimensions of several cases beside each other."""
    readable = queries.readable_cases(actor_of(request).organization_id)
    collections = queries.collections_of(readable)
    wanted = request.GET.get("collection", "")
    chosen = next(
        (one for one in collections if str(one[0].pk) == wanted), collections[0] if collections else None
    )
    cases = readable if wanted == "all" or chosen is None else chosen[1]
    blocks = blocks_of(cases)
    context = {
        "cases": cases,
        "blocks": blocks,
        "columns": [(case, blocks_of([case])) for case in cases],
        "empty": sum(block.empty_cells for block in blocks),
        "collections": collections,
        "chosen": None if wanted == "all" or chosen is None else chosen[0],
    }
    return render(request, "casebook/matrix.html", context)


@public_page
@require_GET
def case(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a case: five dimensions, contributions, challenges, growth."""
    return _page(request, get_case_for_reader(request, pk))


def _page(request: HttpRequest, here: CaseStudy) -> HttpResponse:
    may = actor_of(request).may
    own = is_own(request, here)
    snapshot = here.snapshots.defer("records").first()
    context = {
        "case": here,
        "crisis": here.crisis,
        "blocks": blocks_of([here]),
        "leads": list(here.leads.order_by("name")),
        "snapshot": snapshot,
        "course": showing.course_of(snapshot, is_own=own),
        "contributions": showing.contributions(here),
        "figures": showing.figures_told(here.figures),
        "authors": list(here.authors.all()),
        "pictures": list(here.pictures.defer("copy")),
        "sources": list(here.citedsources.all()),
        "collections": queries.collections_of([here]),
        "is_own": own,
        "may_write": own and may("case_study.write"),
        "may_ask": here.state == CaseStudy.State.PUBLISHED and here.hidden_at is None,
        "may_read_requests": own and may("text.read"),
        "requests": list(queries.requests(here)[:REQUESTS_SHOWN]) if own and may("text.read") else [],
    }
    return render(request, "casebook/case.html", context)


@requires("case_study.open")
@require_http_methods(["GET", "POST"])
def case_new(request: HttpRequest) -> HttpResponse:
    """Open a case of the own organisation; its facts are drawn from the record."""
    actor = actor_of(request)
    own = find_organization(actor.organization_id) if actor.organization_id else None
    if own is None:
        raise Http404
    start = {"crisis": Crisis.objects.filter(slug=request.GET.get("crisis", "")).first(), "subject": own.name}
    form = CaseNewForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data, "subject": form.cleaned_data["subject"] or own}
        try:
            opened = actions.open_case_study(actor, told.pop("crisis"), frozen_at=timezone.now(), **told)
        except JointLeadsError as error:
            form.add_error("leads", error.message(get_language() or "zh-hans"))
        else:
            messages.success(request, _("已从记录中取出事实和数字并定格。接着写核心内容与困难。"))
            return redirect("casebook:case_edit", opened.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "names": taking_part(own)}
    return render(request, "casebook/case_new.html", context, status=status)


@requires("case_study.write")
@require_http_methods(["GET", "POST"])
def case_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write the narrative parts of a case."""
    here = get_case_for_editor(pk)
    if request.method == "GET":
        return _editor(request, here)
    form = CaseTextForm(request.POST, instance=get_case_for_editor(pk))
    if not form.is_valid():
        return _editor(request, here, status=422, form=form)
    try:
        actions.write_case_study(actor_of(request), here, **form.cleaned_data)
    except CaseIncompleteError as error:
        form.add_error(None, error.message(get_language() or "zh-hans"))
        return _editor(request, here, status=422, form=form)
    messages.success(request, _("已保存。"))
    return redirect("casebook:case_edit", pk)


def _editor(request: HttpRequest, here: CaseStudy, *, status: int = 200, **more: Any) -> HttpResponse:
    may = actor_of(request).may
    context = {
        "case": here,
        "crisis": here.crisis,
        "blocks": blocks_of([here]),
        "spots": spots_of_case(get_case_for_editor(here.pk)),
        "form": CaseTextForm(instance=here),
        "fact_form": FactForm(),
        "open_form": OpenQuestionForm()
        if may("case_study.leave_open") and not here.challenges.strip()
        else None,
        "may_add": may("case_study.add_fact"),
        "may_publish": may("case_study.publish") and here.state == CaseStudy.State.DRAFT,
    }
    return render(request, "casebook/case_edit.html", context | more, status=status)


@requires("case_study.add_fact")
@require_POST
def fact_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """State a fact that the record does not hold."""
    here = get_case_for_editor(pk)
    form = FactForm(request.POST)
    if not form.is_valid():
        return _editor(request, here, status=422, fact_form=form)
    actions.add_fact(actor_of(request), here, **form.facts())
    messages.success(request, _("已补充一条事实。"))
    return redirect("casebook:case_edit", pk)


@requires("case_study.leave_open")
@require_POST
def case_open(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Declare that the source states no challenges, under the name of whoever is logged in."""
    here, form = get_case_for_editor(pk), OpenQuestionForm(request.POST)
    if not form.is_valid():
        return _editor(request, here, status=422, open_form=form)
    try:
        actions.leave_challenges_open(
            actor_of(request), here, signed=str(request.user), on=timezone.localdate(), **form.cleaned_data
        )
    except ChallengesStatedError as error:
        return _editor(request, here, status=409, refusal=error.message(get_language() or "zh-hans"))
    messages.success(request, _("已署名声明。读者会看到这是一个留着的问题。"))
    return redirect("casebook:case_edit", pk)


@requires("case_study.publish")
@require_POST
def case_publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish a case, or say what it lacks."""
    here = get_case_for_editor(pk)
    try:
        actions.publish_case_study(actor_of(request), here)
    except CaseIncompleteError as error:
        return _editor(request, here, status=422, refusal=error.message(get_language() or "zh-hans"))
    messages.success(request, _("已发布，任何人都能看到核心内容。"))
    return redirect("casebook:case", pk)
