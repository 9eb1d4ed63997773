"""One lorry with several drops: loaded, sent, printed."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.relief import actions, queries
from qiao.relief.forms import ShipmentForm
from qiao.relief.lorries import STOPS, plan_lorry
from qiao.relief.models import Delivery, Match, Shipment
from qiao.relief.views.deliveries import HALF_OF_CODE, qr_of
from qiao.relief.views.loaders import get_crisis
from qiao.relief.views.plans import language

UNPROCESSABLE = 422


def get_shipment_for_reader(pk: uuid.UUID) -> Shipment:
    """Return a shipment of the active organisation."""
    found: Shipment = get_object_or_404(Shipment, pk=pk)
    return found


@requires("shipment.load")
@require_http_methods(["GET", "POST"])
def shipment_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose what goes on the lorry, see the order of drops, and send it."""
    crisis = get_crisis(slug)
    data = request.POST if request.method == "POST" else request.GET
    held = queries.matches(crisis).filter(state=Match.State.HELD)
    chosen = list(held.filter(pk__in=_ids(data.getlist("match"))).order_by("confirmed_at")[:STOPS])
    plan = plan_lorry(chosen, now=timezone.now())
    form = ShipmentForm(request.POST if "send" in request.POST else None)
    if "send" in request.POST and form.is_valid() and chosen:
        try:
            shipment = actions.load_shipment(
                actor_of(request),
                plan.ordered,
                sent_at=timezone.now(),
                trip=actions.Trip(**form.cleaned_data),
                planned_km=None if plan.km is None else round(plan.km),
            )
        except QiaoError as error:
            messages.error(request, error.message(language()))
        else:
            messages.success(request, _("已装车发出，请打印单子。"))
            return redirect("relief:shipment", shipment.pk)
    elif "send" in request.POST and not chosen:
        messages.error(request, _("先勾选要装车的物资。"))
    context = {
        "crisis": crisis,
        "held": held,
        "chosen": {one.pk for one in chosen},
        "plan": plan,
        "form": form,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "relief/shipment_new.html", context, status=status)


def _ids(texts: list[str]) -> list[uuid.UUID]:
    """Return the ids among the texts; what is none is left out."""
    found = []
    for text in texts[: 2 * STOPS]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


@requires("match.read")
@require_GET
def shipment(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a lorry's waybill: drops in order, each with its code for those who send."""
    here = get_shipment_for_reader(pk)
    shows_codes = actor_of(request).may("delivery.send")
    deliveries = Delivery.objects.filter(shipment=here).select_related(
        "match__crisis",
        "match__lot",
        "match__need__item",
        "match__need__place",
        "match__need__party",
        "match__offer__item",
        "match__offer__party",
        "match__offer__place",
        "receipt",
    )
    rows = []
    for one in deliveries.order_by("stop", "sent_at"):
        open_code = shows_codes and one.state == Delivery.State.IN_TRANSIT
        code = actions.receiving_code(one) if open_code else ""
        link = request.build_absolute_uri(reverse("relief:receive_code", args=[code])) if code else ""
        shown = f"{code[:HALF_OF_CODE]}-{code[HALF_OF_CODE:]}" if code else ""
        rows.append((one, shown, qr_of(link) if link else ""))
    crisis = rows[0][0].match.crisis if rows else None
    return render(request, "relief/shipment.html", {"shipment": here, "rows": rows, "crisis": crisis})
