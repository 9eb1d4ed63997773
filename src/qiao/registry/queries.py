"""What can be asked of the registry."""

import uuid
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.registry.models import Appointment, Crisis, Item, Organization, Place


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


def organizations_of(user: User) -> QuerySet[Organization]:
    """Return the organisations for which `user` may act today."""
    held = appointments_of(user, timezone.localdate()).values("organization_id")
    return Organization.objects.filter(pk__in=held)


def crises() -> QuerySet[Crisis]:
    """Return all crises, the newest first."""
    return Crisis.objects.prefetch_related("places").order_by("-began_on", "name")


def places_under(code: str) -> QuerySet[Place]:
    """Return the place `code` and everything below it, by GB/T 2260 prefix."""
    prefix = code.rstrip("0") if code.endswith("00") else code
    prefix += "0" * (len(prefix) % 2)
    return Place.objects.filter(code__startswith=prefix)


def place_by_code(code: str) -> Place | None:
    """Return the place with this six-digit code, in use or retired."""
    return Place.objects.filter(code=code).first()


def item_by_name(name: str) -> Item | None:
    """Return the item called so, by its name or by one of its aliases."""
    return Item.objects.filter(Q(name=name) | Q(aliases__alias=name)).order_by("name").first()


def find_organization(pk: uuid.UUID) -> Organization | None:
    """Return the organisation with this id."""
    return Organization.objects.filter(pk=pk).first()
