"""What can be done with cooperation: recorded, what each side brought, what of that is taken back; the matrix of both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from qiao.accounts.roles import Actor
from qiao.exceptions import BroughtStandsError, BroughtWithdrawnError
from qiao.registry.models import Brought, Cooperation, Department
from qiao.trail.recorded import detail, recorded


@recorded("cooperation.begin")
def begin_cooperation(
    actor: Actor, /, *, department: Department, subject: str, initiator: str, **facts: Any
) -> Cooperation:
    """Record cooperation with a department over one matter, and who took the first step."""
    detail(department=str(department.pk), initiator=initiator)
    made: Cooperation = Cooperation.objects.create(
        organization_id=actor.acts_for,
        department=department,
        subject=subject,
        initiator=initiator,
        **facts,
    )
    return made


@recorded("cooperation.bring")
def record_brought(
    actor: Actor, /, cooperation: Cooperation, *, side: str, asset: str, what: str, **facts: Any
) -> Brought:
    """Write down one resource that a side brought. Raises BroughtStandsError where it is written down already."""
    # One at a time in a cooperation: what stands already is told as that, not as a broken promise of the database.
    Cooperation.objects.select_for_update(no_key=True).get(pk=cooperation.pk)
    standing = Brought.objects.filter(cooperation=cooperation, withdrawn_at__isnull=True)
    if standing.filter(side=side, asset=asset).exists():
        raise BroughtStandsError
    brought: Brought = Brought.objects.create(
        organization_id=actor.acts_for,
        cooperation=cooperation,
        side=side,
        asset=asset,
        what=what,
        **facts,
    )
    detail(cooperation=str(cooperation.pk), side=side, asset=asset)
    return brought


@recorded("cooperation.take_back")
def take_back_brought(_actor: Actor, brought: Brought, *, reason: str, at: datetime) -> Brought:
    """Take an entry back; it stays, with the reason."""
    standing = Brought.objects.filter(pk=brought.pk, withdrawn_at__isnull=True)
    if not standing.update(withdrawn_at=at, withdrawn_reason=reason):
        raise BroughtWithdrawnError
    brought.refresh_from_db()
    return brought


def cooperations(initiator: str = "") -> QuerySet[Cooperation]:
    """Return the active organisation's cooperation, the latest first; only that begun by one side if asked."""
    rows: QuerySet[Cooperation] = Cooperation.objects.all()
    if initiator:
        rows = rows.filter(initiator=initiator)
    standing = Q(brought__withdrawn_at__isnull=True)
    return (
        rows.select_related("department", "place", "crisis")
        .annotate(
            from_us=Count("brought", filter=standing & Q(brought__side="ORGANIZATION")),
            from_them=Count("brought", filter=standing & Q(brought__side="DEPARTMENT")),
        )
        .order_by(F("since").desc(nulls_last=True), "subject")
    )


@dataclass(frozen=True)
class Line:
    """One kind of resource: what each side brought of it."""

    asset: str
    label: str
    ours: Brought | None
    theirs: Brought | None

    @property
    def stand(self) -> str:
        """Say whether one side alone brings it (OURS, THEIRS), both do (BOTH), or nobody (NEITHER)."""
        if self.ours and self.theirs:
            return "BOTH"
        if self.ours or self.theirs:
            return "OURS" if self.ours else "THEIRS"
        return "NEITHER"


def matrix(cooperation: Cooperation) -> list[Line]:
    """Return every kind of resource with what the organisation and the department brought of it."""
    held: dict[tuple[str, str], Brought] = {
        (one.asset, one.side): one
        for one in Brought.objects.filter(cooperation=cooperation, withdrawn_at__isnull=True)
    }
    return [
        Line(asset, str(label), held.get((asset, "ORGANIZATION")), held.get((asset, "DEPARTMENT")))
        for asset, label in Brought.Asset.choices
    ]


@dataclass(frozen=True)
class Newness:
    """How many of the resources are new, redirected, or of unknown origin."""

    new: int
    redirected: int
    unknown: int

    @property
    def share(self) -> float | None:
        """Return the share of new ones among those known; None where none is known."""
        known = self.new + self.redirected
        return self.new / known if known else None


def newness(lines: Iterable[Line]) -> Newness:
    """Count the resources of both sides by whether they were additional."""
    kinds = [one.additionality for line in lines for one in (line.ours, line.theirs) if one]
    return Newness(*(kinds.count(kind) for kind in ("NEW", "REDIRECTED", "UNKNOWN")))
