"""Answering those who offer something: taken, a question, or not this time with a reason. Due within a day."""

from datetime import datetime, timedelta

from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.exceptions import LineAlreadyDecidedError, OfferAnswerIncompleteError
from qiao.intake.holding import held_voices
from qiao.intake.models import Offer, OfferAnswer
from qiao.intake.notices import OFFER_ANSWERED, tell_overdue, tell_reporters
from qiao.intake.queries.answers import CLOCK, overdue_crises, overdue_offers
from qiao.trail.kinds import refuse_personal
from qiao.trail.recorded import detail, recorded


@recorded("offer.answer")
def answer_offer(
    actor: Actor, offer: Offer, /, *, kind: str, at: datetime, reason: str = "", text: str = ""
) -> OfferAnswer:
    """Answer an offer. Whoever sent it reads the answer under the receipt code and is told where they agreed.

    Taken does not mean checked: it stays with the desk until somebody has called. Not taken, it ends.

    Raises
    ------
    OfferAnswerIncompleteError
        When a question has no words, or a refusal no reason.
    LineAlreadyDecidedError
        When it has ended, or, for a refusal, goods of it are promised already.
    NoticePersonalError
        When the words hold a number of a person.
    """
    refuse_personal(text)
    needs_reason, needs_text = kind == OfferAnswer.Kind.DECLINED, kind == OfferAnswer.Kind.ASKED
    if needs_reason != bool(reason) or (needs_text and not text):
        raise OfferAnswerIncompleteError
    claimed = Offer.objects.select_for_update().get(pk=offer.pk)
    if claimed.closed_at is not None or (needs_reason and held_voices([claimed.pk])):
        raise LineAlreadyDecidedError(state=claimed.get_state_display())
    answer: OfferAnswer = OfferAnswer.objects.create(
        organization_id=actor.acts_for,
        offer=claimed,
        kind=kind,
        reason=reason,
        text=text,
        at=at,
        answered_by_id=actor.user_id,
    )
    if needs_reason:
        claimed.state, claimed.closed_at = Offer.State.WITHDRAWN, at
        claimed.save(update_fields=("state", "closed_at"))
    tell_reporters(actor, OFFER_ANSWERED, claimed, occasion=str(answer.pk), at=at)
    detail(offer=str(offer.pk), kind=kind, reason=reason)
    return answer


@recorded("offer.remind")
def remind_of_overdue(actor: Actor, *, now: datetime) -> int:
    """Tell the coordinators of offers that nobody answered in time, at most once a day for each crisis.

    Return for how many crises.
    """
    crises = overdue_crises(now=now)
    day = timezone.localtime(now).date().isoformat()
    for crisis in crises:
        count = overdue_offers(crisis, now=now)
        tell_overdue(actor, crisis, count=count, hours=round(CLOCK / timedelta(hours=1)), occasion=day)
    detail(crises=len(crises))
    return len(crises)
