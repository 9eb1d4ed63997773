"""Whole tables of tellings linked at once. All records are invented (示例数据)."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from qiao.engines.linkage.clusters import clustered, components
from qiao.engines.linkage.columns import ReportColumns, column_of
from qiao.engines.linkage.many import CAMPUS, Links, link_table
from qiao.engines.simulation.examples import EXAMPLE_PLACES
from qiao.engines.simulation.repeats import ToldNeed, simulate_repeats

ITEMS = (("口罩",), ("防护服",), ("护目镜",))
BEGIN = datetime(2020, 1, 25, tzinfo=UTC)


def columns_of(told: list[ToldNeed]) -> ReportColumns:
    return ReportColumns(
        name=column_of(one.name for one in told),
        city=column_of(one.city for one in told),
        district=column_of(one.district for one in told),
        address=column_of(one.address for one in told),
        phones=column_of(one.phones for one in told),
        links=column_of("" for _ in told),
        item=column_of(one.item for one in told),
        quantity=np.array([-1.0 if one.quantity is None else one.quantity for one in told]),
        time=np.array([one.at.timestamp() for one in told]),
    )


def pairs_in(labels: np.ndarray) -> int:
    _, counts = np.unique(labels, return_counts=True)
    return int((counts * (counts - 1) // 2).sum())


@pytest.fixture(scope="module")
def told() -> list[ToldNeed]:
    return list(simulate_repeats(EXAMPLE_PLACES, ITEMS, rows=400, seed=3, begins_at=BEGIN))


@pytest.fixture(scope="module")
def links(told: list[ToldNeed]) -> Links:
    return link_table(columns_of(told))


def test_clusters_find_nearly_all_repeats_and_hardly_anything_else(
    told: list[ToldNeed], links: Links
) -> None:
    truth = np.array([one.need for one in told])
    both = pairs_in(truth * len(told) + links.cluster)

    assert 2 * both / (pairs_in(truth) + pairs_in(links.cluster)) > 0.95


def test_the_same_table_gives_the_same_answer(told: list[ToldNeed], links: Links) -> None:
    assert np.array_equal(link_table(columns_of(told)).cluster, links.cluster)


def test_another_order_of_rows_gives_the_same_groups(told: list[ToldNeed], links: Links) -> None:
    again = link_table(columns_of(told[::-1])).cluster[::-1]

    assert pairs_in(again * len(told) + links.cluster) == pairs_in(links.cluster) == pairs_in(again)


@pytest.mark.parametrize("rows", [0, 1])
def test_a_table_of_no_or_one_row_links_nothing(told: list[ToldNeed], rows: int) -> None:
    assert len(link_table(columns_of(told[:rows])).one) == 0


def test_rows_that_say_nothing_are_not_joined() -> None:
    empty = ToldNeed(0, "", "", "", "", "", "", None, BEGIN)

    assert len(set(link_table(columns_of([empty] * 5)).cluster)) == 5


@pytest.mark.parametrize("phones", ["", "15400000001"])
def test_first_and_second_hospital_are_never_joined_whatever_they_share(phones: str) -> None:
    first = ToldNeed(0, "石桥县第一人民医院", "青川市", "石桥县", "河滨路1号", phones, "口罩", 200, BEGIN)
    second = ToldNeed(1, "石桥县第二人民医院", "青川市", "石桥县", "河滨路1号", phones, "口罩", 200, BEGIN)

    assert len(set(link_table(columns_of([first, second])).cluster)) == 2


def test_rows_hang_together_through_others() -> None:
    one, other = np.array([3, 1, 0]), np.array([4, 3, 2])

    assert components(6, one, other).tolist() == [0, 1, 0, 1, 1, 5]


def test_a_cluster_wider_than_its_time_is_cut_at_its_weaker_pairs() -> None:
    time = np.array([0.0, 1.0, 100.0])
    cut = clustered(
        np.array([0, 1]), np.array([1, 2]), np.array([0.9999, 0.985]),
        time=time, sure=0.98, surer=0.999, widest=50.0,
    )  # fmt: skip

    assert cut.tolist() == [0, 0, 2]


def test_two_hospitals_are_not_joined_through_a_third_row_that_names_no_number() -> None:
    shared = ("青川市", "石桥县", "河滨路1号", "15400000001", "口罩", 200)
    names = ("石桥县第一人民医院", "石桥县人民医院", "石桥县第二人民医院")
    told = [ToldNeed(0, name, *shared, BEGIN) for name in names]

    cluster = link_table(columns_of(told)).cluster
    assert cluster[0] != cluster[2]


def test_a_branch_is_told_as_parted_and_not_joined() -> None:
    shared = ("青川市", "石桥县", "河滨路1号", "15400000001", "口罩", 200)
    told = [ToldNeed(0, name, *shared, BEGIN) for name in ("石桥县人民医院", "石桥县人民医院东院区")]

    links = link_table(columns_of(told))
    assert (links.parted.tolist(), links.cluster.tolist()) == ([CAMPUS], [0, 1])


def test_equal_rows_are_all_joined_to_the_first() -> None:
    one = ToldNeed(0, "石桥县人民医院", "青川市", "石桥县", "河滨路1号", "15400000001", "口罩", 200, BEGIN)
    other = ToldNeed(1, "青川市中医医院", "青川市", "", "", "15400000009", "口罩", 50, BEGIN)

    links = link_table(columns_of([other, *[one] * 60]))
    assert links.cluster.tolist() == [0, *[1] * 60]
    assert (set(links.one.tolist()), len(links.other)) == ({1}, 59)


def test_twenty_thousand_rows_of_one_place_and_hour_stay_a_bounded_number_of_pairs() -> None:
    told = [
        ToldNeed(n, "", "青川市", "石桥县", "", "15400000001", "口罩", 200, BEGIN + timedelta(seconds=n))
        for n in range(20_000)
    ]

    assert len(link_table(columns_of(told)).one) <= 8 * len(told)
