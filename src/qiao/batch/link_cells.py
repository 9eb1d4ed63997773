"""Cells of a table to be linked: headers in both languages, times and amounts as people write them."""

import csv
import math
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import cached_property

from qiao.batch.lexicon import GROUPING, reference_directory

HEADERS = {
    "id": "编号 序号",
    "name": "单位 单位名称 名称 医院 机构 机构名称 受赠单位 organization organisation hospital",
    "city": "城市 市 地市",
    "district": "区县 县区 区 县 县市区",
    "address": "地址 详细地址 单位地址",
    "phones": "电话 联系电话 联系方式 手机 手机号 phone contacts",
    "links": "链接 来源 来源链接 官方链接 link url",
    "text": "内容 原文 消息 信息 正文 message",
    "time": "时间 日期 发布时间 date",
    "item": "物资 物品 品名 物资名称",
    "quantity": "数量 需求数量",
}
"""Column → other headers it is known by."""
_CALLED = {word: column for column, words in HEADERS.items() for word in (column, *words.split())}
_BEIJING = timezone(timedelta(hours=8))
_LOOSE_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[\sT]*(\d{1,2})[:：时](\d{1,2})?(?:[:：分](\d{1,2}))?[分秒]?)?"
)
_AMOUNT = re.compile(r"[\d,，]*\d(?:\.\d+)?(?!\d|\.\d|[eE]\d)")
_UNREADABLE = re.compile("[\0\ud800-\udfff]")


def column_called(header: object) -> str:
    """Return the column that a header means; one that is unknown stands for itself."""
    name = str(header).strip()
    return _CALLED.get(name.lower(), name)


def text_of(value: object) -> str:
    """Return a cell as text, lists by spaces; what no text may hold is left out."""
    if isinstance(value, list):
        return " ".join(map(text_of, value))
    return "" if value is None else _UNREADABLE.sub("", str(value)).strip()


def amount_of(text: str) -> float:
    """Return an amount (200, 1,000, ２００只), NaN where there is none."""
    found = _AMOUNT.match(text)
    amount = float(re.sub("[,，]", "", found[0])) if found else math.nan
    return amount if math.isfinite(amount) else math.nan


def moment_of(text: str) -> float:
    """Return seconds since 1970, NaN where it is no moment; one without a zone is Beijing's."""
    try:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            loose = _LOOSE_TIME.match(text)
            if not loose:
                return math.nan
            year, month, day, hour, minute, second = (int(part or 0) for part in loose.groups())
            moment = datetime(year, month, day, hour, minute, second, tzinfo=_BEIJING)
        return (moment if moment.tzinfo else moment.replace(tzinfo=_BEIJING)).timestamp()
    except (ValueError, OverflowError):
        return math.nan


class Reference:
    """What the reference tables know of things and places; nothing where they are absent."""

    @cached_property
    def items(self) -> dict[str, str]:
        """Return other names of things, in small letters → their code."""
        return {row["alias"].lower(): row["item"] for row in _rows("item_aliases.csv")}

    @cached_property
    def places(self) -> dict[str, tuple[str, str]]:
        """Return codes of counties and cities → (city, county); the county of a city is empty."""
        rows = {row["code"]: row for row in _rows("places.csv") if not row["valid_to"]}
        found = {}
        for code, row in rows.items():
            above = rows.get(row["parent"])
            if above and above["kind"] == GROUPING:
                above = rows.get(above["parent"])
            if row["level"] == "city" and row["kind"] != GROUPING:
                found[code] = (row["name"], "")
            elif row["level"] == "county" and above:
                found[code] = (above["name"], row["name"])
        return found

    @cached_property
    def cities(self) -> dict[str, str]:
        """Return counties of which there is one → their city."""
        found: dict[str, set[str]] = {}
        for city, county in self.places.values():
            if county:
                found.setdefault(county, set()).add(city)
        return {county: next(iter(cities)) for county, cities in found.items() if len(cities) == 1}


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = reference_directory() / name
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
