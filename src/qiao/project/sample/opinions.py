"""What recipients say of the help in the sample: scores, words, two complaints, and who is named for sensitive ones."""

import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from qiao.project.sample.cast import Cast
from qiao.project.sample.clock import at
from qiao.quality.actions import (
    Told,
    answer_complaint,
    assign_complaint,
    close_complaint,
    name_focal_point,
    tell_feedback,
)
from qiao.quality.models import Complaint
from qiao.registry.models import Crisis
from qiao.relief.models import Receipt

NAMED = ("he", "fang")
SCORES: dict[str, tuple[int, ...]] = {
    "VOLUNTEERS": (5, 5, 4, 5, 4, 3, 5, 5, 4, 5, 2, 5),
    "REPLY": (3, 2, 4, 3, 1, 3, 2),
    "CARE": (5, 5, 4),
    "OTHER": (4,),
}
"""Invented scores; few of psychological help, so that the page shows a hidden cell."""
WORDS = "示例数据：水送到了，可是少了两箱，打电话没有人接。"
SHORT = "示例数据：说好下午到，等到晚上十点。"
ANSWER = "示例数据：核对过了，装车时漏了两箱，已经补送，向您道歉。"


def opinions(cast: Cast, crisis: Crisis, *, moment: datetime) -> None:
    """Let recipients say how it was: those who signed for goods, and others without a code."""
    lin, serial = cast["lin"], 0

    def say(**facts: object) -> uuid.UUID:
        nonlocal serial
        serial += 1
        with at(moment + timedelta(minutes=serial)) as now:
            kept = tell_feedback(
                cast.association.pk,
                crisis,
                Told(**facts),  # type: ignore[arg-type]
                submission=uuid.uuid4(),
                at=now,
                client=f"sample-{serial}",
            )
        pk: uuid.UUID = kept.pk
        return pk

    with at(moment):
        for name in NAMED:
            name_focal_point(lin, user=cast.users[name], at=moment)
    signed = [one.delivery for one in Receipt.objects.select_related("delivery").order_by("signed_at")[:4]]
    for delivery, score in zip(signed, (5, 4, 2, 5), strict=False):
        facts = {"words": WORDS, "kind": "GOODS", "wants_answer": True} if score == 2 else {}  # noqa: PLR2004
        say(service="DELIVERY", score=score, delivery=delivery, **facts)
    for service, scores in SCORES.items():
        for score in scores:
            say(service=service, score=score)
    say(service="DELIVERY", score=2, words=SHORT, kind="LATE")
    _answer_first(cast, crisis, moment=moment + timedelta(hours=20))


def _answer_first(cast: Cast, crisis: Crisis, *, moment: datetime) -> None:
    """Answer the older complaint and tell the result; the other one waits."""
    lin = cast["lin"]
    first = Complaint.objects.filter(feedback__crisis=crisis).order_by("created_at").first()
    if first is None:
        return
    with at(moment) as now:
        due_on = timezone.localdate(now) + timedelta(days=3)
        assign_complaint(lin, first, owner=cast.users["lin"], due_on=due_on)
        answer_complaint(lin, first, finding="UPHELD", answer=ANSWER, at=now)
        close_complaint(lin, first, told="PHONE", at=now)
