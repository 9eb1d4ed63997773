"""One spelling for the names of organisations: place, own name, number, kind, branch apart."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad·•]+")
_BRACKET = re.compile(r"[(\[（【](?P<inner>[^()\[\]（）【】]*)[)\]）】]")
_BRANCH_IN_BRACKET = re.compile(r"(?:院区|分院|分部|校区|分会|门诊部|[东南西北新老本]院|部|科室?|站|点)$")
_BRANCH_AT_END = re.compile(
    r"(?P<branch>[\u4e00-\u9fa5]{1,6}?(?:院区|分院|校区|分会|门诊部|分中心|分部)|[东南西北新老本]院"
    r"|(?:设备|药剂|护理|急诊|感染|呼吸|医务|总务|后勤|检验|采购|物资|院感|防保|公卫|重症|儿|内|外|妇产|发热)[一-九]?(?:科|部|处|室|门诊|病区))$"
)
_GROUP = re.compile(r"^[\u4e00-\u9fa5]{2,10}?(?:医养|医疗|医药|健康|卫生)?集团(?=.{4})")
_PROVINCE = re.compile(r"^[\u4e00-\u9fa5]{2,3}?(?:省|自治区)(?=.{3})")
_CITY = re.compile(r"^(?P<name>[\u4e00-\u9fa5]{2,4}?)(?:市|地区|自治州|州)(?=.{3})")
_COUNTY = re.compile(r"^(?P<name>[\u4e00-\u9fa5]{1,4}?)(?P<level>县|区|市|旗)(?=.{3})(?!域)")
_TOWN = re.compile(r"^(?P<name>[\u4e00-\u9fa5]{2,4}?)(?:镇|乡|街道)(?=.{3})")
_DIGITS = {digit: str(number) for number, digit in enumerate("一二三四五六七八九", start=1)} | {"十": "10"}
_ORDINAL = re.compile(
    r"第?(?P<number>[一二三四五六七八九十]|\d{1,2})(?=人民医院|医院|中医|中学|小学|妇幼|敬老院|福利院|中心医院|附属)"
)
_SAME_KIND = (
    (re.compile("中医院|中医医院"), "中医医院"),
    (re.compile("疾病预防控制中心|疾控中心|疾控"), "疾控中心"),
    (re.compile("妇幼保健计划生育服务中心|妇女儿童医院|妇幼保健院|妇幼医院|妇幼"), "妇幼保健院"),
    (re.compile("卫生健康委员会|卫生健康局|卫生健康委|卫健委|卫健局|卫计委|卫计局"), "卫健局"),
    (re.compile("人民医院|人医$"), "人民医院"),
    (re.compile("社区卫生服务中心|社区卫生中心"), "社区卫生服务中心"),
    (re.compile("中心卫生院|卫生院"), "卫生院"),
    (re.compile("红十字会|红会$"), "红十字会"),
    (re.compile("慈善总会|慈善会"), "慈善总会"),
)
_KIND = re.compile(
    "中西医结合医院|中医医院|疾控中心|妇幼保健院|卫健局|人民医院|社区卫生服务中心|卫生院|红十字会|慈善总会|中心医院|肿瘤医院|儿童医院"
    "|传染病医院|精神卫生中心|医院|指挥部|志愿者协会|义工协会|基金会|协会|中学|小学|学院|大学|公司$"
)


_TAIL = 2


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """A name taken apart; ``places`` runs from the city down, ``own`` is what is left of a proper name."""

    places: tuple[str, ...]
    own: str
    number: str | None
    kind: str
    branch: str | None

    @property
    def tail(self) -> str:
        """The end of the own name, or of the lowest place: places written before it do not change it."""
        return ("".join(self.places) + self.own)[-_TAIL:]

    @property
    def key(self) -> str:
        """The spelling under which equal names meet: lowest place, own name, number, kind."""
        lowest = self.places[-1] if self.places else ""
        return f"{lowest}{self.own}{self.number or ''}{self.kind}"


def _without_brackets(name: str) -> tuple[str, str | None]:
    """Return the name without brackets, and the branch that a bracket names (not an alias or a purpose)."""
    branch = None
    for found in _BRACKET.finditer(name):
        if _BRANCH_IN_BRACKET.search(found["inner"]) and not _KIND.search(found["inner"]):
            branch = found["inner"]
    return _BRACKET.sub("", name), branch


def _places(name: str) -> tuple[list[str], str]:
    """Return the places that *name* begins with, city first, and the rest."""
    name = _PROVINCE.sub("", name)
    places = []
    for pattern in (_CITY, _COUNTY, _TOWN):
        found = pattern.match(name)
        if found:
            places.append(found["name"])
            name = name[found.end() :]
    return places, name


@lru_cache(maxsize=65_536)
def normalise_name(name: str) -> OrganisationName:
    """Return the parts of an organisation's name in one spelling.

    Parameters
    ----------
    name
        As written: with or without province, city and county, with brackets, group, department.

    Returns
    -------
    OrganisationName
        人医, 中医院, 疾控 are written out; 第五 and 五 are the same number; a company group before the
        name is left out; a bracket is a branch when it ends like one (院区, 分院 …), else an alias.
    """
    plain = _SPACE.sub("", unicodedata.normalize("NFKC", name))
    plain, branch = _without_brackets(plain)
    plain = _GROUP.sub("", plain)
    places, rest = _places(plain)
    at_end = _BRANCH_AT_END.search(rest)
    if at_end and _KIND.search(rest[: at_end.start()]):
        rest, branch = rest[: at_end.start()], at_end["branch"]
    ordinal = _ORDINAL.search(rest)
    number = None
    if ordinal:
        number = _DIGITS.get(ordinal["number"], ordinal["number"])
        rest = rest[: ordinal.start()] + rest[ordinal.end() :]
    for pattern, same in _SAME_KIND:
        if pattern.search(rest):
            rest = pattern.sub(same, rest, count=1)
            break
    kinds = list(_KIND.finditer(rest))
    kind = kinds[-1][0] if kinds else ""
    own = rest[: kinds[-1].start()] + rest[kinds[-1].end() :] if kinds else rest
    return OrganisationName(tuple(places), own, number, kind, branch)
