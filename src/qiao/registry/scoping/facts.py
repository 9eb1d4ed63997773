"""From records to what the engine of scope holds against each other: one need, one organisation."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language

from qiao.engines.eligibility import rule_on
from qiao.engines.eligibility.law import Rule
from qiao.engines.scope import Doer, Kind, Needed, kinds_of, read_scope
from qiao.registry.models import BusinessScope, Item, Organization, Place, ServiceArea
from qiao.registry.place_english import place_in_english


def needed_of(item: Item | None, place: Place | None, *, groups: Iterable[str] = (), **more: Any) -> Needed:
    """Return what is asked for of an item at a place; `more` are the engine's other facts."""
    code = item.code if item else ""
    return Needed(
        id=more.pop("id", ""),
        item=code,
        kinds=kinds_of(code, is_medical=bool(item and item.is_medical), groups=groups),
        places=codes_above(place),
        place_name=place.name if place else "",
        place_name_en=_in_english(place),
        unit=item.unit if item else "",
        **more,
    )


def _in_english(place: Place | None) -> str:
    """Return the English name where a page needs it: pinyin is slow to load."""
    wanted = place is not None and (get_language() or "").startswith("en")
    return place_in_english(place.name) if wanted and place else ""


def codes_above(place: Place | None) -> tuple[str, ...]:
    """Return the code of a place and of everything above it."""
    found = []
    while place is not None:
        found.append(place.code)
        place = place.parent
    return tuple(found)


def allowed_by(scope: BusinessScope | None) -> dict[Kind, str] | None:
    """Return what a charter allows with its own words; None where no scope is on record."""
    if scope is None:
        return None
    words = {one.kind: one.words for one in read_scope(scope.text)}
    known = set(Kind)
    return {Kind(one): words.get(Kind(one), "") for one in scope.categories if one in known}


def places_of(organization: Organization, today: date) -> frozenset[str] | None:
    """Return where an organisation serves, and its home; None where no area of service is on record (S08)."""
    areas = ServiceArea.objects.filter(*_standing(today), organization=organization)
    return _served(set(areas.values_list("place__code", flat=True)), organization)


def _standing(today: date) -> tuple[Q, Q]:
    return Q(since__isnull=True) | Q(since__lte=today), Q(until__isnull=True) | Q(until__gt=today)


def _served(areas: set[str], organization: Organization) -> frozenset[str] | None:
    if not areas:
        return None
    return frozenset(areas | ({organization.home.code} if organization.home else set()))


def doer_of(
    organization: Organization,
    today: date,
    *,
    skills: Mapping[str, int] | None = None,
    stock: Mapping[str, int] | None = None,
) -> Doer:
    """Return an organisation as the engine sees it."""
    return Doer(
        id=str(organization.pk),
        name=organization.name,
        kinds=allowed_by(BusinessScope.objects.filter(organization=organization).first()),
        places=places_of(organization, today),
        skills=skills,
        stock=stock,
    )


def doers_of(ids: Iterable[UUID], today: date) -> list[tuple[Organization, Doer]]:
    """Return these organisations as the engine sees them, in three statements however many there are."""
    wanted = set(ids)
    areas: dict[UUID, set[str]] = {}
    rows = ServiceArea.objects.filter(*_standing(today), organization__in=wanted)
    for pk, code in rows.values_list("organization", "place__code"):
        areas.setdefault(pk, set()).add(code)
    found = []
    units = Organization.objects.filter(pk__in=wanted, same_as__isnull=True)
    for one in units.select_related("home", "business_scope").order_by("name"):
        scope = getattr(one, "business_scope", None)
        places = _served(areas.get(one.pk, set()), one)
        found.append((one, Doer(str(one.pk), one.name, allowed_by(scope), places)))
    return found


def rule_of(organization: Organization, today: date) -> Rule | None:
    """Return the rule on acting beyond the charter for this legal form; None for those that have no charter."""
    return rule_on(f"D7-{organization.kind}", today)
