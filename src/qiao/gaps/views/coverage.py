"""Who would have told us, and who does what where."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.gaps.actions.coverage import state_coverage
from qiao.gaps.actions.presence import export_presence
from qiao.gaps.files_presence import ENDINGS
from qiao.gaps.forms.coverage import CoverageForm, WorkFilter
from qiao.gaps.queries.coverage import PlaceCoverage, coverage_now, restated
from qiao.gaps.queries.presence import Asked, Work, wanted_of, who_does_what, work_in
from qiao.intake.keeping import kept, kept_since
from qiao.intake.views.answering import INVALID, asked, get_crisis
from qiao.registry.handing import download
from qiao.registry.models import Crisis

ROWS_A_PAGE = 50
STANDS = ("no_eyes", "unknown", "stated", "estimated")


@requires("gap.read")
@require_GET
def coverage_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show for each county who would have told us; those without eyes first."""
    return _page(request, get_crisis(slug), CoverageForm())


@requires("coverage.state")
@require_POST
def coverage_state(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down a judgement on a place."""
    crisis = get_crisis(slug)
    form = CoverageForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, form, status=INVALID)
    facts = form.cleaned_data
    state_coverage(
        actor_of(request),
        crisis,
        place=facts["place"],
        share=facts["percent"] / 100,
        reason=facts["reason"],
        stated_at=timezone.now(),
    )
    messages.success(request, _("已记下。以前的判断留着，以最新的为准。"))
    return redirect("gaps:coverage", slug)


def _stand(one: PlaceCoverage) -> str:
    return "no_eyes" if one.has_no_eyes else str(one.basis).lower()


def _page(request: HttpRequest, crisis: Crisis, form: CoverageForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    rows, facts = kept(coverage_now, crisis)
    rows = restated(rows, crisis, now)
    stand = request.GET.get("stand", "")
    counts = {name: sum(_stand(one) == name for one in rows) for name in STANDS}
    shown = [one for one in rows if stand not in STANDS or _stand(one) == stand]
    shown.sort(key=lambda one: (-1.0 if one.coverage is None else one.coverage, one.place))
    shown.sort(key=lambda one: not one.has_no_eyes)
    context = {
        "crisis": crisis,
        "now": kept_since(crisis) or now,
        "facts": facts,
        "kept_since": kept_since(crisis),
        "page": page_of(request, shown, ROWS_A_PAGE),
        "stand": stand if stand in STANDS else "",
        "counts": counts,
        "total": len(rows),
        "form": form,
    }
    return render(request, "gaps/coverage.html", context, status=status)


def _work(request: HttpRequest, crisis: Crisis, *, is_leaving: bool = False) -> tuple[WorkFilter, list[Work]]:
    form = WorkFilter(request.GET or None)
    wanted = asked(form) if form.is_bound else {}
    on = wanted.get("on")
    words = {name: (wanted.get(name) or "").strip() for name in ("who", "what", "place")}
    whole = who_does_what(crisis) if is_leaving else kept(work_in, crisis, get_language() or "")
    return form, wanted_of(whole, Asked(**words, on=on))


@requires("gap.read")
@require_GET
def presence_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who does what, where, when, for whom."""
    crisis = get_crisis(slug)
    form, rows = _work(request, crisis)
    context = {
        "crisis": crisis,
        "form": form,
        "page": page_of(request, rows, ROWS_A_PAGE),
        "organisations": len({one.who for one in rows}),
        "places": len({one.place for one in rows if one.place}),
        "kinds": len({one.what for one in rows}),
        "query": request.GET.urlencode(),
        "kept_since": kept_since(crisis),
    }
    return render(request, "gaps/presence.html", context)


@requires("presence.export")
@require_GET
def presence_export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Hand the grid out as a file."""
    if form not in ENDINGS:
        raise Http404
    crisis = get_crisis(slug)
    _form, rows = _work(request, crisis, is_leaving=True)
    content = export_presence(actor_of(request), crisis, rows, form=form)
    tagged = ".hxl" if form == "hxl" else ""
    return download(content, f"who-does-what-{crisis.slug}{tagged}", ENDINGS[form])
