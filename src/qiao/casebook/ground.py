"""The records a case is drawn from: all that the organisation at work recorded, or what names others alone."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from qiao.advocacy.models import Filing, Outcome, Proposal
from qiao.funding.models import Donation
from qiao.intake.models import Need, Offer, Report
from qiao.registry.models import Crisis, Organization
from qiao.relief.models import Match, Receipt
from qiao.volunteering.models import HourRecord

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Ground:
    """A crisis and the organisations whose response is told.

    `is_whole` where the organisation at work is one of them: its record is theirs. Of others only what names them is
    known, and what they did besides stays unknown, never nought.
    """

    crisis: Crisis
    organizations: tuple[Organization, ...]
    is_whole: bool

    @classmethod
    def of(cls, crisis: Crisis, organizations: Sequence[Organization], owner: uuid.UUID) -> "Ground":
        """Return the ground of a case that `owner` keeps."""
        return cls(crisis, tuple(organizations), any(one.pk == owner for one in organizations))

    def _named(self, *paths: str) -> Q:
        if self.is_whole:
            return Q()
        named = Q(pk__in=())
        for path in paths:
            named |= Q(**{f"{path}__in": self.organizations})
        return named

    def reports(self) -> Rows:
        return Report.objects.filter(self._named(), crisis=self.crisis)

    def needs(self) -> Rows:
        matched = Match.objects.filter(crisis=self.crisis, offer__party__in=self.organizations)
        held = self._named("party") | Q(pk__in=matched.values("need"))
        return Need.objects.filter(held if not self.is_whole else Q(), crisis=self.crisis)

    def offers(self) -> Rows:
        return Offer.objects.filter(self._named("party"), crisis=self.crisis)

    def matches(self) -> Rows:
        rows = Match.objects.filter(self._named("offer__party", "need__party"), crisis=self.crisis)
        return rows.exclude(state=Match.State.WITHDRAWN)

    def receipts(self) -> Rows:
        path = "delivery__match__"
        named = self._named(f"{path}offer__party", f"{path}need__party")
        return Receipt.objects.filter(named, delivery__match__crisis=self.crisis)

    def hours(self) -> Rows:
        return HourRecord.objects.filter(self._named(), activity__crisis=self.crisis)

    def gifts(self) -> Rows:
        return Donation.objects.filter(self._named(), campaign__crisis=self.crisis)

    def proposals(self) -> Rows:
        named = self._named("cosignatures__organization")
        return Proposal.objects.filter(named, crisis=self.crisis).distinct()

    def filings(self) -> Rows:
        return Filing.objects.filter(proposal__in=self.proposals())

    def outcomes(self) -> Rows:
        return Outcome.objects.filter(proposal__in=self.proposals())
