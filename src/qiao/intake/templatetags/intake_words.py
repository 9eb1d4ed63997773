"""Filters of the desk's pages: codes said as words. Load with {% load intake_words %}."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language

from qiao.engines.extraction import PlaceReading
from qiao.intake import desk_words
from qiao.intake.words import FIELD_WORDS, GROUP_WORDS, REPORTER_SAID, REVEAL_REASONS
from qiao.registry.templatetags.registry_parts import may

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
def reason_of_place(reading: PlaceReading | Mapping[str, str]) -> str:
    """Say why a text is about this place, in the language of the page."""
    name = "reason_en" if (get_language() or "").startswith("en") else "reason"
    return str(reading[name] if isinstance(reading, Mapping) else getattr(reading, name))


@register.filter
def in_words(reason: Mapping[str, str]) -> str:
    """Say a kept reason in the language of the page."""
    return str(reason.get("en" if (get_language() or "").startswith("en") else "zh", ""))


@register.filter
def answer_lines(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Say what was learnt by a call: {% for word, value in check.answers|answer_lines %}."""
    return desk_words.answer_lines(answers)


register.filter("may", may)
