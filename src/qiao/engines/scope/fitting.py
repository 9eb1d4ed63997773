"""Whether a need fits an organisation: scope, place, skill, means; each answered with a reason, unknown told as unknown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from qiao.engines.scope.kinds import KIND_NAMES, Kind


class Aspect(StrEnum):
    """What a need is held against, in this order."""

    SCOPE = "SCOPE"
    PLACE = "PLACE"
    SKILL = "SKILL"
    MEANS = "MEANS"


class Answer(StrEnum):
    """What an aspect says."""

    YES = "YES"
    PARTLY = "PARTLY"
    NO = "NO"
    UNKNOWN = "UNKNOWN"


class Standing(StrEnum):
    """How a need stands to an organisation, the best first."""

    FITS = "FITS"
    SHORT = "SHORT"
    UNKNOWN = "UNKNOWN"
    ELSEWHERE = "ELSEWHERE"
    OUTSIDE = "OUTSIDE"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Needed:
    """What is asked for.

    Attributes
    ----------
    kinds
        Any one of them in a charter covers the need; empty where nobody knows what is asked.
    places
        Codes of the place and of everything above it, the place first; empty where unknown.
    pieces
        Still missing, in the item's unit; None where nobody said.
    skill
        Without which it is of no use, "" for none. `skill_name` as pages say it, Chinese and English.
    """

    id: str
    item: str
    kinds: frozenset[Kind]
    places: tuple[str, ...] = ()
    place_name: str = ""
    pieces: int | None = None
    unit: str = ""
    skill: str = ""
    skill_name: Said = field(default_factory=lambda: Said("", ""))
    place_name_en: str = ""


@dataclass(frozen=True, slots=True)
class Doer:
    """An organisation that might do it. None is unknown, never nothing.

    Attributes
    ----------
    kinds
        What its charter allows → the words of the charter, "" where they are not at hand.
    places
        Codes of where it serves; a code stands for everything beneath it.
    skills
        Skill → people who have it.
    stock
        Item → pieces free.
    """

    id: str
    name: str
    kinds: Mapping[Kind, str] | None = None
    places: frozenset[str] | None = None
    skills: Mapping[str, int] | None = None
    stock: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one aspect says, and why."""

    aspect: Aspect
    answer: Answer
    why: Said


@dataclass(frozen=True, slots=True)
class Fit:
    """How a need stands to an organisation, with the four findings behind it."""

    standing: Standing
    findings: tuple[Finding, ...]

    def of(self, aspect: Aspect) -> Finding:
        """Return what an aspect says."""
        return next(one for one in self.findings if one.aspect is aspect)


def fit(needed: Needed, doer: Doer) -> Fit:
    """Hold one need against one organisation.

    Returns
    -------
    Fit
        OUTSIDE where the charter does not cover it; ELSEWHERE where it does and the place is not served; UNKNOWN
        where scope or place cannot be told; SHORT where skill or means lack in part or whole or are unknown; FITS
        where all four say yes.
    """
    findings = (_scope(needed, doer), _place(needed, doer), _skill(needed, doer), _means(needed, doer))
    answers = {one.aspect: one.answer for one in findings}
    bounds = {answers[Aspect.SCOPE], answers[Aspect.PLACE]}
    if answers[Aspect.SCOPE] is Answer.NO:
        standing = Standing.OUTSIDE
    elif answers[Aspect.PLACE] is Answer.NO:
        standing = Standing.ELSEWHERE
    elif Answer.UNKNOWN in bounds:
        standing = Standing.UNKNOWN
    elif {answers[Aspect.SKILL], answers[Aspect.MEANS]} == {Answer.YES}:
        standing = Standing.FITS
    else:
        standing = Standing.SHORT
    return Fit(standing, findings)


def competent(needed: Needed, doers: Iterable[Doer]) -> list[tuple[Doer, Fit]]:
    """Return who else could do it: scope and place both say yes; those with skill and means first, then by name."""
    found = [(one, fit(needed, one)) for one in doers]
    able = [pair for pair in found if pair[1].standing in {Standing.FITS, Standing.SHORT}]
    order = list(Answer)
    return sorted(
        able,
        key=lambda pair: (
            list(Standing).index(pair[1].standing),
            sum(order.index(one.answer) for one in pair[1].findings),
            pair[0].name,
            pair[0].id,
        ),
    )


def _names(kinds: Iterable[Kind]) -> tuple[str, str]:
    held = sorted(kinds, key=list(Kind).index)
    return "、".join(KIND_NAMES[one][0] for one in held), ", ".join(KIND_NAMES[one][1] for one in held)


def _scope(needed: Needed, doer: Doer) -> Finding:
    def say(answer: Answer, zh: str, en: str) -> Finding:
        return Finding(Aspect.SCOPE, answer, Said(zh, en))

    if not needed.kinds:
        return say(Answer.UNKNOWN, "没认出要的是什么，对不上章程。", "What is asked for is not known, so no charter can be held against it.")  # fmt: skip
    zh, en = _names(needed.kinds)
    if doer.kinds is None:
        return say(Answer.UNKNOWN, "没有登记业务范围。", "No scope is on record.")
    covered = sorted(needed.kinds & set(doer.kinds), key=list(Kind).index)
    if not covered:
        return say(Answer.NO, f"属于{zh}，业务范围里没有。", f"It is {en}; the scope does not name it.")
    words = doer.kinds[covered[0]]
    zh, en = _names(covered)
    quoted = (f"，章程写着“{words}”", f"; the charter says 「{words}」") if words else ("", "")
    return say(Answer.YES, f"属于{zh}{quoted[0]}。", f"It is {en}{quoted[1]}.")


def _place(needed: Needed, doer: Doer) -> Finding:
    def say(answer: Answer, zh: str, en: str) -> Finding:
        return Finding(Aspect.PLACE, answer, Said(zh, en))

    here = needed.place_name_en or needed.place_name
    if not needed.places:
        return say(Answer.UNKNOWN, "地点未知。", "The place is unknown.")
    if doer.places is None:
        return say(Answer.UNKNOWN, "没有登记服务地域。", "Where it serves is not on record.")
    if doer.places & set(needed.places):
        return say(Answer.YES, f"{needed.place_name}在服务地域里。", f"{here} is served.")
    return say(Answer.NO, f"{needed.place_name}不在服务地域里。", f"{here} is not served.")


def _skill(needed: Needed, doer: Doer) -> Finding:
    def say(answer: Answer, zh: str, en: str) -> Finding:
        return Finding(Aspect.SKILL, answer, Said(zh, en))

    if not needed.skill:
        return say(Answer.YES, "不要求专门技能。", "No special skill is asked for.")
    name = needed.skill_name
    if doer.skills is None:
        return say(Answer.UNKNOWN, f"要会“{name.zh}”，有没有人不知道。", f"It takes {name.en}; whether anybody can is unknown.")  # fmt: skip
    able = doer.skills.get(needed.skill, 0)
    if able:
        return say(Answer.YES, f"会“{name.zh}”的有 {able} 人。", f"{able} can do {name.en}.")
    return say(Answer.NO, f"要会“{name.zh}”，登记的人里没有。", f"It takes {name.en}; nobody on record can.")


def _means(needed: Needed, doer: Doer) -> Finding:
    def say(answer: Answer, zh: str, en: str) -> Finding:
        return Finding(Aspect.MEANS, answer, Said(zh, en))

    if doer.stock is None:
        return say(Answer.UNKNOWN, "有多少力量不知道。", "What it has is unknown.")
    free, unit = doer.stock.get(needed.item, 0), needed.unit
    if needed.pieces == 0:
        return say(Answer.YES, "已经够了。", "Nothing is missing any more.")
    if not free:
        return say(Answer.NO, "手头没有。", "Nothing is at hand.")
    if needed.pieces is None:
        return say(Answer.PARTLY, f"手头有 {free:,}{unit}，要多少未知。", f"{free:,} at hand; how much is asked is unknown.")  # fmt: skip
    if free >= needed.pieces:
        return say(Answer.YES, f"手头有 {free:,}{unit}，够用。", f"{free:,} at hand, enough.")
    return say(Answer.PARTLY, f"手头有 {free:,}{unit}，还差 {needed.pieces - free:,}{unit}。", f"{free:,} at hand, {needed.pieces - free:,} short.")  # fmt: skip
