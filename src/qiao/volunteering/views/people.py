"""The association's people: who entered their name, what they can do, what they agreed to; confirmed by a person."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.exceptions import QiaoError
from qiao.intake.reporter.code_door import said
from qiao.registry.handing import FORMS, download
from qiao.registry.models import Organization
from qiao.volunteering import actions, queries
from qiao.volunteering.codes import invitation
from qiao.volunteering.files import members_file
from qiao.volunteering.joining_forms import ReasonForm
from qiao.volunteering.models import Enrolment
from qiao.volunteering.qr import qr_of

ROWS = 40


def get_enrolment_for_coordinator(pk: uuid.UUID) -> Enrolment:
    """Return an entry of the active organisation."""
    rows = Enrolment.objects.select_related("place", "person", "enterprise", "organization")
    found: Enrolment = get_object_or_404(rows, pk=pk)
    return found


@requires("enrolment.read")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Show who entered their name, those who wait first, with the address under which others do."""
    actor = actor_of(request)
    link = request.build_absolute_uri(reverse("volunteering:join", args=[invitation(actor.acts_for)]))
    rows = queries.enrolments()
    context = {
        "waiting": rows.filter(state=Enrolment.State.WAITING),
        "page": page_of(request, rows.filter(state=Enrolment.State.CONFIRMED), ROWS),
        "gone": rows.filter(state__in=(Enrolment.State.LEFT, Enrolment.State.DECLINED)).count(),
        "link": link,
        "qr": qr_of(link),
        "may_confirm": actor.may("enrolment.confirm"),
        "may_reveal": actor.may("enrolment.reveal"),
        "reason_form": ReasonForm(),
    }
    return render(request, "volunteering/people.html", context)


@requires("enrolment.confirm")
@require_POST
def enrolment_confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take somebody in."""
    try:
        actions.confirm_enrolment(actor_of(request), get_enrolment_for_coordinator(pk), at=timezone.now())
    except QiaoError as error:
        messages.error(request, said(error))
    else:
        messages.success(request, _("已确认。对方凭登记码就能报班次。"))
    return redirect("volunteering:people")


@requires("enrolment.decline")
@require_POST
def enrolment_decline(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Do not take an entry, with a reason."""
    here, form = get_enrolment_for_coordinator(pk), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明为什么不接收，对方会看到。"))
        return redirect("volunteering:people")
    try:
        actions.decline_enrolment(actor_of(request), here, at=timezone.now(), **form.cleaned_data)
    except QiaoError as error:
        messages.error(request, said(error))
    else:
        messages.success(request, _("没有接收。姓名和电话已销毁，对方凭登记码看得到原因。"))
    return redirect("volunteering:people")


@requires("enrolment.reveal")
@require_POST
def enrolment_reveal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show name and telephone, once it is in the trail who looks."""
    here = get_enrolment_for_coordinator(pk)
    actions.reveal_enrolment(actor_of(request), here)
    context = {"enrolment": here, "facts": actions.facts_of(here)}
    return render(request, "volunteering/enrolment_reveal.html", context)


@requires("enrolment.export")
@require_GET
def people_export(request: HttpRequest, form: str) -> HttpResponse:
    """Hand the confirmed members out as a file, persons without name and number."""
    if form not in FORMS:
        raise Http404
    actor = actor_of(request)
    rows = queries.enrolments().filter(state=Enrolment.State.CONFIRMED)
    organization = get_object_or_404(Organization, pk=actor.acts_for)
    return download(actions.export_members(actor, organization, members_file(rows, form)), "members", form)
