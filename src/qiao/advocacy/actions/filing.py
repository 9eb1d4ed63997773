"""Filing a proposal with departments."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.advocacy.channels import channel_rules
from qiao.advocacy.models import Filing, Proposal
from qiao.advocacy.notices import tell_silent
from qiao.advocacy.queries import silent_filings
from qiao.exceptions import EvidenceMissingError
from qiao.registry.models import Department
from qiao.trail.recorded import detail, recorded

REMINDED_EVERY = timedelta(days=7)


@recorded("proposal.file")
def file_proposal(
    actor: Actor, proposal: Proposal, *, departments: Sequence[Department], channel: str, filed_on: date
) -> list[Filing]:
    """File the proposal with several departments.

    Raises EvidenceMissingError naming the first item without addressee or evidence, or where there is no item.
    """
    items = list(proposal.items.annotate(bound=Count("evidence")))
    if not items:
        raise EvidenceMissingError(number=1)
    for item in items:
        if item.addressee_id is None or not item.bound:
            raise EvidenceMissingError(number=item.number)
    filings = [
        Filing.objects.get_or_create(
            proposal=proposal,
            department=department,
            channel=channel,
            defaults={"organization_id": actor.acts_for, "filed_on": filed_on} | _term(channel, filed_on),
        )[0]
        for department in departments
    ]
    if proposal.state == Proposal.State.DRAFT:
        proposal.state = Proposal.State.FILED
        proposal.save(update_fields=("state",))
    detail(proposal=str(proposal.pk), departments=len(filings), channel=channel)
    return filings


def _term(channel: str, filed_on: date) -> dict[str, Any]:
    """Return until when an answer is due by the rule of the channel, and by which rule."""
    rule = channel_rules().get(channel)
    due = rule.due_on(filed_on) if rule else None
    return {"due_on": due, "due_basis": rule.basis_zh[:120] if rule and due else ""}


@recorded("proposal.note_filing")
def note_filing(_actor: Actor, filing: Filing, /, **noted: Any) -> Filing:
    """Note the receipt number, the office that handles it, or another day by which an answer was promised."""
    if "due_on" in noted and noted["due_on"] != filing.due_on:
        noted["due_basis"] = "约定的日期" if noted["due_on"] else ""
    for name, value in noted.items():
        setattr(filing, name, value)
    filing.save(update_fields=tuple(noted))
    detail(filing=str(filing.pk), fields=",".join(sorted(noted)))
    return filing


def remind_silent(now: datetime) -> int:
    """Tell coordinators of filings past their term without an answer, each once a week; return how many."""
    day = timezone.localdate(now)
    with scopes_disabled():
        late = silent_filings(on=day)
    told = 0
    for filing in late:
        if filing.reminded_on and day - filing.reminded_on < REMINDED_EVERY:
            continue
        with scope(organization=filing.organization_id):
            told += bool(_remind(Actor.operator(filing.organization_id), filing, day))
    return told


def _remind(actor: Actor, filing: Filing, day: date) -> bool:
    """Claim the reminder by a conditional update, so that two ticks at once tell it once."""
    claimed = Filing.objects.filter(pk=filing.pk, reminded_on=filing.reminded_on).update(reminded_on=day)
    if not claimed:
        return False
    tell_silent(actor, filing, occasion=day.isoformat())
    return True
