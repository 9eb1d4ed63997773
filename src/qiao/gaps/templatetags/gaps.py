"""Tags of the desk of gaps: a bar that says more than a number, and the shade of a cell."""

from math import log1p

from django import template

from qiao.gaps.models import Gap, GapSighting

register = template.Library()
BAR = 240.0
SHADES = 5


@register.inclusion_tag("gaps/_bar.html")
def bar(seen: Gap | GapSighting) -> dict[str, float]:
    """Draw observed against expected on one scale: {% bar gap %}."""
    observed, expected = float(seen.observed or 0), float(seen.expected or 0)
    widest = max(observed, expected, 1.0)
    return {
        "width": BAR,
        "observed": BAR * observed / widest,
        "expected": min(BAR * expected / widest, BAR - 2),
    }


@register.simple_tag
def heat(count: int, most: int) -> int:
    """Return the shade of a cell, 0 for none and 5 for the most, by the logarithm."""
    if not count or not most:
        return 0
    return max(1, round(SHADES * log1p(count) / log1p(most)))
