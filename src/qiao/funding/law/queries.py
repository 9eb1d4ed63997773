"""What the record holds for the law's questions: papers of a co-launch, and what was disclosed when."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from qiao.engines.eligibility import (
    Act,
    Applicant,
    Certificate,
    CoLaunchPapers,
    Deadline,
    DeadlineState,
    LegalForm,
    emergency_clock,
    yearly_clock,
)
from qiao.funding.models import Campaign, Disclosure, RouteAnswer
from qiao.registry.models import Agreement, Crisis, Organization, Phase, Qualification

FORMS = {
    Organization.Kind.ASSOCIATION: LegalForm.ASSOCIATION,
    Organization.Kind.FOUNDATION: LegalForm.FOUNDATION,
    Organization.Kind.SERVICE_AGENCY: LegalForm.SERVICE_AGENCY,
}
WITH_CLOCKS = (Campaign.Route.PUBLIC, Campaign.Route.CO_LAUNCH)
DONE = frozenset({DeadlineState.DONE, DeadlineState.LATE})
SOON = timedelta(days=30)


def form_of(organization: Organization) -> LegalForm:
    """Return the legal form as the engine knows it."""
    return FORMS.get(Organization.Kind(organization.kind), LegalForm.UNREGISTERED)


def _dated(organization: Organization, kind: Qualification.Kind) -> QuerySet[Qualification]:
    return organization.qualifications.filter(kind=kind).order_by("valid_from")


def _charity_since(organization: Organization, on: date) -> date | None:
    """Return since when it is a charity: the certificate that holds on the day, else the first to come."""
    held = _dated(organization, Qualification.Kind.CHARITY).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    )
    return held.values_list("valid_from", flat=True).first()


def papers_on_record(organization: Organization, crisis: Crisis | None, on: date) -> CoLaunchPapers:
    """Return what the record holds of a co-launch. An assessment and the plan's text are not on the record."""
    launched = Campaign.objects.filter(route=Campaign.Route.CO_LAUNCH, organization=organization)
    hosts = (launched if crisis is None else launched.filter(crisis=crisis)).values("host")
    qualified = Qualification.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        kind=Qualification.Kind.PUBLIC_FUNDRAISING,
        valid_from__lte=on,
        organization__in=hosts,
    )
    agreed = Agreement.objects.filter(
        Q(first=organization, second__in=hosts) | Q(second=organization, first__in=hosts),
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        signed_on__lte=on,
    )
    return CoLaunchPapers(partner_is_qualified=qualified.exists(), has_written_agreement=agreed.exists())


def applicant(
    organization: Organization, crisis: Crisis | None, on: date, *, papers: CoLaunchPapers | None = None
) -> Applicant:
    """Return the organisation as the engine asks for it; `papers` are those somebody says are there."""
    known, said = papers_on_record(organization, crisis, on), papers or CoLaunchPapers()
    return Applicant(
        form=form_of(organization),
        registered_on=organization.registered_on,
        charity_since=_charity_since(organization, on),
        certificates=tuple(
            Certificate(one.valid_from, one.valid_to)
            for one in _dated(organization, Qualification.Kind.PUBLIC_FUNDRAISING)
        ),
        co_launch=CoLaunchPapers(
            partner_is_qualified=known.partner_is_qualified or said.partner_is_qualified,
            is_assessed=said.is_assessed,
            has_written_agreement=known.has_written_agreement or said.has_written_agreement,
            is_named_in_plan=said.is_named_in_plan,
        ),
    )


def answers() -> QuerySet[RouteAnswer]:
    """Return what was asked, the newest first."""
    return RouteAnswer.objects.select_related("subject", "asked_by").order_by("-created_at")


# Deadlines


@dataclass(frozen=True)
class Due:
    """A deadline with the campaign or the year it is about."""

    deadline: Deadline
    campaign: Campaign | None = None
    year: int | None = None

    @property
    def is_done(self) -> bool:
        return self.deadline.state in DONE

    @property
    def is_overdue(self) -> bool:
        return self.deadline.state is DeadlineState.OVERDUE


def response_end(crisis: Crisis, organization_id: uuid.UUID) -> date | None:
    """Return the last day of the response: the relief phase on record where it has one, else the crisis's end."""
    phases = Phase.objects.filter(crisis=crisis, focus=Phase.Focus.RELIEF, ended_on__isnull=False)
    own = phases.filter(organization_id=organization_id).values_list("ended_on", flat=True).last()
    common = phases.filter(organization__isnull=True).values_list("ended_on", flat=True).last()
    return own or common or crisis.ended_on


def disclosures() -> QuerySet[Disclosure]:
    """Return what was disclosed and not taken back, the newest first."""
    return Disclosure.objects.filter(withdrawn_at__isnull=True).select_related("campaign")


def _days(done: Iterable[Disclosure], act: Act) -> list[date]:
    return sorted(one.done_on for one in done if one.act == act)


def clock_of(campaign: Campaign, today: date, *, also: tuple[Act, date] | None = None) -> list[Deadline]:
    """Return the legal deadlines of a campaign, done or not; none for an appeal to members.

    `also` is something taken as done that is not on record: what would be met by it.
    """
    if campaign.route not in WITH_CLOCKS:
        return []
    done = list(campaign.disclosures.filter(withdrawn_at__isnull=True))
    if also is not None:
        done.append(Disclosure(act=str(also[0]), done_on=also[1]))
    filed = [*([campaign.filed_on] if campaign.filed_on else []), *_days(done, Act.FILE_PLAN)]
    return emergency_clock(
        campaign.began_on,
        response_end(campaign.crisis, campaign.organization_id),
        today,
        filed_on=min(filed, default=None),
        published_on=_days(done, Act.PUBLISH_RECEIPTS),
        campaign_end=campaign.ended_on,
        quarterly_on=_days(done, Act.REPORT_QUARTER),
        final_on=min(_days(done, Act.REPORT_FINAL), default=None),
    )


def _yearly(organization: Organization, year: int, today: date) -> list[Due]:
    """Return the deadlines that fall in a year of the report about the year before."""
    sent = dict(disclosures().filter(year=year - 1).order_by("-done_on").values_list("act", "done_on"))
    deadlines = yearly_clock(
        form_of(organization),
        organization.registered_on,
        year,
        today,
        supervisor_on=sent.get(Act.REPORT_SUPERVISOR),
        registrar_on=sent.get(Act.REPORT_REGISTRAR),
    )
    return [Due(one, year=year - 1) for one in deadlines]


def _of_campaigns(campaigns: QuerySet[Campaign], today: date) -> list[Due]:
    running = campaigns.filter(route__in=WITH_CLOCKS).select_related("crisis", "host")
    return [Due(one, campaign=campaign) for campaign in running for one in clock_of(campaign, today)]


def deadlines(organization: Organization, today: date) -> list[Due]:
    """Return every deadline of the organisation's campaigns and of its reports of this year and the next, by due day."""
    reports = (one for year in (today.year, today.year + 1) for one in _yearly(organization, year, today))
    found = [*_of_campaigns(Campaign.objects.all(), today), *reports]
    return sorted(found, key=lambda due: due.deadline.due_on)


def overdue(crisis: Crisis, today: date) -> list[Due]:
    """Return the deadlines of a crisis's campaigns that are past and not done, the oldest first."""
    found = [due for due in _of_campaigns(Campaign.objects.filter(crisis=crisis), today) if due.is_overdue]
    return sorted(found, key=lambda due: due.deadline.due_on)
