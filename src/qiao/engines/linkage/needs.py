"""Is the same need told twice? Weights of evidence (Fellegi and Sunter 1969), likeness alone never enough."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from qiao.engines.linkage.marks import MARKS, equal_marks
from qiao.engines.linkage.names import normalise_name
from qiao.engines.linkage.organisations import OrganisationRecord, same_organisation
from qiao.engines.linkage.verdicts import (
    POSSIBLE,
    SURE,
    Reason,
    Verdict,
    VerdictKind,
    ordered,
    probability_of,
)

_PRIOR = -4.0
_PHONE_SHARED, _PHONE_OTHER = 6.0, -1.0
_LINK_SHARED = 3.0
_TEXT_EQUAL, _TEXT_CLOSE = 5.5, 2.5
_EQUAL_MARKS, _CLOSE_MARKS = MARKS - 1, MARKS - 3
_ORGANISATION = {
    VerdictKind.SAME: 6.5,
    VerdictKind.UNSURE: 2.5,
    VerdictKind.BRANCH: -2.0,
    VerdictKind.DIFFERENT: -7.0,
}
_DEPARTMENT = 5.5
_OF_COUNTY = 6.0
_SIGN_LOST = 2.5
_PLACE_EQUAL, _PLACE_ABOVE, _PLACE_OTHER = 2.0, 0.4, -6.0
_ITEM_EQUAL, _ITEM_OTHER, _ITEM_UNKNOWN = 2.5, -20.0, -1.0
_QUANTITY_EQUAL, _QUANTITY_OTHER = 1.5, -1.5
_DAY_WEIGHTS = ((timedelta(days=1), 1.0), (timedelta(days=3), 0.5), (timedelta(days=7), -1.5))
_TEXT_LIFE = timedelta(days=7)
_LONG_AFTER, _ANEW, _NEVER_SAID = -6.0, -16.0, -1.5
_SHORTEST_NAME = 4
_PROVINCE_DIGITS, CITY_DIGITS, _COUNTY_DIGITS = 2, 4, 6
VERDICTS_KEPT = 65_536
"""Verdicts on two names that are remembered, about 1 kB each."""
_HOUR = timedelta(hours=1)
_SHARED_PHONE = Reason("PHONE", "联系电话相同", "same telephone number", _PHONE_SHARED)
_OTHER_PHONE = Reason("PHONE", "联系电话不同", "other telephone numbers", _PHONE_OTHER)
_SHARED_LINK = Reason("LINK", "来源链接相同", "same source link", _LINK_SHARED)
_EQUAL_TEXT = Reason("TEXT", "原文相同", "same text", _TEXT_EQUAL)
_CLOSE_TEXT = Reason("TEXT", "原文相近", "texts alike", _TEXT_CLOSE)
_HOUSE = {
    kind: Reason("ORGANISATION", chinese, english, _ORGANISATION[kind])
    for kind, chinese, english in (
        (VerdictKind.SAME, "单位相同", "same organisation"),
        (VerdictKind.UNSURE, "单位名称相近", "organisation names agree"),
        (VerdictKind.BRANCH, "分支或部门不同", "another branch or department"),
        (VerdictKind.DIFFERENT, "单位不同", "different organisations"),
    )
}
_UNKNOWN_ITEM = Reason("ITEM", "物品未说明", "item not said", _ITEM_UNKNOWN)
_EQUAL_ITEM = Reason("ITEM", "物品相同", "same item", _ITEM_EQUAL)
_OTHER_ITEM = Reason("ITEM", "物品不同", "different items", _ITEM_OTHER)
_EQUAL_QUANTITY = Reason("QUANTITY", "数量相同", "same quantity", _QUANTITY_EQUAL)
_OTHER_QUANTITY = Reason("QUANTITY", "数量不同", "different quantities", _QUANTITY_OTHER)
_UNSAID_TIME = Reason("TIME", "时间未说明", "time not said", _NEVER_SAID)
_FACTS = frozenset({"PHONE", "LINK", "TEXT", "ORGANISATION"})


@dataclass(frozen=True, slots=True)
class NeedRecord:
    """One telling of a need; it may lack anything.

    ``phones`` and ``links`` are keys (HMAC), ``place`` a GB/T 2260 code, ``at`` has a zone. ``item`` is
    a code or a normalised name: two items are two needs. ``marks`` are the ``text_marks`` of the
    message, ``closed`` says that it tells the need as met.
    """

    at: datetime | None = None
    item: str = ""
    organisation: str = ""
    place: str = ""
    quantity: int | None = None
    phones: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    marks: tuple[int, ...] = ()
    closed: bool = False


def _phones(one: NeedRecord, other: NeedRecord) -> Reason | None:
    if not one.phones or not other.phones:
        return None
    if one.phones & other.phones:
        return _SHARED_PHONE
    return _OTHER_PHONE


def _links(one: NeedRecord, other: NeedRecord) -> Reason | None:
    if one.links & other.links:
        return _SHARED_LINK
    return None


def _text(one: NeedRecord, other: NeedRecord) -> Reason | None:
    if not one.marks or not other.marks:
        return None
    if (one.at is None) != (other.at is None):
        return None  # templates come back for years: without both moments a text is no evidence
    if one.at and other.at and abs(one.at - other.at) > _TEXT_LIFE:
        return None
    equal = equal_marks(one.marks, other.marks)
    if equal >= _EQUAL_MARKS:
        return _EQUAL_TEXT
    if equal >= _CLOSE_MARKS:
        return _CLOSE_TEXT
    return None


@lru_cache(maxsize=VERDICTS_KEPT)
def _houses(name: str, city: str, other_name: str, other_city: str) -> Verdict:
    """Return the verdict on two names and their cities, remembered: needs of one house meet again and again."""
    return same_organisation(
        OrganisationRecord(name, city=city), OrganisationRecord(other_name, city=other_city)
    )


def _organisation(one: NeedRecord, other: NeedRecord) -> Reason | None:
    if not one.organisation or not other.organisation:
        return None
    placed = min(len(area_of(one.place)), len(area_of(other.place))) >= CITY_DIGITS
    if not placed and not (normalise_name(one.organisation).tail and normalise_name(other.organisation).tail):
        return None  # 人民医院 somewhere, or somewhere in a province
    verdict = _houses(
        one.organisation,
        area_of(one.place)[:CITY_DIGITS],
        other.organisation,
        area_of(other.place)[:CITY_DIGITS],
    )
    if verdict.kind is VerdictKind.BRANCH and not _lie_apart(one.organisation, other.organisation, verdict):
        return Reason("ORGANISATION", "同一单位的部门", "departments of one organisation", _DEPARTMENT)
    if verdict.kind is VerdictKind.UNSURE and _is_one_of_its_county(one, other, verdict):
        return Reason("ORGANISATION", "同一区县里名称相同", "the same name in one county", _OF_COUNTY)
    if verdict.kind is VerdictKind.DIFFERENT and _is_sign_lost(one, other):
        return Reason("ORGANISATION", "单位名称只差一字", "names but for one lost sign", _SIGN_LOST)
    return _HOUSE[verdict.kind]


def _is_one_of_its_county(one: NeedRecord, other: NeedRecord, verdict: Verdict) -> bool:
    """Say whether two equal names with a name of their own or a town lie in one county: 大桥镇卫生院 there is one of."""
    area = area_of(one.place)
    if area != area_of(other.place) or len(area) < _COUNTY_DIGITS:
        return False
    names = (normalise_name(one.organisation), normalise_name(other.organisation))
    codes = {reason.code for reason in verdict.reasons}
    return "NAME" in codes and all(name.tail and name.kind and not name.affiliated for name in names)


def _is_sign_lost(one: NeedRecord, other: NeedRecord) -> bool:
    """Say whether one name is the other without one sign, in one place with one telephone; numbers must agree."""
    if one.phones.isdisjoint(other.phones) or area_of(one.place) != area_of(other.place):
        return False
    name, other_name = normalise_name(one.organisation), normalise_name(other.organisation)
    if name.number != other_name.number or (name.kind and other_name.kind and name.kind != other_name.kind):
        return False
    places = (*name.places, *other_name.places)
    short, long = sorted((_without(name.written, places), _without(other_name.written, places)), key=len)
    lost = (long[:at] + long[at + 1 :] for at in range(len(long)))
    return len(long) - len(short) == 1 and len(short) >= _SHORTEST_NAME and short in lost


def _without(written: str, places: tuple[str, ...]) -> str:
    """Return a name without its places and their levels."""
    for place in sorted(places, key=len, reverse=True):
        written = re.sub(rf"{place}(?:自治)?[省市州盟县区旗镇乡]?", "", written, count=1)
    return written


def _lie_apart(one: str, other: str, verdict: Verdict) -> bool:
    """Say whether two branches are houses of their own; a department asks for its house."""
    name, other_name = normalise_name(one), normalise_name(other)
    codes = {reason.code for reason in verdict.reasons}
    return bool(name.campus or other_name.campus or codes & {"PART", "LEVEL"})


@lru_cache(maxsize=8192)
def area_of(code: str) -> str:
    """Return the part of a GB/T 2260 code that says something, to the county: 421100 says 4211."""
    code = code[:_COUNTY_DIGITS]
    if code.endswith("0000"):
        return code[:_PROVINCE_DIGITS]
    return code[:CITY_DIGITS] if code.endswith("00") else code


def _place(one: NeedRecord, other: NeedRecord) -> Reason | None:
    return _places(one.place, other.place)


@lru_cache(maxsize=VERDICTS_KEPT)
def _places(place: str, other_place: str) -> Reason | None:
    area, other_area = area_of(place), area_of(other_place)
    if not area or not other_area:
        return None
    if (
        len(min(area, other_area, key=len)) == _PROVINCE_DIGITS
        and area[:_PROVINCE_DIGITS] == other_area[:_PROVINCE_DIGITS]
    ):
        return None
    if area == other_area:
        return Reason("PLACE", "地点相同", "same place", _PLACE_EQUAL)
    if area.startswith(other_area) or other_area.startswith(area):
        return Reason("PLACE", "地点可能相同（层级不同）", "one place lies in the other", _PLACE_ABOVE)
    return Reason("PLACE", "地点不同", "different places", _PLACE_OTHER)


def _item(one: NeedRecord, other: NeedRecord) -> Reason:
    if not one.item or not other.item:
        return _UNKNOWN_ITEM
    return _EQUAL_ITEM if one.item == other.item else _OTHER_ITEM


def _quantity(one: NeedRecord, other: NeedRecord) -> Reason | None:
    if one.quantity is None or other.quantity is None:
        return None
    return _EQUAL_QUANTITY if one.quantity == other.quantity else _OTHER_QUANTITY


def _time(one: NeedRecord, other: NeedRecord) -> Reason:
    if one.at is None or other.at is None:
        return _UNSAID_TIME
    apart = abs(one.at - other.at)
    late = _ANEW if one.links.isdisjoint(other.links) else _LONG_AFTER
    weight = next((weight for limit, weight in _DAY_WEIGHTS if apart <= limit), late)
    return _hours_apart(apart // _HOUR, weight)


@lru_cache(maxsize=8192)
def _hours_apart(hours: int, weight: float) -> Reason:
    return Reason("TIME", f"相隔{hours}小时", f"{hours} hours apart", weight)


def _is_newer(one: NeedRecord, other: NeedRecord) -> bool:
    """Say whether the later telling changes a figure or the state of the earlier one."""
    if one.at is None or other.at is None or one.at == other.at:
        return False
    figures = {one.quantity, other.quantity} - {None}
    return len(figures) > 1 or one.closed != other.closed


def _asks_again(reasons: list[Reason], facts: set[str]) -> bool:
    """Say whether all but the time speaks for the same: one house, one thing, a week or more between."""
    bits = _PRIOR + sum(reason.weight for reason in reasons if reason.code not in {"TIME", "QUANTITY"})
    late = any(reason.weight == _ANEW for reason in reasons)
    return late and bool(facts & {"PHONE", "ORGANISATION"}) and probability_of(bits) >= SURE


def _kind(one: NeedRecord, other: NeedRecord, reasons: list[Reason], probability: float) -> VerdictKind:
    spoken = {reason.code for reason in reasons if reason.weight > 0}
    facts = spoken & _FACTS
    told_item = bool(one.item and other.item)
    unanchored = not facts and not spoken >= {"PLACE", "QUANTITY"}
    if told_item and _asks_again(reasons, facts):
        return VerdictKind.AGAIN
    if probability < POSSIBLE or unanchored or (not told_item and facts <= {"ORGANISATION"}):
        return VerdictKind.DIFFERENT
    if probability < SURE or not facts or not told_item:
        return VerdictKind.UNSURE
    return VerdictKind.UPDATE if _is_newer(one, other) else VerdictKind.SAME


def is_plausible(one: NeedRecord, other: NeedRecord) -> bool:
    """Say whether ``same_need`` may answer otherwise than DIFFERENT, without asking whether the organisations are one.

    Parameters
    ----------
    one, other
        Records of one need each; the order does not matter.

    Returns
    -------
    bool
        False only where no verdict on the organisations could make the two likely. Costs about a tenth.
    """
    if one.item and other.item and one.item != other.item:
        return False
    bits = _PRIOR + (_ITEM_EQUAL if one.item and other.item else _ITEM_UNKNOWN)
    if one.organisation and other.organisation:
        bits += _ORGANISATION[VerdictKind.SAME]
    if one.phones and other.phones:
        bits += _PHONE_OTHER if one.phones.isdisjoint(other.phones) else _PHONE_SHARED
    if one.links and not one.links.isdisjoint(other.links):
        bits += _LINK_SHARED
    if one.quantity is not None and other.quantity is not None:
        bits += _QUANTITY_EQUAL if one.quantity == other.quantity else _QUANTITY_OTHER
    if bits + _PLACE_EQUAL + _DAY_WEIGHTS[0][1] + _TEXT_EQUAL < 0:
        return False
    time = _time(one, other).weight
    bits += 0.0 if time == _ANEW else time  # it may be asked again
    place = _place(one, other)
    text = _text(one, other)
    return bits + (place.weight if place else 0.0) + (text.weight if text else 0.0) >= 0


def same_need(one: NeedRecord, other: NeedRecord) -> Verdict:
    """Return whether two messages tell the same need.

    Parameters
    ----------
    one, other
        Records of one need each; the order does not matter.

    Returns
    -------
    Verdict
        SAME only where a telephone number, a link, the text or the organisation is shared; a likeness
        of item, place, time and quantity alone is at most UNSURE, and without the quantity none: a county
        asks for the same thing many times a day. UPDATE is SAME with a later figure or state
        (the record with the later ``at`` is the newer). AGAIN where one house asks for the same thing
        more than seven days later and no link is shared: a need of its own. ``probability`` is 1/(1 + 2^-bits) of the
        summed weights.

    References
    ----------
    I. P. Fellegi and A. B. Sunter, "A Theory for Record Linkage", JASA 64 (1969), 1183-1210.
    """
    told = [
        _phones(one, other),
        _links(one, other),
        _text(one, other),
        _organisation(one, other),
        _place(one, other),
        _item(one, other),
        _quantity(one, other),
        _time(one, other),
    ]
    reasons = [reason for reason in told if reason]
    probability = probability_of(_PRIOR + sum(reason.weight for reason in reasons))
    return Verdict(_kind(one, other, reasons, probability), probability, ordered(reasons))
