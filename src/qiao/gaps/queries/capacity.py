"""County by county: is there an organisation that can do it (S16)? Whatever the number of counties, the same statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from qiao.gaps.models import PlaceFact
from qiao.gaps.queries.coverage import Fact, place_facts
from qiao.registry.models import NetworkMember, Organization, PartnerReadiness, Place, ServiceArea
from qiao.registry.networks.readiness import Readiness, readiness_of
from qiao.registry.queries import prefix_of

ABLE_FROM = 50
"""From which readiness of 100 an organisation counts as able, unless somebody asks for another line."""
KINDS = (
    Organization.Kind.ASSOCIATION,
    Organization.Kind.FOUNDATION,
    Organization.Kind.SERVICE_AGENCY,
    Organization.Kind.VOLUNTEER_GROUP,
)


class Standing(StrEnum):
    """What is known of a county, the emptiest first."""

    NONE = "NONE"
    UNASSESSED = "UNASSESSED"
    WEAK = "WEAK"
    UNSURE = "UNSURE"
    ABLE = "ABLE"


@dataclass(frozen=True)
class Able:
    """An organisation of a county with its latest readiness; None where it was never assessed."""

    organization: Organization
    readiness: Readiness | None
    assessed_on: date | None

    def standing(self, line: int) -> Standing:
        """Return on which side of the line it stands; an interval across the line is unsure."""
        if self.readiness is None:
            return Standing.UNASSESSED
        if self.readiness.low >= line:
            return Standing.ABLE
        return Standing.UNSURE if self.readiness.high >= line else Standing.WEAK


@dataclass(frozen=True)
class CountyCapacity:
    """A county, its people, and the organisations based or at work there."""

    place: Place
    population: Fact | None
    organizations: tuple[Able, ...]
    standing: Standing

    @property
    def people(self) -> int | None:
        """Return how many people live there, None where nobody said."""
        return int(self.population.value) if self.population else None


@dataclass(frozen=True)
class Told:
    """How many counties stand so, and how many people live in those whose population is known."""

    standing: Standing
    counties: int
    people: int
    unknown: int

    @property
    def people_text(self) -> str:
        """Return the people with their thousands parted."""
        return f"{self.people:,}"


def capacity(area: Place | None, *, line: int, today: date) -> list[CountyCapacity]:
    """Return the counties of an area (of the country where None), the emptiest and then the most populous first."""
    prefix = prefix_of(area.code) if area else ""
    places: QuerySet[Place] = Place.objects.filter(
        level=Place.Level.COUNTY, code__startswith=prefix, is_grouping=False
    ).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    people = place_facts(PlaceFact.Kind.POPULATION, on=today)
    there = _there(prefix, today)
    found = []
    for one in places.select_related("parent").order_by("code"):
        known = tuple(there.get(one.code, ()))
        order = list(Standing)
        best = max((each.standing(line) for each in known), key=order.index, default=Standing.NONE)
        found.append(CountyCapacity(one, people.get(one.code), known, best))
    return sorted(found, key=_urgency)


def _urgency(one: CountyCapacity) -> tuple[int, float, str]:
    people = one.population.value if one.population else 0
    return list(Standing).index(one.standing), -people, one.place.code


def _there(prefix: str, today: date) -> dict[str, list[Able]]:
    """Return the organisations of each county: based there, at work there, or answering for it in a network."""
    units = Organization.objects.filter(kind__in=KINDS, same_as__isnull=True)
    standing = Q(since__isnull=True) | Q(since__lte=today)
    areas = ServiceArea.objects.filter(standing, Q(until__isnull=True) | Q(until__gte=today))
    members = NetworkMember.objects.filter(until__isnull=True)
    pairs: set[tuple[str, UUID]] = set()
    for rows in (
        units.filter(home__code__startswith=prefix).values_list("home__code", "pk"),
        areas.filter(place__code__startswith=prefix).values_list("place__code", "organization"),
        members.filter(place__code__startswith=prefix).values_list("place__code", "organization"),
    ):
        pairs.update(rows)
    known = {one.pk: one for one in units.filter(pk__in={pk for _code, pk in pairs}).order_by("name")}
    latest: dict[UUID, PartnerReadiness] = {}
    for row in PartnerReadiness.objects.filter(partner__in=known).order_by("assessed_on", "created_at"):
        latest[row.partner_id] = row
    able = {pk: _able(one, latest.get(pk)) for pk, one in known.items()}
    found: dict[str, list[Able]] = defaultdict(list)
    for code, pk in pairs:
        if pk in able:
            found[code].append(able[pk])
    for held in found.values():
        held.sort(key=lambda one: (-(one.readiness.low if one.readiness else -1), one.organization.name))
    return found


def _able(organization: Organization, row: PartnerReadiness | None) -> Able:
    return Able(organization, readiness_of(row.domains) if row else None, row.assessed_on if row else None)


def told(rows: Sequence[CountyCapacity]) -> list[Told]:
    """Return for each standing how many counties and people there are."""
    return [_told(standing, [one for one in rows if one.standing == standing]) for standing in Standing]


def _told(standing: Standing, rows: Iterable[CountyCapacity]) -> Told:
    held = list(rows)
    people = [one.population.value for one in held if one.population]
    return Told(standing, len(held), int(sum(people)), len(held) - len(people))
