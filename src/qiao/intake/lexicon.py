"""The names the extraction engine knows, as the registry holds them; built once, until the registry grows."""

from functools import lru_cache

from qiao.engines.extraction import ItemRow, Lexicon, PlaceRow
from qiao.registry.models import Item, ItemAlias, Place

VERSION = "rules-1"
"""Version of the rules, kept on each reading."""


def lexicon() -> Lexicon:
    """Return the lexicon of today's registry. Retired codes stay out: they would double their names."""
    return _built(Place.objects.count(), Item.objects.count(), ItemAlias.objects.count())


@lru_cache(maxsize=2)
def _built(_places: int, _items: int, _aliases: int) -> Lexicon:
    places = Place.objects.filter(valid_to__isnull=True).values_list("code", "name", "level", "parent__code")
    items = Item.objects.prefetch_related("aliases")
    return Lexicon.build(
        [PlaceRow(code, name, level.lower(), parent) for code, name, level, parent in places],
        [
            ItemRow(item.code, item.name, tuple(one.alias for one in item.aliases.all()), item.unit)
            for item in items
        ],
    )
