"""What a drill showed, in words and as charts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiao.engines.readiness import BY_NUMBER
from qiao.engines.simulation import (
    DRILL_THINGS,
    EFFECTS,
    HIRE_FEN,
    KG_A_LORRY,
    KG_A_PERSON,
    KM_A_DAY,
    MARKET_DAYS,
    PEOPLE_OF_PARTNER,
    DrillThing,
)
from qiao.preparing.models import Drill
from qiao.preparing.queries.drills import HAZARDS
from qiao.preparing.words.fit import is_english

LINKS: dict[str, Promise] = {
    "STOCK": gettext_lazy("货物"),
    "TRANSPORT": gettext_lazy("车和路"),
    "PEOPLE": gettext_lazy("人手"),
    "MONEY": gettext_lazy("钱款"),
    "PERMISSION": gettext_lazy("准入"),
}
FEN_A_YUAN = 100
HUNDRED = 100


@dataclass(frozen=True)
class ThingLine:
    """One kind of help as a row of the page."""

    name: str
    unit: str
    short: int
    first: int | None
    usual: int | None
    last: int | None
    link: str
    unmet: float


@dataclass(frozen=True)
class HelpLine:
    """One item of readiness that would have helped."""

    item: int
    name: str
    before: int | None
    after: int
    unmet: float
    gain: float
    later: tuple[str, ...]


def things_of(drill: Drill) -> dict[str, DrillThing]:
    """Return the kinds of help of a drill by item."""
    return {one.item: one for one in DRILL_THINGS[HAZARDS[Drill.Hazard(drill.hazard)]]}


def name_of(thing: DrillThing) -> str:
    """Return what a kind of help is called on the page."""
    return thing.en if is_english() else thing.zh


def link_word(link: str | None) -> str:
    """Return what a link is called, "" for none."""
    return str(LINKS[link]) if link else ""


def thing_lines(drill: Drill) -> list[ThingLine]:
    """Return the kinds of help, what runs short first at the top."""
    known = things_of(drill)
    rows = [
        ThingLine(
            name=name_of(known[one["item"]]),
            unit=known[one["item"]].unit,
            short=one["short"],
            first=one["first"],
            usual=one["usual"],
            last=one["last"],
            link=link_word(one["link"]),
            unmet=one["unmet"],
        )
        for one in drill.result["things"]
    ]
    return sorted(rows, key=lambda one: (one.usual is None, one.usual or 0, -one.unmet))


def readiness_name(item: int) -> str:
    """Return the name of an item of readiness."""
    name = BY_NUMBER[item].name
    return name.en if is_english() else name.zh


def help_lines(drill: Drill) -> list[HelpLine]:
    """Return what would have helped, the most first."""
    known = things_of(drill)
    return [
        HelpLine(
            item=one["item"],
            name=readiness_name(one["item"]),
            before=one["before"],
            after=one["after"],
            unmet=one["unmet"],
            gain=drill.result["unmet"] - one["unmet"],
            later=tuple(_later(name_of(known[item]), before, after) for item, before, after in one["later"]),
        )
        for one in drill.result["improved"]
    ]


def pair_words(drill: Drill) -> str:
    """Return which two preparations help together, "" where no two do."""
    pair = drill.result["pair"]
    if not pair:
        return ""
    first, second = (f"{item} {readiness_name(item)}" for item in pair["items"])
    facts = {
        "first": first,
        "second": second,
        "before": f"{drill.result['unmet'] * HUNDRED:.1f}",
        "after": f"{pair['unmet'] * HUNDRED:.1f}",
    }
    return _("两项一起提高更有用：%(first)s，%(second)s：没给到 %(before)s %% → %(after)s %%。") % facts


def _later(name: str, before: int, after: int | None) -> str:
    if after is None:
        return _("%(name)s：第 %(before)d 天断 → 不断") % {"name": name, "before": before}
    return _("%(name)s：第 %(before)d 天断 → 第 %(after)d 天") % {
        "name": name,
        "before": before,
        "after": after,
    }


@dataclass(frozen=True)
class ArrivalLine:
    """Something that reached the county."""

    day: int
    name: str
    pieces: int
    unit: str
    source: str


def arrival_lines(drill: Drill) -> list[ArrivalLine]:
    """Return what reached the county in the drill that is shown, by day."""
    known = things_of(drill)
    return [
        ArrivalLine(
            one["day"],
            name_of(known[one["item"]]),
            one["pieces"],
            known[one["item"]].unit,
            one["source"] or _("买来的"),
        )
        for one in drill.result["shown"]["arrivals"]
    ]


def course_chart(drill: Drill) -> dict[str, Any]:
    """Return per cent given of what was asked, by kind and day, in the drill that is shown."""
    known, days = things_of(drill), range(1, drill.days + 1)
    tones = ("accent", "blue", "amber", "red", "green", "need", "grey")
    return {
        "kind": "line",
        "title": _("每天给到的占要的 %"),
        "category": _("第几天"),
        "unit": "%",
        "categories": [str(day) for day in days],
        "series": [
            {
                "name": name_of(known[one["item"]]),
                "tone": tones[number % len(tones)],
                "values": [
                    round(given / asked * HUNDRED) if asked else None
                    for asked, given in zip(one["asked"], one["given"], strict=True)
                ],
            }
            for number, one in enumerate(drill.result["shown"]["things"])
        ],
    }


def help_chart(lines: list[HelpLine]) -> dict[str, Any] | None:
    """Return by how many points of a hundred each item would have lowered what was not given."""
    gains = [one for one in lines if one.gain > 0]
    if not gains:
        return None
    return {
        "kind": "rows",
        "title": _("提高一项准备，少缺多少（百分点）"),
        "category": _("准备"),
        "unit": _("百分点"),
        "categories": [f"{one.item} {one.name}" for one in gains],
        "series": [
            {"name": _("少缺"), "tone": "green", "values": [round(one.gain * HUNDRED, 1) for one in gains]}
        ],
    }


def stood_ready(drill: Drill) -> list[tuple[str, str]]:
    """Return what went into a drill as pairs of words: what the records held that day."""
    kept: Mapping[str, Any] = drill.network
    skilled = sum(kept["skilled"].values())
    lies = len({one["name"] for one in kept["piles"]})
    return [
        (_("会员和志愿者（人）"), f"{kept['people']:,}"),
        (_("有技能登记（人次）"), f"{skilled:,}"),
        (_("会来的伙伴组织（家）"), f"{kept['partners']:,}"),
        (_("会员的车（辆）"), f"{kept['lorries']:,}"),
        (_("对得上的物资（处）"), f"{lies:,}"),
        (_("不限用途的钱（元）"), f"{kept['free_fen'] / FEN_A_YUAN:,.2f}"),
        (_("资助方一次给多少（元，中位）"), f"{kept['award_fen'] / FEN_A_YUAN:,.2f}"),
    ]


def unknown_items(drill: Drill) -> list[str]:
    """Return the items of readiness nobody assessed; they were played at their worst."""
    return [f"{item} {readiness_name(item)}" for item in drill.result["unknown"]]


def assumptions() -> list[str]:
    """Return what a drill takes for granted, as sentences."""
    english = is_english()
    shared = [
        _("一车一趟 %(kg)d 公斤，县内一天两趟；租车一天 %(yuan)d 元。")
        % {"kg": KG_A_LORRY, "yuan": HIRE_FEN // FEN_A_YUAN},
        _("一人一天经手 %(kg)d 公斤；会员一半的时间有空；来一家伙伴按 %(n)d 人。")
        % {"kg": KG_A_PERSON, "n": PEOPLE_OF_PARTNER},
        _("路上一天走 %(km)d 公里，买货 %(days)d 天到；断路时外面的进不来。")
        % {"km": KM_A_DAY, "days": MARKET_DAYS},
        _("限定用途的钱不能动（慈善法第五十六条）。"),
    ]
    effects = [
        f"{one.item} {readiness_name(one.item)}{_('：')}{one.en if english else one.zh} "
        + " / ".join(f"{value:g}" for value in one.values)
        for one in EFFECTS
    ]
    return shared + effects


def asked_sources(drill: Drill) -> list[tuple[str, str, str]]:
    """Return what each kind of help is asked for by: its name, the rule in figures, the source."""
    found = []
    for one in things_of(drill).values():
        often = _("一次") if one.is_once else _("每天")
        rule = _("%(share)g %% 的人，每人%(often)s %(n)g %(unit)s") % {
            "share": one.share * HUNDRED,
            "often": often,
            "n": one.per_person,
            "unit": one.unit,
        }
        found.append((name_of(one), rule, one.source))
    return found
