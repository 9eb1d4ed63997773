"""The driver's page: public, on a phone, without an account. The code on the waybill is the right."""

import uuid
from collections import defaultdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_scopes import scopes_disabled

from qiao.accounts.guard import actor_of, public_page, requires
from qiao.exceptions import LineAlreadyDecidedError, QiaoError, StepStandsError
from qiao.intake.reporter.behind_codes import kept_private
from qiao.intake.reporter.code_door import CodeDoor, said
from qiao.intake.reporter.page import OUTBOX_SCRIPTS, STYLES, PhonePage
from qiao.intake.words.voices import plain_words
from qiao.relief import actions, queries
from qiao.relief.actions.driving import TEN_MINUTES
from qiao.relief.driver_forms import AnswerForm, DriverForm, UndoForm
from qiao.relief.forms import CodeForm
from qiao.relief.models import Delivery, DriverReport, Shipment
from qiao.relief.words import DRIVER_WORDS

DRIVING = PhonePage(
    "driving",
    (*STYLES, "intake/phone.css"),
    (*OUTBOX_SCRIPTS, "intake/phone.js", "intake/taps.js"),
    (("relief", "drive_code"), ("intake", "public_base")),
    keeps_pages=True,
)
"""The page on which a driver tells how the trip goes."""


DOOR = CodeDoor(DRIVING, "relief/drive.html", "relief:drive_code", CodeForm, actions.find_shipment)


def get_problem_for_coordinator(pk: uuid.UUID) -> DriverReport:
    """Return a problem on a trip of the active organisation."""
    found: DriverReport = get_object_or_404(DriverReport, pk=pk, kind=DriverReport.Kind.PROBLEM)
    return found


def get_step_for_coordinator(pk: uuid.UUID) -> DriverReport:
    """Return what was told on a trip of the active organisation."""
    found: DriverReport = get_object_or_404(DriverReport, pk=pk)
    return found


@public_page
@kept_private
@require_http_methods(["GET", "POST"])
def drive(request: HttpRequest) -> HttpResponse:
    """Ask for the driver's code on the waybill."""
    return DOOR.ask(request)


@public_page
@kept_private
@require_http_methods(["GET", "POST"])
@DOOR.opens
def drive_code(request: HttpRequest, shipment: Shipment, code: str) -> HttpResponse:
    """Show the stops of the trip with what was told of each, and take what the driver tells."""
    if request.method == "GET":
        return _show(request, shipment, code)
    form = DriverForm(request.POST)
    try:
        if not _take(shipment, form):
            return _show(request, shipment, code, wrong=form)
    except QiaoError as error:
        form.add_error(None, said(error))
        return _show(request, shipment, code, wrong=form)
    return DOOR.back(code)


def _take(shipment: Shipment, form: DriverForm) -> DriverReport | None:
    """Keep what a form tells; None, and the form knows why, where it tells nothing that can be kept."""
    if not form.is_valid():
        return None
    told, delivery = form.cleaned_data, None
    if told["stop"] and told["kind"] != DriverReport.Kind.LEFT:
        with scopes_disabled():
            delivery = (
                Delivery.objects.filter(shipment=shipment, pk=told["stop"])
                .select_related("match__crisis")
                .first()
            )
        if delivery is None:
            form.add_error("stop", _("这一站不在这趟车上。"))
            return None
    words = told["words"] if told["kind"] == DriverReport.Kind.PROBLEM else ""
    return actions.take_driver_report(
        shipment,
        actions.Told(told["kind"], delivery, words, told["at"]),
        submission=told["submission"] or uuid.uuid4(),
        received_at=timezone.now(),
    )


def _show(
    request: HttpRequest,
    shipment: Shipment,
    code: str,
    *,
    wrong: DriverForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    with scopes_disabled():
        stops = list(queries.stops_of(shipment))
        told = list(DriverReport.objects.filter(shipment=shipment).select_related("report"))
    stands = [one for one in told if not one.is_taken_back]
    begun = timezone.now() - TEN_MINUTES
    by_stop: dict[uuid.UUID | None, list[DriverReport]] = defaultdict(list)
    for one in stands:
        by_stop[one.delivery_id].append(one)
    context = {
        "shipment": shipment,
        "code": code,
        "stops": [(one, by_stop[one.pk], {each.kind for each in by_stop[one.pk]}) for one in stops],
        "whole": by_stop[None],
        "has_left": any(one.kind == DriverReport.Kind.LEFT for one in stands),
        "may_take_back": {one.pk for one in stands if one.received_at > begun},
        "wrong": wrong,
        "refusal": refusal,
        "words": plain_words(DRIVER_WORDS),
    }
    return DOOR.show(request, "relief/drive_code.html", context, is_wrong=bool(wrong or refusal))


@public_page
@kept_private
@require_POST
@DOOR.opens
def drive_undo(request: HttpRequest, shipment: Shipment, code: str) -> HttpResponse:
    """Take back a step the driver tapped by mistake; by the same code, within ten minutes."""
    form = UndoForm(request.POST)
    step = form.cleaned_data["step"] if form.is_valid() else uuid.UUID(int=0)
    try:
        actions.take_back_by_code(shipment, step, at=timezone.now())
    except StepStandsError as error:
        return _show(request, shipment, code, refusal=said(error))
    return DOOR.back(code)


@public_page
@csrf_exempt
@kept_private
@require_POST
def drive_send(request: HttpRequest) -> HttpResponse:
    """Take what a driver told from the phone's outbox, perhaps hours later."""
    return DOOR.take_sent(request, DriverForm(request.POST), _take)


@public_page
@never_cache
@require_GET
def drive_worker(_request: HttpRequest) -> HttpResponse:
    """Hand over the service worker. It lies beside the pages of the codes, so that it rules over nothing else."""
    return DRIVING.worker()


@requires("shipment.code")
@require_POST
def shipment_code(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the trip a new driver's code; the printed one is void from now on."""
    here = get_object_or_404(Shipment, pk=pk)
    actions.renew_driver_code(actor_of(request), here)
    messages.warning(request, _("司机码已换新，旧的作废。请重新打印，或把新码告诉司机。"))
    return redirect("relief:shipment", here.pk)


@requires("shipment.take_back")
@require_POST
def step_take_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back a step that a driver told by mistake, whenever it was."""
    step = get_step_for_coordinator(pk)
    try:
        actions.take_back_step(actor_of(request), step, at=timezone.now())
    except StepStandsError as error:
        messages.error(request, said(error))
    else:
        messages.success(request, _("已收回，司机可以重新报。"))
    return redirect("relief:shipment", step.shipment_id)


@requires("shipment.settle")
@require_POST
def problem_settle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down what was done about a problem; the driver reads it on the phone."""
    problem = get_problem_for_coordinator(pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写一句：怎么办了。"))
    else:
        try:
            actions.settle_problem(actor_of(request), problem, settled_at=timezone.now(), **form.cleaned_data)
        except LineAlreadyDecidedError as error:
            messages.error(request, said(error))
        else:
            messages.success(request, _("已记下，司机在手机上能看到。"))
    return redirect("relief:shipment", problem.shipment_id)
