"""Needs told more than once, with the dirt of real reposts and the truth beside them. All is 示例数据."""

# ruff: noqa: PLR2004 - shares of the dirt stand where they are drawn

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from qiao.engines.simulation.records import PlaceRow

WINDOW_DAYS = 12
"""A need of an organisation for an item lives in one such window; in the next it is another need."""
REPOSTED = 0.35
WINDOWS = 5
_KINDS = ("人民医院", "中医医院", "第二人民医院", "妇幼保健院", "疾病预防控制中心", "红十字会")
_TOWNS = ("城关镇", "新集镇", "大桥镇", "东风镇", "河口镇", "石板镇")
_ROADS = ("人民路", "建设路", "解放大道", "滨河路", "东风街", "新华路")
_GROUPINGS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_DEPARTMENTS = ("设备科", "医务科", "总务科", "（物资）", "采购科")
_SHORT = (
    ("人民医院", "人医"),
    ("中医医院", "中医院"),
    ("疾病预防控制中心", "疾控中心"),
    ("妇幼保健院", "妇幼"),
)
_BLOCK = 154  # to our knowledge never assigned to anybody


@dataclass(frozen=True, slots=True)
class ToldNeed:
    """One message's need as a row of a table, and the true need it tells. Phones begin with 154."""

    need: int
    name: str
    city: str
    district: str
    address: str
    phones: str
    item: str
    quantity: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class _Facility:
    name: str
    city: str
    district: str
    address: str
    phones: tuple[str, str]


def _facility(chance: Random, city: str, district: str, number: int) -> _Facility:
    town = _TOWNS[number % len(_TOWNS)]
    kind = _KINDS[number] if number < len(_KINDS) else f"{town}卫生院"
    phones = tuple(f"{_BLOCK}{chance.randrange(10**8):08d}" for _ in range(2))
    road = f"{chance.choice(_TOWNS)}{chance.choice(_ROADS)}{chance.randrange(1, 200)}号"
    return _Facility(f"{city}{district}{kind}", city, district, f"{city}{district}{road}", (phones[0], phones[1]))  # fmt: skip


def _facilities(chance: Random, places: Sequence[PlaceRow]) -> list[_Facility]:
    """Return the facilities of every county: hospitals, a centre, town clinics; names recur across counties."""
    cities = {place.code: place.name for place in places}
    found = []
    for place in places:
        if place.level != "county":
            continue
        city = cities.get(place.parent or "", "")
        if place.name in _GROUPINGS:
            continue
        towns = len(_KINDS) + chance.randrange(2, len(_TOWNS))
        found += [_facility(chance, city, place.name, number) for number in range(towns)]
    return found


def _other_name(chance: Random, told: ToldNeed) -> str:
    name = told.name
    if chance.random() < 0.5:
        name = name.removeprefix(told.city)
    if chance.random() < 0.25:
        name = name.replace(told.district, told.district.rstrip("县市区") or told.district, 1)
    if chance.random() < 0.35:
        for long, short in _SHORT:
            name = name.replace(long, short)
    if chance.random() < 0.12:
        name += chance.choice(_DEPARTMENTS)
    if chance.random() < 0.06 and len(name) > 6:
        lost = chance.randrange(len(name))
        name = name[:lost] + name[lost + 1 :]
    return name


def _other_phone(chance: Random, phones: str, other: str) -> str:
    drawn = chance.random()
    if drawn < 0.55:
        return phones
    if drawn < 0.67:
        return f"{phones[:3]}****{phones[7:]}"
    if drawn < 0.73:
        place = chance.randrange(3, 11)
        return f"{phones[:place]}{(int(phones[place]) + 1 + chance.randrange(9)) % 10}{phones[place + 1 :]}"
    return "" if drawn < 0.88 else other


def _other_quantity(chance: Random, quantity: int | None) -> int | None:
    drawn = chance.random()
    if quantity is None or drawn < 0.7:
        return quantity
    return None if drawn < 0.8 else max(1, quantity * chance.choice((2, 3, 5)) // chance.choice((2, 4)))


def _other_address(chance: Random, told: ToldNeed) -> str:
    drawn = chance.random()
    if drawn < 0.5:
        return told.address
    short = told.address.removeprefix(told.city).removeprefix(told.district)
    if drawn < 0.8:
        return short if chance.random() < 0.5 else short.rstrip("0123456789号")
    return ""


def _repost(chance: Random, told: ToldNeed, facility: _Facility, names: Sequence[str]) -> ToldNeed:
    other = facility.phones[told.phones == facility.phones[0]]
    return replace(
        told,
        name=_other_name(chance, told),
        phones=_other_phone(chance, told.phones, other),
        item=chance.choice(names),
        quantity=_other_quantity(chance, told.quantity),
        address=_other_address(chance, told),
        at=told.at + timedelta(minutes=chance.randrange(5, 3 * 24 * 60)),
    )


def simulate_repeats(
    places: Sequence[PlaceRow],
    items: Sequence[Sequence[str]],
    *,
    rows: int,
    seed: int,
    begins_at: datetime,
) -> Iterator[ToldNeed]:
    """Yield invented tellings of needs, of which 35 % repeat an earlier one.

    Parameters
    ----------
    places
        Counties with their cities; every county gets hospitals, a centre and town clinics.
    items
        For each thing the names it goes by, the first most often.
    rows
        How many tellings.
    seed
        The same seed gives the same tellings.
    begins_at
        First moment; needs run over five windows of twelve days.

    Yields
    ------
    ToldNeed
        Reposts come within three days, with other spellings, masked, mistyped, missing or other
        telephone numbers, changed or missing quantities and shortened addresses. About as many
        organisations ask for the same item again in another window: another need.
    """
    chance = Random(seed)  # noqa: S311 - no secret
    facilities = _facilities(chance, places)
    weights = [1 / (rank + 1) for rank in range(len(items))]
    taken: set[tuple[int, int, int]] = set()
    told: list[tuple[ToldNeed, int, int]] = []
    made, need = 0, 0
    while made < rows:
        if told and chance.random() < REPOSTED:
            first, facility, item = told[chance.randrange(max(0, len(told) - 5_000), len(told))]
            yield _repost(chance, first, facilities[facility], items[item])
            made += 1
            continue
        facility = chance.randrange(len(facilities))
        item = chance.choices(range(len(items)), weights)[0]
        window = chance.randrange(WINDOWS)
        if (facility, item, window) in taken:
            continue
        taken.add((facility, item, window))
        at = begins_at + timedelta(days=WINDOW_DAYS * window, minutes=chance.randrange(6 * 24 * 60))
        quantity = chance.choice((None, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10000))
        place = facilities[facility]
        row = ToldNeed(need, place.name, place.city, place.district, place.address, chance.choice(place.phones), items[item][0], quantity, at)  # fmt: skip
        told.append((row, facility, item))
        yield row
        made, need = made + 1, need + 1
