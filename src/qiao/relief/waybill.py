"""The waybill on paper: what a trip carries, where, under which codes; a slip for each stop. Typst sets it as PDF."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qiao.intake.models import Need, Offer
from qiao.registry.models import Item, Place
from qiao.registry.typesetting import typeset
from qiao.registry.units import in_plural
from qiao.relief.carriers import called, place_of_offer, place_or_home
from qiao.relief.measures import in_m3
from qiao.relief.models import Convoy, Delivery, Shipment, StockAccount, StockMovement

PAPERS = Path(__file__).parent / "papers"
PACKS_NAMED = 2
"""So many ways of packing are worked out at most; with more a person counts."""
NUMBER_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Codes:
    """What only those who send may print: a grouped code, its QR as SVG and where it is typed; empty for others."""

    code: str = ""
    qr: str = ""
    entry: str = ""


NO_CODES = Codes()


def pdf_of(*contents: dict[str, Any]) -> bytes:
    """Return waybills as one PDF."""
    return typeset(PAPERS / "waybill.typ", {"papers": contents})


def content_of(
    deliveries: Sequence[Delivery],
    shipment: Shipment | None,
    *,
    trip: Shipment | None,
    driver: Codes,
    codes_of: Callable[[Delivery], Codes],
    entry: str,
    feedback: str,
) -> dict[str, Any]:
    """Return what the paper says, in the language of the page.

    ``deliveries`` are the stops in their order, at least one; ``shipment`` is what the paper is of, None for one
    delivery alone; ``trip`` says who drives; ``entry`` is where codes are typed, ``feedback`` where recipients say
    how it was, empty for no such page.
    """
    first = deliveries[0]
    lots = _lots_of(deliveries)
    return {
        "lang": (get_language() or "zh")[:2],
        "number": number_of(shipment or first),
        "house": _name(first.organization),
        "sample": _("示例数据") if first.match.crisis.is_sample else "",
        "facts": list(_facts(first, trip, lots)),
        "driver": {"code": driver.code, "qr": driver.qr, "entry": driver.entry},
        "entry": entry,
        "stops": [
            _stop(number, one, codes_of(one), lots[one.match_id]) for number, one in enumerate(deliveries, 1)
        ],
        "feedback": feedback,
        "words": _words(is_lorry=shipment is not None),
    }


def number_of(record: Shipment | Delivery | Convoy) -> str:
    """Return the number printed on a paper: the beginning of the record's id."""
    return record.pk.hex[:NUMBER_LENGTH].upper()


def _words(*, is_lorry: bool) -> dict[str, Any]:
    return {
        "title": _("运单") if is_lorry else _("送货单"),
        "number": _("编号"),
        "driver_code": _("司机码：报出发、到达、问题"),
        "stop": _("站"),
        "to": _("接收方"),
        "goods": _("物资"),
        "code": _("签收码"),
        "sign": _("接收方签字、日期"),
        "signs": [_("装车人签字、日期"), _("司机签字、日期"), _("实际出发时间")],
        "slip": _("送货单"),
        "slip_signs": [_("实收数量"), _("接收方签字、日期")],
        "how": _("收货时扫码，或打开下面的网址输入签收码。点清数量再签。"),
        "feedback": _(
            "收到以后：好不好、有什么问题，都可以说，也可以投诉。打开下面的网址，输入同一个签收码。"
        ),
        "note": _("签收以接收方扫码或输入签收码为准；没有网络时先在纸上签，过后补录。"),
    }


def _facts(
    first: Delivery, shipment: Shipment | None, lots: dict[uuid.UUID, list[tuple[str, str]]]
) -> Iterable[tuple[str, str]]:
    """Yield label and value; what is not known is an empty line to fill in by hand."""
    left = shipment.left_at if shipment and shipment.left_at else first.sent_at
    yield _("从哪里"), "、".join(dict.fromkeys(origin for rows in lots.values() for origin, _lot in rows))
    if shipment and shipment.pickups:
        yield _("依次装货"), " → ".join(_loading(name, at) for name, at in shipment.loading_places)
    yield _("发出时间"), f"{timezone.localtime(left):%Y-%m-%d %H:%M}"
    yield _("承运方"), shipment.carrier if shipment else ""
    yield _("车辆"), shipment.vehicle if shipment else ""
    yield _("司机"), shipment.driver if shipment else ""
    yield _("通行证"), _permit(shipment) if shipment else ""
    if shipment and shipment.planned_km is not None:
        yield _("估计里程"), _("约 %(km)d 公里") % {"km": shipment.planned_km}
    load = _load(shipment) if shipment else ""
    if load:
        yield _("装载"), load


def _loading(name: str, at: datetime) -> str:
    return f"{name or _('地点没写')}（{timezone.localtime(at):%H:%M}）"


def _load(shipment: Shipment) -> str:
    """Return what a lorry carries and may carry, as far as that is known."""
    kg, limit, m3 = shipment.kg, shipment.limit_kg, in_m3(shipment.volume_ml)
    told = [
        "" if kg is None else _("约 %(kg)s 公斤") % {"kg": f"{kg:,.1f}"},
        "" if limit is None else _("限载 %(kg)s 公斤") % {"kg": f"{limit:,.0f}"},
        "" if m3 is None else _("约 %(m3)s 立方米") % {"m3": f"{m3:,.2f}"},
    ]
    return " · ".join(filter(None, told))


def _permit(shipment: Shipment) -> str:
    days = [one.isoformat() if one else "" for one in (shipment.permit_from, shipment.permit_until)]
    return f"{shipment.permit} {' – '.join(days) if any(days) else ''}".strip()


def _stop(number: int, one: Delivery, codes: Codes, lots: list[tuple[str, str]]) -> dict[str, Any]:
    match = one.match
    item = match.offer.item
    place = place_or_home(match.need.party, match.need.place)
    return {
        "number": one.stop or number,
        "to": _who(match.need),
        "area": _area(place) if place else _("地点没写"),
        "goods": _name(item) if item else match.offer.item_text,
        "amount": f"{one.quantity:,} {_unit(item) if item else match.offer.unit}",
        "packs": packs_of(one.quantity, item) if item else "",
        "lots": [lot for _origin, lot in lots],
        "code": codes.code,
        "qr": codes.qr,
        "state": _(one.get_state_display()),
    }


def packs_of(pieces: int, item: Item) -> str:
    """Say in words how many packs so many pieces are, where the item is packed in one way; honest where it is not."""
    contents: dict[str, set[int]] = defaultdict(set)
    for one in item.packs.all():
        contents[one.name].add(one.content)
    known = sorted((one, min(sizes)) for one, sizes in contents.items() if len(sizes) == 1)
    whole = [(pack, size) for pack, size in known if size <= pieces]
    if not whole:
        return _("几箱几盒请装车时清点")
    return "= " + _("，或 ").join(_packed(pieces, pack, size) for pack, size in whole[:PACKS_NAMED])


def _packed(pieces: int, pack: str, size: int) -> str:
    number, rest = divmod(pieces, size)
    told = {"n": f"{number:,}", "pack": _(pack), "content": f"{size:,}"}
    said: str = _("%(n)s %(pack)s（每%(pack)s %(content)s）") % told
    return said + (f" + {rest:,}" if rest else "")


def _lots_of(deliveries: Sequence[Delivery]) -> dict[uuid.UUID, list[tuple[str, str]]]:
    """Return for each match where its pieces were taken from, and from which part of the lot, with its last day."""
    rows = StockMovement.objects.filter(
        reduce(or_, (Q(match_id=one.match_id, at__gte=one.sent_at) for one in deliveries)),
        source=StockAccount.HELD,
        target=StockAccount.IN_TRANSIT,
    ).select_related("source_part__store")
    taken: dict[uuid.UUID, list[StockMovement]] = defaultdict(list)
    for row in rows:
        if row.match_id is not None:
            taken[row.match_id].append(row)
    found = {}
    for one in deliveries:
        found[one.match_id] = [_lot_line(one, row) for row in taken[one.match_id]]
    return found


def _lot_line(one: Delivery, row: StockMovement) -> tuple[str, str]:
    part, code = row.source_part, one.match.lot.trace_code
    store = part.store if part else None
    place = place_of_offer(one.match.offer)
    giver = one.match.offer.party
    told = (_name(giver) if giver else one.match.offer.who, called(place) if place else "")
    origin = store.name if store else " ".join(filter(None, told)) or _("地点没写")
    number = f"{code}-{part.number}" if part and part.number else code
    ends = _("，%(day)s 到期") % {"day": part.expires_on.isoformat()} if part and part.expires_on else ""
    return origin, _("追踪码 %(code)s") % {"code": number} + f" × {row.quantity:,}" + ends


def _who(voice: Need | Offer) -> str:
    return _name(voice.party) if voice.party else voice.who or _("未写明单位")


def _area(place: Place) -> str:
    return called(place) if _in_english() else place.full_name


def _name(thing: Any) -> str:
    return (getattr(thing, "name_en", "") if _in_english() else "") or str(thing.name)


def _unit(item: Item) -> str:
    return in_plural(item.unit_en) if _in_english() and item.unit_en else _(item.unit)


def _in_english() -> bool:
    return (get_language() or "").startswith("en")
