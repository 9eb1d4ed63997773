"""Invented people and organisations."""

from collections.abc import Sequence
from random import Random

from qiao.engines.simulation.records import Hazard, PlaceRow, SyntheticOrganization, SyntheticPerson

_SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_TITLES = ("女士", "先生", "老师", "主任", "女士", "先生", "师傅", "书记", "医生")
_PREFIX, _DIGITS = "154", 8
_OWN = [
    "青禾",
    "云岭",
    "望溪",
    "松坪",
    "柳林",
    "石桥",
    "河湾",
    "南坡",
    "东岭",
    "梨园",
    "双河",
    "枫树",
    "竹山坳",
    "长塘",
    "白果",
    "杏花",
    "大畈",
    "小河",
    "桐梓",
    "银杏",
    "古井",
    "新塘",
    "杨家畈",
    "桃坪",
]
_ENDINGS = {
    Hazard.EPIDEMIC: ("镇卫生院", "中心卫生院", "社区卫生服务中心", "镇敬老院", "志愿者协会", "康复医院"),
    Hazard.FLOOD: ("镇中心小学", "村委会", "社区服务中心", "镇敬老院", "救援队", "志愿者协会"),
    Hazard.EARTHQUAKE: ("镇中心小学", "村委会", "镇卫生院", "志愿者协会", "镇敬老院", "社工服务站"),
}


def invent_person(random: Random) -> SyntheticPerson:
    """Return a person with a surname, a title and a number of the unassigned block 154."""
    phone = _PREFIX + "".join(random.choices("0123456789", k=_DIGITS))
    return SyntheticPerson(random.choice(_SURNAMES) + random.choice(_TITLES), phone)


def invent_organizations(
    random: Random, counties: Sequence[PlaceRow], hazard: Hazard, count: int
) -> tuple[SyntheticOrganization, ...]:
    """Return *count* organisations with different names, spread over the counties."""
    made: dict[str, SyntheticOrganization] = {}
    serial = 0
    while len(made) < count:
        county = random.choice(counties)
        name = f"{county.name}{random.choice(_OWN)}{random.choice(_ENDINGS[hazard])}"
        if name in made:
            serial += 1
            name = f"{county.name}第{serial}{random.choice(('志愿服务队', '安置点'))}"
        made[name] = SyntheticOrganization(name, county.code, invent_person(random))
    return tuple(made.values())
