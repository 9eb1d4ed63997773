"""Filters of the page of volunteers' work. Load with {% load volunteering_words %}."""

from django import template

from qiao.volunteering.models import Assignment, Shift

register = template.Library()
MINUTES_AN_HOUR = 60


@register.filter
def hours(minutes: int | None) -> str:
    """Say whole minutes in hours: 90 becomes 1.5, 6000 becomes 100."""
    if not minutes:
        return "0"
    return f"{minutes / MINUTES_AN_HOUR:,.2f}".rstrip("0").rstrip(".")


@register.filter
def held_places(shift: Shift) -> list[bool]:
    """Return the places of a shift, true where somebody holds one: {% for held in shift|held_places %}."""
    taken = min(shift.taken, shift.slots)  # type: ignore[attr-defined]
    return [True] * taken + [False] * (shift.slots - taken)


@register.filter
def presence_kinds(assignment: Assignment) -> set[str]:
    """Return what was told of somebody's coming and going."""
    return {one.kind for one in assignment.presences.all()}
