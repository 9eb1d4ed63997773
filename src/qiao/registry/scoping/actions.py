"""An organisation's scope and the places it serves are written down: the charter's words, the kinds a person confirmed."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q

from qiao.accounts.roles import Actor
from qiao.registry.models import BusinessScope, Organization, Place, ServiceArea
from qiao.trail.recorded import detail, recorded


@recorded("scope.write")
def write_scope(
    _actor: Actor,
    organization: Organization,
    *,
    text: str,
    kinds: Sequence[str],
    places: Collection[Place],
    today: date,
) -> BusinessScope:
    """Write the scope as the charter has it, and where the organisation serves; a place left out ends today."""
    scope, _is_new = BusinessScope.objects.update_or_create(
        organization=organization, defaults={"text": text, "categories": sorted(kinds)}
    )
    standing = ServiceArea.objects.filter(organization=organization)
    standing.filter(Q(until__isnull=True) | Q(until__gt=today)).exclude(place__in=places).update(until=today)
    for place in places:
        area, is_new = ServiceArea.objects.get_or_create(
            organization=organization, place=place, defaults={"since": today}
        )
        if not is_new and area.until is not None:
            area.until = None
            area.save(update_fields=("until",))
    detail(kinds=len(kinds), places=len(places))
    return scope
