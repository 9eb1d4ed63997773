"""One lorry with several drops: loaded, sent, printed."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.registry.models import Crisis
from qiao.registry.served import answer_all
from qiao.relief import actions, queries
from qiao.relief.carriers import Doubt, doubts_of_trip, fitting
from qiao.relief.driver_forms import AnswerForm
from qiao.relief.first_out import sooner_doubts
from qiao.relief.forms import SendForm, ShipmentForm
from qiao.relief.lorries import STOPS, Plan, plan_lorry
from qiao.relief.lorry_forms import CancelForm
from qiao.relief.models import Delivery, DriverReport, Match
from qiao.relief.roads import newest_roads, table_of
from qiao.relief.serving import asks_reason, drifts_of, keep_reason, overlaps_of, scope_doubts
from qiao.relief.views.deliveries import grouped, qr_of
from qiao.relief.views.loaders import get_crisis, shipment_or_404
from qiao.relief.views.plans import language

UNPROCESSABLE = 422


@requires("shipment.load")
@require_http_methods(["GET", "POST"])
def shipment_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose what goes on the lorry, see the order of drops, and send it."""
    crisis = get_crisis(slug)
    data = request.POST if request.method == "POST" else request.GET
    held = queries.matches(crisis).filter(state=Match.State.HELD)
    chosen = list(
        held.filter(pk__in=ids_among(data.getlist("match"), most=STOPS)).order_by("confirmed_at")[:STOPS]
    )
    kept = newest_roads(crisis)
    plan = plan_lorry(chosen, now=timezone.now(), table=table_of(kept) if kept else None)
    form = ShipmentForm(request.POST if "send" in request.POST else None)
    doubts: list[Doubt] = []
    if "send" in request.POST and form.is_valid() and chosen:
        doubts = trip_doubts(crisis, chosen, form, hours=plan.hours)
        if is_held_up(request, doubts):
            return _load_page(request, crisis, held, plan, form, doubts)
        told, strayed = overlaps_of(crisis, chosen), drifts_of(crisis, chosen)
        try:
            shipment = actions.load_shipment(
                actor_of(request),
                plan.ordered,
                sent_at=timezone.now(),
                trip=actions.Trip(**form.cleaned_data, overruled=tuple(one.code for one in doubts)),
                planned_km=None if plan.km is None else round(plan.km),
            )
        except QiaoError as error:
            messages.error(request, error.message(language()))
        else:
            answer_all(actor_of(request), told, at=timezone.now())
            keep_reason(actor_of(request), strayed, request.POST.get("scope_reason", ""))
            messages.success(request, _("已装车发出，请打印单子。"))
            return redirect("relief:shipment", shipment.pk)
    elif "send" in request.POST and not chosen:
        messages.error(request, _("先勾选要装车的物资。"))
    return _load_page(request, crisis, held, plan, form, doubts)


def is_held_up(request: HttpRequest, doubts: Sequence[Doubt]) -> bool:
    """Say whether a person has not yet gone on in the face of doubts, or owes the reason why."""
    if asks_reason(doubts) and not request.POST.get("scope_reason", "").strip():
        return True
    return bool(doubts) and not request.POST.get("anyway")


def trip_doubts(
    crisis: Crisis,
    matches: Sequence[Match],
    form: SendForm,
    *,
    hours: float | None,
    leaves: datetime | None = None,
) -> list[Doubt]:
    """Return what speaks against sending these goods as the form says, leaving now unless said otherwise."""
    told = form.cleaned_data
    found = doubts_of_trip(
        crisis,
        matches,
        carrier=told["carrier"],
        permit_from=told["permit_from"],
        permit_until=told["permit_until"],
        leaves=leaves or timezone.now(),
        hours=hours,
    )
    found += sooner_doubts(matches, today=timezone.localdate())
    found += scope_doubts(crisis, matches)
    return found + [Doubt("SERVED", one.words) for one in overlaps_of(crisis, matches)]


def _load_page(
    request: HttpRequest,
    crisis: Crisis,
    held: QuerySet[Match],
    plan: Plan,
    form: ShipmentForm,
    doubts: Sequence[Doubt],
) -> HttpResponse:
    context = {
        "crisis": crisis,
        "held": held,
        "chosen": {one.pk for one in plan.ordered},
        "plan": plan,
        "road_list": newest_roads(crisis),
        "form": form,
        "doubts": doubts,
        "sooner": [] if doubts else sooner_doubts(plan.ordered, today=timezone.localdate()),
        "fits": fitting(crisis, plan.ordered, on=timezone.localdate()) if plan.stops else [],
    }
    status = UNPROCESSABLE if form.errors or doubts else 200
    return render(request, "relief/shipment_new.html", context, status=status)


def ids_among(texts: Sequence[str], *, most: int) -> list[uuid.UUID]:
    """Return the ids among the texts, about so many at most; what is none is left out."""
    found = []
    for text in texts[: 2 * most]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


@requires("match.read")
@require_GET
def shipment(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a lorry's waybill: drops in order, each with its code for those who send."""
    here = shipment_or_404(pk)
    actor = actor_of(request)
    shows_codes = actor.may("delivery.send")
    told: dict[uuid.UUID | None, list[DriverReport]] = defaultdict(list)
    for report in DriverReport.objects.filter(shipment=here).select_related("report__masked", "report__key"):
        told[report.delivery_id].append(report)
    rows = [
        (one, *_code_of(request, one, shows_codes=shows_codes), told[one.pk])
        for one in queries.stops_of(here)
    ]
    code = actions.driver_code(here) if shows_codes and here.code_mark else ""
    link = request.build_absolute_uri(reverse("relief:drive_code", args=[code])) if code else ""
    context = {
        "shipment": here,
        "rows": rows,
        "crisis": rows[0][0].match.crisis if rows else None,
        "whole": told[None],
        "driver_code": grouped(code),
        "driver_qr": qr_of(link) if link else "",
        "drive_entry": request.build_absolute_uri(reverse("relief:drive")),
        "may_take_back": actor.may("shipment.take_back"),
        "may_renew": actor.may("shipment.code") and here.cancelled_at is None,
        "cancel": CancelForm()
        if rows and here.cancelled_at is None and actor.may("shipment.cancel")
        else None,
        "answer": AnswerForm() if actor.may("shipment.settle") else None,
    }
    return render(request, "relief/shipment.html", context)


def _code_of(request: HttpRequest, one: Delivery, *, shows_codes: bool) -> tuple[str, str]:
    """Return the receiving code of a stop as it is printed, and its QR; empty where it is not to be seen."""
    if not shows_codes or one.state != Delivery.State.IN_TRANSIT:
        return "", ""
    code = actions.receiving_code(one)
    return grouped(code), qr_of(request.build_absolute_uri(reverse("relief:receive_code", args=[code])))
