"""An invented group chat to try the paste box with, of the crisis at hand. All of it is 示例数据."""

from datetime import datetime

from qiao.engines.simulation import EXAMPLE_ITEMS, EXAMPLE_PLACES, Hazard, PlaceRow, simulate_group_chat
from qiao.registry.models import Crisis, Place

LINES = 120
SEED = 7


def sample_chat(crisis: Crisis, *, now: datetime) -> str:
    """Return a chat of the last hours among people who are all invented, about places that the crisis touches."""
    try:
        hazard = Hazard(crisis.hazard.lower())
    except ValueError:
        hazard = Hazard.FLOOD
    chat = simulate_group_chat(
        SEED,
        places=_places(crisis) or EXAMPLE_PLACES,
        items=EXAMPLE_ITEMS[hazard],
        start=now.replace(tzinfo=None, microsecond=0),
        messages=LINES,
        hazard=hazard,
    )
    return chat.text


def _places(crisis: Crisis) -> list[PlaceRow]:
    """Return the counties that a crisis touches, with all above them."""
    touched = list(crisis.places.select_related("parent__parent"))
    counties = [one for one in touched if one.level == Place.Level.COUNTY]
    parents = [one.pk for one in touched if one.level != Place.Level.COUNTY]
    counties += Place.objects.filter(parent__in=parents, level=Place.Level.COUNTY).select_related(
        "parent__parent"
    )
    found: dict[str, PlaceRow] = {}
    for one in counties:
        place: Place | None = one
        while place is not None:
            found[place.code] = PlaceRow(
                place.code, place.name, place.level.lower(), place.parent.code if place.parent else None
            )
            place = place.parent
    return [*found.values()]
