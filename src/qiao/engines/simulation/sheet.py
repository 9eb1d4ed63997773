"""A shared sheet of needs and its history: codes for unlimited, flapping, vanishing and shifted rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random

from qiao.engines.simulation.messages import Stage
from qiao.engines.simulation.people import invent_organizations
from qiao.engines.simulation.records import (
    Hazard,
    ItemRow,
    PlaceRow,
    SheetVersion,
    SimulatedSheet,
    SyntheticOrganization,
)

UNLIMITED = "1"
"""The sheet's code for "as much as you can"; never the quantity one."""
# Of the 2,160 asking cells of 2020 1,893 said "1": 88 % open-ended (DOMAIN 4.2).
OPEN_SHARE = 0.88
ASKING_SHARE = 0.4
_EMPTY = ("0", "0", "0", "")
_QUANTITIES = (50, 100, 200, 300, 500, 1000, 2000, 5000, 10_000, 20_000)
_REVIEWS = ("已审核", "已审核", "已审核", "已审核\u3000", "已审核\u200b", "未证实", "")
_LEADING = ("城市", "区县", "单位名称")
_TRAILING = ("联系方式", "备注", "审核状态")
_REMARKS = ("", "", "", "需附检测报告", "晚上也可收货", "示例数据")
_EVERY = timedelta(minutes=15)
_FEWEST_TO_SHIFT = 5
_CHANGE_SHARE, _FLAP_SHARE, _VANISH_SHARE, _SHIFT_AT = 0.02, 0.1, 0.08, 0.6


def header(items: Sequence[ItemRow]) -> tuple[str, ...]:
    """Return the header row: places and name, one column an item, contact, remark, review state."""
    return (*_LEADING, *(item.name for item in items), *_TRAILING)


def _cell(random: Random) -> str:
    if random.random() >= ASKING_SHARE:
        return random.choice(_EMPTY)
    return UNLIMITED if random.random() < OPEN_SHARE else str(random.choice(_QUANTITIES))


def _row(random: Random, stage: Stage, organization: SyntheticOrganization) -> tuple[str, ...]:
    county = stage.names[organization.place]
    city = stage.names.get(county.parent or "", county)
    return (
        city.name,
        county.name,
        organization.name,
        *(_cell(random) for _ in stage.items),
        f"{organization.contact.name}：{organization.contact.phone}",
        random.choice(_REMARKS),
        random.choice(_REVIEWS),
    )


def first_version(random: Random, stage: Stage, at: datetime) -> SheetVersion:
    """Return the sheet with one row for each organisation of the stage."""
    rows = (_row(random, stage, organization) for organization in stage.organizations)
    return SheetVersion(at, (header(stage.items), *rows))


def shift_right(row: tuple[str, ...]) -> tuple[str, ...]:
    """Return the row with every cell one column to the right and the last one lost."""
    return ("", *row[:-1])


def _change(random: Random, row: tuple[str, ...], items: int) -> tuple[str, ...]:
    """Return the row, seldom with one cell changed."""
    if random.random() >= _CHANGE_SHARE:
        return row
    place = len(_LEADING) + random.randrange(items)
    return (*row[:place], _cell(random), *row[place + 1 :])


def simulate_sheet_history(
    seed: int,
    *,
    places: Iterable[PlaceRow | tuple[str, str, str, str | None]],
    items: Iterable[ItemRow | tuple[str, str, tuple[str, ...], str | None]],
    n_versions: int,
    start: datetime,
    n_organizations: int = 40,
) -> SimulatedSheet:
    """Return the versions of an invented shared sheet, one every fifteen minutes.

    Parameters
    ----------
    seed
        Any integer; the same arguments give the same history.
    places, items
        As for ``simulate_crisis``.
    n_versions
        How many versions, 1 or more.
    start
        Time of the first version, with a zone.
    n_organizations
        Rows of the first version.

    Returns
    -------
    SimulatedSheet
        ``versions`` are (time, rows); the first row is the header. Cells "1" mean no limit. Rows of
        the institutions ``flapping`` come and go from version to version, those ``vanished`` leave
        half way and never return, and in the versions numbered in ``shifted`` each row but the
        header stands one cell to the right (only with five versions or more).

    Raises
    ------
    ValueError
        When there is no county, no version, or *start* has no zone.
    """
    if n_versions < 1:
        raise ValueError("n_versions < 1 not understood.")
    if start.tzinfo is None:
        raise ValueError("start without a zone not understood.")
    random = Random(seed)  # noqa: S311 - a drill must be repeatable, it keeps no secret
    names = {row[0]: PlaceRow(*row) for row in places}
    counties = tuple(place for place in names.values() if place.level == "county")
    if not counties:
        raise ValueError("places without a county not understood.")
    organizations = invent_organizations(random, counties, Hazard.EPIDEMIC, n_organizations)
    stage = Stage(Hazard.EPIDEMIC, counties, names, tuple(ItemRow(*row) for row in items), organizations)
    return _history(random, stage, n_versions, start, seed)


def _history(random: Random, stage: Stage, n_versions: int, start: datetime, seed: int) -> SimulatedSheet:
    first = first_version(random, stage, start)
    shuffled = random.sample(range(1, len(first.rows)), k=len(first.rows) - 1)
    n_flapping = max(1, int(len(shuffled) * _FLAP_SHARE))
    flapping = set(shuffled[:n_flapping])
    vanished = set(shuffled[n_flapping : n_flapping + max(1, int(len(shuffled) * _VANISH_SHARE))])
    enough = n_versions >= _FEWEST_TO_SHIFT
    shifted = (int(n_versions * _SHIFT_AT),) if enough else ()
    rows, versions = list(first.rows), [first]
    for number in range(1, n_versions):
        rows = [rows[0], *(_change(random, row, len(stage.items)) for row in rows[1:])]
        gone = vanished if number >= n_versions / 2 else set()
        absent = gone | {place for place in flapping if random.random() < 1 / 2}
        told = [row for place, row in enumerate(rows) if place not in absent]
        if number in shifted:
            told = [told[0], *(shift_right(row) for row in told[1:])]
        versions.append(SheetVersion(start + number * _EVERY, tuple(told)))
    place_of_name = len(_LEADING) - 1
    return SimulatedSheet(
        seed=seed,
        versions=tuple(versions),
        shifted=shifted,
        vanished=tuple(sorted(first.rows[place][place_of_name] for place in vanished)),
        flapping=tuple(sorted(first.rows[place][place_of_name] for place in flapping)),
        items=tuple(item.code for item in stage.items),
    )
