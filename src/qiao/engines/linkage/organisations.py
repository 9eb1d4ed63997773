"""Are two records the same organisation? Names can part them; only shared facts join them."""

import re
from dataclasses import dataclass, replace

from qiao.engines.linkage.names import OrganisationName, normalise_name
from qiao.engines.linkage.own_names import is_own_in_short, with_province
from qiao.engines.linkage.verdicts import (
    POSSIBLE,
    SURE,
    Reason,
    Verdict,
    VerdictKind,
    ordered,
    probability_of,
)

_PART = -12.0
_PROPER = 2
_UNIVERSITY = "大学附属"
_SPECIALTY = re.compile(
    "^(?:维吾尔医|蒙医|藏医|哈萨克医|中医|骨伤|骨科|妇产|儿童|肿瘤|传染病|精神|职业病|心血管病?|老年病|康复|口腔|眼科|生殖)"
)
"""What an alias may be called after that says only what kind of house it is."""
"""Signs of an own name from which on it is a proper name."""
_NAME_FULL, _NAME_EQUAL, _NAME_GENERIC, _NAME_CLOSE = 5.5, 3.0, 1.0, -1.0
_CITY_EQUAL, _PHONE, _PHONES, _ADDRESS, _LINK = 2.0, 3.5, 4.5, 3.0, 0.5
_PRIOR = -1.5
_CITY_LEVELS = ("市", "地区", "盟", "州")
_TOWN_LEVELS = frozenset({"镇", "乡", "街道"})
_HOUSES, _HOUSE_NAME = ("医院", "学院", "大学"), 4
_COUNTY_LEVELS = frozenset("县市区旗")
_PROVINCES = frozenset({"省", "自治区"})
_UNIQUE_LEVELS = frozenset({"市", "县", "区", "旗", "州", "地区", "盟", "省", "自治区"})


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """What is known of an organisation. Phones are keys (HMAC or masked), never plain numbers."""

    name: str
    city: str = ""
    phones: frozenset[str] = frozenset()
    address: str = ""
    links: frozenset[str] = frozenset()


def bare_city(city: str) -> str:
    """Return a city's name without its level, once only: 荆州市 is 荆州, 恩施州 is 恩施."""
    return next((city.removesuffix(level) for level in _CITY_LEVELS if city.endswith(level)), city)


def _own_and_places(one: OrganisationName, other: OrganisationName) -> tuple[str, str]:
    """Return both own names with those places that only one of them names without 市 or 县 told apart.

    监利大垸医院 and 监利县大垸医院: what is a place in one may stand undivided in the other.
    """
    one_own, other_own = one.own, other.own
    for place in other.places:
        one_own = one_own.removeprefix(place)
    for place in one.places:
        other_own = other_own.removeprefix(place)
    return one_own, other_own


def _said_places(name: OrganisationName, other: OrganisationName, city: str) -> list[str]:
    """Return the places of *name*, with the city or those of the other name that its own name begins with."""
    begun = [place for place in dict.fromkeys([city, *other.places]) if place and name.own.startswith(place)]
    return [*name.places, *begun]


def _parting(one: OrganisationName, other: OrganisationName, city: str) -> Reason | None:
    """Return why two names cannot be one organisation, or None."""
    if one.number != other.number:
        return Reason(
            "NUMBER",
            f"序号不同：{one.number or '无'}与{other.number or '无'}",
            f"numbers differ: {one.number or 'none'} and {other.number or 'none'}",
            _PART,
        )
    if one.kind != other.kind:
        return Reason(
            "KIND", f"类别不同：{one.kind}与{other.kind}", f"kinds differ: {one.kind}, {other.kind}", _PART
        )
    own, other_own = _own_and_places(one, other)
    in_short = is_own_in_short(own, other_own, one.kind)
    one_own = in_short or _is_one_own(own.removeprefix(city), other_own.removeprefix(city), city)
    if not one_own or _universities_part(one, other):
        return Reason(
            "OWN_NAME", f"字号不同：{own}与{other_own}", f"own names differ: {own}, {other_own}", _PART
        )
    return None


def _is_one_own(own: str, other: str, city: str) -> bool:
    """Say whether two own names are equal, but for the city's university before one: 武汉大学中南医院, 武汉中南医院."""
    short, long = sorted((own, other), key=len)
    proper = len(short) >= _PROPER and not _SPECIALTY.match(short)
    return short == long or (bool(city) and proper and long == f"大学{short}")


def _universities_part(one: OrganisationName, other: OrganisationName) -> bool:
    """Say whether two universities are named, or one where the rest is no name of its own."""
    if _one_university(one, other):
        return False
    return bool(one.affiliated and other.affiliated) or not (one.own and other.own)


def _one_university(one: OrganisationName, other: OrganisationName) -> bool:
    """Say whether both name the same university or none: 郑大 is 郑州大学."""
    short, long = sorted((one.affiliated, other.affiliated), key=len)
    stem = short.removesuffix(_UNIVERSITY)
    abbreviated = len(stem) == 1 and long.startswith(stem) and long.endswith(_UNIVERSITY)
    placed = bool(short) and long.removesuffix(short) in {*one.places, *other.places}
    return short == long or abbreviated or placed


def _levels_part(one: OrganisationName, other: OrganisationName, city: str) -> bool:
    """Say whether one stem names two places: 通化县 and 通化市; not a county become a city (京山)."""
    level, other_level = one.levels[-1], other.levels[-1]
    if level == other_level:
        return False
    renamed = {level, other_level} <= _COUNTY_LEVELS and one.places[-1] != city
    return not renamed


def _towns_part(one: OrganisationName, other: OrganisationName) -> bool:
    """Say whether both name a town and neither's ends like the other's: 屏山河口镇 is 河口镇 of 屏山."""
    if not ({*one.levels[-1:]} & _TOWN_LEVELS and {*other.levels[-1:]} & _TOWN_LEVELS):
        return False
    town, other_town = one.places[-1], other.places[-1]
    return not (town.endswith(other_town) or other_town.endswith(town))


def _is_written_alike(one: OrganisationName, other: OrganisationName) -> bool:
    """Say whether places and own name read alike, but for places before them: 甘谷新集镇 is 天水市甘谷县新集镇."""
    short, long = sorted(("".join(name.places) + name.own, name.places) for name in (one, other))
    if len(short[0]) > len(long[0]):
        short, long = long, short
    before = {"".join(long[1][:count]) for count in range(len(long[1]) + 1)}
    return long[0].endswith(short[0]) and long[0].removesuffix(short[0]) in before


def _place_reason(one: OrganisationName, other: OrganisationName, city: str) -> Reason:
    """Return what the places in the names say: equal at the end, one inside the other, or apart."""
    places, others = _said_places(one, other, city), _said_places(other, one, city)
    apart = Reason(
        "PLACE",
        f"地名不同：{''.join(places[-1:])}与{''.join(others[-1:])}",
        f"places differ: {''.join(places[-1:])}, {''.join(others[-1:])}",
        _PART,
    )
    if "省" in {*one.levels, *other.levels} and one.levels != other.levels:
        return apart
    if _towns_part(one, other):
        return apart
    written_alike = _is_written_alike(one, other)
    if not places or not others or places[-1] == others[-1] or written_alike:
        said_by_both = bool(one.places and other.places and one.places[-1] == other.places[-1])
        if said_by_both and _levels_part(one, other, city):
            return apart
        return Reason(
            "NAME", "名称规范化后相同", "the names are equal once normalised", _name_weight(one, other, city)
        )
    if places[-1] in others or others[-1] in places:
        return Reason(
            "LEVEL", "名称相同而地名层级不同", "same name, but a place of another level", _NAME_CLOSE
        )
    return apart


def _name_weight(one: OrganisationName, other: OrganisationName, city: str) -> float:
    """Return how much an equal name says: 石桥县人民医院 there is one of, 人民医院 many."""
    if one.branch == other.branch and one.kind and _is_said_in_full(one, other, city):
        return _NAME_FULL
    if one.affiliated != other.affiliated or not (one.tail and other.tail):
        return _NAME_GENERIC
    same_place = one.places[-1:] == other.places[-1:] and one.levels[-1:] == other.levels[-1:]
    unique = bool(one.levels) and one.levels[-1] in _UNIQUE_LEVELS and bool(one.kind)
    if same_place and unique and one.branch == other.branch:
        return _NAME_FULL
    return _NAME_FULL if _is_own_of_city(one, other, city) else _NAME_EQUAL


def _is_said_in_full(one: OrganisationName, other: OrganisationName, city: str) -> bool:
    """Say whether two equal names say enough to be one house, though not in the same words.

    One university's (苏州大学附属第一医院); the level of the place left out (孝感市中心医院, 孝感中心医院); a town with
    the same county before it; a proper name with its university or without (华中科技大学附属协和医院, 协和医院).
    """
    if one.affiliated and other.affiliated:
        return _one_university(one, other)
    if one.affiliated or other.affiliated:
        proper = min(len(one.own), len(other.own)) >= _PROPER
        return bool(city) and proper and {*one.places, *other.places} <= {city}
    if one.places and one.places == other.places and one.levels == other.levels:
        return len(one.places) > 1
    if bool(one.places) == bool(other.places):
        return False
    said = one if one.places else other
    alike = "".join(one.places) + one.own == "".join(other.places) + other.own
    # 通化人民医院 is hardly that of 通化县, which lies in 通化市.
    whole = said.places[-1] != city or said.levels[-1] in _CITY_LEVELS
    return alike and whole and said.levels[-1] in _UNIQUE_LEVELS


def _is_own_of_city(one: OrganisationName, other: OrganisationName, city: str) -> bool:
    """Say whether a proper name is told with its city or without any place: 随州市曾都医院, 曾都医院."""
    if not city or one.branch != other.branch or min(len(one.own), len(other.own)) < _PROPER:
        return False
    return {*one.places, *other.places} <= {city} and bool(one.kind)


def _readings(name: str) -> tuple[OrganisationName, ...]:
    """Return the name and the aliases it gives in brackets, each taken apart."""
    main = normalise_name(name)
    return (main, *(normalise_name(alias) for alias in main.aliases))


def _with_city(name: str, city: str) -> str:
    """Return a name that begins with a bare 市 (市妇幼保健院) with the city it means."""
    return f"{city}{name}" if city and name.startswith("市") and not name.startswith(("市区", "市北", "市南", "市中")) else name  # fmt: skip


def _part_of(one: OrganisationName, other: OrganisationName) -> str:
    """Return what one name adds behind the whole of the other: 林西医院 of 总医院林西医院; else nothing."""
    short, long = sorted((one, other), key=lambda name: len(name.written))
    if (
        not short.written.endswith(_HOUSES)
        or len(short.written) < _HOUSE_NAME
        or long.written == short.written
    ):
        return ""
    part = long.written.removeprefix(short.written) if long.written.startswith(short.written) else ""
    return "" if part in {short.branch, long.branch} else part


def _is_name(alias: OrganisationName) -> bool:
    """Say whether an alias names a house by itself: by its place, its university, or a name that is no specialty."""
    proper = (len(alias.own) >= _PROPER and not _SPECIALTY.match(alias.own)) or "立医院" in alias.written
    return bool(alias.kind and (alias.places or alias.affiliated or proper))


def _say_one_place(one: OrganisationName, other: OrganisationName) -> bool:
    """Say whether both names say in full one place of which the country has one: a city or county, no district."""
    if one.branch != other.branch or not one.kind:
        return False
    if one.places and other.places:
        return (one.places[-1], one.levels[-1]) == (other.places[-1], other.levels[-1]) and one.levels[-1] in _UNIQUE_LEVELS - {"区"}  # fmt: skip
    said, bare = (one, other) if one.places else (other, one)
    alike = "".join(said.places) + said.own == bare.own
    return bool(said.levels) and said.levels[-1] in _PROVINCES and alike


def _best_names(one: str, other: str, city: str) -> tuple[OrganisationName, OrganisationName, bool]:
    """Return the readings of two names that may be one organisation, and whether one is an alias."""
    mains = (normalise_name(one), normalise_name(other))
    if _parting(*mains, city):
        for reading in _readings(one):
            for there in _readings(other):
                if (reading, there) != mains and not _parting(reading, there, city):
                    return reading, there, True
    return (*mains, False)


def _shared(one: OrganisationRecord, other: OrganisationRecord) -> list[Reason]:
    reasons = []
    if one.phones & other.phones:
        count = len(one.phones & other.phones)
        weight = _PHONES if count > 1 else _PHONE
        reasons.append(Reason("PHONE", f"共用{count}个联系电话", f"{count} shared telephone numbers", weight))
    if one.address and one.address == other.address and bare_city(one.city) == bare_city(other.city):
        reasons.append(Reason("ADDRESS", "地址相同", "same address", _ADDRESS))
    if one.links & other.links:
        reasons.append(Reason("LINK", "来源链接相同", "same source link", _LINK))
    if one.city and other.city:
        same = bare_city(one.city) == bare_city(other.city)
        reasons.append(
            Reason("CITY", "同属一市", "same city", _CITY_EQUAL)
            if same
            else Reason(
                "CITY",
                f"不在同一市：{one.city}与{other.city}",
                f"cities differ: {one.city}, {other.city}",
                _PART,
            )
        )
    return reasons


def same_organisation(one: OrganisationRecord, other: OrganisationRecord) -> Verdict:
    """Return whether two records are the same organisation.

    Parameters
    ----------
    one, other
        Records; the order does not matter.

    Returns
    -------
    Verdict
        DIFFERENT where number, kind, own name, place or city part them, whatever they share (第一 and
        第二人民医院 never merge). BRANCH where only a branch or department differs. Otherwise the
        shared facts decide; without any, SAME only where both give the full name of county or city
        and lie in the same city, since there is one 石桥县人民医院; other equal names stay UNSURE.
    """
    city = bare_city(one.city) if bare_city(one.city) == bare_city(other.city) else ""
    said, other_said = with_province(one.name, other.name) if city else (one.name, other.name)
    name, other_name, alias = _best_names(_with_city(said, city), _with_city(other_said, city), city)
    reasons = _shared(one, other)
    part = "" if alias else _part_of(name, other_name)
    told = Reason("PART", f"名称后多出：{part}", f"the name goes on: {part}", _NAME_CLOSE)
    parting = _parting(name, other_name, city) if not part else None
    reasons.append(told if part else parting or _place_reason(name, other_name, city))
    if not (one.city and other.city) and reasons[-1].code == "NAME" and _say_one_place(name, other_name):
        reasons.append(Reason("CITY", "名称里写明同一地方", "both names say one place", _CITY_EQUAL))
    if alias:
        code = "ALIAS_NAME" if _is_name(name) and _is_name(other_name) else "ALIAS"
        reasons.append(Reason(code, "与括号中的别名相同", "equal to the alias in brackets", 0.0))
    if reasons[-1].code == "ALIAS_NAME" and not any(reason.weight < 0 for reason in reasons):
        reasons[-1] = replace(reasons[-1], weight=_NAME_FULL)  # the writer says so himself
    probability = probability_of(_PRIOR + sum(reason.weight for reason in reasons))
    if any(reason.weight == _PART for reason in reasons):
        return Verdict(VerdictKind.DIFFERENT, probability, ordered(reasons))
    if part or name.branch != other_name.branch:
        branch = part or name.branch or other_name.branch or ""
        reasons.append(Reason("BRANCH", f"分支或部门：{branch}", f"branch or department: {branch}", 0.0))
        return Verdict(VerdictKind.BRANCH, probability, ordered(reasons))
    return Verdict(_joined(reasons, probability), probability, ordered(reasons))


def _joined(reasons: list[Reason], probability: float) -> VerdictKind:
    """Return the verdict on two names that nothing parts."""
    codes = {reason.code for reason in reasons}
    fact, level = bool(codes & {"PHONE", "ADDRESS"}), "LEVEL" in codes
    if probability >= SURE and not level and (fact or "ALIAS" not in codes):
        return VerdictKind.SAME
    return VerdictKind.UNSURE if fact or (probability >= POSSIBLE and not level) else VerdictKind.DIFFERENT
