"""What can be asked about money: who may raise it by which lawful route, what is booked, what one lives on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Max, Q, QuerySet, Sum

from qiao.engines.eligibility import (
    Applicant,
    Certificate,
    CoLaunchPapers,
    Deadline,
    LegalForm,
    emergency_clock,
)
from qiao.engines.eligibility.rules import LAW_2016_FROM
from qiao.engines.income import Accounts, IncomeLine, Shock, Structure, shocks, structure
from qiao.engines.income import Stream as StreamOfEngine
from qiao.funding.disclosing import waiting
from qiao.funding.models import Campaign, Donation, Grant, LedgerEntry, LedgerLine
from qiao.registry.models import Agreement, Crisis, Organization, Qualification

FIRST_DAY = LAW_2016_FROM
"""Before this day the table of rules holds no law."""

YEAR = timedelta(days=365)
FORMS = {
    Organization.Kind.ASSOCIATION: LegalForm.ASSOCIATION,
    Organization.Kind.FOUNDATION: LegalForm.FOUNDATION,
    Organization.Kind.SERVICE_AGENCY: LegalForm.SERVICE_AGENCY,
}
WITH_CLOCKS = (Campaign.Route.PUBLIC, Campaign.Route.CO_LAUNCH)
Account = LedgerLine.Account


def _dated(organization: Organization, kind: Qualification.Kind) -> QuerySet[Qualification]:
    return organization.qualifications.filter(kind=kind).order_by("valid_from")


def _charity_since(organization: Organization, on: date) -> date | None:
    """Return since when it is a charity: the certificate that holds on the day, else the first to come."""
    held = _dated(organization, Qualification.Kind.CHARITY).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    )
    return held.values_list("valid_from", flat=True).first()


def _papers(organization: Organization, crisis: Crisis, on: date) -> CoLaunchPapers:
    """Return what the record holds of a co-launch. An assessment and the plan's text are not on the record."""
    hosts = Campaign.objects.filter(crisis=crisis, route=Campaign.Route.CO_LAUNCH).values("host")
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


def applicant(organization: Organization, crisis: Crisis, on: date) -> Applicant:
    """Return the organisation as the engine of eligibility asks for it."""
    form = FORMS.get(Organization.Kind(organization.kind), LegalForm.UNREGISTERED)
    return Applicant(
        form=form,
        registered_on=organization.registered_on,
        charity_since=_charity_since(organization, on),
        certificates=tuple(
            Certificate(one.valid_from, one.valid_to)
            for one in _dated(organization, Qualification.Kind.PUBLIC_FUNDRAISING)
        ),
        co_launch=_papers(organization, crisis, on),
    )


def campaigns(crisis: Crisis) -> QuerySet[Campaign]:
    """Return the campaigns in a crisis, the newest first."""
    return (
        Campaign.objects.filter(crisis=crisis)
        .select_related("host")
        .annotate(raised_fen=Sum("donations__amount_fen"))
        .order_by("-began_on")
    )


def clock_of(campaign: Campaign, today: date) -> list[Deadline]:
    """Return the legal deadlines of a campaign. No record of publications is kept yet, so none is counted."""
    if campaign.route not in WITH_CLOCKS:
        return []
    return emergency_clock(
        campaign.began_on,
        campaign.crisis.ended_on,
        today,
        filed_on=campaign.filed_on,
        campaign_end=campaign.ended_on,
    )


@dataclass(frozen=True)
class Books:
    """The ledger in sums, in fen. Income is shown as a positive amount although it is booked as credit."""

    balances: dict[str, int]
    entries: int
    last_on: date | None
    waiting: int

    @property
    def restricted_fen(self) -> int:
        return -self.balances.get(Account.INCOME_RESTRICTED, 0)

    @property
    def unrestricted_fen(self) -> int:
        return -self.balances.get(Account.INCOME_UNRESTRICTED, 0)

    @property
    def income_fen(self) -> int:
        return self.restricted_fen + self.unrestricted_fen

    @property
    def unrestricted_share(self) -> float | None:
        """Return the unrestricted share of income; None without income."""
        return self.unrestricted_fen / self.income_fen if self.income_fen else None

    @property
    def is_balanced(self) -> bool:
        return sum(self.balances.values()) == 0


def books() -> Books:
    """Return the sums of the organisation's ledger."""
    sums = LedgerLine.objects.order_by().values_list("account").annotate(sum=Sum("amount_fen"))
    entries = LedgerEntry.objects.aggregate(last=Max("booked_on"))
    return Books(
        balances=dict(sums),
        entries=LedgerEntry.objects.count(),
        last_on=entries["last"],
        waiting=waiting().count(),
    )


def entries() -> QuerySet[LedgerEntry]:
    """Return the entries with their lines, the newest first."""
    return (
        LedgerEntry.objects.prefetch_related("lines")
        .select_related("corrects", "approval__decided_by", "booked_by", "campaign")
        .order_by("-number")
    )


@dataclass(frozen=True)
class Income:
    """What an organisation lives on in the twelve months up to its last recorded income."""

    first_on: date
    last_on: date
    structure: Structure
    shocks: list[Shock]
    unsorted_fen: int


def _streams(rows: Iterable[tuple[str, int, str, str]]) -> list[IncomeLine]:
    return [
        IncomeLine(
            stream=StreamOfEngine(stream or StreamOfEngine.OTHER),
            amount_fen=amount,
            funder=funder,
            is_restricted=bool(purpose),
        )
        for stream, amount, funder, purpose in rows
    ]


def income() -> Income | None:
    """Return the income structure from gifts and grants on record; None where there are none.

    Dues and service income are not recorded yet, so the figures are those of gifts and grants alone.
    """
    granted = Grant.objects.filter(awarded_fen__gt=0, awarded_on__isnull=False)
    days = [
        Donation.objects.aggregate(last=Max("received_on"))["last"],
        granted.aggregate(last=Max("awarded_on"))["last"],
    ]
    known = [day for day in days if day is not None]
    if not known:
        return None
    last = max(known)
    first = last - YEAR + timedelta(days=1)
    gifts = Donation.objects.filter(received_on__gte=first).values_list(
        "stream", "amount_fen", "donor_text", "purpose"
    )
    # A grant is given for what its title says.
    grants = granted.filter(awarded_on__gte=first).values_list("stream", "awarded_fen", "funder", F("title"))
    rows = [*gifts, *grants]
    lines = _streams(rows)
    return Income(
        first_on=first,
        last_on=last,
        structure=structure(Accounts(lines=tuple(lines))),
        shocks=shocks(lines),
        unsorted_fen=sum(amount for stream, amount, _, _ in rows if not stream),
    )
