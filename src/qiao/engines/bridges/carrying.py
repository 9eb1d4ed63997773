"""What went through whom: shares of goods and of time, thing by thing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Haul:
    """Goods that somebody brought to a recipient.

    Attributes
    ----------
    through
        Who carried them.
    item
        What they are.
    low, high
        Pieces as an interval; None where the number is unknown.
    hours
        From the pledge to the signature, or None where one of them is unknown.
    """

    through: str
    item: str
    low: int | None
    high: int | None
    hours: float | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """What one carrier brought of one thing.

    Attributes
    ----------
    low, high
        Pieces of the hauls whose number is known, as an interval.
    share_low, share_high
        Its part of what all brought, 0 to 1, whatever the true numbers within their intervals; None where nothing
        was counted by anybody.
    hauls
        How many hauls; `unknown` of them without a number.
    hours
        Median hours of the hauls with known hours, or None.
    """

    through: str
    item: str
    low: int
    high: int
    share_low: float | None
    share_high: float | None
    hauls: int
    unknown: int
    hours: float | None


def carried(hauls: Iterable[Haul]) -> list[Carried]:
    """Return what each carrier brought of each thing, and its share.

    Parameters
    ----------
    hauls
        One for each time goods reached a recipient; never added over things, for a mask and a bed are no sum.

    Returns
    -------
    list[Carried]
        By thing; within a thing the largest lower end first, ties by carrier.
    """
    grouped: defaultdict[str, defaultdict[str, list[Haul]]] = defaultdict(lambda: defaultdict(list))
    for haul in hauls:
        grouped[haul.item][haul.through].append(haul)
    found: list[Carried] = []
    for item in sorted(grouped):
        sums = {through: _interval(rows) for through, rows in grouped[item].items()}
        rows = [_one(through, item, grouped[item][through], sums) for through in sums]
        found.extend(sorted(rows, key=lambda one: (-one.low, -one.hauls, one.through)))
    return found


def _interval(rows: Iterable[Haul]) -> tuple[int, int]:
    low = high = 0
    for one in rows:
        if one.low is not None and one.high is not None:
            low, high = low + one.low, high + one.high
    return low, high


def _one(through: str, item: str, rows: list[Haul], sums: dict[str, tuple[int, int]]) -> Carried:
    low, high = sums[through]
    others_low = sum(one for key, (one, _high) in sums.items() if key != through)
    others_high = sum(one for key, (_low, one) in sums.items() if key != through)
    times = [one.hours for one in rows if one.hours is not None]
    return Carried(
        through,
        item,
        low,
        high,
        _share(low, others_high),
        _share(high, others_low),
        len(rows),
        sum(1 for one in rows if one.low is None or one.high is None),
        median(times) if times else None,
    )


def _share(part: int, rest: int) -> float | None:
    return part / (part + rest) if part + rest else None
