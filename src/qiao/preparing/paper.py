"""The report of a drill, on paper, to be talked over."""

from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from qiao.preparing.models import Drill
from qiao.preparing.queries.drills import tasks_of
from qiao.preparing.words import drill as words
from qiao.registry.leaving import Leaving
from qiao.registry.typesetting import typeset

PAPER = Path(__file__).parent / "papers" / "drill.typ"
HUNDRED = 100


def drill_paper(drill: Drill, language: str) -> bytes:
    """Return the report as PDF in a language."""
    with translation.override(language):
        return typeset(PAPER, content_of(drill, language))


def content_of(drill: Drill, language: str) -> dict[str, Any]:
    """Return the words of the report."""
    lines, helps, leaving = words.thing_lines(drill), words.help_lines(drill), Leaving()
    return {
        "lang": "en" if language.startswith("en") else "zh",
        "title": leaving.text(drill.title),
        "mark": str(_("演练，不是真事")),
        "house": drill.organization.name,
        "setting": _setting(drill),
        "figures": _figures(drill),
        "tables": [
            {
                "title": str(_("哪一天断、卡在哪里")),
                "heads": [str(one) for one in (_("要什么"), _("通常第几天断"), _("最早–最晚"), _("卡在"), _("没给到"))],
                "rows": [
                    [one.name, _day(one.usual), _span(one), one.link or "—", f"{one.unmet * HUNDRED:.0f} %"]
                    for one in lines
                ],
            },
            {
                "title": str(_("哪一项准备会有用")),
                "heads": [str(one) for one in (_("准备"), _("级别"), _("少缺"), _("推迟到"))],
                "rows": [
                    [f"{one.item} {one.name}", f"{'?' if one.before is None else one.before} → {one.after}",
                     f"{one.gain * HUNDRED:.1f}", "；".join(one.later)]
                    for one in helps
                ],
            },
        ],
        "notes": [
            *([{"title": "", "lines": [pair]}] if (pair := words.pair_words(drill)) else []),
            {"title": str(_("观察")), "lines": [f"{words.link_word(one.link)} {leaving.text(one.text)}".strip() for one in drill.notes.all()]},
            {"title": str(_("改进（已列入工作计划）")), "lines": [
                f"{one.task.due_on:%Y-%m-%d} {one.task.owner}{_('：')}{leaving.text(one.task.what)}" for one in tasks_of(drill)]},
            {"title": str(_("按什么推演")), "lines": [
                *(f"{name}{_('：')}{value}" for name, value in words.stood_ready(drill)),
                *(f"{name}{_('：')}{rule}（{source}）" for name, rule, source in words.asked_sources(drill)),
                *words.assumptions()]},
        ],
        "printed": _("打印于 %(at)s · 种子 %(seed)d，同样的种子推演出同样的结果") % {
            "at": f"{timezone.localtime():%Y-%m-%d %H:%M}", "seed": drill.seed},
    }  # fmt: skip


def _setting(drill: Drill) -> str:
    facts = {
        "hazard": _(drill.get_hazard_display()),
        "place": drill.place.full_name,
        "people": f"{drill.people:,}",
        "days": drill.days,
        "runs": drill.runs,
        "day": f"{timezone.localdate(drill.held_at):%Y-%m-%d}",
    }
    return _("%(hazard)s · %(place)s · 接住 %(people)s 人 · %(days)d 天 · 推演 %(runs)d 次 · %(day)s") % facts


def _figures(drill: Drill) -> list[tuple[str, str]]:
    worst, best = drill.result["unmet"] * HUNDRED, drill.result["unmet_best"] * HUNDRED
    shown = f"{worst:.0f} %" if round(worst) == round(best) else f"{best:.0f}–{worst:.0f} %"
    links = [words.link_word(link) for link, _days in drill.result["links"]]
    return [(str(_("没有给到")), shown), (str(_("卡得最多的环节")), links[0] if links else "—")]


def _day(day: int | None) -> str:
    return str(_("不断")) if day is None else str(day)


def _span(one: words.ThingLine) -> str:
    return "—" if one.first is None else f"{one.first}–{one.last}"
