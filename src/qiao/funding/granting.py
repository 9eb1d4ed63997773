"""Grants: applied for, awarded or refused, budgeted, received by instalments, reported from the ledger."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, QuerySet, Sum

from qiao.accounts.roles import Actor
from qiao.exceptions import GrantInstalmentError, GrantOverError, GrantStateError, HostCampaignError
from qiao.funding.booking import ASSETS, Booking, Line, write
from qiao.funding.disclosing import INCOME, SPENDING, approved, counted_lines
from qiao.funding.hosts.actions import transfer
from qiao.funding.hosts.rules import OWN, is_co_launch
from qiao.funding.models import (
    Campaign,
    Grant,
    GrantBudgetLine,
    GrantInstalment,
    GrantReport,
    LedgerEntry,
    LedgerLine,
)
from qiao.funding.purposes import plain_purpose
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded

Account = LedgerLine.Account
State = Grant.State


@dataclass(frozen=True)
class Cost:
    """What serving one person costs, in fen, and where that is from."""

    fen: int
    source: str


@dataclass(frozen=True)
class CoLaunched:
    """Money that a host holds for a co-launch: of which campaign, for which purpose; "" is left to the organisation."""

    campaign: Campaign
    purpose: str = ""


@recorded("grant.apply")
def apply_grant(
    actor: Actor,
    crisis: Crisis,
    /,
    *,
    funder: str | CoLaunched,
    title: str,
    amount_fen: int,
    applied_on: date,
    stream: str = "",
    cost: Cost | None = None,
) -> Grant:
    """Put an application on record. Raises HostCampaignError where what it is to come out of is no co-launch."""
    source = funder if isinstance(funder, CoLaunched) else None
    if source is not None and not is_co_launch(source.campaign):
        raise HostCampaignError
    name = str(source.campaign.host) if source else str(funder)
    fund = source.purpose if source else f"{title}（{name}）"
    detail(amount_fen=amount_fen)
    grant: Grant = Grant.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        funder=name,
        title=title,
        stream=stream,
        applied_fen=amount_fen,
        applied_on=applied_on,
        campaign=source.campaign if source else None,
        purpose=plain_purpose(fund)[:200],
        cost_per_person_fen=cost.fen if cost else None,
        cost_source=cost.source if cost else "",
    )
    return grant


def _claimed(grant: Grant, *states: str) -> Grant:
    held = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    if held.state not in states:
        raise GrantStateError(state=held.get_state_display())
    return held


@recorded("grant.award")
def award_grant(
    actor: Actor, grant: Grant, /, *, amount_fen: int, on: date, ends_on: date | None = None
) -> Grant:
    """Record what was awarded; less than asked for leaves a gap. Raises GrantStateError."""
    held = _claimed(grant, State.APPLIED)
    held.state, held.awarded_fen, held.awarded_on, held.ends_on = State.AWARDED, amount_fen, on, ends_on
    held.save()
    detail(amount_fen=amount_fen, by=str(actor.user_id))
    return held


@recorded("grant.refuse")
def refuse_grant(_actor: Actor, grant: Grant, /, *, reason: str, on: date) -> Grant:
    """Record a refusal and why: refusals tell of the pipeline as much as awards. Raises GrantStateError."""
    held = _claimed(grant, State.APPLIED)
    held.state, held.reason, held.refused_on = State.REFUSED, reason, on
    held.save()
    return held


@recorded("grant.budget")
def add_budget_line(actor: Actor, grant: Grant, /, *, title: str, amount_fen: int) -> GrantBudgetLine:
    """Add a line to the budget."""
    line: GrantBudgetLine = GrantBudgetLine.objects.create(
        organization_id=actor.acts_for, grant=grant, title=title, amount_fen=amount_fen
    )
    detail(amount_fen=amount_fen)
    return line


@recorded("grant.instalment")
def plan_instalment(actor: Actor, grant: Grant, /, *, due_on: date, amount_fen: int) -> GrantInstalment:
    """Plan an instalment. Raises GrantStateError, GrantOverError where they come to more than the award."""
    held = _claimed(grant, State.AWARDED)
    planned = held.instalments.aggregate(sum=Sum("amount_fen"))["sum"] or 0
    if planned + amount_fen > (held.awarded_fen or 0):
        raise GrantOverError(left=f"{((held.awarded_fen or 0) - planned) / 100:,.2f}")
    instalment: GrantInstalment = GrantInstalment.objects.create(
        organization_id=actor.acts_for, grant=held, due_on=due_on, amount_fen=amount_fen
    )
    detail(amount_fen=amount_fen)
    return instalment


@recorded("grant.receive")
def receive_instalment(actor: Actor, instalment: GrantInstalment, /, *, on: date) -> LedgerEntry:
    """Book an instalment that came in, restricted to the grant's purpose.

    Out of a co-launch it is no income, which was booked when it was given to the host, but what the host passes on.

    Raises GrantInstalmentError, HostShortError.
    """
    held = (
        GrantInstalment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("grant__campaign__host")
        .get(pk=instalment.pk)
    )
    if held.entry_id is not None:
        raise GrantInstalmentError
    entry = write(actor, [_arrival(held, on)])[0]
    held.entry, held.received_on = entry, on
    held.save()
    detail(amount_fen=held.amount_fen, number=entry.number)
    return entry


def _arrival(instalment: GrantInstalment, on: date) -> Booking:
    grant, amount = instalment.grant, instalment.amount_fen
    text = f"拨款到账：{grant.title}"[:200]
    if grant.campaign is not None:
        return transfer(grant.campaign, purpose=grant.purpose, amount_fen=amount, on=on, text=text)
    purpose = grant.purpose or grant.title
    return Booking(
        on, text, [Line(Account.BANK, amount, purpose), Line(Account.INCOME_RESTRICTED, -amount, purpose)]
    )


def _lines_of(grant: Grant) -> QuerySet[LedgerLine]:
    """Return the approved lines that are about a grant: of its purpose; out of a co-launch, those that passed by us."""
    lines = counted_lines().filter(purpose=grant.purpose)
    if grant.campaign_id is None:
        return lines
    own = lines.filter(account__in=OWN).order_by().values("entry")
    return lines.filter(entry__campaign=grant.campaign_id, entry__in=own)


@dataclass(frozen=True)
class GrantFigures:
    """A grant in the approved ledger, in fen."""

    received_fen: int
    spent_fen: int
    left_fen: int
    last_number: int


def grant_figures(grant: Grant, until: date) -> GrantFigures:
    """Return what came in, was spent and is left on the grant's purpose up to a day, approved entries alone."""
    lines = _lines_of(grant).filter(entry__booked_on__lte=until)

    def total(accounts: tuple[str, ...]) -> int:
        return int(lines.filter(account__in=accounts).aggregate(sum=Sum("amount_fen"))["sum"] or 0)

    last = approved().filter(booked_on__lte=until).aggregate(last=Max("number"))["last"]
    if grant.campaign_id is None:
        return GrantFigures(-total(INCOME), total(SPENDING), total(ASSETS), int(last or 0))
    return GrantFigures(-total((Account.HOST_HELD,)), total(SPENDING), total(OWN), int(last or 0))


@dataclass(frozen=True)
class BudgetLine:
    """A line of the budget beside what was spent on it, in fen."""

    title: str
    budget_fen: int
    actual_fen: int

    @property
    def left_fen(self) -> int:
        return self.budget_fen - self.actual_fen


def budget_of(grant: Grant) -> list[BudgetLine]:
    """Return budget against actual. An entry counts for the line whose title its text begins with; the rest is 其他."""
    spent = _lines_of(grant).filter(account__in=SPENDING)
    rows = list(spent.values_list("entry__text", "amount_fen"))
    lines, told = [], 0
    for line in grant.budget.all():
        actual = sum(amount for text, amount in rows if text.startswith(line.title))
        told += actual
        lines.append(BudgetLine(line.title, line.amount_fen, actual))
    rest = sum(amount for _text, amount in rows) - told
    return [*lines, BudgetLine("其他", 0, rest)] if rest else lines


@dataclass(frozen=True)
class Unmet:
    """Money asked for and not given, in fen, and how many people it would have served (rounded down)."""

    gap_fen: int
    people: int | None


def unmet_of(grant: Grant) -> Unmet | None:
    """Return what a refusal or a smaller award left out; None while undecided or where nothing is lacking."""
    if grant.state == State.APPLIED or grant.applied_fen is None:
        return None
    gap = grant.applied_fen - (grant.awarded_fen or 0)
    if gap <= 0:
        return None
    return Unmet(gap, gap // grant.cost_per_person_fen if grant.cost_per_person_fen else None)


@recorded("grant.report")
def report_grant(actor: Actor, grant: Grant, /, *, until: date, text: str) -> GrantReport:
    """Freeze the figures of the approved ledger as a report to the funder. Raises GrantStateError."""
    held = _claimed(grant, State.AWARDED, State.CLOSED)
    found = grant_figures(held, until)
    report: GrantReport = GrantReport.objects.create(
        organization_id=actor.acts_for,
        grant=held,
        until=until,
        text=text,
        received_fen=found.received_fen,
        spent_fen=found.spent_fen,
        left_fen=found.left_fen,
        last_number=found.last_number,
    )
    detail(spent_fen=found.spent_fen)
    return report


def success() -> tuple[int, int]:
    """Return how many applications were awarded, of how many decided."""
    decided = Grant.objects.exclude(state=State.APPLIED)
    return decided.exclude(state=State.REFUSED).count(), decided.count()
