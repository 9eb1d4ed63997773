"""Are two records the same organisation? Names can part them; only shared facts join them."""

from dataclasses import dataclass

from qiao.engines.linkage.names import OrganisationName, normalise_name
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
_NAME_EQUAL, _NAME_GENERIC, _NAME_CLOSE = 3.0, 1.0, -1.0
_CITY_EQUAL, _PHONE, _ADDRESS, _LINK = 2.0, 3.5, 3.0, 0.5
_PRIOR = -1.5


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """What is known of an organisation. Phones are keys (HMAC or masked), never plain numbers."""

    name: str
    city: str = ""
    phones: frozenset[str] = frozenset()
    address: str = ""
    links: frozenset[str] = frozenset()


def bare_city(city: str) -> str:
    """Return a city's name without its level."""
    return city.removesuffix("市").removesuffix("州").removesuffix("地区")


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


def _said_places(name: OrganisationName, other: OrganisationName) -> list[str]:
    """Return the places of *name*, with those of the other name that its own name begins with."""
    begun = [place for place in other.places if name.own.startswith(place)]
    return [*name.places, *begun]


def _parting(one: OrganisationName, other: OrganisationName) -> Reason | None:
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
    if own != other_own:
        return Reason(
            "OWN_NAME", f"字号不同：{own}与{other_own}", f"own names differ: {own}, {other_own}", _PART
        )
    return None


def _place_reason(one: OrganisationName, other: OrganisationName) -> Reason:
    """Return what the places in the names say: equal at the end, one inside the other, or apart."""
    places, others = _said_places(one, other), _said_places(other, one)
    weight = _NAME_EQUAL if one.tail and other.tail else _NAME_GENERIC
    if not places or not others or places[-1] == others[-1]:
        return Reason("NAME", "名称规范化后相同", "the names are equal once normalised", weight)
    if places[-1] in others or others[-1] in places:
        return Reason(
            "LEVEL", "名称相同而地名层级不同", "same name, but a place of another level", _NAME_CLOSE
        )
    return Reason(
        "PLACE", f"地名不同：{places[-1]}与{others[-1]}", f"places differ: {places[-1]}, {others[-1]}", _PART
    )


def _shared(one: OrganisationRecord, other: OrganisationRecord) -> list[Reason]:
    reasons = []
    if one.phones & other.phones:
        count = len(one.phones & other.phones)
        reasons.append(Reason("PHONE", f"共用{count}个联系电话", f"{count} shared telephone numbers", _PHONE))
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
        shared facts decide; equal names without any shared fact stay UNSURE.
    """
    name, other_name = normalise_name(one.name), normalise_name(other.name)
    reasons = _shared(one, other)
    parting = _parting(name, other_name)
    reasons.append(parting or _place_reason(name, other_name))
    probability = probability_of(_PRIOR + sum(reason.weight for reason in reasons))
    if parting or any(reason.weight == _PART for reason in reasons):
        return Verdict(VerdictKind.DIFFERENT, probability, ordered(reasons))
    if name.branch != other_name.branch:
        told = name.branch or other_name.branch or ""
        reasons.append(Reason("BRANCH", f"分支或部门：{told}", f"branch or department: {told}", 0.0))
        return Verdict(VerdictKind.BRANCH, probability, ordered(reasons))
    level = any(reason.code == "LEVEL" for reason in reasons)
    if probability >= SURE and not level:
        return Verdict(VerdictKind.SAME, probability, ordered(reasons))
    fact = any(reason.code in {"PHONE", "ADDRESS"} for reason in reasons)
    kind = VerdictKind.UNSURE if fact or (probability >= POSSIBLE and not level) else VerdictKind.DIFFERENT
    return Verdict(kind, probability, ordered(reasons))
