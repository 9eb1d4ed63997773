"""Money, goods and time beside each other: a page, and the same on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from qiao.accounts.guard import actor_of, requires
from qiao.casebook.means import means, means_pdf
from qiao.registry.models import Crisis, Organization


@requires("means.read")
@require_GET
def statement(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the three columns."""
    crisis = get_object_or_404(Crisis, slug=slug)
    return render(request, "casebook/means.html", {"crisis": crisis, "means": means(crisis)})


@requires("means.read")
@require_GET
def statement_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand the three columns out on paper."""
    crisis = get_object_or_404(Crisis, slug=slug)
    organization = get_object_or_404(Organization, pk=actor_of(request).acts_for)
    answer = HttpResponse(means_pdf(crisis, organization), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="means-{slug}.pdf"'
    return answer
