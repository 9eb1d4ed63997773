"""One spelling for the names of organisations: place, own name, number, kind, branch apart."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_PLAIN = re.compile(r"[\u4e00-\u9fa5]+\Z")
_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad·•?？!！,，.。、:：;；\"'“”]+")
_JUNK = re.compile(r"(?:#\w*|[(（]\d[)）]|[-_]副本)\s*$")
_BRACKET = re.compile(r"[(\[（【](?P<inner>[^()\[\]（）【】]*)[)\]）】]?")
_BRANCH_IN_BRACKET = re.compile(
    r"(?:院区|分院|总院|分部|本部|校区|分会|门诊部|[东南西北新老本]院|[东南西北新老中]区|部|科室?|站|点)$"
)
_KIND = re.compile(
    "中西医结合医院|中医医院|疾控中心|妇幼保健院|卫健局|人民医院|社区卫生服务中心|社区卫生服务站|卫生院|卫生室|红十字会|慈善总会"
    "|中心医院|肿瘤医院|儿童医院|传染病医院|精神卫生中心|医院|医疗队|指挥部|志愿者协会|义工协会|基金会|协会|商会|联合会|救援队"
    "|消防队|派出所|福利院|敬老院|养老院|救助站|村委会|居委会|幼儿园|中学|小学|学校|学院|大学|公司$|政府$"
)
_MAIN_KIND = "医院|人医|疾控|妇幼|卫生院|保健院|红十字会|慈善总会|疾控中心|疾病预防控制中心|服务中心|精神卫生中心|大学|学院|中学|小学|协会|基金会"
_BRANCH_AT_END = re.compile(
    rf"^(?P<main>.*(?:{_MAIN_KIND}))(?P<branch>[\u4e00-\u9fa5]{{0,8}}(?:院区|分院|总院|校区|分会|门诊部|分中心|分部|本部)"
    r"|[东南西北新老]院|[东南西北][区部]|体检中心|急救中心"
    r"|[\u4e00-\u9fa5]{1,6}(?:科|处|室|门诊|病区)|(?:设备|药剂|护理|医务|总务|后勤|采购|物资|院感|防保)[一-九]?部)$"
)
_CAMPUS = re.compile("院区|分院|校区|分会|分中心|总院|门诊部|[东南西北新老本]院|[东南西北新老][区部]")
_GROUP = re.compile(r"^[\u4e00-\u9fa5]{2,10}?(?:医养|医疗|医药|健康|卫生)?(?:集团|医联体|医共体)(?=.{4})")
_OWNER = re.compile(r"^(?:中国人民解放军|解放军|国药)(?=.{4})")
_PROVINCE = re.compile(r"^(?P<name>[\u4e00-\u9fa5]{0,5}?)(?P<level>省|自治区)(?=.{2})")
_CITY = re.compile(
    r"^(?P<name>[\u4e00-\u9fa5]{2,4}?|[\u4e00-\u9fa5]{3,9}?族自治)(?P<level>市|地区|州|盟)(?=.{2})"
)
_COUNTY = re.compile(
    r"^(?P<name>辉县(?=市)|[\u4e00-\u9fa5]{1,4}?|[\u4e00-\u9fa5]{3,9}?族自治|[\u4e00-\u9fa5]{5,6}?(?=旗))(?P<level>县|区|市|旗)(?=.{2})(?!域)"
)
_TOWN = re.compile(r"^(?P<name>[\u4e00-\u9fa5]{2,4}?)(?P<level>镇|乡|街道)(?=.{3})")
_PEOPLES = re.compile(
    "(?<=.{2})(?:(?:壮|回|维吾尔|土家|苗|满|蒙古|藏|彝|侗|瑶|白|傣|黎|哈尼|布依|朝鲜|畲|羌|仡佬|水|傈僳|拉祜|佤|景颇|布朗|撒拉|毛南"
    "|锡伯|哈萨克|柯尔克孜|塔吉克|鄂温克|达斡尔|仫佬|纳西|土|东乡|保安|裕固|各)族)+(?:自治)?$"
)
"""The peoples in the name of an autonomous place: 长阳土家族自治县 is 长阳县."""
_SHORT_OF_UNIVERSITY = re.compile(
    r"^(?P<of>[\u4e00-\u9fa5]{1,3}大)第?(?P<number>[一二三四五六七八九])附(?:属)?(?:医)?院"
)
_AFFILIATED = re.compile(r"^[\u4e00-\u9fa5]{1,16}(?:大学|学院)[\u4e00-\u9fa5]{0,6}附属(?=.{2})")
_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九", start=1)}
_NUMERAL = r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]|\d{1,2}"
_ORDINAL = re.compile(
    rf"第(?P<number>{_NUMERAL})"
    rf"|(?<![一二三四五六七八九十])(?P<bare>{_NUMERAL})(?=人民医院|医院|中医|中学|小学|妇幼|敬老院|福利院|中心医院|附属|人医|院$)"
)
_SAME_KIND = (
    (re.compile("(?<!华)中医院|中医医院"), "中医医院"),
    (re.compile("疾病预防控制中心|疾病控制中心|疾病防控中心|疾控中心|疾控|cdc$"), "疾控中心"),
    (re.compile("妇幼保健(?:和|与)?计划生育服务中心|妇女儿童医院|妇幼保健院|妇幼保健站|妇幼医院|妇保院|妇幼"), "妇幼保健院"),
    (re.compile("卫生健康委员会|卫生健康局|卫生健康委|卫健委|卫健局|卫计委|卫计局"), "卫健局"),
    (re.compile("人民医院|人医$"), "人民医院"),
    (re.compile("社区卫生服务中心|社区卫生中心|社区服务中心"), "社区卫生服务中心"),
    (re.compile("中心卫生院|卫生院"), "卫生院"),
    (re.compile("红十字会|红会$"), "红十字会"),
    (re.compile("慈善总会|慈善会"), "慈善总会"),
    (re.compile("村民委员会|村委会?$"), "村委会"),
    (re.compile("居民委员会|居委会?$"), "居委会"),
    (re.compile("人民政府$"), "政府"),
    (re.compile("(?:股份|集团)?有限(?:责任)?公司|集团公司"), "公司"),
)  # fmt: skip
_TAIL = 2
_KIND_FIRST = re.compile(rf"(?:第?(?:{_NUMERAL}))?(?:{_KIND.pattern}|疾病|疾控|妇幼|中医|卫生|卫健|慈善|红)")


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """A name taken apart; ``places`` runs from the city down, ``own`` is what is left of a proper name.

    ``levels`` are the words after the places (市, 县 …); a province stands among them only where nothing
    lower does. ``aliases`` are names in brackets, ``affiliated`` says that 大学附属 was left out of *own*. ``written`` is the name
    without brackets and what stands before it.
    """

    places: tuple[str, ...]
    own: str
    number: str | None
    kind: str
    branch: str | None
    levels: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    affiliated: str = ""
    written: str = ""

    @property
    def tail(self) -> str:
        """The end of the own name, or of the lowest place: places written before it do not change it."""
        return ("".join(self.places) + self.own)[-_TAIL:]

    @property
    def campus(self) -> str:
        """The branch if it lies elsewhere (院区, 分院); a department asks for the same house."""
        return self.branch if self.branch and _CAMPUS.search(self.branch) else ""

    @property
    def key(self) -> str:
        """The spelling under which equal names meet: lowest place, own name, number, kind."""
        lowest = self.places[-1] if self.places else ""
        return f"{lowest}{self.own}{self.number or ''}{self.kind}"


def _without_brackets(name: str) -> tuple[str, str | None, tuple[str, ...]]:
    """Return the name without brackets, the branch that a bracket names, and the aliases it gives."""
    branch, aliases = None, []
    for found in _BRACKET.finditer(name):
        inner = found["inner"]
        if _BRANCH_IN_BRACKET.search(inner) and not _KIND.search(inner):
            branch = inner
        elif _KIND.search(inner):
            aliases.append(inner.removeprefix("原"))
    return _BRACKET.sub("", name), branch, tuple(aliases)


def _places(name: str) -> tuple[list[str], list[str], str]:
    """Return the places that *name* begins with, city first, their levels, and the rest."""
    places, levels = [], []
    for pattern in (_PROVINCE, _CITY, _COUNTY, _TOWN):
        found = pattern.match(name)
        if found:
            places.append(_PEOPLES.sub("", found["name"]))
            levels.append(found["level"])
            name = name[found.end() :]
    whole_province = len(places) == 1 and _KIND_FIRST.match(name)
    if levels and levels[0] in {"省", "自治区"} and not whole_province:
        places, levels = places[1:], levels[1:]
    return places, levels, name


def _number(rest: str) -> tuple[str | None, str]:
    """Return the ordinal in a name, in Arabic figures, and the name without it."""
    found = _ORDINAL.search(rest)
    if not found:
        return None, rest
    said = found["number"] or found["bare"]
    if not said.isdigit():
        tens, ten, ones = said.rpartition("十")
        said = str((_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0))
    return said, rest[: found.start()] + rest[found.end() :]


def _kind(rest: str) -> tuple[str, str]:
    """Return the kind in one spelling and what is left before and after it."""
    for pattern, same in _SAME_KIND:
        if pattern.search(rest):
            rest = pattern.sub(same, rest, count=1)
            break
    kinds = list(_KIND.finditer(rest))
    if not kinds:
        return "", rest
    return kinds[-1][0], rest[: kinds[-1].start()] + rest[kinds[-1].end() :]


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
    branch: str | None = None
    aliases: tuple[str, ...] = ()
    plain = name
    if not _PLAIN.match(name):
        plain = _SPACE.sub("", _JUNK.sub("", unicodedata.normalize("NFKC", name))).lower()
        plain, branch, aliases = _without_brackets(plain)
    if "集团" in plain or "体" in plain:
        plain = _GROUP.sub("", plain)
    plain = _OWNER.sub("", plain).replace("心血管病医院", "心血管医院")
    if "附" in plain:
        plain = _SHORT_OF_UNIVERSITY.sub(r"\g<of>学第\g<number>附属医院", plain)
    places, levels, rest = _places(plain)
    own, number, kind, department, affiliated = _rest_of(rest)
    return OrganisationName(
        tuple(places), own, number, kind, department or branch, tuple(levels), aliases, affiliated, plain
    )


@lru_cache(maxsize=65_536)
def _rest_of(rest: str) -> tuple[str, str | None, str, str | None, str]:
    """Return own name, number, kind, branch and university of a name whose places are taken away."""
    at_end = _BRANCH_AT_END.match(rest)
    branch = None
    if at_end:
        rest, branch = at_end["main"], at_end["branch"]
    number, rest = _number(rest)
    affiliation = _AFFILIATED.match(rest) if "附属" in rest else None
    kind, own = _kind(rest[affiliation.end() :] if affiliation else rest)
    return own, number, kind, branch, affiliation[0] if affiliation else ""
