"""The pages of volunteering."""

from qiao.volunteering.views import certificates, joining, mine, people, presence, rosters, shifts, work

__all__ = ["certificates", "joining", "mine", "people", "presence", "rosters", "shifts", "work"]
