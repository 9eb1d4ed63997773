"""The trace outside of the house: what anybody may know of a lot, on a telephone first."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from qiao.accounts.guard import public_page
from qiao.accounts.paging import page_of
from qiao.intake.views.public import drawn
from qiao.pages.words import name_of, translated, unit_text
from qiao.relief.flow_drawing import Drawing, Part, draw
from qiao.relief.tracing import Hop, PublicTrace, board_of, name_hops, trace_of

MOST_DRAWN = 9
"""How many recipients the drawing holds; the list below it holds all, a page at a time."""
HOPS_A_PAGE = 60

LONGEST_CODE = 40
NOT_FOUND = 404


@public_page
@require_GET
def trace_ask(request: HttpRequest) -> HttpResponse:
    """Ask for the trace code that stands on a slip or in a message of thanks."""
    typed = "".join(request.GET.get("code", "").split()).upper()[:LONGEST_CODE].replace("/", "")
    if typed:
        return redirect("pages:public_trace", typed)
    return render(request, "pages/public_trace.html", {"code": "", "found": None})


@public_page
@require_GET
def public_trace(request: HttpRequest, code: str) -> HttpResponse:
    """Show anybody what became of a lot: no persons, no contacts, no addresses."""
    found = trace_of(code)
    if found is None:
        return render(request, "pages/public_trace.html", {"code": code, "found": None}, status=NOT_FOUND)
    item = found.lot.offer.item
    unit = unit_text(item.unit if item else "", item)
    address = request.build_absolute_uri(request.path)
    page = page_of(request, found.hops, HOPS_A_PAGE)
    largest = sorted(found.hops, key=lambda one: (-one.total, one.number))[:MOST_DRAWN]
    name_hops([*page, *largest, *(one.hop for one in found.events if one.hop)])
    context = {
        "code": found.lot.trace_code,
        "found": found,
        "page": page,
        "board": board_of(found.lot),
        "unit": unit,
        "drawing": _drawn(found, largest, unit),
        "address": address,
        "qr": drawn(address),
        "told": _told(found, unit),
    }
    return render(request, "pages/public_trace.html", context)


def _told(found: PublicTrace, unit: str) -> str:
    """Return the sentence that a chat shows below the title."""
    n = len(found.hops)
    return ngettext(
        "发往 %(n)d 处，发出 %(sent)s %(unit)s，签收 %(received)s %(unit)s。每一笔都可以查。",
        "发往 %(n)d 处，发出 %(sent)s %(unit)s，签收 %(received)s %(unit)s。每一笔都可以查。",
        n,
    ) % {"n": n, "sent": f"{found.sent:,}", "received": f"{found.received:,}", "unit": unit}


def _drawn(found: PublicTrace, largest: Sequence[Hop], unit: str) -> Drawing | None:
    """Return the drawing: the largest recipients, the rest as one, and what is still in store."""
    parts = [_part(one, unit) for one in sorted(largest, key=lambda one: one.number)]
    rest = len(found.hops) - len(largest)
    if rest:
        pieces = sum(one.total for one in found.hops) - sum(one.total for one in largest)
        label = _("另外 %(n)d 处") % {"n": rest}
        parts.append(Part(label, f"{pieces:,} {unit}", pieces, "past"))
    if found.in_kits > 0:
        packed = f"{found.in_kits:,} {unit}"
        parts.append(Part(_("装进了成套物资"), packed, found.in_kits, "go"))
    if found.available > 0:
        parts.append(Part(_("还在库里"), f"{found.available:,} {unit}", found.available, "past"))
    return draw(parts)


def _part(one: Hop, unit: str) -> Part:
    who = name_of(one.who) if one.who else name_of(one.place) if one.place else _("接收方（名称不公开）")
    return Part(who, f"{one.total:,} {unit} · {translated(one.standing)}", one.total, one.tone)
