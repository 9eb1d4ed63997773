"""How a snapshot is shown: phases, timeline, map and contributions in the language of the page.

To everyone else places tell their counts in blocks of five; the organisation itself sees them whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qiao.casebook.means import hours_text, yuan_text
from qiao.casebook.models import CaseFact, CaseSnapshot, CaseStudy
from qiao.casebook.snapshots import BEHIND
from qiao.gaps.drawing import Drawing, Spot, draw
from qiao.registry.leaving import told_people
from qiao.registry.models import Phase

MOST_GOODS = 8


def is_english() -> bool:
    """Say whether the page speaks English."""
    return (get_language() or "").startswith("en")


def said(row: Mapping[str, Any]) -> str:
    """Return a text of a snapshot in the language of the page."""
    return str((row.get("en") if is_english() else "") or row.get("zh", ""))


@dataclass(frozen=True)
class Course:
    """How a response went, as the page shows it."""

    phases: tuple[dict[str, Any], ...]
    events: tuple[dict[str, Any], ...]
    map: Drawing | None
    places: tuple[dict[str, Any], ...]


def course_of(snapshot: CaseSnapshot | None, *, is_own: bool) -> Course | None:
    """Return the course of a response; None where nothing was ever drawn from the record."""
    if snapshot is None:
        return None
    content = snapshot.content
    places = [_place(row, is_own=is_own) for row in content.get("places", ())]
    spots = [
        Spot(one["code"], one["short"], one["at"][0], one["at"][1], one["size"])
        for one in places
        if one["at"] is not None
    ]
    events = [
        {"on": row["on"], "text": said(row), "type": row["record_type"], "id": row["record_id"]}
        for row in content.get("timeline", ())
    ]
    return Course(
        tuple(_phase(row) for row in content.get("phases", ())), tuple(events), draw(spots), tuple(places)
    )


def _phase(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"label": _(str(Phase.Focus(row["focus"]).label)), **row}


def _place(row: Mapping[str, Any], *, is_own: bool) -> dict[str, Any]:
    """Return a place with its counts: whole to its own people, in blocks of five to everyone else."""
    shown = {key: row[key] if is_own else told_people(row[key]) for key in ("needs", "receipts")}
    size = row["needs"] if is_own else max(1, row["needs"] // 5 * 5)
    return {
        "code": row["code"],
        "name": row["name"],
        "short": row.get("short") or row["name"],
        "at": row["at"],
        "size": size,
        **shown,
    }


@dataclass(frozen=True)
class Contribution:
    """What one kind of resource brought: a frozen figure in its own unit, lines beneath it, facts; or nothing known."""

    label: str
    figure: str
    unit: str
    key: str
    lines: tuple[tuple[str, str], ...]
    facts: tuple[CaseFact, ...]

    @property
    def is_known(self) -> bool:
        """Say whether anything is known."""
        return bool(self.figure or self.facts or self.lines)


def contributions(case: CaseStudy) -> list[Contribution]:
    """Return what was brought, kind beside kind and never added up; money is one kind among others (S23)."""
    told: dict[str, list[CaseFact]] = {}
    for fact in case.facts.all():
        told.setdefault(fact.code, []).append(fact)
    snapshot = case.snapshots.first()
    content: Mapping[str, Any] = snapshot.content if snapshot else {}
    figures = case.figures
    kinds = (
        ("MONEY", _("资金投入"), _money(figures.get("money_fen")), "", "money_fen", ()),
        ("GOODS", _("物资投入"), _count(figures.get("receipts")), _("次签收"), "receipts", _goods(content)),
        ("VOLUNTEERS", _("志愿者投入"), _hours(figures.get("minutes")), _("小时，已核实"), "minutes", _worth(content)),
        ("SKILL", _("专业技能"), _hours(figures.get("skill_minutes")), _("小时社会工作与医务"), "skill_minutes", ()),
        ("MEMBERS", _("会员投入"), "", "", "", ()),
        ("SPACE", _("场地"), "", "", "", ()),
        ("INFORMATION", _("信息"), _count(figures.get("reports")), _("条一线信息"), "reports", ()),
        ("ADVOCACY", _("政策倡导"), _count(figures.get("proposals")), _("份建议"), "proposals", ()),
    )  # fmt: skip
    return [
        Contribution(label, figure, unit if figure else "", key if figure else "", tuple(lines), tuple(told.get(code, ())))
        for code, label, figure, unit, key, lines in kinds
    ]  # fmt: skip


def _money(fen: int | None) -> str:
    return "" if fen is None else yuan_text(fen)


def _count(number: int | None) -> str:
    return f"{number:,}" if number else ""


def _hours(minutes: int | None) -> str:
    return hours_text(minutes) if minutes else ""


def _goods(content: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for row in content.get("goods", ())[:MOST_GOODS]:
        yield said(row), f"{row['pieces']:,} {_(row['unit']) if row['unit'] else ''}".strip()


def _worth(content: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for row in content.get("worth", ()):
        yield said(row), _("未知") if row["fen"] is None else yuan_text(row["fen"])


FIGURES = (
    "reports", "needs", "offers", "matches", "receipts", "places", "minutes", "money_fen",
    "proposals", "filings", "outcomes",
)  # fmt: skip


def figure_words() -> dict[str, str]:
    """Return what each figure is called."""
    return {
        "reports": _("一线信息"),
        "needs": _("需求"),
        "offers": _("资源"),
        "matches": _("对接"),
        "receipts": _("签收"),
        "pieces_received": _("签收件数"),
        "places": _("涉及县区"),
        "minutes": _("核实的志愿时间"),
        "skill_minutes": _("专业志愿时间"),
        "money_fen": _("收到的资金"),
        "proposals": _("建议"),
        "filings": _("报送"),
        "outcomes": _("结果"),
    }


def figure_text(key: str, value: int | None) -> str:
    """Say a figure in its unit; unknown is a word, never nought."""
    if value is None:
        return _("未知")
    if key == "money_fen":
        return yuan_text(value)
    if key in {"minutes", "skill_minutes"}:
        return _("%(n)s 小时") % {"n": hours_text(value)}
    return f"{value:,}"


def figures_told(figures: Mapping[str, int | None]) -> list[tuple[str, str, str]]:
    """Return key, label and value of frozen figures; the key leads to the records behind it."""
    words = figure_words()
    return [(key, words[key], figure_text(key, figures[key])) for key in FIGURES if key in figures]


def kind_words() -> dict[str, str]:
    """Return what the records behind figures are called."""
    return {
        "report": _("一线信息"),
        "need": _("需求"),
        "offer": _("资源"),
        "match": _("对接"),
        "receipt": _("签收"),
        "hours": _("志愿时间记录"),
        "gift": _("捐赠"),
        "proposal": _("建议"),
        "filing": _("报送"),
        "outcome": _("结果"),
    }


def kind_behind(key: str) -> str:
    """Return which records stand behind a figure; "" for a word that is no figure."""
    return BEHIND.get(key, "")
