"""Two sides beside each other: what we heard and what government states."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.gaps.actions.official import record_official
from qiao.gaps.forms.official import OfficialForm
from qiao.gaps.queries import figures, findings
from qiao.intake.keeping import kept, kept_since
from qiao.registry.models import Crisis

LINES_A_PAGE = 30
SIDES = ("BOTH", "OWN", "OFFICIAL")


@requires("gap.read")
@require_GET
def beside(request: HttpRequest, slug: str) -> HttpResponse:
    """Show own and official figures side by side, and the form that records an official one."""
    crisis = get_object_or_404(Crisis, slug=slug)
    return _page(request, crisis, OfficialForm(crisis=crisis, initial={"stated_on": timezone.localdate()}))


@requires("official.record")
@require_POST
def official_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Record what government stated."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = OfficialForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _page(request, crisis, form, status=422)
    record_official(actor_of(request), crisis, is_sample=crisis.is_sample, **form.cleaned_data)
    messages.success(request, _("已登记官方口径，与我方数字并列显示。"))
    return redirect("gaps:beside", slug)


def _page(request: HttpRequest, crisis: Crisis, form: OfficialForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    lines = figures.beside(crisis)
    side = request.GET.get("side", "")
    shown = [line for line in lines if side not in SIDES or line.side == side]
    context = {
        "crisis": crisis,
        "now": now,
        "lines": page_of(request, shown, LINES_A_PAGE),
        "line_count": len(lines),
        "side": side if side in SIDES else "",
        "sides": {one: sum(1 for line in lines if line.side == one) for one in SIDES},
        "stated": Paginator(figures.stated_besides(crisis), LINES_A_PAGE).get_page(request.GET.get("stated")),
        "unlisted": kept(findings.unlisted_needs, crisis),
        "kept_since": kept_since(crisis),
        "form": form,
        "may_record": actor_of(request).may("official.record"),
    }
    return render(request, "gaps/beside.html", context, status=status)
