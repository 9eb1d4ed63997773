"""What can be asked of networks and partners: a fixed number of statements, however many there are."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django_scopes import get_scope

from qiao.engines.eligibility.calendar import add_months, add_years
from qiao.registry.models import (
    CapacitySupport,
    Network,
    NetworkMember,
    Organization,
    PartnerReadiness,
    PartnerStage,
    Place,
    Tie,
)
from qiao.registry.networks.readiness import Readiness, readiness_of

QUIET_MONTHS = 6
"""After how many months without contact or support a partner is told."""
YEARS = 5
"""How many ends of years the course of the stages shows."""


@dataclass(frozen=True)
class Given:
    """What was given within a time: how often, how long, to how many people, how much money."""

    times: int = 0
    minutes: int = 0
    people: int = 0
    amount_fen: int = 0


@dataclass(frozen=True)
class Partner:
    """One partner as an officer sees it. None is unknown, never nought.

    `before` is the first assessment, `after` the latest where there are two; support given on or after the first and
    up to the latest stands between them. That one follows the other does not prove that it is due to it.
    """

    organization: Organization
    stage: PartnerStage | None
    before: PartnerReadiness | None
    after: PartnerReadiness | None
    given: Given
    between: Given
    last_on: date | None
    networks: tuple[str, ...] = ()
    is_quiet: bool = False

    @property
    def readiness(self) -> Readiness | None:
        """Return the latest readiness."""
        latest = self.after or self.before
        return readiness_of(latest.domains) if latest else None

    @property
    def readiness_before(self) -> Readiness | None:
        """Return the first readiness, where there is a later one."""
        return readiness_of(self.before.domains) if self.before and self.after else None


@dataclass(frozen=True)
class Member:
    """One member of a network, with what it was given in it and how ready it was and is."""

    membership: NetworkMember
    partner: Partner


@dataclass(frozen=True)
class PartnerFilter:
    """What of the partners is asked for; empty parts ask for all."""

    text: str = ""
    stage: str = ""
    network: str = ""
    needs: str = ""


@dataclass
class _Known:
    """What is known of partners, by organisation."""

    stages: dict[uuid.UUID, PartnerStage] = field(default_factory=dict)
    assessed: dict[uuid.UUID, list[PartnerReadiness]] = field(default_factory=lambda: defaultdict(list))
    support: dict[uuid.UUID, list[CapacitySupport]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[uuid.UUID, list[date]] = field(default_factory=lambda: defaultdict(list))
    networks: dict[uuid.UUID, list[str]] = field(default_factory=lambda: defaultdict(list))


def networks() -> QuerySet[Network]:
    """Return the networks with their members and counties counted."""
    standing = Q(members__until__isnull=True)
    return (
        Network.objects.select_related("lead")
        .annotate(
            member_count=Count("members", filter=standing),
            county_count=Count(
                "members__place", filter=standing & Q(members__place__level=Place.Level.COUNTY), distinct=True
            ),
        )
        .order_by("name")
    )


def support() -> QuerySet[CapacitySupport]:
    """Return the support that stands, as the active organisation wrote it down, the latest first."""
    rows: QuerySet[CapacitySupport] = CapacitySupport.objects.filter(withdrawn_at__isnull=True)
    return rows.select_related("giver", "receiver", "network").order_by("-given_on", "-created_at")


def _own() -> uuid.UUID | None:
    """Return the active organisation's key, as a scope holds it."""
    active = get_scope().get("organization")
    own: uuid.UUID | None = getattr(active, "pk", active)
    return own


def partner_ids() -> set[uuid.UUID]:
    """Return who is a partner: told a stage, assessed, supported, or in a network that the active organisation leads."""
    own = _own()
    leads = NetworkMember.objects.filter(until__isnull=True).filter(
        Q(network__lead=own)
        | Q(
            network__members__organization=own,
            network__members__part=NetworkMember.Part.COORDINATOR,
            network__members__until__isnull=True,
        )
    )
    found: set[uuid.UUID] = set(PartnerStage.objects.values_list("partner", flat=True))
    found |= set(PartnerReadiness.objects.values_list("partner", flat=True))
    found |= set(support().filter(giver=own).values_list("receiver", flat=True))
    found |= set(leads.values_list("organization", flat=True))
    return found - {own}


def partners(wanted: PartnerFilter, *, today: date) -> list[Partner]:
    """Return the partners asked for: those longest without contact first within their stage."""
    rows = partners_of(partner_ids(), today=today)
    text = wanted.text.strip()
    kept = [
        one
        for one in rows
        if (
            not text
            or text in one.organization.name
            or (one.organization.home and text in one.organization.home.name)
        )
        and (not wanted.stage or (one.stage.stage if one.stage else "") == wanted.stage)
        and (not wanted.network or wanted.network in one.networks)
        and _lacks(one, wanted.needs)
    ]
    return sorted(kept, key=lambda one: (_rank(one.stage), one.last_on or date.min, one.organization.name))


def _lacks(partner: Partner, needs: str) -> bool:
    """Say whether a partner lacks what is asked for; nothing asked for fits everybody."""
    return {
        "contact": partner.is_quiet,
        "assessment": partner.before is None,
        "support": partner.given.times == 0,
    }.get(needs, True)


def _rank(stage: PartnerStage | None) -> int:
    order: list[str] = PartnerStage.Stage.values
    return -1 if stage is None else order.index(stage.stage)


def partners_of(ids: Iterable[uuid.UUID], *, today: date) -> list[Partner]:
    """Return these organisations as partners, in seven statements."""
    wanted = set(ids)
    known = _known(wanted)
    quiet_before, year = add_months(today, -QUIET_MONTHS), add_years(today, -1)
    found = []
    for one in Organization.objects.filter(pk__in=wanted).select_related("home__parent").order_by("name"):
        assessed, given = known.assessed[one.pk], known.support[one.pk]
        stage = known.stages.get(one.pk)
        before = assessed[0] if assessed else None
        after = assessed[-1] if len(assessed) > 1 else None
        days = [each.given_on for each in given]
        last = max([*days, *known.contacts[one.pk]], default=None)
        ended = stage is not None and stage.stage == PartnerStage.Stage.ENDED
        found.append(
            Partner(
                organization=one,
                stage=stage,
                before=before,
                after=after,
                given=given_of(each for each in given if each.given_on > year),
                between=given_of(
                    each
                    for each in given
                    if before and after and before.assessed_on <= each.given_on <= after.assessed_on
                ),
                last_on=last,
                networks=tuple(known.networks[one.pk]),
                is_quiet=not ended and (last is None or last < quiet_before),
            )
        )
    return found


def _known(wanted: set[uuid.UUID]) -> _Known:
    known = _Known()
    for stage in PartnerStage.objects.filter(partner__in=wanted).order_by("since", "created_at"):
        known.stages[stage.partner_id] = stage
    for one in PartnerReadiness.objects.filter(partner__in=wanted).order_by("assessed_on", "created_at"):
        known.assessed[one.partner_id].append(one)
    for given in support().filter(receiver__in=wanted):
        known.support[given.receiver_id].append(given)
    ties = Tie.objects.filter(other__in=wanted, withdrawn_at__isnull=True, last_contact_on__isnull=False)
    for tie in ties:
        if tie.other_id and tie.last_contact_on:
            known.contacts[tie.other_id].append(tie.last_contact_on)
    members = NetworkMember.objects.filter(organization__in=wanted, until__isnull=True)
    for member in members.select_related("network").order_by("network__name"):
        known.networks[member.organization_id].append(member.network.name)
    return known


def given_of(rows: Iterable[CapacitySupport]) -> Given:
    """Return what was given, added up; what was not told counts as nought there and is not guessed."""
    held = list(rows)
    return Given(
        times=len(held),
        minutes=sum(one.minutes or 0 for one in held),
        people=sum(one.people or 0 for one in held),
        amount_fen=sum(one.amount_fen or 0 for one in held),
    )


def members_of(network: Network, *, today: date, left: bool = False) -> list[Member]:
    """Return the members of a network by the county they answer for, or those that left."""
    rows = (
        NetworkMember.objects.filter(network=network, until__isnull=not left)
        .select_related("organization__home", "place__parent")
        .order_by(F("place__code").asc(nulls_last=True), "organization__name", "-until")
    )
    known = {
        one.organization.pk: one for one in partners_of({row.organization_id for row in rows}, today=today)
    }
    return [Member(row, known[row.organization_id]) for row in rows]


@dataclass(frozen=True)
class Course:
    """How many partners stood at each stage at the ends of years."""

    days: tuple[date, ...]
    counts: dict[str, tuple[int, ...]]


def course_of(partners: Sequence[Partner], *, today: date) -> Course:
    """Return the stages of these partners at the ends of the last years and today."""
    ends = (date(year, 12, 31) for year in range(today.year - YEARS + 1, today.year))
    days = (*ends, today)
    held: dict[uuid.UUID, list[PartnerStage]] = defaultdict(list)
    ids = {one.organization.pk for one in partners}
    for stage in PartnerStage.objects.filter(partner__in=ids).order_by("since", "created_at"):
        held[stage.partner_id].append(stage)
    at: list[Counter[str]] = []
    for day in days:
        latest = [[one.stage for one in rows if one.since <= day][-1:] for rows in held.values()]
        at.append(Counter(stage for found in latest for stage in found))
    return Course(days, {stage: tuple(counts[stage] for counts in at) for stage in PartnerStage.Stage.values})
