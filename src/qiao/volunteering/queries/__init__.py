"""What can be asked of volunteers' work."""

from qiao.volunteering.queries.people import enrolments
from qiao.volunteering.queries.shifts import (
    clashes_of,
    coming_shifts,
    has_skill,
    people_of,
    places_left,
    profile_of,
    rostered,
    shifts,
    shifts_of,
    skills_of,
)
from qiao.volunteering.queries.work import (
    Totals,
    activities,
    hours,
    hours_of,
    hours_shown_to,
    time_of,
    totals,
    valuation,
    volunteers_for,
)

__all__ = [
    "Totals",
    "activities",
    "clashes_of",
    "coming_shifts",
    "enrolments",
    "has_skill",
    "hours",
    "hours_of",
    "hours_shown_to",
    "people_of",
    "places_left",
    "profile_of",
    "rostered",
    "shifts",
    "shifts_of",
    "skills_of",
    "time_of",
    "totals",
    "valuation",
    "volunteers_for",
]
