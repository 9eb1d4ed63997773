"""Whole tables of tellings linked at once. All records are invented (示例数据)."""

from datetime import UTC, datetime

import numpy as np
import pytest

from qiao.engines.linkage.clusters import clustered, components
from qiao.engines.linkage.columns import ReportColumns, column_of
from qiao.engines.linkage.many import Links, link_table
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
        3, np.array([0, 1]), np.array([1, 2]), np.array([0.9999, 0.985]),
        time=time, sure=0.98, surer=0.999, widest=50.0,
    )  # fmt: skip

    assert cut.tolist() == [0, 0, 2]
