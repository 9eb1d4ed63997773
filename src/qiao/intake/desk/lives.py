"""How long a need holds before somebody must ask again (DOMAIN 4.3, 2): by item, or as set for the crisis."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from qiao.intake.models import KindLife, Need
from qiao.registry.models import Item
from qiao.trail.rows import values_of

DEFAULT_LIFE = timedelta(days=7)
RESCUE_LIFE = timedelta(hours=6)
Kind = KindLife.Kind
Lives = Mapping[str, int]


def kind_of(item: Item | None, *, tier: int = Need.Tier.ORDINARY) -> str:
    """Return the kind of a need, for which a crisis may set how long it holds."""
    if item is not None:
        return Kind.MEDICAL if item.is_medical else Kind.GOODS
    return Kind.RESCUE if tier == Need.Tier.LIFE else Kind.UNNAMED


def lives_of(crisis_id: uuid.UUID | None) -> dict[str, int]:
    """Return how many hours each kind holds in a crisis, where the active organisation has set it."""
    if crisis_id is None:
        return {}
    return dict(KindLife.objects.filter(crisis=crisis_id).values_list("kind", "hours"))


def lives_held(organization_id: uuid.UUID, crisis_id: uuid.UUID) -> dict[str, int]:
    """Return the same for any organisation, by a kept statement: for doors that take hundreds of forms a second."""
    rows = values_of(KindLife, ("kind", "hours"), organization_id=organization_id, crisis_id=crisis_id)
    return dict(rows)


def life_of(item: Item | None, *, tier: int = Need.Tier.ORDINARY, lives: Lives | None = None) -> timedelta:
    """Return how long a need for `item` holds before somebody must ask again."""
    hours = (lives or {}).get(kind_of(item, tier=tier))
    if hours is not None:
        return timedelta(hours=hours)
    if item is not None:
        return timedelta(days=item.valid_days)
    return RESCUE_LIFE if tier == Need.Tier.LIFE else DEFAULT_LIFE
