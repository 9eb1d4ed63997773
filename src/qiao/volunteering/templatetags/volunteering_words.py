"""Filters of the page of volunteers' work. Load with {% load volunteering_words %}."""

from django import template

register = template.Library()
MINUTES_AN_HOUR = 60


@register.filter
def hours(minutes: int | None) -> str:
    """Say whole minutes in hours: 90 becomes 1.5, 6000 becomes 100."""
    if not minutes:
        return "0"
    return f"{minutes / MINUTES_AN_HOUR:,.2f}".rstrip("0").rstrip(".")
