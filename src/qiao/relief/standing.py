"""How far needs and offers came on the first bridge: matched, on the way, signed for."""

import uuid
from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _

from qiao.intake.models import Report
from qiao.intake.reporter.standing import Answer, Reached
from qiao.relief.models import BulletinQuestion, Match


def how_far(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Reached]]:
    """Return the steps that these needs and offers reached, with their moments."""
    found: dict[uuid.UUID, list[Reached]] = {}
    for side in ("need_id", "offer_id"):
        rows = Match.objects.filter(**{f"{side}__in": ids}).exclude(state=Match.State.WITHDRAWN)
        kept = rows.order_by("confirmed_at").values_list(
            side, "confirmed_at", "delivery__sent_at", "delivery__receipt__signed_at"
        )
        for pk, *moments in kept:
            reached = zip(("MATCHED", "SENT", "SIGNED"), moments, strict=True)
            found.setdefault(pk, []).extend(Reached(key, at) for key, at in reached if at is not None)
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
