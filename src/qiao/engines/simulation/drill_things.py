"""What an invented crisis asks for day by day, per person, with the source of each figure or the word assumption."""

from dataclasses import dataclass
from math import exp
from random import Random

from qiao.engines.simulation.records import Hazard

SPHERE = "Sphere 2018"
ASSUMED = "约定 assumption"


@dataclass(frozen=True, slots=True)
class DrillThing:
    """One kind of help in a drill.

    Attributes
    ----------
    item
        Code of the item in the catalogue.
    share
        Share of the people hit who need it, 0 to 1.
    per_person
        Units a person a day; or once where `is_once`.
    from_day
        First day of the crisis on which it is asked for.
    weight_g, price_fen
        Of one unit; 0 for what is no goods.
    skill
        Whose hands it takes: then it is a service of people with that skill, `a_day` persons served by each.
    source
        Where share and amount come from.
    """

    item: str
    zh: str
    en: str
    unit: str
    share: float
    per_person: float
    weight_g: int
    price_fen: int
    source: str
    is_once: bool = False
    from_day: int = 1
    skill: str = ""
    a_day: int = 0

    @property
    def is_service(self) -> bool:
        """Tell whether people do it instead of goods being handed out."""
        return bool(self.skill)


_WATER = DrillThing(
    "water-drinking", "饮用水", "Drinking water", "升", 0.6, 3, 1050, 150, f"{SPHERE}：每人每天 2.5–3 升饮用"
)
_FOOD = DrillThing(
    "food-ready",
    "方便食品",
    "Ready-to-eat food",
    "份",
    0.5,
    3,
    300,
    800,
    f"{ASSUMED}：受影响的人一半要，一天三份",
)
_CARE = DrillThing("counselling", "心理援助", "Psychological support", "人次", 0.02, 1, 0, 0, ASSUMED, from_day=3, skill="PSYCHOLOGY", a_day=4)  # fmt: skip

DRILL_THINGS: dict[Hazard, tuple[DrillThing, ...]] = {
    Hazard.FLOOD: (
        DrillThing("life-jacket", "救生衣", "Life jacket", "件", 0.02, 1, 800, 6000, ASSUMED, is_once=True),
        _WATER,
        _FOOD,
        DrillThing("blanket", "毛毯", "Blanket", "条", 0.4, 1, 1500, 4000, f"{SPHERE}：每人一条", is_once=True),
        DrillThing("hygiene-kit", "卫生包", "Hygiene kit", "个", 0.1, 1, 2000, 5000, ASSUMED, is_once=True, from_day=2),
        DrillThing("disinfectant-84", "84消毒液", "Chlorine bleach", "升", 0.5, 0.05, 1100, 600, ASSUMED, from_day=4),
        _CARE,
    ),
    Hazard.EARTHQUAKE: (
        DrillThing("first-aid-kit", "急救包", "First-aid kit", "个", 0.03, 1, 700, 6000, ASSUMED, is_once=True),
        DrillThing("tent", "帐篷", "Tent", "顶", 0.6, 0.2, 30_000, 80_000, f"{SPHERE}：每人 3.5 平方米，五人一顶", is_once=True),
        DrillThing("quilt", "棉被", "Quilt", "床", 0.6, 1, 2500, 8000, f"{SPHERE}：每人一床", is_once=True),
        _WATER,
        _FOOD,
        DrillThing("hygiene-kit", "卫生包", "Hygiene kit", "个", 0.1, 1, 2000, 5000, ASSUMED, is_once=True, from_day=2),
        _CARE,
    ),
    Hazard.EPIDEMIC: (
        DrillThing("coverall-medical", "医用防护服", "Medical coverall", "套", 0.002, 1, 400, 9000, ASSUMED),
        DrillThing("mask-surgical", "医用外科口罩", "Surgical mask", "只", 0.08, 2, 4, 100, ASSUMED),
        DrillThing("thermometer-infrared", "红外额温枪", "Thermometer", "支", 0.001, 1, 200, 15_000, ASSUMED, is_once=True),
        DrillThing("disinfectant-84", "84消毒液", "Chlorine bleach", "升", 0.5, 0.05, 1100, 600, ASSUMED),
        _FOOD,
        _CARE,
    ),
}  # fmt: skip
"""What each hazard asks for, the most urgent first: people and lorries serve in this order."""

NOISE_OF_DAY, NOISE_OF_KIND = 0.15, 0.2
SECOND_WAVE, WAVE_FIRST, WAVE_LAST, WAVE_SIZE = 0.3, 5, 9, 0.5
ROAD_CUT: dict[Hazard, tuple[float, int]] = {
    Hazard.FLOOD: (0.6, 3),
    Hazard.EARTHQUAKE: (0.5, 4),
    Hazard.EPIDEMIC: (0.2, 2),
}
"""How likely roads into the county are cut at the beginning, and for how many days at most."""


@dataclass(frozen=True, slots=True)
class DrillCourse:
    """What happens in one invented crisis, before anybody helps: people hit and units asked, by day from the first."""

    hit: tuple[int, ...]
    asked: tuple[tuple[int, ...], ...]
    """By thing, then by day."""
    cut_days: int
    """Days from the first during which nothing comes in by road."""


def course_of(hazard: Hazard, *, people: int, days: int, seed: int) -> DrillCourse:
    """Return the course of one invented crisis; the same seed gives the same course.

    Parameters
    ----------
    people
        At most hit at once, 1 or more.
    days
        How long, 1 or more.
    """
    random = Random(seed)  # noqa: S311 - a drill must be repeatable, it keeps no secret
    likely, longest = ROAD_CUT[hazard]
    cut = random.randint(1, longest) if random.random() < likely else 0
    wave = random.randint(WAVE_FIRST, WAVE_LAST) if random.random() < SECOND_WAVE else 0
    hit = tuple(
        max(1, round(people * _curve(hazard, day, wave) * random.lognormvariate(0, NOISE_OF_DAY)))
        for day in range(1, days + 1)
    )
    asked = tuple(
        _asked(thing, hit, random.lognormvariate(0, NOISE_OF_KIND)) for thing in DRILL_THINGS[hazard]
    )
    return DrillCourse(hit, asked, cut)


def _curve(hazard: Hazard, day: int, wave: int) -> float:
    if hazard is Hazard.EPIDEMIC:
        shape = 1 / (1 + exp(-(day - 7) / 2.5))
    else:
        first, rest = (0.4, 0.93) if hazard is Hazard.FLOOD else (0.7, 0.97)
        shape = first + (1 - first) * min(day - 1, 2) / 2 if day <= 3 else rest ** (day - 3)  # noqa: PLR2004
    if wave and day >= wave:
        shape += WAVE_SIZE * 0.8 ** (day - wave)
    return min(1.0, shape)


def _asked(thing: DrillThing, hit: tuple[int, ...], noise: float) -> tuple[int, ...]:
    found, reached = [], 0.0
    for day, people in enumerate(hit, 1):
        if day < thing.from_day:
            found.append(0)
            continue
        wanting = people * thing.share * thing.per_person * noise
        if thing.is_once:
            found.append(max(0, round(wanting - reached)))
            reached = max(reached, wanting)
        else:
            found.append(round(wanting))
    return tuple(found)
