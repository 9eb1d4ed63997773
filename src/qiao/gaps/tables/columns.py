"""What the columns of others' tables hold: guessed by HXL tag, by header, and by what a header names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qiao.intake.sources.tables import Catalogue, Role
from qiao.intake.sources.tables.cells import read_day
from qiao.intake.sources.tables.cleaning import clean
from qiao.intake.sources.tables.columns import named_role, plain_header, unit_of_header


class Content(StrEnum):
    """What a table tells."""

    FIGURES = "FIGURES"
    PLACE_FACTS = "PLACE_FACTS"
    PRESENCE = "PRESENCE"


class Column(StrEnum):
    """What a column holds."""

    IGNORE = "IGNORE"
    PLACE_CODE = "PLACE_CODE"
    PROVINCE = "PROVINCE"
    CITY = "CITY"
    DISTRICT = "DISTRICT"
    PLACE = "PLACE"
    DATE = "DATE"
    FROM = "FROM"
    TO = "TO"
    SOURCE = "SOURCE"
    STATED_BY = "STATED_BY"
    NOTE = "NOTE"
    # Figures
    KIND = "KIND"
    ITEM = "ITEM"
    CATEGORY = "CATEGORY"
    VALUE = "VALUE"
    UNIT = "UNIT"
    NUMBER = "NUMBER"
    # Facts on places
    POPULATION = "POPULATION"
    VULNERABILITY = "VULNERABILITY"
    # Who does what
    WHO = "WHO"
    WHAT = "WHAT"
    FOR_WHOM = "FOR_WHOM"
    PERSONS = "PERSONS"
    VOLUNTEERS = "VOLUNTEERS"
    STATUS = "STATUS"


SEVERAL = frozenset({Column.IGNORE, Column.PLACE_CODE, Column.NUMBER, Column.NOTE})
"""What more than one column may hold."""

PLACES = frozenset({Column.PROVINCE, Column.CITY, Column.DISTRICT, Column.PLACE})
COMMON = (Column.IGNORE, Column.PLACE_CODE, *sorted(PLACES), Column.DATE, Column.SOURCE, Column.NOTE)
HELD_BY: Mapping[Content, tuple[Column, ...]] = {
    Content.FIGURES: (
        *COMMON,
        Column.FROM,
        Column.TO,
        Column.STATED_BY,
        Column.KIND,
        Column.ITEM,
        Column.CATEGORY,
        Column.VALUE,
        Column.UNIT,
        Column.NUMBER,
    ),
    Content.PLACE_FACTS: (*COMMON, Column.POPULATION, Column.VULNERABILITY),
    Content.PRESENCE: (
        *COMMON,
        Column.FROM,
        Column.TO,
        Column.WHO,
        Column.WHAT,
        Column.FOR_WHOM,
        Column.PERSONS,
        Column.VOLUNTEERS,
        Column.STATUS,
    ),
}
"""Content → the columns that mean something in it."""

Rules = Sequence[tuple[str, Column]]

TAGS: Rules = (
    (r"#adm\d\+code|#loc\+code|#geo\+code", Column.PLACE_CODE),
    (r"#adm1\b", Column.PROVINCE),
    (r"#adm2\b", Column.CITY),
    (r"#adm3\b", Column.DISTRICT),
    (r"#(?:adm[45]|loc)\b", Column.PLACE),
    (r"#date\b.*\+(?:start|from)", Column.FROM),
    (r"#date\b.*\+(?:end|to)", Column.TO),
    (r"#date\b", Column.DATE),
    (r"#meta\b.*\+(?:source|url)", Column.SOURCE),
    (r"#population\b", Column.POPULATION),
    (r"#(?:indicator|severity)\b.*vulnerab|#vulnerability\b", Column.VULNERABILITY),
    (r"#item\b.*\+unit", Column.UNIT),
    (r"#item\b.*\+(?:num|count|qty)|#value\b|#indicator\b.*\+(?:num|value)", Column.VALUE),
    (r"#item\b.*\+code", Column.IGNORE),
    (r"#item\b", Column.ITEM),
    (r"#indicator\b.*\+(?:name|kind|type)|#indicator$", Column.CATEGORY),
    (r"#(?:affected|inneed|targeted|reached|capacity)\b", Column.NUMBER),
    (r"#org\b.*\+(?:publisher|source)", Column.STATED_BY),
    (r"#org\b.*\+(?:num|count)", Column.IGNORE),
    (r"#org\b", Column.WHO),
    (r"#beneficiary\b.*\+(?:num|count)", Column.PERSONS),
    (r"#beneficiary\b", Column.FOR_WHOM),
    (r"#(?:personnel|capacity)\b.*\+(?:num|volunteers)|#personnel\b", Column.VOLUNTEERS),
    (r"#activity\b", Column.WHAT),
    (r"#(?:sector|subsector|service)\b", Column.WHAT),
    (r"#status\b", Column.STATUS),
    (r"#(?:description|meta)\b", Column.NOTE),
)
REACHED_TAG = r"#(?:reached|targeted)\b"

NAMED: Rules = (
    (
        r"(?:province|city|county|district|adm|place|area)?_?code$|行政区划代码|区划代码|^代码$|adcode",
        Column.PLACE_CODE,
    ),
    (r"^(?:来源|数据来源|出处|source)", Column.SOURCE),
    (r"^(?:发布|公布|填报|报送)(?:单位|机构|部门)|publisher", Column.STATED_BY),
)
BY_CONTENT: Mapping[Content, Rules] = {
    Content.FIGURES: (
        (r"^(?:统计)?(?:开始|起始)|^自$|\bfrom$|\bstart", Column.FROM),
        (r"^(?:统计)?(?:结束|截止)|^至$|\bend$", Column.TO),
        (r"^(?:口径|数字种类|kind)$", Column.KIND),
        (r"^(?:类别|类型|种类|指标|项目|事项|category|indicator|type)$", Column.CATEGORY),
        (r"^(?:数值|数字|人数|值)$", Column.VALUE),
    ),
    Content.PLACE_FACTS: (
        (r"人口|population", Column.POPULATION),
        (r"脆弱|vulnerab", Column.VULNERABILITY),
        (r"^(?:截至|年份|年度|year)", Column.DATE),
    ),
    Content.PRESENCE: (
        (r"^(?:自|开始|起)|start|\bfrom$|began", Column.FROM),
        (r"^(?:至|结束|止)|\bend|until", Column.TO),
        (r"志愿者|人手|工作人员|staff|volunteers?$", Column.VOLUNTEERS),
        (r"人次|人数|persons|\breached|people", Column.PERSONS),
        (r"对象|受益|为谁|beneficiar|for whom", Column.FOR_WHOM),
        (r"状态|status", Column.STATUS),
        (r"活动|服务|工作内容|做什么|领域|内容|activity|what|sector", Column.WHAT),
        (r"组织|机构|单位|团队|^谁$|organi[sz]ation|\borg\b|\bwho$", Column.WHO),
    ),
}
FROM_INTAKE: Mapping[Role, Column] = {
    Role.PROVINCE: Column.PROVINCE,
    Role.CITY: Column.CITY,
    Role.DISTRICT: Column.DISTRICT,
    Role.PLACE: Column.PLACE,
    Role.DATE: Column.DATE,
    Role.REMARK: Column.NOTE,
    Role.ITEM: Column.ITEM,
    Role.UNIT: Column.UNIT,
    Role.QUANTITY: Column.VALUE,
    Role.PARTY: Column.WHO,
}

KIND_WORDS: Sequence[tuple[str, str, str]] = (
    (r"#affected\b.*\+(?:confirmed|infected)|^(?:累计)?确诊|^confirmed|^cases$|病例", "CASES", "确诊"),
    (r"#affected\b.*\+suspected|^(?:累计|现有)?疑似|^suspected", "CASES", "疑似"),
    (r"#affected\b.*\+(?:killed|deaths?|dead)|^(?:累计)?死亡|^dead|^deaths?", "CASES", "死亡"),
    (r"#affected\b.*\+(?:recovered|cured)|^(?:累计)?治愈|^cured|^recovered", "CASES", "治愈"),
    (r"#affected\b|受灾|受影响|^affected", "AFFECTED", ""),
    (r"#inneed\b|需要帮助|需救助|^in ?need", "IN_NEED", ""),
    (r"#targeted\b|计划覆盖|^targeted", "TARGETED", ""),
    (r"#reached\b|已覆盖|已救助|^reached", "REACHED", ""),
    (r"统一部署|已纳入|^covered", "COVERED", ""),
    (r"已供|已发|发放|配送|到位|下拨|调拨|^supplied|^delivered|^distributed", "SUPPLIED", ""),
    (r"需求|缺口|^needs?$|^required", "NEED", ""),
)
"""Pattern → kind of figure, its category. A cell or header that matches none names no kind."""

TEN_THOUSAND = re.compile(r"[(（\[【][^)）\]】]*万")


def kind_of(text: str) -> tuple[str, str] | None:
    """Return the kind and category of figure that a word, a header or a tag names; None where it names none."""
    plain = plain_header(text) if not text.startswith("#") else text.lower().replace(" ", "")
    bare = re.sub(r"^(?:新增|当日|new |daily )", "", plain)
    for pattern, kind, category in KIND_WORDS:
        if re.search(pattern, bare):
            return kind, f"新增{category}" if category and bare != plain else category
    return None


@dataclass(frozen=True)
class Heading:
    """What the header of a column of numbers says of each number below it."""

    kind: str = ""
    category: str = ""
    item: str = ""
    day: date | None = None
    unit: str = ""
    factor: int = 1


def heading_of(header: str, tag: str, catalogue: Catalogue, *, year: int | None) -> Heading:
    """Return what a header names: a kind of figure, an item, a day, a unit, ten thousands."""
    named = (kind_of(tag) if tag else None) or kind_of(header)
    plain = re.sub(r"[(（\[【].*", "", clean(header))
    item = catalogue.code_of(plain) or "" if named is None else ""
    day = read_day(header, year=year).day if named is None and not item else None
    category = named[1] if named else "" if item or day else plain
    return Heading(
        kind=named[0] if named else "",
        category=category,
        item=item,
        day=day,
        unit=unit_of_header(header),
        factor=10_000 if TEN_THOUSAND.search(clean(header)) else 1,
    )


def guess_columns(
    headers: Sequence[str],
    content: Content,
    catalogue: Catalogue,
    *,
    tags: Sequence[str] = (),
    year: int | None,
) -> dict[int, Column]:
    """Return column → what it holds; what means nothing in this content is ignored."""
    guessed: dict[int, Column] = {}
    for index, header in enumerate(headers):
        tag = tags[index] if index < len(tags) else ""
        column = _guess(header, tag, content, catalogue, year)
        if column not in HELD_BY[content] or (column not in SEVERAL and column in guessed.values()):
            column = Column.IGNORE
        guessed[index] = column
    return guessed


def _guess(header: str, tag: str, content: Content, catalogue: Catalogue, year: int | None) -> Column:
    plain = clean(tag).lower().replace(" ", "")
    if plain:
        if content is Content.PRESENCE and re.search(REACHED_TAG, plain):
            return Column.PERSONS
        tagged = _first(TAGS, plain)
        if tagged is not None:
            return Column.CATEGORY if content is Content.FIGURES and tagged is Column.WHAT else tagged
    text = plain_header(header)
    named = _first(NAMED, text) or _first(BY_CONTENT[content], text)
    if named is not None:
        return named
    role = named_role(header)
    held = FROM_INTAKE.get(role, Column.IGNORE) if role else Column.IGNORE
    counts = held in {Column.IGNORE, Column.VALUE}
    if content is Content.FIGURES and counts and _names_a_number(header, catalogue, year):
        return Column.NUMBER
    return held


def _first(rules: Rules, text: str) -> Column | None:
    return next((column for pattern, column in rules if re.search(pattern, text)), None)


def _names_a_number(header: str, catalogue: Catalogue, year: int | None) -> bool:
    if kind_of(header):
        return True
    heading = heading_of(header, "", catalogue, year=year)
    return bool(heading.item or heading.day)
