"""What somebody without an account hands in: message, taps and photographs are kept together, or not at all."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.exceptions import NobodyReceivesError
from qiao.intake import queries
from qiao.intake.actions import (
    Stated,
    Upload,
    add_to_report,
    attach,
    check_flood,
    correct_report,
    detail_report,
    erase_report,
    note_sending,
    take_in,
    withdraw_report,
)
from qiao.intake.actions.receive import Message, Received
from qiao.intake.models import FollowUp, Report
from qiao.registry.models import Crisis, Place
from qiao.trail.chain import together

OWN_WISH = "本人要求（凭查询码）"


@dataclass(frozen=True)
class Answers:
    """A filled form."""

    message: Message
    stated: Stated
    photos: Sequence[Upload] = ()
    place: Place | None = None


def take_in_answers(
    answers: Answers, *, submission: uuid.UUID, crisis: Crisis, received_at: datetime, client: str
) -> Received:
    """Keep a filled form for the organisation that serves its place. Sent again, the first answer stands.

    Raises
    ------
    TooManyReportsError
        When one client sent very many new ones within ten minutes. A village shares one address.
    NobodyReceivesError
        When no organisation is at work here.
    ReportConflictError
        When the id was used for another content.
    """
    receiver = queries.receiving_organization(answers.place)
    if receiver is None:
        raise NobodyReceivesError
    actor = Actor.public(receiver.pk)
    check_flood(client, submission, now=received_at)
    with scope(organization=receiver.pk), together():
        understood = take_in(
            actor,
            answers.message,
            id=submission,
            crisis=crisis,
            source=Report.Source.FORM,
            received_at=received_at,
            place=answers.place,
        )
        if understood.is_new:
            detail_report(actor, understood.report, answers.stated)
            note_sending(client, now=received_at)
        _attach_all(actor, understood.report, answers.photos, received_at=received_at)
    return Received(understood.report, is_new=understood.is_new)


def _attach_all(actor: Actor, report: Report, photos: Sequence[Upload], *, received_at: datetime) -> None:
    """Keep the photographs; the id of each comes from its content, so that sending again doubles none."""
    if report.is_erased:
        return
    for photo in photos:
        attach(actor, report, photo, id=uuid.uuid5(report.pk, photo.mark), received_at=received_at)


def take_in_follow_up(
    first: Report,
    message: Message,
    *,
    kind: Literal["CORRECTION", "ADDITION"],
    photos: Sequence[Upload],
    submission: uuid.UUID,
    received_at: datetime,
) -> Report:
    """Keep a correction or an addition with its photographs."""
    actor = Actor.reporter(first.organization_id)
    act = correct_report if kind == FollowUp.Kind.CORRECTION else add_to_report
    with scope(organization=first.organization_id), together():
        report = act(actor, first, message, id=submission, received_at=received_at)
        _attach_all(actor, report, photos, received_at=received_at)
    return report


def erase_all(first: Report, *, with_needs: bool, erased_at: datetime) -> None:
    """Destroy the keys of a report and of everything its sender added; withdraw what is open where wished."""
    actor = Actor.reporter(first.organization_id)
    with scope(organization=first.organization_id), together():
        if with_needs:
            withdraw_report(actor, first, withdrawn_at=erased_at)
        for report in queries.thread_of(first):
            if not report.is_erased:
                erase_report(actor, report, reason=OWN_WISH)
