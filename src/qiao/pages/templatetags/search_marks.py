"""What the search page lights. Load with {% load search_marks %}."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from qiao.pages.search.rows import Segment

register = template.Library()
LIT, PLAIN = "mark", "span"


@register.filter
def marked(segments: Iterable[Segment]) -> SafeString:
    """Write a text with the words asked for marked: {{ row.title|marked }}."""
    return format_html_join(
        "", "<{0}>{1}</{0}>", ((LIT if one.is_lit else PLAIN, one.text) for one in segments)
    )
