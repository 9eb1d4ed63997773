"""Kinds of work as charters name them, and which of them a thing asked for belongs to."""

from collections.abc import Iterable
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of work: what 慈善法 art. 3 lists, and what charters of social organisations add to it."""

    RELIEF = "RELIEF"
    RESCUE = "RESCUE"
    MEDICAL = "MEDICAL"
    MENTAL = "MENTAL"
    POVERTY = "POVERTY"
    ELDERLY = "ELDERLY"
    CHILDREN = "CHILDREN"
    DISABILITY = "DISABILITY"
    EDUCATION = "EDUCATION"
    ENVIRONMENT = "ENVIRONMENT"
    COMMUNITY = "COMMUNITY"
    VOLUNTEERING = "VOLUNTEERING"
    LOGISTICS = "LOGISTICS"
    FUNDING = "FUNDING"
    ADVOCACY = "ADVOCACY"


KIND_NAMES: dict[Kind, tuple[str, str]] = {
    Kind.RELIEF: ("灾害救助", "Disaster relief"),
    Kind.RESCUE: ("应急救援", "Rescue"),
    Kind.MEDICAL: ("医疗卫生", "Health"),
    Kind.MENTAL: ("心理援助", "Psychological support"),
    Kind.POVERTY: ("济困救助", "Help for the poor"),
    Kind.ELDERLY: ("扶老", "The elderly"),
    Kind.CHILDREN: ("儿童青少年", "Children and young people"),
    Kind.DISABILITY: ("助残优抚", "Disabled people and veterans"),
    Kind.EDUCATION: ("助学教育", "Education"),
    Kind.ENVIRONMENT: ("环境与动物保护", "Environment and animals"),
    Kind.COMMUNITY: ("社区服务", "Community service"),
    Kind.VOLUNTEERING: ("志愿服务", "Volunteering"),
    Kind.LOGISTICS: ("运输仓储", "Transport and storage"),
    Kind.FUNDING: ("资助募捐", "Granting and raising funds"),
    Kind.ADVOCACY: ("反映诉求与建议", "Voicing needs and advising"),
}
"""What pages call them, in Chinese and English."""

_HEALTH = frozenset({Kind.MEDICAL, Kind.RELIEF})
_RESCUE = frozenset({Kind.RESCUE, Kind.RELIEF})
_HANDS = frozenset({Kind.VOLUNTEERING, Kind.RELIEF})
_GOODS = frozenset({Kind.RELIEF, Kind.POVERTY})

SERVICES: dict[str, frozenset[Kind]] = {
    "counselling": frozenset({Kind.MENTAL}),
    "medical-staff": frozenset({Kind.MEDICAL}),
    "disinfection-service": frozenset({Kind.MEDICAL, Kind.RELIEF}),
    "rescue": frozenset({Kind.RESCUE}),
    "rescue-team": frozenset({Kind.RESCUE}),
    "volunteers": _HANDS,
    "loaders": _HANDS,
    "transport": frozenset({Kind.LOGISTICS, Kind.RELIEF, Kind.VOLUNTEERING}),
    "lodging": frozenset({Kind.RELIEF, Kind.COMMUNITY}),
    "drainage": _RESCUE,
    "utilities": _RESCUE,
    "money": frozenset({Kind.FUNDING, Kind.RELIEF, Kind.POVERTY}),
}
"""Items that are work, not goods: any one of these kinds covers them."""

OF_RESCUE = ("boat", "life-", "rescue", "rope", "pump", "generator", "breaking-", "excavator", "loader", "crane", "drone", "sandbag")  # fmt: skip
OF_HEALTH = ("mask", "respirator", "coverall", "gown", "gloves", "goggles", "face-shield", "medicine", "oxygen", "ventilator", "disinfect", "alcohol", "thermometer", "test-kit", "syringe", "ambulance", "insulin")  # fmt: skip
FOR_GROUPS: dict[str, Kind] = {
    "ELDERLY": Kind.ELDERLY,
    "MINORS": Kind.CHILDREN,
    "DISABLED": Kind.DISABILITY,
    "SICK": Kind.MEDICAL,
}
SKILLS: dict[str, str] = {
    "counselling": "PSYCHOLOGY",
    "medical-staff": "MEDICAL",
    "rescue": "WATER_RESCUE",
    "rescue-team": "WATER_RESCUE",
    "transport": "LORRY",
    "loaders": "CARRYING",
    "utilities": "ELECTRICITY",
    "boat": "BOAT",
    "boat-assault": "BOAT",
    "boat-rubber": "BOAT",
}
"""Item → the skill without which it is of no use or not safe."""


def kinds_of(item: str, *, is_medical: bool = False, groups: Iterable[str] = ()) -> frozenset[Kind]:
    """Return the kinds of work that cover a need: any one of them in a charter is enough.

    Parameters
    ----------
    item
        Code of the item asked for; "" where nobody knows it.
    is_medical
        Whether the catalogue holds it for a medical one.
    groups
        For whom (突发事件应对法 art. 11); work for that group covers it too.

    Returns
    -------
    frozenset of Kind
        Empty where the item is unknown: then nobody can tell.
    """
    if not item:
        return frozenset()
    found = SERVICES.get(item)
    if found is None:
        found = _HEALTH if is_medical or item.startswith(OF_HEALTH) else _GOODS
        found = _RESCUE if item.startswith(OF_RESCUE) else found
    return found | {FOR_GROUPS[one] for one in groups if one in FOR_GROUPS}


def skill_of(item: str) -> str:
    """Return the skill a need asks for, "" where it asks for none in particular."""
    return SKILLS.get(item, "")
