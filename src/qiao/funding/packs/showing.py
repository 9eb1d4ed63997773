"""What pages of packs are given: the sections, the facts, the law, a chart."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from qiao.funding.packs.content import Content, reconciles
from qiao.funding.packs.telling import (
    FEN,
    adjusted_words,
    facts_of,
    laws_of,
    names_of,
    purpose_name,
    sections_of,
    title_of,
    total_name,
    yuan_text,
)

SHOWN_PURPOSES = 12


def shown(content: Content) -> dict[str, Any]:
    """Return a pack for a page, names of donors looked up as their consent stands today."""
    return {
        "title": title_of(content),
        "facts": facts_of(content),
        "sections": sections_of(content, names_of(content)),
        "laws": [{"citation": one.citation, "says": one.says} for one in laws_of(content)],
        "adjusted": adjusted_words(content),
        "totals": content["totals"],
        "reconciles": reconciles(content["totals"]),
        "deadline": content["deadline"],
        "chart": _chart(content),
    }


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
