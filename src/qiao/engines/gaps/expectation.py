"""What would be heard from each place were the need a person the same everywhere."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from qiao.engines.gaps.records import PlaceRecord

LOW_COVERAGE = 0.2
"""Below this share of needs that would reach us, hearing little says nothing; shown as unknown."""

FEWEST_EARS = 0.05
"""A stated coverage below this counts as this: a coverage near zero would turn any report into a wonder. On planted
pockets a floor of .2 cost a tenth of the recall, .05 hardly anything."""

_EARTH_KM = 6371.0


def listening(record: PlaceRecord, *, least: float = 0.0) -> float | None:
    """Return the persons whose needs would reach us, by need; None where persons or coverage are unknown.

    Parameters
    ----------
    least
        Coverage is taken to be at least this: a coverage near zero would turn any report into a wonder.
    """
    if record.population is None or record.coverage is None:
        return None
    return record.population * max(record.coverage, least) * (record.vulnerability or 1.0)


def expected_reports(records: Sequence[PlaceRecord], *, least: float = 0.0) -> dict[str, float | None]:
    """Expect everywhere the mean rate of the places where population and coverage are known."""
    heard = {record.place: listening(record, least=least) for record in records}
    persons = sum(value for value in heard.values() if value is not None)
    reports = sum(record.reports for record in records if heard[record.place] is not None)
    if not persons:
        return dict.fromkeys(heard)
    return {place: None if value is None else reports / persons * value for place, value in heard.items()}


def expected_official(records: Iterable[PlaceRecord]) -> dict[str, float]:
    """Expect everywhere the mean rate of the places that have an official count and a population."""
    counted = [one for one in records if one.official is not None and one.population]
    persons = sum((one.population or 0) * (one.vulnerability or 1.0) for one in counted)
    rate = sum(one.official or 0 for one in counted) / persons if persons else 0.0
    return {one.place: rate * (one.population or 0) * (one.vulnerability or 1.0) for one in counted}


def in_space(records: Sequence[PlaceRecord]) -> NDArray[np.float64]:
    """Return positions as (n x 3) kilometres from the middle of the earth, NaN where unknown.

    Straight lines through the earth order neighbours as the way over its surface does.
    """
    degrees = np.array([one.position or (np.nan, np.nan) for one in records], dtype=np.float64).reshape(-1, 2)
    east, north = np.radians(degrees.T)
    return _EARTH_KM * np.column_stack(
        (np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north))
    )


def pooled_coverage(records: Sequence[PlaceRecord]) -> float | None:
    """Return the coverage of several places together, by persons; None where nobody knows one of them."""
    persons = 0
    covered = 0.0
    for one in records:
        if one.population is None or one.coverage is None:
            return None
        persons += one.population
        covered += one.population * one.coverage
    return covered / persons if persons else None


def official_of(records: Iterable[PlaceRecord]) -> int | None:
    """Return the official count of several places together; None where one of them has none."""
    counts = [one.official for one in records]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
