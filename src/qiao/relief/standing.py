"""How far needs and offers came on the first bridge: matched, on the way, signed for."""

import uuid
from collections.abc import Collection

from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext as _

from qiao.intake.models import Report
from qiao.intake.reporter.standing import Answer, Reached
from qiao.relief.models import (
    BulletinQuestion,
    Delivery,
    Lot,
    Match,
    StockAccount,
    StockBalance,
    StockMovement,
)


def how_far(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Reached]]:
    """Return the steps that these needs and offers reached, with their moments."""
    found: dict[uuid.UUID, list[Reached]] = {}
    for side in ("need_id", "offer_id"):
        rows = Match.objects.filter(**{f"{side}__in": ids}).exclude(state=Match.State.WITHDRAWN)
        sent = Case(When(~Q(delivery__state=Delivery.State.CANCELLED), then=F("delivery__sent_at")))
        kept = rows.order_by("confirmed_at").values_list(
            side, "confirmed_at", sent, "delivery__receipt__signed_at"
        )
        for pk, *moments in kept:
            reached = zip(("MATCHED", "SENT", "SIGNED"), moments, strict=True)
            found.setdefault(pk, []).extend(Reached(key, at) for key, at in reached if at is not None)
    return found


def traces_of_gifts(report: Report) -> list[Answer]:
    """Return where the goods of a report's offers went, once something of them is on its way."""
    lots = Lot.objects.filter(offer__report=report).select_related("offer__item").order_by("created_at")
    found = []
    for lot in lots:
        rows = StockBalance.objects.filter(lot=lot).values_list("account", "quantity")
        stands = dict(rows)
        moving, signed = stands.get(StockAccount.IN_TRANSIT, 0), stands.get(StockAccount.DELIVERED, 0)
        last = StockMovement.objects.filter(lot=lot).order_by("-at").values_list("at", flat=True).first()
        if moving or signed:
            found.append(
                Answer(
                    _("您提供的去了哪里"),
                    _("在路上 %(moving)s，已签收 %(signed)s。谢谢您。追踪码 %(code)s。")
                    % {"moving": f"{moving:,}", "signed": f"{signed:,}", "code": lot.trace_code},
                    last,
                    reverse("pages:public_trace", args=[lot.trace_code]),
                )
            )
    return found


def bulletin_answers(report: Report) -> list[Answer]:
    """Return what is answered to a report that says something is wrong with a bulletin."""
    rows = BulletinQuestion.objects.filter(report=report).select_related("bulletin__board")
    return [
        Answer(
            _("您对公告第 %(number)d 期的质疑") % {"number": one.bulletin.number},
            one.answer,
            one.answered_at,
            reverse("relief:public_bulletin", args=[one.bulletin.board.code, one.bulletin.number])
            + "#questions",
        )
        for one in rows
    ]
