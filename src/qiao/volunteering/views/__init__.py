"""The pages of volunteering."""

from qiao.volunteering.views import (
    certificates,
    joining,
    members,
    mine,
    people,
    presence,
    rosters,
    shifts,
    work,
)

__all__ = [
    "certificates",
    "joining",
    "load",
    "members",
    "mine",
    "people",
    "presence",
    "rosters",
    "shifts",
    "work",
]
