"""Money, goods and time beside each other: a page, and the same on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from qiao.accounts.guard import actor_of, requires
from qiao.casebook.means import means_in, means_pdf
from qiao.intake.keeping import kept, kept_since
from qiao.registry.models import Crisis, Organization


@requires("means.read")
@require_GET
def statement(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the three columns."""
    crisis = get_object_or_404(Crisis, slug=slug)
    found = kept(means_in, crisis, get_language() or "")
    context = {"crisis": crisis, "means": found, "kept_since": kept_since(crisis)}
    return render(request, "casebook/means.html", context)


@requires("means.read")
@require_GET
def statement_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand the three columns out on paper."""
    crisis = get_object_or_404(Crisis, slug=slug)
    organization = get_object_or_404(Organization, pk=actor_of(request).acts_for)
    answer = HttpResponse(means_pdf(crisis, organization), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="means-{slug}.pdf"'
    return answer
