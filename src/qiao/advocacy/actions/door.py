"""A department is given a link, opens it, and answers through it."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor, Role
from qiao.advocacy.models import DepartmentAnswer, DepartmentLink, Outcome, Proposal, ProposalItem
from qiao.advocacy.notices import tell_answered
from qiao.exceptions import DoorClosedError, DoorTooManyError
from qiao.registry.models import Crisis, Department, Place
from qiao.trail.recorded import detail, recorded

SECRET_BYTES = 24
"""192 bits: nobody guesses it, so wrong ones need not be counted."""

VALID_DAYS = 90
AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 20
"""Answers through one link."""

STEPS = {
    DepartmentAnswer.Answer.RECEIVED: Outcome.Step.RECEIVED,
    DepartmentAnswer.Answer.STUDYING: Outcome.Step.STUDYING,
    DepartmentAnswer.Answer.ADOPTED: Outcome.Step.ADOPTED,
    DepartmentAnswer.Answer.PARTLY: Outcome.Step.PARTLY,
    DepartmentAnswer.Answer.NOT_ADOPTED: Outcome.Step.NOT_ADOPTED,
}
SOURCE = "部门专用链接答复"


def mark_of(secret: str) -> str:
    """Return the mark under which a secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


@recorded("department_link.make")
def make_link(
    actor: Actor,
    crisis: Crisis,
    *,
    department: Department,
    place: Place,
    note: str,
    now: datetime,
    secret: str,
) -> DepartmentLink:
    """Open a door for a department. The secret is shown once, when it is made (`new_secret`), and not kept."""
    link: DepartmentLink = DepartmentLink.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        department=department,
        place=place,
        note=note,
        mark=mark_of(secret),
        made_at=now,
        made_by_id=actor.user_id,
        expires_at=now + timedelta(days=VALID_DAYS),
    )
    detail(department=str(department.pk), place=place.code)
    return link


def new_secret() -> str:
    """Return a secret for a link."""
    return secrets.token_urlsafe(SECRET_BYTES)


@recorded("department_link.close")
def close_link(_actor: Actor, link: DepartmentLink, *, now: datetime) -> DepartmentLink:
    """Close a door for good."""
    DepartmentLink.objects.filter(pk=link.pk, closed_at__isnull=True).update(closed_at=now)
    link.refresh_from_db()
    return link


def find_link(secret: str, *, now: datetime) -> DepartmentLink:
    """Return the door a secret opens.

    Raises DoorClosedError where there is none, it has expired or was closed; the three look alike from outside.
    """
    with scopes_disabled():
        rows = DepartmentLink.objects.select_related("crisis", "department", "place", "organization")
        link: DepartmentLink | None = rows.filter(mark=mark_of(secret)).first()
        if link is None or link.closed_at is not None or link.expires_at <= now:
            raise DoorClosedError
        DepartmentLink.objects.filter(pk=link.pk).update(opened_at=now, times_opened=F("times_opened") + 1)
    return link


def answer_item(
    link: DepartmentLink,
    item: ProposalItem,
    *,
    answer: str,
    now: datetime,
    text: str = "",
    reference: str = "",
) -> DepartmentAnswer:
    """Keep what a department answers on one item, and record it as an outcome of that item.

    The outcome says “cited or answered” (attribution 3): what a department writes here is its own word; that it
    acted because of the advice is for a person to judge. Raises DoorTooManyError.
    """
    actor = Actor(
        user_id=None, organization_id=link.organization_id, roles=frozenset({Role.LIAISON}), name=SOURCE
    )
    with scope(organization=link.organization_id):
        recent = DepartmentAnswer.objects.filter(link=link, answered_at__gt=now - AN_HOUR).count()
        if recent >= MOST_AN_HOUR:
            raise DoorTooManyError(most=MOST_AN_HOUR)
        return _answer(actor, link, item, answer, text, reference, now)


@recorded("department_link.answer")
def _answer(
    actor: Actor,
    link: DepartmentLink,
    item: ProposalItem,
    answer: str,
    text: str,
    reference: str,
    now: datetime,
) -> DepartmentAnswer:
    outcome = Outcome.objects.create(
        organization_id=link.organization_id,
        proposal=item.proposal,
        item=item,
        department=link.department,
        step=STEPS[DepartmentAnswer.Answer(answer)],
        happened_on=timezone.localdate(now),
        attribution=Outcome.Attribution.CITED,
        text=text,
        source=f"{SOURCE} {reference}".strip(),
    )
    if outcome.step != Outcome.Step.RECEIVED:
        Proposal.objects.filter(pk=item.proposal_id, state=Proposal.State.FILED).update(
            state=Proposal.State.ANSWERED
        )
    made: DepartmentAnswer = DepartmentAnswer.objects.create(
        organization_id=link.organization_id,
        link=link,
        outcome=outcome,
        answer=answer,
        text=text,
        reference=reference,
        answered_at=now,
    )
    tell_answered(actor, made, link)
    detail(link=str(link.pk), item=item.number, answer=answer)
    return made


def items_for(link: DepartmentLink, pk: uuid.UUID) -> ProposalItem | None:
    """Return an item addressed to this department in a proposal that was filed with it, or nothing."""
    with scopes_disabled():
        rows = ProposalItem.objects.filter(
            pk=pk,
            addressee=link.department,
            proposal__crisis=link.crisis,
            proposal__organization=link.organization_id,
            proposal__filings__department=link.department,
        )
        return rows.select_related("proposal").first()
