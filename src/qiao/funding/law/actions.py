"""What can be done about the law's answers and deadlines: ask, record what was disclosed, end a campaign, remind."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.batch.tables import table_bytes
from qiao.engines.eligibility import Applicant, DeadlineState, Route, answer_rows, routes
from qiao.exceptions import CampaignEndedError, DisclosureAheadError, DisclosureWithdrawnError
from qiao.funding.law import queries
from qiao.funding.law.notices import tell_due
from qiao.funding.law.queries import Due
from qiao.funding.models import Campaign, Disclosure, RouteAnswer
from qiao.registry.models import Organization
from qiao.trail.models import TrailEntry
from qiao.trail.recorded import detail, recorded

SOON = timedelta(days=2)


@recorded("route.ask")
def ask_routes(actor: Actor, subject: Organization, *, on: date, asking: Applicant) -> RouteAnswer:
    """Answer which routes are open, and keep the question with the answer and the versions of the law it rests on."""
    detail(subject=str(subject.pk), on=on.isoformat())
    answer: RouteAnswer = RouteAnswer.objects.create(
        organization_id=actor.acts_for,
        subject=subject,
        on=on,
        facts=_facts(asking),
        answer=[
            {"route": one.code, "standing": one.standing, "citations": list(one.citations)}
            for one in routes(asking, on)
        ],
        asked_by_id=actor.user_id,
    )
    return answer


def _facts(asking: Applicant) -> dict[str, object]:
    papers = asking.co_launch
    return {
        "form": asking.form,
        "registered_on": asking.registered_on and asking.registered_on.isoformat(),
        "charity_since": asking.charity_since and asking.charity_since.isoformat(),
        "certificates": [
            [one.valid_from.isoformat(), one.valid_to and one.valid_to.isoformat()]
            for one in asking.certificates
        ],
        "co_launch": [
            papers.partner_is_qualified,
            papers.is_assessed,
            papers.has_written_agreement,
            papers.is_named_in_plan,
        ],
    }


@recorded("route.export")
def export_routes(_actor: Actor, found: Sequence[Route], *, language: str, form: str) -> bytes:
    """Return an answer as a file, csv or xlsx."""
    detail(form=form, rows=len(found))
    head, *rows = answer_rows(found, language)
    return table_bytes(head, rows, f".{form}")


@recorded("disclosure.publish")
def publish_disclosure(
    actor: Actor,
    *,
    act: str,
    done_on: date,
    where: str,
    campaign: Campaign | None = None,
    year: int | None = None,
    received_fen: int | None = None,
) -> Disclosure:
    """Record that something due was done: of a campaign, or the report about a year.

    Raises DisclosureAheadError for a day that has not come, or lies before the campaign (a plan may be filed before).
    """
    too_early = campaign is not None and act != Disclosure.Act.FILE_PLAN and done_on < campaign.began_on
    if done_on > timezone.localdate() or too_early:
        raise DisclosureAheadError(day=done_on.isoformat())
    disclosure: Disclosure = Disclosure.objects.create(
        organization_id=actor.acts_for,
        act=act,
        campaign=campaign,
        year=year,
        done_on=done_on,
        where=where,
        received_fen=received_fen,
    )
    detail(act=act, done_on=done_on.isoformat(), campaign=str(campaign.pk) if campaign else None, year=year)
    return disclosure


@recorded("disclosure.withdraw")
def withdraw_disclosure(_actor: Actor, disclosure: Disclosure, *, reason: str, at: datetime) -> Disclosure:
    """Take an entry back: it stays, with the reason, and the deadline runs again.

    Raises DisclosureWithdrawnError where it was taken back already.
    """
    if not Disclosure.objects.filter(pk=disclosure.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=at, withdrawn_reason=reason
    ):
        raise DisclosureWithdrawnError
    disclosure.refresh_from_db()
    return disclosure


@recorded("campaign.end")
def end_campaign(_actor: Actor, campaign: Campaign, *, ended_on: date) -> Campaign:
    """Record a campaign's last day; the clock of the final report begins.

    Raises CampaignEndedError where it is ended already, DisclosureAheadError for a day before its first.
    """
    if ended_on < campaign.began_on:
        raise DisclosureAheadError(day=ended_on.isoformat())
    if not Campaign.objects.filter(pk=campaign.pk, ended_on__isnull=True).update(ended_on=ended_on):
        raise CampaignEndedError
    campaign.refresh_from_db()
    detail(ended_on=ended_on.isoformat())
    return campaign


@recorded("deadline.export")
def export_deadlines(_actor: Actor, content: str, *, events: int) -> bytes:
    """Return the calendar as a file."""
    detail(events=events)
    return content.encode()


def remind_everywhere(now: datetime) -> int:
    """Tell each organisation, once a day, of deadlines past or due within two days; return how many were told."""
    begun = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    told = TrailEntry.objects.filter(verb="deadline.remind", at__gte=begun, organization_id__isnull=False)
    reminded = 0
    for organization in (
        Organization.objects.filter(runs_qiao=True)
        .exclude(pk__in=told.values("organization_id"))
        .order_by("pk")
    ):
        with scope(organization=organization.pk):
            pressing = [
                one for one in queries.deadlines(organization, timezone.localdate(now)) if _presses(one, now)
            ]
            if pressing:
                reminded += _remind(
                    Actor.operator(organization.pk), organization, count=len(pressing), at=now
                )
    return reminded


def _presses(due: Due, now: datetime) -> bool:
    today, deadline = timezone.localdate(now), due.deadline
    return deadline.state is DeadlineState.OVERDUE or (
        deadline.state in {DeadlineState.DUE_TODAY, DeadlineState.UPCOMING}
        and deadline.due_on <= today + SOON
    )


@recorded("deadline.remind")
def _remind(actor: Actor, organization: Organization, *, count: int, at: datetime) -> int:
    detail(count=count)
    return tell_due(actor, organization, count=count, occasion=timezone.localdate(at).isoformat())
