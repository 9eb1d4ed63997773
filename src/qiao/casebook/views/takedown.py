"""Asking that a published case be taken down, without an account, and the answer; pictures of published texts."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_scopes import scope, scopes_disabled

from qiao.accounts.guard import actor_of, public_page
from qiao.accounts.roles import Actor
from qiao.casebook.actions import takedown as actions
from qiao.casebook.desk_forms import TakedownForm
from qiao.casebook.models import CaseStudy, Picture, Takedown
from qiao.casebook.queries import readable_case
from qiao.casebook.views.reading import get_case_for_reader
from qiao.exceptions import QiaoError
from qiao.intake.forms.hearing import HearForm, means_at_hand
from qiao.intake.reporter.behind_codes import kept_private
from qiao.trail.guests import agree, guest_of, withdraw

INVALID = 422
View = Callable[..., HttpResponse]


@public_page
@require_http_methods(["GET", "POST"])
def takedown(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a request to take a published case down."""
    here = get_case_for_reader(request, pk)
    if here.state != CaseStudy.State.PUBLISHED:
        raise Http404
    form, status = TakedownForm(request.POST or None), 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                asked = actions.take_takedown(
                    here, client=request.META.get("REMOTE_ADDR", ""), now=timezone.now(), **form.cleaned_data
                )
            except QiaoError as error:
                form.add_error(None, error.message(get_language() or "zh-hans"))
                status = error.status
            else:
                messages.success(request, _("已收到。请存下这个网页的地址或查询码，回来看处理结果。"))
                return redirect("casebook:takedown_status", actions.code_of(asked))
    return render(request, "casebook/takedown.html", {"case": here, "form": form}, status=status)


@public_page
@kept_private
@require_GET
def takedown_ask(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a takedown request."""
    typed = request.GET.get("code", "").strip()[:40].replace("/", "")
    if typed:
        return redirect("casebook:takedown_status", typed)
    return render(request, "casebook/takedown_status.html", {"found": None})


def with_code(view: View) -> View:
    """Open a page to whoever holds the code of a takedown request."""

    @wraps(view)
    def opened(request: HttpRequest, code: str) -> HttpResponse:
        try:
            found = actions.find_takedown(code)
        except QiaoError as error:
            said = {"found": None, "refusal": error.message(get_language() or "zh-hans")}
            return render(request, "casebook/takedown_status.html", said, status=error.status)
        with scope(organization=found.text_of.organization_id):
            return view(request, found)

    return public_page(kept_private(opened))


@with_code
@require_GET
def takedown_status(request: HttpRequest, found: Takedown) -> HttpResponse:
    """Show where a takedown request stands, and what was decided."""
    return _status(request, found)


def _status(
    request: HttpRequest, found: Takedown, *, form: HearForm | None = None, status: int = 200
) -> HttpResponse:
    is_open = found.state == Takedown.State.ASKED
    context: dict[str, Any] = {
        "found": found,
        "code": actions.code_of(found),
        "is_lapsed": is_open and found.text_of.hidden_at is not None,
        "is_late": is_open and found.due_at <= timezone.now(),
        "is_back": found.state == Takedown.State.HIDDEN and found.text_of.hidden_at is None,
        "guest": guest_of(found.pk),
        "hear_form": (form or HearForm()) if is_open and means_at_hand() else None,
    }
    return render(request, "casebook/takedown_status.html", context, status=status)


@with_code
@require_POST
def takedown_hear(request: HttpRequest, found: Takedown) -> HttpResponse:
    """Write down where who asked wants to be told the answer."""
    form = HearForm(request.POST)
    if found.state != Takedown.State.ASKED or not form.is_valid():
        return _status(request, found, form=form, status=INVALID)
    agree(
        Actor.reporter(found.text_of.organization_id),
        found,
        means=form.cleaned_data["means"],
        to=form.cleaned_data["to"],
        masked=form.masked,
        language=get_language() or "zh-hans",
        at=timezone.now(),
    )
    messages.success(request, _("记下了。有了答复就告诉您，随时可以在这里删掉。"))
    return redirect("casebook:takedown_status", actions.code_of(found))


@with_code
@require_POST
def takedown_unhear(request: HttpRequest, found: Takedown) -> HttpResponse:
    """Tell who asked no more, and destroy the address."""
    withdraw(Actor.reporter(found.text_of.organization_id), found, at=timezone.now())
    messages.success(request, _("不再告诉您，地址已删掉。"))
    return redirect("casebook:takedown_status", actions.code_of(found))


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
