"""Filters of the desk's pages: codes said as words. Load with {% load intake_words %}."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language, gettext

from qiao.engines.extraction import PlaceReading, TownshipReading
from qiao.intake.models import HearsayCheck, Need, Report, Verification
from qiao.intake.queries.hearsay import finding_of, is_hearsay_marked
from qiao.intake.words import desk as desk_words
from qiao.intake.words import shifts as shift_words
from qiao.intake.words.voices import FIELD_WORDS, GROUP_WORDS, REPORTER_SAID, REVEAL_REASONS, SECOND_FAILED
from qiao.registry.templatetags.registry_parts import may
from qiao.trail.outbox_words import reason_text

register = template.Library()


@register.filter
def field_word(field: str) -> str:
    """Say which field a lit stretch tells."""
    return str(FIELD_WORDS.get(field, field))


@register.filter
def group_word(code: str) -> str:
    """Say for whom a need is."""
    return str(GROUP_WORDS.get(code, code))


@register.filter
def reporter_said(code: str) -> str:
    """Say what a sender answered under the receipt code."""
    return str(REPORTER_SAID.get(code, code))


@register.filter
def reason_word(reason: str) -> str:
    """Say why somebody saw an original; other reasons are words already."""
    return str(REVEAL_REASONS.get(reason, reason))


@register.filter
def reason_of_place(reading: PlaceReading | TownshipReading | Mapping[str, str]) -> str:
    """Say why a text is about this place, in the language of the page."""
    name = "reason_en" if (get_language() or "").startswith("en") else "reason"
    return str(reading[name] if isinstance(reading, Mapping) else getattr(reading, name))


@register.filter
def failure_words(code: str) -> str:
    """Say why a second reader gave no opinion."""
    return str(SECOND_FAILED[code]) if code in SECOND_FAILED else reason_text(code)


@register.filter
def in_words(reason: Mapping[str, str]) -> str:
    """Say a kept reason in the language of the page."""
    return str(reason.get("en" if (get_language() or "").startswith("en") else "zh", ""))


@register.filter
def answer_lines(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Say what was learnt by a call: {% for word, value in check.answers|answer_lines %}."""
    return desk_words.answer_lines(answers)


@register.filter
def estimate_words(note: str) -> str:
    """Say on what an estimate stands, in the language of the page."""
    return shift_words.estimate_words(note)


@register.filter
def result_word(code: str) -> str:
    """Say what a check or a round came to."""
    known = {**dict(Verification.Result.choices), **dict(Need.State.choices)}
    return gettext(str(known.get(code, code)))


@register.filter
def clock(moment: str) -> str:
    """Say a kept moment as an hour of the day here."""
    return timezone.localtime(datetime.fromisoformat(moment)).strftime("%m-%d %H:%M") if moment else ""


@register.inclusion_tag("intake/_hearsay.html")
def hearsay_note(report: Report) -> dict[str, Any]:
    """Say of a message that it is hearsay, and what was found out about it."""
    check = finding_of(report)
    is_shown = check is not None or is_hearsay_marked(report)
    return {"check": check, "is_shown": is_shown, "slug": report.crisis.slug}


@register.inclusion_tag("intake/_hearsay_badge.html")
def hearsay_badge(check: HearsayCheck | None) -> dict[str, Any]:
    """Show the finding about hearsay as a badge."""
    return {"check": check}


register.filter("may", may)
