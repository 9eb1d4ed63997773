"""The waybill as a PDF: of a whole lorry, of all lorries sent together, or of one delivery."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from qiao.accounts.guard import actor_of, requires
from qiao.relief import actions, queries
from qiao.relief.models import Delivery, Shipment
from qiao.relief.views.deliveries import grouped, qr_of
from qiao.relief.views.loaders import convoy_or_404, get_delivery_for_reader, shipment_or_404
from qiao.relief.waybill import NO_CODES, Codes, content_of, number_of, pdf_of


@requires("match.read")
@require_GET
def shipment_paper(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the waybill of a lorry, with a slip for each stop that is not signed for."""
    here = shipment_or_404(pk)
    stops = list(queries.stops_of(here))
    if not stops or here.cancelled_at is not None:
        raise Http404
    return _answer([_content(request, stops, here)], number_of(here))


@requires("match.read")
@require_GET
def convoy_paper(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the waybills of all lorries that were sent together and not called off."""
    here = convoy_or_404(pk)
    lorries = [one for one in queries.lorries_of(here) if one.cancelled_at is None]
    contents = [_content(request, list(queries.stops_of(one)), one) for one in lorries]
    if not contents:
        raise Http404
    return _answer(contents, number_of(here))


@requires("match.read")
@require_GET
def delivery_paper(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the paper of one delivery, with the trip it goes on where one is known."""
    here = get_delivery_for_reader(pk)
    return _answer([_content(request, [here], None, trip=here.shipment)], number_of(here))


def _content(
    request: HttpRequest,
    deliveries: Sequence[Delivery],
    shipment: Shipment | None,
    *,
    trip: Shipment | None = None,
) -> dict[str, Any]:
    shows = actor_of(request).may("delivery.send")

    def codes_of(one: Delivery) -> Codes:
        if not shows or one.state != Delivery.State.IN_TRANSIT:
            return NO_CODES
        return _codes(request, actions.receiving_code(one), "relief:receive_code")

    driver = NO_CODES
    if shows and shipment and shipment.code_mark:
        driver = _codes(
            request, actions.driver_code(shipment), "relief:drive_code", entry=reverse("relief:drive")
        )
    return content_of(
        deliveries,
        shipment,
        trip=trip or shipment,
        driver=driver,
        codes_of=codes_of,
        entry=request.build_absolute_uri(reverse("relief:receive")),
        feedback=_feedback_address(request),
    )


def _feedback_address(request: HttpRequest) -> str:
    """Return where recipients say how it was; the page belongs to a desk above this one and may be absent."""
    try:
        return request.build_absolute_uri(reverse("quality:ask"))
    except NoReverseMatch:
        return ""


def _answer(contents: Sequence[dict[str, Any]], number: str) -> HttpResponse:
    answer = HttpResponse(pdf_of(*contents), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="waybill-{number}.pdf"'
    return answer


def _codes(request: HttpRequest, code: str, view: str, *, entry: str = "") -> Codes:
    link = request.build_absolute_uri(reverse(view, args=[code]))
    return Codes(grouped(code), str(qr_of(link)), request.build_absolute_uri(entry) if entry else "")
