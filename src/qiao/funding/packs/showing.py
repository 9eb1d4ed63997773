"""What pages of packs are given: the sections, the facts, the law, a chart."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.funding.packs.content import Content, reconciles
from qiao.funding.packs.names import names_of
from qiao.funding.packs.telling import (
    FEN,
    Section,
    adjusted_words,
    facts_of,
    laws_of,
    purpose_name,
    sections_of,
    title_of,
    total_name,
    yuan_text,
)

SHOWN_PURPOSES = 12
SHOWN_ROWS = 100
"""Rows of a table that a page shows; the files hold all of them."""


def shown(content: Content) -> dict[str, Any]:
    """Return a pack for a page, names of donors looked up as their consent stands today."""
    return {
        "title": title_of(content),
        "facts": facts_of(content),
        "sections": [_shortened(one) for one in sections_of(content, names_of(content))],
        "laws": [{"citation": one.citation, "says": one.says} for one in laws_of(content)],
        "adjusted": adjusted_words(content),
        "totals": content["totals"],
        "reconciles": reconciles(content["totals"]),
        "deadline": content["deadline"],
        "chart": _chart(content),
    }


def _shortened(section: Section) -> Section:
    """Return a table as a page shows it: its first rows, and where the rest is."""
    left = len(section.rows) - SHOWN_ROWS
    if left <= 0:
        return section
    said = ngettext(
        "另有 %(n)d 行没有列出，见 XLSX 或 PDF。", "另有 %(n)d 行没有列出，见 XLSX 或 PDF。", left
    )
    return replace(
        section, rows=section.rows[:SHOWN_ROWS], note=f"{said % {'n': left}} {section.note}".strip()
    )


def _chart(content: Content) -> dict[str, Any] | None:
    """Return what was spent and what is left of each purpose; None where neither is."""
    rows = [one for one in content["purposes"] if one["spent_fen"] or one["closing_fen"]][:SHOWN_PURPOSES]
    if not rows:
        return None
    return {
        "kind": "rows",
        "title": _("按用途：本期已用与还未使用"),
        "unit": _("元"),
        "category": _("用途"),
        "categories": [purpose_name(one["purpose"]) for one in rows],
        "series": [
            {"name": _("本期已用"), "tone": "need", "values": [one["spent_fen"] / FEN for one in rows]},
            {"name": _("还未使用"), "tone": "accent", "values": [one["closing_fen"] / FEN for one in rows]},
        ],
    }


def total_rows(found: Sequence[tuple[str, int, int]]) -> list[tuple[str, str, str]]:
    """Return name, old and new value of each total that differs, in words."""
    return [(total_name(name), _told(name, was), _told(name, now)) for name, was, now in found]


def _told(name: str, value: int) -> str:
    return yuan_text(value) if name.endswith("_fen") else f"{value:,}"
