"""Groups of members, calls for help to them, their answers, and what those become."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.engines.extraction import mask
from qiao.exceptions import CallAnswerUnfitError, CallNobodyError, CallTakenError
from qiao.intake.actions import open_offer, receive_report
from qiao.intake.actions.receive import Message
from qiao.intake.models import Report
from qiao.registry.models import Crisis, Place, QuantityKind
from qiao.registry.queries import find_item
from qiao.trail.kinds import refuse_personal
from qiao.trail.recorded import detail, recorded
from qiao.volunteering import notices
from qiao.volunteering.actions.enrolling import facts_of
from qiao.volunteering.actions.taking import assign
from qiao.volunteering.codes import answer_token, mark_of_token
from qiao.volunteering.models import HelpAnswer, HelpCall, Segment, Shift
from qiao.volunteering.queries.members import members_of, who_may_be_asked

CHANNEL = "会员呼吁的答复"
CALLED_WHAT = 120


@recorded("segment.save")
def save_segment(
    actor: Actor,
    /,
    *,
    name: str,
    kind: str = "",
    skill: str = "",
    means: str = "",
    place: Place | None = None,
) -> Segment:
    """Keep a group of members under a name; the same name again changes it."""
    made, _is_new = Segment.objects.update_or_create(
        organization_id=actor.acts_for,
        name=name,
        defaults={
            "kind": kind,
            "skill": skill,
            "means": means,
            "place": place,
            "saved_by_id": actor.user_id,
        },
    )
    detail(kind=kind, skill=skill, means=means, place=place.code if place else None)
    kept: Segment = made
    return kept


@dataclass(frozen=True)
class Asked:
    """What a call asks for."""

    means: str
    text: str
    shift: Shift | None = None


@recorded("help_call.send")
def send_call(
    actor: Actor, crisis: Crisis, asked: Asked, *, segment: Segment | None, name: str, at: datetime
) -> HelpCall:
    """Ask the members of a group who agreed to be asked, each by a link of their own, through the one outbox.

    Raises CallNobodyError where nobody of the group agreed; NoticePersonalError where the text holds a number.
    """
    refuse_personal(asked.text)
    members = list(who_may_be_asked(members_of(segment)))
    if not members:
        raise CallNobodyError
    call: HelpCall = HelpCall.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        segment=segment,
        segment_name=name,
        means=asked.means,
        text=asked.text,
        shift=asked.shift,
        sent_at=at,
        sent_by_id=actor.user_id,
    )
    for one in members:
        answer = HelpAnswer(organization_id=actor.acts_for, call=call, enrolment=one)
        answer.token_mark = mark_of_token(answer_token(answer))
        answer.save(force_insert=True)
        notices.tell_called(actor, answer, at=at)
    detail(asked=len(members), means=asked.means)
    return call


@dataclass(frozen=True)
class Reply:
    """What a member answers."""

    kind: str
    what: str = ""
    quantity: int | None = None
    unit: str = ""


def take_reply(answer: HelpAnswer, reply: Reply, *, at: datetime) -> HelpAnswer:
    """Keep what the holder of a link answers."""
    with scope(organization=answer.organization_id):
        kept: HelpAnswer = _reply(Actor.volunteer(answer.organization_id), answer, reply, at=at)
    return kept


@recorded("help_call.answer")
def _reply(_actor: Actor, answer: HelpAnswer, reply: Reply, *, at: datetime) -> HelpAnswer:
    here: HelpAnswer = HelpAnswer.objects.select_for_update(no_key=True, of=("self",)).get(pk=answer.pk)
    if here.is_acted_on:
        raise CallTakenError
    is_yes = reply.kind == HelpAnswer.Kind.YES
    here.kind, here.what = reply.kind, mask(reply.what)[:CALLED_WHAT]
    here.quantity, here.unit = (reply.quantity, reply.unit) if is_yes else (None, "")
    here.answered_at = here.answered_at or at
    here.save()
    detail(kind=reply.kind, quantity=here.quantity)
    return here


@recorded("help_call.take_up")
def make_offer(actor: Actor, answer: HelpAnswer, *, at: datetime) -> HelpAnswer:
    """Let an answer become an offer: kept as a report with the member's contact, verified as every offer is."""
    here = _yes(answer)
    call, member = here.call, here.enrolment
    facts = facts_of(member)
    who = member.enterprise_name or f"会员{member.masked_name}"
    amount = "" if here.quantity is None else f"{here.quantity}{here.unit}"
    told = receive_report(
        actor,
        Message(f"{who}答复呼吁，可提供：{here.what}{amount}", contact=facts.get("phone", "")),
        id=uuid.uuid5(here.pk, "offer"),
        crisis=call.crisis,
        source=Report.Source.FORM,
        received_at=at,
        place=member.place,
    )
    open_offer(
        actor,
        told.report,
        item=find_item(here.what),
        item_text=here.what,
        party=member.enterprise,
        party_text=who,
        place=member.place,
        quantity_kind=QuantityKind.UNKNOWN if here.quantity is None else QuantityKind.EXACT,
        quantity=here.quantity,
        unit=here.unit,
    )
    here.report = told.report
    here.save(update_fields=("report",))
    detail(report=str(told.report.pk))
    return here


@recorded("help_call.enter")
def make_place(actor: Actor, answer: HelpAnswer, *, at: datetime) -> HelpAnswer:
    """Let an answer become a place in the shift that was called for; a clash or a full shift is refused as ever."""
    here = _yes(answer)
    if here.call.shift is None or here.enrolment.person is None:
        raise CallAnswerUnfitError
    here.assignment = assign(actor, here.call.shift, here.enrolment.person, at=at)
    here.save(update_fields=("assignment",))
    return here


def _yes(answer: HelpAnswer) -> HelpAnswer:
    here: HelpAnswer = (
        HelpAnswer.objects.select_for_update(no_key=True, of=("self",))
        .select_related(
            "call__crisis", "call__shift", "enrolment__person", "enrolment__place", "enrolment__enterprise"
        )
        .get(pk=answer.pk)
    )
    if here.is_acted_on:
        raise CallTakenError
    if here.kind != HelpAnswer.Kind.YES:
        raise CallAnswerUnfitError
    return here
