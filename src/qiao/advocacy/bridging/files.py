"""The tables of the bridges as files. They leave the house, so voices are counted in blocks (SECURITY 2.5)."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from qiao.advocacy.bridging.picture import Picture
from qiao.advocacy.bridging.units import GIVER
from qiao.batch.tables import table_bytes
from qiao.engines.bulletin import BLOCK_SENSITIVE, AtLeast
from qiao.registry.leaving import Leaving

Row = Sequence[object]


def at_least(count: int) -> int:
    """Return the voices that may be told of a count: whole blocks of the larger kind, for sick and bereaved are among them."""
    return AtLeast.of(count, BLOCK_SENSITIVE).shown


def _goods(picture: Picture) -> Iterable[Row]:
    """Yield what each unit carried or gave. Givers in no register may be persons: their gifts are told in blocks."""
    leaving = Leaving()
    for part, bearers in (("CARRIED", picture.bearers), ("GIVEN", picture.giving)):
        for one in bearers:
            is_unit = not one.unit.key.startswith(f"{GIVER}:")
            for item, row in one.things:
                times = row.hauls if is_unit else at_least(row.hauls)
                if not times:
                    continue
                yield (
                    part,
                    leaving.text(one.unit.label),
                    one.unit.side,
                    item.code if item else "",
                    item.name if item else "",
                    item.unit if item else "",
                    times,
                    row.unknown if is_unit else at_least(row.unknown),
                    row.low,
                    row.high,
                    row.share_low,
                    row.share_high,
                    row.hours,
                )


def _voices(picture: Picture) -> Iterable[Row]:
    for unit, one in sorted(picture.reached, key=lambda each: each[0].label):
        stages = (one.filed, one.acknowledged, one.answered, one.taken_up)
        yield (
            unit.label,
            one.filings,
            *(at_least(len(reports)) for reports in stages),
            one.told,
            one.told_answered,
        )


def _places(picture: Picture) -> Iterable[Row]:
    """Yield the places by what may be told of them: the order must not tell who was heard more."""
    told = [(at_least(one.heard), one) for one in picture.places]
    for heard, one in sorted(told, key=lambda each: (-each[0], each[1].place.code)):
        yield one.place.code, one.place.full_name, heard, one.goods, one.voices


def _ties(picture: Picture) -> Iterable[Row]:
    for one in picture.ways.links:
        yield (
            picture.units[one.one].label,
            picture.units[one.other].label,
            one.kind,
            one.since.isoformat() if one.since else "",
            one.when(picture.crisis.began_on),
            picture.is_used(one.one, one.other),
        )


TABLES: Mapping[str, tuple[tuple[str, ...], Callable[[Picture], Iterable[Row]]]] = {
    "goods": (
        (
            "part", "unit", "side", "item_code", "item", "item_unit", "times", "times_without_number",
            "pieces_low", "pieces_high", "share_low", "share_high", "median_hours",
        ),
        _goods,
    ),
    "voices": (
        (
            "department", "filings", "reports_filed_at_least", "reports_acknowledged_at_least",
            "reports_answered_at_least", "reports_taken_up_at_least", "told_at_once", "told_at_once_answered",
        ),
        _voices,
    ),
    "places": (("place_code", "place", "reports_at_least", "way_to_donor", "way_to_department"), _places),
    "ties": (("one", "other", "kind", "since", "made", "used_in_this_crisis"), _ties),
}  # fmt: skip


def table_file(picture: Picture, table: str, form: str) -> bytes:
    """Return one table as CSV or XLSX; an empty cell is unknown, never zero."""
    columns, rows = TABLES[table]
    return table_bytes(columns, rows(picture), f".{form}")
