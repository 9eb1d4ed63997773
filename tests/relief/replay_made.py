"""An invented small replay, 示例数据: a sheet of four hospitals over two days, and lists of goods beside it."""

import csv
import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path

HEADER = [
    "ts",
    "commit",
    "city",
    "district",
    "hospital",
    "field",
    "event",
    "old_value",
    "new_value",
    "old_spec",
    "new_spec",
]
FIRST, SECOND = "2020-01-28T08:00:00+08:00", "2020-01-31T20:00:00+08:00"
HOSPITALS = ("示例市第一医院", "示例市第二医院", "示例市第三医院", "示例市中医医院")
ASKED: Mapping[str, Mapping[str, str]] = {
    "示例市第一医院": {"医用外科口罩": "10000", "防护服": "1"},
    "示例市第二医院": {"医用外科口罩": "2000"},
    "示例市第三医院": {"医用外科口罩": "500", "防护服": "100"},
    "示例市中医医院": {"医用外科口罩": "1"},
}
RECEIVED = (
    ("第1期", "2020-01-28/2020-01-29", "示例企业甲", "医用外科口罩", "2000个/箱", "箱", "3"),
    ("第1期", "2020-01-29", "示例企业乙", "医用外科口罩", "", "箱", "1"),
    ("第1期", "2020-01-29", "示例企业乙", "防护服", "50件/箱", "件", "100"),
    ("第1期", "2020-01-29", "示例企业丙", "84消毒液", "", "袋", "7"),
)
HANDED_OUT = (
    ("2020-01-31", "示例市第一医院", "医用外科口罩", "", "个", "5000"),
    ("2020-01-31", "示例市第一医院", "防护服", "50件/箱", "箱", "1"),
    ("2020-01-31", "示例三医院", "医用外科口罩", "", "个", "100"),
    ("2020-01-31", "示例指挥部", "医用外科口罩", "", "个", "400"),
    ("2020-01-31", "示例县红十字会", "口罩（定向捐赠示例县）", "", "个", "1000"),
)


def write_replay(folder: Path) -> Path:
    """Write the sheet with its history, its reviews and a factory; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(folder / "needs_events.csv.gz", "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for name, cells in ASKED.items():
            writer.writerow((FIRST, "a1", "武汉市", "", name, "", "hospital_appear", "", "", "", ""))
            for item, value in cells.items():
                writer.writerow((FIRST, "a1", "武汉市", "", name, item, "need_appear", "", value, "", ""))
        later = ("武汉市", "", "示例市第二医院", "医用外科口罩", "value_change", "2000", "8000", "", "")
        writer.writerow((SECOND, "a2", *later))
    _write(
        folder / "hospitals.csv",
        [
            "province",
            "city",
            "district",
            "hospital",
            "review_status",
            "snapshot_time",
            "official_link",
            "address",
        ],
        [("湖北省", "武汉市", "", name, "已审核", "2020-02-05T08:00:00+08:00", "", "") for name in HOSPITALS],
    )
    _write(
        folder / "offers_factories.csv",
        [
            "province",
            "city",
            "factory",
            "product",
            "daily_capacity",
            "capacity_known",
            "review_status",
            "source_url",
            "publish_date",
        ],
        [("湖北省", "武汉市", "示例工厂", "医用外科口罩", "500", "1", "已审核", "", "2020-01-28")],
    )
    return folder


def write_goods(folder: Path) -> Path:
    """Write the two lists of goods; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(
        folder / "received_goods.csv",
        ["issue", "date", "donor_masked", "item", "spec", "unit", "quantity"],
        RECEIVED,
    )
    _write(
        folder / "distributed_goods.csv",
        ["date", "recipient", "item", "spec", "unit", "quantity"],
        HANDED_OUT,
    )
    return folder


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
