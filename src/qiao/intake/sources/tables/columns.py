"""What the columns of a table hold: guessed by header, by HXL tag, and by what stands below."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from qiao.intake.sources.tables.cleaning import clean, is_ditto


class Role(StrEnum):
    """What a column holds."""

    IGNORE = "IGNORE"
    ITEM = "ITEM"
    SPEC = "SPEC"
    QUANTITY = "QUANTITY"
    UNIT = "UNIT"
    AMOUNT = "AMOUNT"
    GOODS = "GOODS"
    PARTY = "PARTY"
    DONOR = "DONOR"
    RECIPIENT = "RECIPIENT"
    PROVINCE = "PROVINCE"
    CITY = "CITY"
    DISTRICT = "DISTRICT"
    PLACE = "PLACE"
    ADDRESS = "ADDRESS"
    CONTACT = "CONTACT"
    PHONE = "PHONE"
    DATE = "DATE"
    DIRECTION = "DIRECTION"
    REMARK = "REMARK"


SEVERAL = frozenset({Role.IGNORE, Role.AMOUNT, Role.GOODS, Role.REMARK})
"""Roles that more than one column may have."""

PERSONAL = frozenset({Role.CONTACT, Role.PHONE})
PARTIES = (Role.PARTY, Role.DONOR, Role.RECIPIENT)
FILLED_DOWN = frozenset({*PARTIES, Role.DATE, Role.PROVINCE, Role.CITY, Role.DISTRICT, Role.PLACE})
"""Roles whose empty cell may mean: as above."""

EXACT: Mapping[str, Role] = {
    **dict.fromkeys(
        ("序号", "编号", "号", "no", "no.", "id", "#", "source_file", "source_row", "issue"), Role.IGNORE
    ),
    **dict.fromkeys(("官方链接", "链接", "url", "link", "审核状态", "状态", "来源"), Role.IGNORE),
    **dict.fromkeys(("省", "省份", "province"), Role.PROVINCE),
    **dict.fromkeys(("市", "城市", "地市", "市州", "city"), Role.CITY),
    **dict.fromkeys(("区", "县", "区县", "县区", "县(市、区)", "district", "county"), Role.DISTRICT),
    **dict.fromkeys(("地区", "地点", "区域", "所在地", "属地", "place", "location", "area"), Role.PLACE),
    **dict.fromkeys(
        ("名称", "物资", "物品", "品名", "货物", "产品", "item", "goods", "name", "product"), Role.ITEM
    ),
    **dict.fromkeys(("单位", "计量单位", "unit", "units"), Role.UNIT),
    **dict.fromkeys(
        ("医院", "机构", "hospital", "organization", "organisation", "org", "facility"), Role.PARTY
    ),
    **dict.fromkeys(("数量", "数目", "件数", "quantity", "qty", "amount", "count", "value"), Role.QUANTITY),
    **dict.fromkeys(("方向", "供需", "类型", "类别", "direction", "type"), Role.DIRECTION),
    **dict.fromkeys(("备注", "说明", "note", "notes", "remark", "remarks", "comment"), Role.REMARK),
    **dict.fromkeys(("specification", "spec", "standard", "标准"), Role.SPEC),
}
"""Header in lower case → role."""

PARTS: Sequence[tuple[str, Role]] = (
    (r"电话|手机|联系方式|phone|mobile|\btel\b", Role.PHONE),
    (r"联系人|负责人|经办|对接人|联络人|contact", Role.CONTACT),
    (r"联系地址|地址|address", Role.ADDRESS),
    (
        r"(?:捐赠|捐助|爱心|供应|提供|生产|发货|供货)(?:单位|方|人|者|企业|机构|名称|厂家)|捐方|厂家|厂商|donor|supplier|provider|factory",
        Role.DONOR,
    ),
    (
        r"(?:接[收受]|受[赠捐]|受援|领用|使用|收货|发往|分配|定向)(?:单位|方|人|医院|机构|对象|名称)|去向|流向|发往|recipient|consignee",
        Role.RECIPIENT,
    ),
    (r"物资清单|(?:需求|捐赠|所需|接收|发放)内容|物资及数量|需求描述|物资明细|goods.?list", Role.GOODS),
    (r"规格|型号|参数|spec|model", Role.SPEC),
    (r"(?:需求|单位|医院|机构|企业|组织|申请)(?:名称|单位|机构|医院|全称)|hospital|institution", Role.PARTY),
    (r"(?:物资|物品|货物|产品|商品|药品|设备)(?:名称|品名|种类|类别)?$|品名|项目名称|\bitem\b", Role.ITEM),
    (r"计量单位|\bunit\b", Role.UNIT),
    (r"数量|需求量|缺口|件数|quantity|\bqty\b", Role.QUANTITY),
    (r"日期|时间|\bdate\b|\btime\b", Role.DATE),
    (r"备注|说明|用途|remark|note", Role.REMARK),
)

TAGS: Sequence[tuple[str, Role]] = (
    (r"#adm1\b", Role.PROVINCE),
    (r"#adm2\b", Role.CITY),
    (r"#adm3\b", Role.DISTRICT),
    (r"#(?:loc|adm\d)\b", Role.PLACE),
    (r"#(?:item|output|impact)\b.*\+(?:num|count|qty|quantity)", Role.QUANTITY),
    (r"#(?:value|inneed|targeted|capacity|reached|qty)\b", Role.QUANTITY),
    (r"#(?:item|sector|service)\b.*\+unit", Role.UNIT),
    (r"#(?:item|sector|service)\b", Role.ITEM),
    (r"#org\b.*\+(?:donor|funder|funding)", Role.DONOR),
    (r"#(?:beneficiary\b|org\b.*\+(?:recipient|receiver|dest))", Role.RECIPIENT),
    (r"#org\b", Role.PARTY),
    (r"#contact\b.*\+phone", Role.PHONE),
    (r"#contact\b", Role.CONTACT),
    (r"#date\b", Role.DATE),
    (r"#(?:description|meta)\b", Role.REMARK),
)

UNITS = frozenset(
    [
        "只",
        "个",
        "套",
        "件",
        "箱",
        "包",
        "盒",
        "瓶",
        "支",
        "台",
        "双",
        "副",
        "条",
        "张",
        "部",
        "辆",
        "吨",
        "斤",
        "公斤",
        "千克",
        "克",
        "升",
        "毫升",
        "桶",
        "卷",
        "片",
        "袋",
        "份",
        "床",
        "顶",
        "艘",
        "把",
        "根",
        "块",
        "车",
        "罐",
        "听",
        "枚",
        "粒",
        "板",
        "组",
        "对",
        "米",
        "具",
        "架",
        "间",
        "捆",
        "打",
        "提",
        "本",
        "筐",
        "壶",
        "管",
        "人",
        "名",
        "位",
        "批",
        "车次",
        "元",
        "万元",
        "kg",
        "g",
        "l",
        "ml",
        "pcs",
        "box",
        "boxes",
        "pair",
        "pairs",
        "set",
        "sets",
    ]
)
_UNIT_IN_HEADER = re.compile(r"[(（\[【]\s*(?:单位[:：]?)?\s*([\u4e00-\u9fffA-Za-z]{1,3})\s*[)）\]】]$")
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d[\d*]{8}|0\d{2,3}-?\d{7,8}|400-?\d{3}-?\d{4})(?!\d)|^\d{7,8}$")
_DAY = re.compile(r"^(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}月\d{1,2}日?|4[2-7]\d{3}$)")
_AMOUNT = re.compile(
    r"^(?:约|近|共|至少)?[\d,.]+\s*[万千百]?\s*[\u4e00-\u9fff]{0,3}|^(?:若干|不限|不限量|大量|一批|无|急需|紧缺)$"
)
_ORG = re.compile(
    r"(?:医院|卫生院|公司|集团|中心|协会|基金会|政府|委员会|学校|大学|诊所|商会|厂|局|所|站|联合会|红十字会)$"
)
_DIRECTION = re.compile(r"^(?:需求|求助|需要|缺|捐赠|提供|供应|可供|资源|信息|need|offer|info)")

FEW = 0.5
MOST = 0.7
LOOKED_AT = 60


def plain_header(header: str) -> str:
    """Return a header as it is looked up: lower case, without unit, stars, blanks inside."""
    text = clean(header).lower().rsplit("/", 1)[-1]
    text = _UNIT_IN_HEADER.sub("", text)
    text = re.sub(r"[(（\[【].*?[)）\]】]|[*:：＊]", "", text)
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", text).removesuffix("_masked").strip()


def unit_of_header(header: str) -> str:
    """Return the unit that a header names in brackets: 数量（只）."""
    found = _UNIT_IN_HEADER.search(clean(header))
    return found[1] if found and found[1].lower() in UNITS else ""


def named_role(header: str) -> Role | None:
    """Return the role that a header names by itself, or None."""
    text = plain_header(header)
    if text in EXACT or text.startswith("#"):
        return EXACT.get(text)
    return next((role for pattern, role in PARTS if re.search(pattern, text)), None)


def tagged_role(tag: str) -> Role | None:
    """Return the role that an HXL tag names, or None."""
    plain = clean(tag).lower().replace(" ", "")
    return next((role for pattern, role in TAGS if re.search(pattern, plain)), None)


def signature(headers: Sequence[str]) -> str:
    """Return what makes two tables alike: their headers, in order, without dirt."""
    return hashlib.sha256("\x1f".join(plain_header(one) for one in headers).encode()).hexdigest()[:40]


IsItem = Callable[[str], bool]


def guess_roles(
    headers: Sequence[str], columns: Sequence[Sequence[str]], *, hxl: Sequence[str] = (), is_item: IsItem
) -> dict[int, Role]:
    """Return column → role. `columns` are the cells below each header; `is_item` knows the catalogue."""
    guessed: dict[int, Role] = {}
    for index, header in enumerate(headers):
        cells = [text for cell in columns[index][:LOOKED_AT] if (text := clean(cell)) and not is_ditto(cell)]
        tagged = tagged_role(hxl[index]) if index < len(hxl) else None
        role = tagged or _guess(header, cells, is_item)
        if role not in SEVERAL and role in guessed.values():
            role = Role.REMARK if role is Role.SPEC else Role.IGNORE
        guessed[index] = role
    return guessed


def _guess(header: str, cells: Sequence[str], is_item: IsItem) -> Role:
    role = named_role(header)
    if role is Role.UNIT and cells and not _share(cells, lambda one: one.lower() in UNITS) > FEW:
        return Role.PARTY
    if role is Role.DIRECTION and not _share(cells, lambda one: bool(_DIRECTION.match(one.lower()))) > FEW:
        return Role.IGNORE
    if role is Role.ITEM and plain_header(header) in {"名称", "name"} and _share(cells, _is_org) > FEW:
        return Role.PARTY
    if role is not None:
        return role
    if is_item(re.sub(r"[(（].*", "", clean(header))) and (not cells or _share(cells, _is_amount) > FEW):
        return Role.AMOUNT
    return _by_content(cells, is_item)


def _by_content(cells: Sequence[str], is_item: IsItem) -> Role:
    tests: Sequence[tuple[Callable[[str], bool], float, Role]] = (
        (lambda one: bool(_PHONE.search(one)), FEW, Role.PHONE),
        (lambda one: bool(_DAY.match(one)), MOST, Role.DATE),
        (lambda one: one.lower() in UNITS, MOST, Role.UNIT),
        (is_item, FEW, Role.ITEM),
        (_is_org, FEW, Role.PARTY),
    )
    return next((role for test, share, role in tests if cells and _share(cells, test) > share), Role.IGNORE)


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, cells)) / len(cells) if cells else 0.0


def _is_org(text: str) -> bool:
    return bool(_ORG.search(text))


def _is_amount(text: str) -> bool:
    return bool(_AMOUNT.match(text))
