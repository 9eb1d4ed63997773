"""Deliveries: what is to be sent, on its way and signed for; the slip with its code."""

import uuid

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import counted
from qiao.intake.keeping import kept
from qiao.intake.models import Attachment
from qiao.relief import actions, queries
from qiao.relief.delivery_counts import delivery_counts
from qiao.relief.models import Delivery, DriverReport, Match, Receipt
from qiao.relief.views.loaders import get_crisis, get_delivery_for_reader, page_of

QR_SCALE = 6
HELD_SHOWN = 30
"""The latest that wait to be sent; the others come as these go, or are loaded together on one lorry."""
HALF_OF_CODE = 4
STATES = {"IN_TRANSIT": Delivery.State.IN_TRANSIT, "SIGNED": Delivery.State.SIGNED}


@requires("match.read")
@require_GET
def delivery_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what waits to be sent, then the deliveries, the newest first."""
    crisis = get_crisis(slug)
    rows = queries.deliveries(crisis)
    counts = kept(delivery_counts, crisis)
    held = queries.matches(crisis).filter(state=Match.State.HELD)
    chosen = request.GET.get("state", "")
    if chosen in STATES:
        rows = rows.filter(state=STATES[chosen])
    elif chosen == "DIFFERENCE":
        rows = queries.with_difference(rows)
    return render(
        request,
        "relief/delivery_list.html",
        {
            "crisis": crisis,
            "page": page_of(request, rows),
            "chosen": chosen,
            "counts": counts,
            "held": held[:HELD_SHOWN],
            "held_count": counted(held),
        },
    )


@requires("match.read")
@require_GET
def delivery(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a delivery; to those who send, the slip with the code until it is signed for."""
    here = get_delivery_for_reader(pk)
    actor = actor_of(request)
    shows_code = here.state == Delivery.State.IN_TRANSIT and actor.may("delivery.send")
    code = actions.receiving_code(here) if shows_code else ""
    link = request.build_absolute_uri(reverse("relief:receive_code", args=[code])) if code else ""
    receipt = Receipt.objects.filter(delivery=here).select_related("report__key").first()
    return render(
        request,
        "relief/delivery.html",
        {
            "delivery": here,
            "crisis": here.match.crisis,
            "receipt": receipt,
            "told": DriverReport.objects.filter(delivery=here, taken_back_at__isnull=True),
            "photos": photos_of(receipt) if receipt and actor.may("report.read") else [],
            "code": grouped(code),
            "link": link,
            "entry": request.build_absolute_uri(reverse("relief:receive")),
            "qr": qr_of(link) if link else "",
            "may_renew": here.state == Delivery.State.IN_TRANSIT and actor.may("delivery.code"),
        },
    )


def grouped(code: str) -> str:
    """Return a code as it is printed: in two groups."""
    return f"{code[:HALF_OF_CODE]}-{code[HALF_OF_CODE:]}" if code else ""


def photos_of(receipt: Receipt) -> list[Attachment]:
    """Return the photographs of a receipt, unless they were erased."""
    if receipt.report is None or receipt.report.is_erased:
        return []
    return list(Attachment.objects.filter(report=receipt.report, has_copy=True))


def qr_of(link: str) -> SafeString:
    """Return the QR code of an address as SVG without size, style or script: the page's CSS sizes it."""
    drawn = segno.make(link, error="m", micro=False).svg_inline(
        scale=QR_SCALE, omitsize=True, svgclass=None, lineclass=None, light="#fff"
    )
    return mark_safe(drawn)  # noqa: S308 -- drawn by segno from modules; the address itself is not in it


@requires("delivery.code")
@require_POST
def delivery_code(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the delivery a new code; the printed one is void from now on."""
    here = get_delivery_for_reader(pk)
    actions.renew_code(actor_of(request), here)
    messages.warning(request, _("旧码已作废。请重新打印单子，或把新码告诉接收方。"))
    return redirect("relief:delivery", here.pk)
