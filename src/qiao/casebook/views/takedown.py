"""Asking that a published case be taken down, without an account; and pictures of published texts."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods
from django_scopes import scopes_disabled

from qiao.accounts.guard import actor_of, public_page
from qiao.casebook.actions import takedown as actions
from qiao.casebook.desk_forms import TakedownForm
from qiao.casebook.models import CaseStudy, Picture
from qiao.casebook.queries import readable_case
from qiao.casebook.views.reading import get_case_for_reader
from qiao.exceptions import QiaoError

INVALID = 422


@public_page
@require_http_methods(["GET", "POST"])
def takedown(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a request to take a published case down."""
    here = get_case_for_reader(request, pk)
    if here.state != CaseStudy.State.PUBLISHED:
        raise Http404
    form, status, asked = TakedownForm(request.POST or None), 200, None
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                asked = actions.take_takedown(
                    here, client=request.META.get("REMOTE_ADDR", ""), now=timezone.now(), **form.cleaned_data
                )
                status = 200
            except QiaoError as error:
                form.add_error(None, error.message(get_language() or "zh-hans"))
                status = error.status
    context = {"case": here, "form": form, "asked": asked}
    return render(request, "casebook/takedown.html", context, status=status)


@public_page
@require_GET
def picture(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Serve the clean copy of a picture to whoever may read the text it stands in."""
    with scopes_disabled():
        found = get_object_or_404(Picture.objects.select_related("case", "part"), pk=pk)
    if not _may_see(request, found):
        raise Http404
    answer = HttpResponse(bytes(found.copy), content_type="image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox"
    return answer


def _may_see(request: HttpRequest, found: Picture) -> bool:
    own = actor_of(request).organization_id
    if found.case is not None:
        return readable_case(found.case.pk, own) is not None
    return bool(own) and found.part is not None and found.part.organization_id == own
