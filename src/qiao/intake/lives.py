"""How long a need holds before somebody must ask again (DOMAIN 4.3, 2)."""

from datetime import timedelta

from qiao.intake.models import Need
from qiao.registry.models import Item

DEFAULT_LIFE = timedelta(days=7)
RESCUE_LIFE = timedelta(hours=6)


def life_of(item: Item | None, *, tier: int = Need.Tier.ORDINARY) -> timedelta:
    """Return how long a need for `item` holds before somebody must ask again."""
    if item is not None:
        return timedelta(days=item.valid_days)
    return RESCUE_LIFE if tier == Need.Tier.LIFE else DEFAULT_LIFE
