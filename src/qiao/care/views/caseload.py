"""The caseload of those one supervises."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from qiao.accounts.guard import actor_of, requires
from qiao.care.caseload import ADVISED_WITHIN, MOST_FILES, loads
from qiao.registry.models import Crisis


@requires("care_caseload.read")
@require_GET
def caseload(request: HttpRequest, slug: str) -> HttpResponse:
    """Show open files by worker, overdue reviews, and how long ago each was advised."""
    crisis, now = get_object_or_404(Crisis, slug=slug), timezone.now()
    context = {
        "crisis": crisis,
        "loads": loads(actor_of(request), crisis, today=timezone.localdate(now), now=now),
        "most": MOST_FILES,
        "days": ADVISED_WITHIN.days,
    }
    return render(request, "care/caseload.html", context)
