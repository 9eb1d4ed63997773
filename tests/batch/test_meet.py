"""Tellings of one need under two items meet, and what only looks like it does not."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from qiao.batch.jobs.meet import SOURCE, meet

FIRST = {
    "goods": "mask", "item": "mask", "id": "a", "report": "1", "time": datetime(2020, 1, 25, tzinfo=UTC),
    "name": "英山县人民医院", "city": "黄冈市", "district": "英山县", "phones": "15412340001", "quantity": 500,
}  # fmt: skip
AGAIN = FIRST | {"item": "mask-n95", "id": "b", "report": "2", "time": FIRST["time"] + timedelta(hours=3)}


def found(other: dict[str, object]) -> list[dict]:
    """Return the pairs among the first telling and another, with rows around them that share nothing."""
    others = [
        FIRST | {"id": f"x{number}", "report": f"x{number}", "phones": f"1541299{number:04d}", "name": f"示例{number}村委会"}
        for number in range(5)
    ]  # fmt: skip
    rows = sorted([FIRST, other, *others], key=lambda row: (row["time"], row["id"]))
    return meet(pa.Table.from_pylist(rows, schema=SOURCE), {}).to_pylist()


def test_one_sender_who_names_the_thing_more_closely_later_is_shown_to_a_person():
    (pair,) = found(AGAIN)

    assert (pair["id_a"], pair["id_b"], pair["item_a"], pair["item_b"]) == ("a", "b", "mask", "mask-n95")
    assert pair["verdict"] == "unsure"
    assert pair["probability"] > 0.9


@pytest.mark.parametrize(
    "other",
    [
        {"report": "1"},
        {"phones": "15412340777", "name": "罗田县人民医院"},
        {"city": "武汉市", "district": "江夏区"},
        {"time": FIRST["time"] + timedelta(days=9)},
        {"item": "mask"},
    ],
    ids=[
        "two things of one message",
        "another sender",
        "another place",
        "much later",
        "the same item: link's own",
    ],
)
def test_what_does_not_meet(other):
    assert found(AGAIN | other) == []
