"""What can be asked of the registry."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from qiao.accounts.models import User
from qiao.accounts.roles import Actor, Role
from qiao.registry.models import (
    Agreement,
    Appointment,
    Cooperation,
    Crisis,
    Department,
    Item,
    NetworkMember,
    Organization,
    Partnership,
    Place,
)


def appointments_of(user: User, on: date) -> QuerySet[Appointment]:
    """Return the appointments of `user` that hold on the day, first organisation first."""
    return (
        Appointment.objects.filter(user=user)
        .filter(Q(since__isnull=True) | Q(since__lte=on), Q(until__isnull=True) | Q(until__gte=on))
        .select_related("organization")
        .order_by("organization__name", "role")
    )


def actor_for(user: User, chosen: str | None = None) -> Actor:
    """Return `user` acting for the chosen organisation, or for the first one; without any, for none."""
    held = list(appointments_of(user, timezone.localdate()))
    if not held:
        return Actor(user_id=user.pk, name=str(user))
    active = next((one for one in held if str(one.organization_id) == chosen), held[0])
    return Actor(
        user_id=user.pk,
        organization_id=active.organization_id,
        roles=frozenset(one.role for one in held if one.organization_id == active.organization_id),
        name=str(user),
    )


def coordinators_of(organization_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the users who coordinate for an organisation today."""
    return people_in(organization_id, Role.COORDINATOR)


def editors_of(organization_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the users who answer for an organisation's published texts today."""
    return people_in(organization_id, Role.ADMIN, Role.COORDINATOR, Role.EDITOR)


def keepers_of(organization_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the users who keep an organisation's contacts and accounts today."""
    return people_in(organization_id, Role.ADMIN, Role.COORDINATOR, Role.FINANCE)


def people_in(organization_id: uuid.UUID, *roles: str) -> list[uuid.UUID]:
    """Return the users who hold one of these roles in an organisation today and may sign in."""
    today = timezone.localdate()
    active = Appointment.objects.filter(user__is_active=True)
    held = active.filter(organization_id=organization_id, role__in=roles).filter(
        Q(since__isnull=True) | Q(since__lte=today), Q(until__isnull=True) | Q(until__gte=today)
    )
    return list(held.values_list("user_id", flat=True).distinct())


def organizations_of(user: User) -> QuerySet[Organization]:
    """Return the organisations for which `user` may act today."""
    held = appointments_of(user, timezone.localdate()).values("organization_id")
    return Organization.objects.filter(pk__in=held)


def crises() -> QuerySet[Crisis]:
    """Return all crises, the newest first."""
    return Crisis.objects.prefetch_related("places").order_by("-began_on", "name")


def prefix_of(code: str) -> str:
    """Return the digits that all places at or below `code` share (GB/T 2260): 420000 → 42, 421100 → 4211."""
    stem = code.rstrip("0")
    return stem + "0" * (len(stem) % 2)


def places_under(code: str) -> QuerySet[Place]:
    """Return the place `code` and everything below it."""
    return Place.objects.filter(code__startswith=prefix_of(code))


def place_by_code(code: str) -> Place | None:
    """Return the place with this six-digit code, in use or retired."""
    return Place.objects.filter(code=code).first()


def item_by_name(name: str) -> Item | None:
    """Return the item called so, by its name or by one of its aliases."""
    return Item.objects.filter(Q(name=name) | Q(aliases__alias=name)).order_by("name").first()


def find_item(text: str) -> Item | None:
    """Return the item of a code, a name, an alias or an English name."""
    by_code = Item.objects.filter(code=text).first()
    return by_code or item_by_name(text) or Item.objects.filter(name_en__iexact=text).first()


def find_organization(pk: uuid.UUID) -> Organization | None:
    """Return the organisation with this id."""
    return Organization.objects.filter(pk=pk).first()


@dataclass(frozen=True)
class OrganizationFilter:
    """What somebody looks for among organisations; empty parts filter nothing."""

    text: str = ""
    kind: str = ""
    place: Place | None = None


def organizations(wanted: OrganizationFilter) -> QuerySet[Organization]:
    """Return the organisations by name or code, kind and home, with what qualifies them."""
    rows = Organization.objects.select_related("home__parent__parent").prefetch_related("qualifications")
    if wanted.text:
        said = wanted.text.strip()
        rows = rows.filter(
            Q(name__icontains=said) | Q(name_en__icontains=said) | Q(uscc__startswith=said.upper())
        )
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.place:
        rows = rows.filter(home__in=places_under(wanted.place.code))
    return rows.order_by("-runs_qiao", "name")


def organization_in_full() -> QuerySet[Organization]:
    """Return organisations with everything their page shows."""
    return Organization.objects.select_related(
        "home__parent__parent", "parent", "business_scope"
    ).prefetch_related(
        "qualifications",
        "service_areas__place__parent__parent",
        "branches",
    )


def agreements_of(organization: Organization) -> QuerySet[Agreement]:
    """Return the written agreements of an organisation."""
    either = Q(first=organization) | Q(second=organization)
    return Agreement.objects.filter(either).select_related("first", "second").order_by("-signed_on")


def networks_of(organization: Organization) -> QuerySet[NetworkMember]:
    """Return the networks an organisation is in, with its part."""
    return NetworkMember.objects.filter(organization=organization, until__isnull=True).select_related(
        "network__lead"
    )


def partnerships_of(organization: Organization) -> QuerySet[Partnership]:
    """Return with whom an organisation works at one place, as lead or as local, as the active one recorded it."""
    either = Q(lead=organization) | Q(local=organization)
    accepted = Partnership.objects.filter(either, state=Partnership.State.ACCEPTED)
    return accepted.select_related("lead", "local", "place")


def cooperations_of(organization: Organization) -> QuerySet[Cooperation]:
    """Return an organisation's cooperation with departments, that of others only to themselves."""
    rows: QuerySet[Cooperation] = Cooperation.objects.filter(organization=organization)
    return rows.select_related("department").order_by(F("since").desc(nulls_last=True), "subject")


def staff_of(organization: Organization) -> QuerySet[Appointment]:
    """Return who works for an organisation in which role."""
    return organization.appointments.select_related("user").order_by("user__display_name", "role")


def items(text: str = "") -> QuerySet[Item]:
    """Return the catalogue with aliases, standards, packs and substitutions; by name, alias or standard."""
    rows = Item.objects.prefetch_related(
        "aliases", "standards", "packs", "may_be_served_by__accepted", "may_serve__asked"
    )
    said = text.strip()
    if said:
        rows = rows.filter(
            Q(name__icontains=said)
            | Q(name_en__icontains=said)
            | Q(aliases__alias__icontains=said)
            | Q(standards__standard__icontains=said)
        ).distinct()
    return rows.order_by("name")


def departments(text: str = "") -> QuerySet[Department]:
    """Return the departments, by name or mandate, with how many organisations cooperate with each."""
    cooperating = (
        Cooperation.objects.filter(department=OuterRef("pk"))
        .order_by()
        .values("department")
        .annotate(n=Count("organization", distinct=True))
        .values("n")
    )
    rows = Department.objects.select_related("place__parent__parent").annotate(
        partners=Coalesce(Subquery(cooperating), 0)
    )
    said = text.strip()
    if said:
        rows = rows.filter(Q(name__icontains=said) | Q(name_en__icontains=said) | Q(mandate__icontains=said))
    return rows.order_by("name")


def places_of_codes(codes: Iterable[str]) -> dict[str, Place]:
    """Return the records of these codes."""
    return {one.code: one for one in Place.objects.filter(code__in=list(codes))}
