"""Who answers an invented crisis: goods, people, lorries, money, and what each level of readiness does to them.

The effects of levels are assumptions, all of them in `EFFECTS`, said to whoever reads a drill. Shares are the middles of
the instrument's own steps (METHODS 4); days are stated judgements.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

HIGHEST = 4
KM_A_DAY = 400
KG_A_LORRY = 3000
KG_A_PERSON = 300
HIRE_FEN = 200_000
MARKET_DAYS = 2
PEOPLE_OF_PARTNER = 10
FREE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Pile:
    """Goods that lie somewhere: pieces of an item, and how far from the county hit; None where that is unknown."""

    item: str
    pieces: int
    km: float | None
    name: str = ""
    is_in_county: bool = False


@dataclass(frozen=True, slots=True)
class DrillNetwork:
    """What stands ready, as the records tell it.

    Attributes
    ----------
    people
        Members and volunteers on record.
    skilled
        Skill → people who have it.
    lorries
        Lorries of members and partners, one load a day each.
    free_fen
        Money without a purpose: what is given for something else cannot be used.
    award_fen
        What a funder usually awards.
    partners
        Organisations at work in the county or next to it that would come.
    is_home
        Whether the county is our own: our people and what lies there need no leave; what comes from outside does.
    levels
        Item of readiness, 1 to 15 → level 0 to 4; None or absent is unknown.
    """

    piles: tuple[Pile, ...] = ()
    people: int = 0
    skilled: Mapping[str, int] = field(default_factory=dict)
    lorries: int = 0
    free_fen: int = 0
    award_fen: int = 0
    partners: int = 0
    is_home: bool = False
    levels: Mapping[int, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effect:
    """What the levels 0 to 4 of one item of readiness do in a drill."""

    item: int
    zh: str
    en: str
    values: tuple[float, float, float, float, float]


EFFECTS: tuple[Effect, ...] = (
    Effect(1, "找得到的会员占比", "share of members that can be reached", (0.1, 0.3, 0.5, 0.7, 0.9)),
    Effect(2, "有自己人的乡镇占比，其余每送一份要多一倍人手", "share of townships with people of ours; elsewhere each load takes twice the hands", (0.05, 0.2, 0.45, 0.75, 0.95)),
    Effect(3, "找到的人里一天内答应的占比", "share of those reached who say yes within a day", (0.02, 0.1, 0.3, 0.5, 0.7)),
    Effect(6, "储备金第几天动得了", "day on which reserves can be used", (7, 5, 3, 2, 1)),
    Effect(7, "会给钱的长期资助方（家）", "funders of long standing who give", (0, 1, 2, 3.5, 5)),
    Effect(9, "资助的钱第几天到", "day on which a funder's money arrives", (21, 14, 10, 5, 3)),
    Effect(10, "申请获批的可能", "chance that an application is won", (0.1, 0.3, 0.5, 0.7, 0.9)),
    Effect(11, "没有人写申请而拖的天数", "days lost for want of somebody to apply", (7, 4, 3, 1, 0)),
    Effect(12, "材料不齐而拖的天数", "days lost for want of papers", (5, 3, 2, 1, 0)),
    Effect(14, "第几天获准进入（本县只管外面来的）", "day on which access is granted (in one's own county to what comes from outside)", (5, 4, 3, 2, 1)),
)  # fmt: skip
"""The items of readiness that a drill can move; the other five have no part in it."""
BY_ITEM: dict[int, Effect] = {one.item: one for one in EFFECTS}


def value_of(network: DrillNetwork, item: int, unknown: int) -> float:
    """Return what an item of readiness does at its level; an unknown level is taken as `unknown`."""
    level = network.levels.get(item)
    return BY_ITEM[item].values[unknown if level is None else level]


@dataclass(frozen=True, slots=True)
class Strength:
    """What a network can do in a drill, one unknown level taken one way: people, access, money by day."""

    people: float
    """Own people who come, once the call has gone round."""
    partners: float
    """People of partners, who come with access."""
    hands_a_load: float
    access_day: int
    reserve_day: int
    funder_day: int
    funder_fen: int

    def people_on(self, day: int) -> float:
        """Return who is at work on a day: half of our own on the first, all from the second, partners with access."""
        own = self.people / 2 if day == 1 else self.people
        return own + (self.partners if day >= self.access_day else 0)


def strength_of(network: DrillNetwork, unknown: int) -> Strength:
    """Return what a network can do, its unknown levels taken as 0 (the worst) or 4 (the best)."""

    def at(item: int) -> float:
        return value_of(network, item, unknown)

    own = network.people * at(1) * at(3) * FREE_SHARE
    late = at(9) + at(11) + at(12)
    return Strength(
        people=own,
        partners=network.partners * PEOPLE_OF_PARTNER,
        hands_a_load=1 + (1 - at(2)),
        access_day=round(at(14)),
        reserve_day=round(at(6)),
        funder_day=round(late),
        funder_fen=round(network.award_fen * at(7) * at(10)),
    )
