"""Readiness among peers that agreed: one's own place, the spread of all; nobody named, nothing below k organisations."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django_scopes import scopes_disabled

from qiao.engines.readiness import Domain, Readiness, readiness
from qiao.funding.models import ReadinessAssessment
from qiao.preparing.models import PeerMember, PeerSet

K = 5
"""Fewer organisations with an assessment than this are not shown at all, one's own included."""


@dataclass(frozen=True)
class Beside:
    """One figure beside those of the peers: own (None without an assessment), lowest, middle, highest quarter's edge."""

    domain: Domain | None
    own: tuple[float, float] | None
    low: float
    middle: float
    high: float
    below: int | None
    """How many peers lie wholly below one's own interval."""

    @property
    def width(self) -> float:
        """Return how wide the middle half is, never so thin that nobody sees it."""
        return max(self.high - self.low, 0.02)

    @property
    def own_width(self) -> float:
        """Return how wide one's own interval is, drawn as a stroke at least."""
        most = 4 if self.domain else 100
        return max(self.own[1] - self.own[0], most / 50) if self.own else 0


@dataclass(frozen=True)
class Compared:
    """A set with how many agreed, how many of them are assessed, and the figures where those are K and more."""

    agreed: int
    assessed: int
    rows: tuple[Beside, ...]

    @property
    def is_shown(self) -> bool:
        """Say whether there are enough to show anything."""
        return bool(self.rows)


def peer_sets(organization_id: UUID) -> QuerySet[PeerSet]:
    """Return the sets an organisation founded, is in or is invited to, with how many agreed."""
    standing = Q(members__left_at__isnull=True)
    mine = PeerMember.objects.filter(organization=organization_id, left_at__isnull=True).values("peers")
    rows = PeerSet.objects.filter(Q(founded_by=organization_id) | Q(pk__in=mine)).select_related("founded_by")
    return rows.annotate(
        agreed_count=Count("members", filter=standing & Q(members__agreed_at__isnull=False), distinct=True),
        invited_count=Count("members", filter=standing, distinct=True),
    ).order_by("name")


def membership_in(peers: PeerSet, organization_id: UUID) -> PeerMember | None:
    """Return an organisation's own standing entry in a set."""
    return peers.members.filter(organization=organization_id, left_at__isnull=True).first()


def compared(peers: PeerSet, organization_id: UUID) -> Compared:
    """Set an organisation's latest assessment beside those of its peers; only who agreed counts."""
    agreed = set(
        peers.members.filter(left_at__isnull=True, agreed_at__isnull=False).values_list(
            "organization", flat=True
        )
    )
    latest = _latest(agreed)
    if len(latest) < K or organization_id not in agreed:
        return Compared(len(agreed), len(latest), ())
    others = [one for pk, one in latest.items() if pk != organization_id]
    own = latest.get(organization_id)
    rows = (_beside(domain, own, others, list(latest.values())) for domain in (None, *Domain))
    return Compared(len(agreed), len(latest), tuple(rows))


def _latest(ids: set[UUID]) -> dict[UUID, Readiness]:
    """Return the latest assessment of each, across organisations: only figures leave this module."""
    found: dict[UUID, Readiness] = {}
    with scopes_disabled():
        rows = ReadinessAssessment.objects.filter(organization__in=ids)
        for row in rows.order_by("assessed_on", "created_at"):
            found[row.organization_id] = readiness({int(n): level for n, level in row.levels.items()})
    return found


def _interval(one: Readiness, domain: Domain | None) -> tuple[float, float]:
    held = one.total if domain is None else one.domains[domain]
    return held.low, held.high


def _beside(
    domain: Domain | None, own: Readiness | None, others: Sequence[Readiness], everybody: Sequence[Readiness]
) -> Beside:
    middles = sorted(sum(_interval(one, domain)) / 2 for one in everybody)
    mine = _interval(own, domain) if own else None
    quarter = len(middles) // 4
    return Beside(
        domain=domain,
        own=mine,
        low=middles[quarter],
        middle=median(middles),
        high=middles[-1 - quarter],
        below=None if mine is None else sum(_interval(one, domain)[1] < mine[0] for one in others),
    )
