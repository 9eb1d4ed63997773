"""Who asks, and what the answer is made of."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qiao.engines.eligibility.law import Reason, Rule
from qiao.engines.eligibility.rules import DISCLAIMER


class LegalForm(StrEnum):
    """Legal forms of social organisations; none of them decides eligibility (慈善法 art. 8, 22)."""

    ASSOCIATION = "ASSOCIATION"
    FOUNDATION = "FOUNDATION"
    SERVICE_AGENCY = "SERVICE_AGENCY"
    UNREGISTERED = "UNREGISTERED"


class RouteCode(StrEnum):
    """The lawful routes, in the order shown."""

    PUBLIC_CAMPAIGN = "PUBLIC_CAMPAIGN"
    DIRECTED_APPEAL = "DIRECTED_APPEAL"
    CO_LAUNCH = "CO_LAUNCH"
    GRANT_APPLICATION = "GRANT_APPLICATION"
    VOLUNTEER_SERVICE = "VOLUNTEER_SERVICE"
    MUTUAL_HELP = "MUTUAL_HELP"


class Standing(StrEnum):
    """How far a route is open on the day asked about."""

    OPEN = "OPEN"
    MAY_APPLY = "MAY_APPLY"
    PAPERS_MISSING = "PAPERS_MISSING"
    NOT_YET = "NOT_YET"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A public-fundraising certificate; `valid_to` is its last day, None where it states none."""

    valid_from: date
    valid_to: date | None = None

    def valid_on(self, on: date) -> bool:
        """Tell whether it covers that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class CoLaunchPapers:
    """What exists of a co-launch with a qualified charity."""

    partner_is_qualified: bool = False
    is_assessed: bool = False
    has_written_agreement: bool = False
    is_named_in_plan: bool = False


@dataclass(frozen=True, slots=True)
class Applicant:
    """The organisation that asks.

    Attributes
    ----------
    registered_on
        Registration as a social organisation; None while unregistered.
    charity_since
        Day it was registered or recognised **as a charity**; None while it is not one. The waiting period
        of F1 runs from here (慈善组织公开募捐管理办法 art. 5, orders 59 and 74).
    certificates
        Public-fundraising certificates, past and present.
    co_launch
        Papers of a planned co-launch.
    """

    form: LegalForm
    registered_on: date | None = None
    charity_since: date | None = None
    certificates: tuple[Certificate, ...] = ()
    co_launch: CoLaunchPapers = CoLaunchPapers()

    def is_charity_on(self, day: date) -> bool:
        """Tell whether it was a charity on that day."""
        return self.charity_since is not None and self.charity_since <= day

    def is_registered_on(self, day: date) -> bool:
        """Tell whether it was registered on that day; where no day of registration is known, its form decides."""
        if self.registered_on is not None:
            return self.registered_on <= day
        return self.form is not LegalForm.UNREGISTERED or self.is_charity_on(day)


@dataclass(frozen=True, slots=True)
class Route:
    """One way to resources on one day.

    Attributes
    ----------
    rules
        Versions of the law the answer rests on.
    missing
        Papers to obtain before the route is open.
    earliest_on
        First day on which the next step may be taken (for a public campaign: the application); None where it
        cannot be known.
    warning
        What happens to those who go ahead all the same, where the law says so.
    next_step
        What to do now.
    duties
        What is owed once the route is taken, in the versions of that day.
    fines
        What breaking those duties costs.
    """

    code: RouteCode
    standing: Standing
    reason: Reason
    rules: tuple[Rule, ...] = ()
    missing: tuple[Reason, ...] = ()
    earliest_on: date | None = None
    warning: Reason | None = None
    next_step: Reason | None = None
    duties: tuple[Rule, ...] = ()
    fines: tuple[Rule, ...] = ()
    disclaimer: Reason = DISCLAIMER

    @property
    def citations(self) -> tuple[str, ...]:
        """Law and article of every rule used."""
        return tuple(rule.citation for rule in self.rules)
