"""Ties that the registry holds: ways that goods and voices could take, made before the crisis or during it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from qiao.advocacy.bridging.units import DEPARTMENT, Units
from qiao.engines.bridges import fed
from qiao.gaps.models import Presence
from qiao.registry.models import (
    Cooperation,
    Crisis,
    NetworkMember,
    Organization,
    Partnership,
    Place,
    ServiceArea,
    Tie,
)

BEFORE, DURING, UNDATED = "BEFORE", "DURING", "UNDATED"
PARTNERSHIP, COOPERATION, NETWORK = "PARTNERSHIP", "COOPERATION", "NETWORK"


@dataclass(frozen=True)
class Link:
    """Two units are tied. `since` None is unknown, never the beginning."""

    one: str
    other: str
    kind: str
    since: date | None

    def when(self, began_on: date) -> str:
        """Say whether it was made before a day, from then on, or at an unknown time."""
        if self.since is None:
            return UNDATED
        return BEFORE if self.since < began_on else DURING


@dataclass(frozen=True)
class Ways:
    """What ties would allow: links between units, and directed steps for goods and for voices."""

    links: tuple[Link, ...]
    goods: frozenset[tuple[str, str]]
    voices: frozenset[tuple[str, str]]


def ways(crisis: Crisis, units: Units, today: date) -> Ways:
    """Return the ties between organisations and departments, and which places they serve.

    Only ties that hang together with somebody who takes part in the crisis; the registry is common to all. Persons
    are left out: who knows whom privately is nobody's business here.
    """
    goods: set[tuple[str, str]] = set()
    voices: set[tuple[str, str]] = set()
    here = Presence.objects.filter(crisis=crisis, party__isnull=False).values_list("party_id", flat=True)
    taking_part = {units.organization(pk) for pk in {*units.organizations, *here}}
    every = [*_ties(units), *_partnerships(units, goods, voices), *_cooperations(units), *_networks(units)]
    links = _hanging_together(every, taking_part)
    for one in links:
        if one.other.startswith(f"{DEPARTMENT}:"):
            voices.add((one.one, one.other))
        else:
            both = {(one.one, one.other), (one.other, one.one)}
            goods |= both
            voices |= both
    for organization, place in _served(crisis, units, today):
        goods.add((organization, place))
        voices.add((place, organization))
    return Ways(tuple(links), frozenset(goods), frozenset(voices))


def _hanging_together(links: list[Link], taking_part: set[str]) -> list[Link]:
    """Return the links that lead on from those taking part; a department leads no further."""
    flows = [
        (one, other)
        for link in links
        for one, other in ((link.one, link.other), (link.other, link.one))
        if not one.startswith(f"{DEPARTMENT}:")
    ]
    known = fed(flows, taking_part)
    return [one for one in links if one.one in known]


def _ties(units: Units) -> Iterable[Link]:
    standing = Tie.objects.filter(withdrawn_at__isnull=True)
    rows = standing.filter(Q(other__isnull=False) | Q(department__isnull=False))
    for one in rows.exclude(kind=Tie.Kind.BENEFICIARY).order_by("created_at", "pk"):
        own = units.organization(one.organization_id)
        if one.other_id:
            yield Link(own, units.organization(one.other_id), one.kind, one.since)
        if one.department_id:
            yield Link(own, units.department(one.department_id), one.kind, one.since)


def _partnerships(units: Units, goods: set[tuple[str, str]], voices: set[tuple[str, str]]) -> Iterable[Link]:
    agreed = Partnership.objects.filter(state=Partnership.State.ACCEPTED)
    for one in agreed.select_related("place").order_by("created_at", "pk"):
        local, place = units.organization(one.local_id), units.place(one.place.code)
        goods.add((local, place))
        voices.add((place, local))
        yield Link(units.organization(one.lead_id), local, PARTNERSHIP, one.since)


def _cooperations(units: Units) -> Iterable[Link]:
    for one in Cooperation.objects.order_by("created_at", "pk"):
        yield Link(
            units.organization(one.organization_id),
            units.department(one.department_id),
            COOPERATION,
            one.since,
        )


def _networks(units: Units) -> Iterable[Link]:
    rows = NetworkMember.objects.filter(network__lead__isnull=False, until__isnull=True).select_related(
        "network"
    )
    for one in rows.order_by("created_at", "pk"):
        if one.network.lead_id and one.network.lead_id != one.organization_id:
            yield Link(
                units.organization(one.network.lead_id),
                units.organization(one.organization_id),
                NETWORK,
                None,
            )


def _served(crisis: Crisis, units: Units, today: date) -> Iterable[tuple[str, str]]:
    """Yield which organisation serves which place: as it is registered, as it told, or because it is at home there."""
    known: set[UUID] = set(units.organizations)
    areas = ServiceArea.objects.filter(organization__in=known)
    areas = areas.filter(Q(until__isnull=True) | Q(until__gte=today))
    for organization, code in areas.values_list("organization_id", "place__code").order_by():
        yield units.organization(organization), units.place(code)
    at_home = Organization.objects.filter(pk__in=known, runs_qiao=True, home__level=Place.Level.COUNTY)
    for organization, code in at_home.values_list("pk", "home__code"):
        yield units.organization(organization), units.place(str(code))
    here = Presence.objects.filter(crisis=crisis, party__isnull=False)
    for party, code in here.values_list("party_id", "place__code").order_by():
        yield units.organization(party), units.place(code)
