"""Findings in separate lists on a map, one finding in full, and what became of each."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.engines.gaps import Action
from qiao.gaps.actions.boundaries import save_boundary
from qiao.gaps.actions.deciding import NEXT_STATES, decide_gap
from qiao.gaps.actions.handing import export_findings
from qiao.gaps.actions.naming import name_term, take_back_naming
from qiao.gaps.actions.searching import find_gaps
from qiao.gaps.drawing import draw
from qiao.gaps.forms.findings import BoundaryForm, DecideForm, NamingForm, SearchForm, chosen_search
from qiao.gaps.models import Boundary, Gap, GapSearch, GapTask, Grain, Naming
from qiao.gaps.queries import behind, findings
from qiao.intake.keeping import kept_since
from qiao.registry.handing import download
from qiao.registry.models import Crisis, Item

RECORDS_A_PAGE = 15
HISTORY_SHOWN = 60
SUGGESTED = {
    Action.SEND_VERIFIER: GapTask.Kind.VERIFY,
    Action.OPEN_TASK: GapTask.Kind.WORK,
    Action.APPEAL_TO_MEMBERS: GapTask.Kind.APPEAL,
    Action.DRAFT_ITEM: "DRAFT",
}
"""What the engine proposes → which button comes first."""


def get_gap_for_reader(pk: uuid.UUID) -> Gap:
    """Return a finding of the organisation at work."""
    one: Gap = get_object_or_404(findings.gap_in_full(pk))
    return one


def get_naming_for_keeper(pk: uuid.UUID) -> Naming:
    """Return what was said of a word, of the organisation at work."""
    one: Naming = get_object_or_404(Naming.objects.all(), pk=pk)
    return one


@requires("gap.read")
@require_GET
def gap_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where people were heard, and the findings kind by kind, as the newest or a chosen search saw them."""
    crisis = get_object_or_404(Crisis, slug=slug)
    history = list(findings.searches(crisis)[:HISTORY_SHOWN])[::-1]
    wanted = chosen_search(request.GET.get("search", ""))
    search = next((one for one in history if one.pk == wanted), None)
    lists = findings.gap_lists(crisis, search)
    shown = search or (history[-1] if history else None)
    may = actor_of(request).may
    ground = findings.ground(
        crisis,
        grain=shown.grain if shown else Grain.COUNTY,
        known_at=shown.known_at if search and shown else None,
        lines=[line for each in lists for line in each.lines],
        urls=_urls(lists),
    )
    boundary = Boundary.objects.first()
    context = {
        "crisis": crisis,
        "history": history,
        "shown": shown,
        "is_past": search is not None and history[-1:] != [search],
        "lists": [(each, [_facts(request, line) for line in each.lines], each.gone) for each in lists],
        "counts": {each.kind.value: len(each.lines) for each in lists},
        "waiting": sum(each.waiting for each in lists),
        "ground": ground,
        "kept_since": kept_since(crisis),
        "drawing": draw(ground.spots, boundary.outlines if boundary else None),
        "boundary": boundary,
        "tasks": findings.own_tasks(crisis, actor_of(request).user_id),
        "form": SearchForm(initial={"grain": shown.grain if shown else Grain.COUNTY}),
        "may_find": may("gap.find"),
        "may_draw": may("gap.boundary"),
        "may_export": may("gap.export"),
    }
    part = "gaps/_lists.html" if request.headers.get("HX-Target") == "findings" else "gaps/gap_list.html"
    return render(request, part, context)


def _urls(lists: list[findings.GapList]) -> dict[str, str]:
    """Return where a click on a place leads: to its first finding."""
    found: dict[str, str] = {}
    for each in lists:
        for line in each.lines:
            if line.gap.place and line.gap.item_id is None:
                found.setdefault(line.gap.place.code, reverse("gaps:gap", args=[line.gap.pk]))
    return found


def _facts(request: HttpRequest, line: findings.Line) -> dict[str, Any]:
    may = actor_of(request).may
    return {
        "line": line,
        "steps": NEXT_STATES[Gap.State(line.gap.state)] if may("gap.decide") else (),
        "may_draft": may("proposal.draft") and line.gap.state in {Gap.State.CONFIRMED, Gap.State.ACTED},
    }


@requires("gap.find")
@require_POST
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """Search, with what is known now or was known at a moment."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = SearchForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("时刻没有读懂，请从日历里选。"))
        return redirect("gaps:gap_list", slug)
    search = find_gaps(
        actor_of(request),
        crisis,
        now=timezone.now(),
        grain=form.cleaned_data["grain"],
        known_at=form.cleaned_data["known_at"],
    )
    messages.success(request, _told(search))
    address = reverse("gaps:gap_list", args=[slug])
    return redirect(f"{address}?search={search.pk}" if form.cleaned_data["known_at"] else address)


def _told(search: GapSearch) -> str:
    new, again, gone = (search.basis[name] for name in ("new", "again", "gone"))
    if not new and not gone:
        return _("没有新的发现；已有的 %(n)d 条重新量过。") % {"n": again}
    text = ngettext("新发现 %(n)d 条", "新发现 %(n)d 条", new) % {"n": new}
    return _("%(new)s；%(again)d 条仍在，%(gone)d 条不再找到。") % {"new": text, "again": again, "gone": gone}


@requires("gap.read")
@require_GET
def gap(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one finding: why it is here, what stands behind it, what was done."""
    return _one(request, get_gap_for_reader(pk))


def _one(
    request: HttpRequest, one: Gap, naming_form: NamingForm | None = None, *, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    naming = findings.naming_of(one) if one.term else None
    needs = page_of(request, behind.needs_behind(one), RECORDS_A_PAGE)
    context = {
        "crisis": one.crisis,
        "gap": one,
        "line": findings.Line(one, one),
        "places": behind.places_behind(one),
        "page": needs,
        "reports": behind.reports_behind(one)[:RECORDS_A_PAGE] if one.term else (),
        "vanished": behind.lines_behind(one) if one.facts.get("lines") else (),
        "history": one.sightings.all(),
        "history_chart": _history_chart(one),
        "steps": NEXT_STATES[Gap.State(one.state)] if actor.may("gap.decide") else (),
        "may_draft": actor.may("proposal.draft"),
        "may_bind": actor.may("evidence.note") and (bool(needs) or bool(one.term)),
        "may_task": actor.may("gap.task"),
        "task_kinds": GapTask.Kind,
        "suggested": SUGGESTED.get(one.facts.get("action", ""), GapTask.Kind.VERIFY),
        "naming": naming,
        "naming_form": naming_form or NamingForm(),
        "may_name": actor.may("gap.name"),
        "items": Item.objects.values_list("name", flat=True) if one.term and not naming else (),
    }
    return render(request, "gaps/gap.html", context, status=status)


def _history_chart(one: Gap) -> dict[str, Any] | None:
    seen = list(one.sightings.all())
    if len(seen) < 2:  # noqa: PLR2004 - a line needs two points
        return None
    return {
        "kind": "line",
        "title": _("历次查找：观察与预期"),
        "category": _("所知截至"),
        "unit": _("条"),
        "categories": [f"{timezone.localtime(each.search.known_at):%m-%d %H:%M}" for each in seen],
        "series": [
            {"name": _("观察"), "tone": "accent", "values": [each.observed for each in seen]},
            {
                "name": _("预期"),
                "tone": "blue",
                "values": [None if each.expected is None else round(each.expected, 1) for each in seen],
            },
        ],
    }


@requires("gap.decide")
@require_POST
def decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what became of a finding."""
    one = get_gap_for_reader(pk)
    form = DecideForm(request.POST)
    if form.is_valid():
        decide_gap(actor_of(request), one, state=form.cleaned_data["state"], note=form.cleaned_data["note"])
    if request.headers.get("HX-Request"):
        facts = _facts(request, findings.Line(one, one)) | {"crisis": one.crisis}
        return render(request, "gaps/_gap.html", facts, status=200 if form.is_valid() else 422)
    return redirect("gaps:gap", one.pk)


@requires("gap.name")
@require_POST
def name(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what a new word is."""
    one = get_gap_for_reader(pk)
    form = NamingForm(request.POST)
    if not form.is_valid():
        return _one(request, one, form, status=422)
    naming = name_term(actor_of(request), one, **form.stated)
    needs = len(naming.changed.get("needs", ()))
    messages.success(request, _("已记下。%(n)d 条需求随之归类。") % {"n": needs})
    return redirect("gaps:gap", one.pk)


@requires("gap.unname")
@require_POST
def unname(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back what was said of a word."""
    naming = get_naming_for_keeper(pk)
    crisis, term = naming.crisis, naming.term
    take_back_naming(actor_of(request), naming)
    messages.success(request, _("已撤回对“%(term)s”的判定。") % {"term": term})
    found = Gap.objects.filter(crisis=crisis, term=term).first()
    return redirect("gaps:gap", found.pk) if found else redirect("gaps:gap_list", crisis.slug)


@requires("gap.export")
@require_GET
def findings_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the findings as a table."""
    crisis = get_object_or_404(Crisis, slug=slug)
    content = export_findings(actor_of(request), crisis, findings.gap_lists(crisis))
    return download(content, f"gaps-{crisis.slug}", "csv")


@requires("gap.boundary")
def boundary(request: HttpRequest) -> HttpResponse:
    """Load an approved map of boundaries, or see which one is shown."""
    form = BoundaryForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        facts = {one: form.cleaned_data[one] for one in ("approval", "source")}
        saved = save_boundary(actor_of(request), content=file.read(), name=file.name, **facts)
        messages.success(request, _("已载入 %(n)d 个地方的边界。") % {"n": len(saved.outlines)})
        return redirect("gaps:boundary")
    context = {"form": form, "boundary": Boundary.objects.first()}
    return render(request, "gaps/boundary.html", context, status=422 if form.errors else 200)
