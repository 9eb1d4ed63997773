"""The names the extraction engine knows, as the registry holds them; built once, until the registry changes."""

from functools import lru_cache
from time import monotonic

from qiao.batch.lexicon import reference_directory
from qiao.batch.townships import load_townships
from qiao.engines.extraction import ItemRow, Lexicon, PlaceRow
from qiao.intake.sources.tables import Catalogue
from qiao.registry.gazetteer import national_gazetteer
from qiao.registry.marks import lexicon_mark
from qiao.registry.models import Crisis, Item, Place
from qiao.registry.place_english import place_in_english
from qiao.registry.units import in_plural

VERSION = "rules-2"
"""Version of the rules, kept on each reading."""

RECENT_SECONDS = 30


def lexicon() -> Lexicon:
    """Return the lexicon of today's registry. Retired codes stay out: they would double their names."""
    return _built(lexicon_mark())


@lru_cache(maxsize=2)
def _built(_mark: str) -> Lexicon:
    places = Place.objects.filter(valid_to__isnull=True).values_list("code", "name", "level", "parent__code")
    items = Item.objects.prefetch_related("aliases")
    return Lexicon.build(
        [
            PlaceRow(code, name, level.lower(), parent, place_in_english(name))
            for code, name, level, parent in places
        ],
        [ItemRow(item.code, item.name, _other_names(item), item.unit) for item in items],
        load_townships(reference_directory()),
    )


def _other_names(item: Item) -> tuple[str, ...]:
    """Return what else an item is called: its aliases, and its English name in both numbers."""
    names = [one.alias for one in item.aliases.all()]
    english = item.name_en.partition(",")[0].partition("(")[0].strip()
    return (*names, english, in_plural(english)) if english else tuple(names)


def catalogue_for(crisis: Crisis) -> Catalogue:
    """Return what the registry knows for reading tables of a crisis."""
    items = list(Item.objects.prefetch_related("aliases"))
    names = {
        name.lower(): item.code
        for item in reversed(items)
        for name in (*_other_names(item), item.name_en, item.name)
        if name
    }
    return Catalogue(
        codes=names,
        names={item.code: item.name for item in items},
        units={item.code: item.unit for item in items},
        places=national_gazetteer(),
        lexicon=lexicon(),
        on=crisis.began_on,
        near=tuple(crisis.places.values_list("code", flat=True)),
    )


def recent_lexicon() -> Lexicon:
    """Return the lexicon as it was at most half a minute ago: for doors that take hundreds of messages a second."""
    global _recent  # noqa: PLW0603 - one value for the process
    now = monotonic()
    if _recent is None or now - _recent[0] > RECENT_SECONDS:
        _recent = (now, lexicon())
    return _recent[1]


_recent: tuple[float, Lexicon] | None = None
