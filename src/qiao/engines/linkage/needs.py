"""Is the same need told twice? Weights of evidence (Fellegi and Sunter 1969), likeness alone never enough."""

from dataclasses import dataclass
from datetime import datetime, timedelta

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
_ORGANISATION = {
    VerdictKind.SAME: 4.5,
    VerdictKind.UNSURE: 2.5,
    VerdictKind.BRANCH: -2.0,
    VerdictKind.DIFFERENT: -7.0,
}
_PLACE_EQUAL, _PLACE_ABOVE, _PLACE_OTHER = 2.0, 0.5, -6.0
_ITEM_EQUAL, _ITEM_OTHER = 2.5, -12.0
_QUANTITY_EQUAL, _QUANTITY_OTHER = 1.5, -1.5
_DAY_WEIGHTS = ((timedelta(days=1), 1.5), (timedelta(days=3), 0.5), (timedelta(days=7), -1.5))
_LONG_AFTER = -6.0
_PROVINCE_DIGITS, _CITY_DIGITS = 2, 4


@dataclass(frozen=True, slots=True)
class NeedRecord:
    """One telling of a need. ``phones`` are keys (HMAC), ``place`` a GB/T 2260 code, ``at`` has a zone.

    ``item`` is a code or a normalised name: two items are two needs.
    """

    at: datetime
    item: str
    organisation: str = ""
    place: str = ""
    quantity: int | None = None
    phones: frozenset[str] = frozenset()


def _phones(one: NeedRecord, other: NeedRecord) -> Reason | None:
    if not one.phones or not other.phones:
        return None
    if one.phones & other.phones:
        return Reason("PHONE", "联系电话相同", "same telephone number", _PHONE_SHARED)
    return Reason("PHONE", "联系电话不同", "other telephone numbers", _PHONE_OTHER)


def _organisation(one: NeedRecord, other: NeedRecord) -> Reason | None:
    if not one.organisation or not other.organisation:
        return None
    verdict = same_organisation(
        OrganisationRecord(one.organisation, city=one.place[:_CITY_DIGITS]),
        OrganisationRecord(other.organisation, city=other.place[:_CITY_DIGITS]),
    )
    told = {
        VerdictKind.SAME: ("单位相同", "same organisation"),
        VerdictKind.UNSURE: ("单位名称相近", "organisation names agree"),
        VerdictKind.BRANCH: ("分支或部门不同", "another branch or department"),
        VerdictKind.DIFFERENT: ("单位不同", "different organisations"),
    }
    return Reason("ORGANISATION", *told[verdict.kind], _ORGANISATION[verdict.kind])


def _area(code: str) -> str:
    """Return the part of a GB/T 2260 code that says something: 421100 says 4211."""
    if code.endswith("0000"):
        return code[:_PROVINCE_DIGITS]
    return code[:_CITY_DIGITS] if code.endswith("00") else code


def _place(one: NeedRecord, other: NeedRecord) -> Reason | None:
    area, other_area = _area(one.place), _area(other.place)
    if not area or not other_area:
        return None
    if area == other_area:
        return Reason("PLACE", "地点相同", "same place", _PLACE_EQUAL)
    if area.startswith(other_area) or other_area.startswith(area):
        return Reason("PLACE", "地点可能相同（层级不同）", "one place lies in the other", _PLACE_ABOVE)
    return Reason("PLACE", "地点不同", "different places", _PLACE_OTHER)


def _item(one: NeedRecord, other: NeedRecord) -> Reason:
    if one.item == other.item:
        return Reason("ITEM", "物品相同", "same item", _ITEM_EQUAL)
    return Reason("ITEM", "物品不同", "different items", _ITEM_OTHER)


def _quantity(one: NeedRecord, other: NeedRecord) -> Reason | None:
    if one.quantity is None or other.quantity is None:
        return None
    if one.quantity == other.quantity:
        return Reason("QUANTITY", "数量相同", "same quantity", _QUANTITY_EQUAL)
    return Reason("QUANTITY", "数量不同", "different quantities", _QUANTITY_OTHER)


def _time(one: NeedRecord, other: NeedRecord) -> Reason:
    apart = abs(one.at - other.at)
    hours = int(apart.total_seconds() // 3600)
    weight = next((weight for limit, weight in _DAY_WEIGHTS if apart <= limit), _LONG_AFTER)
    return Reason("TIME", f"相隔{hours}小时", f"{hours} hours apart", weight)


def same_need(one: NeedRecord, other: NeedRecord) -> Verdict:
    """Return whether two messages tell the same need.

    Parameters
    ----------
    one, other
        Records of one need each; the order does not matter.

    Returns
    -------
    Verdict
        SAME only where a telephone number or the organisation is shared; a likeness of item, place
        and time alone is at most UNSURE. ``probability`` is 1/(1 + 2^-bits) of the summed weights.

    References
    ----------
    I. P. Fellegi and A. B. Sunter, "A Theory for Record Linkage", JASA 64 (1969), 1183-1210.
    """
    told = [
        _phones(one, other),
        _organisation(one, other),
        _place(one, other),
        _item(one, other),
        _quantity(one, other),
        _time(one, other),
    ]
    reasons = [reason for reason in told if reason]
    probability = probability_of(_PRIOR + sum(reason.weight for reason in reasons))
    anchored = any(reason.code in {"PHONE", "ORGANISATION"} and reason.weight > 0 for reason in reasons)
    if probability < POSSIBLE:
        kind = VerdictKind.DIFFERENT
    else:
        kind = VerdictKind.SAME if probability >= SURE and anchored else VerdictKind.UNSURE
    return Verdict(kind, probability, ordered(reasons))
