"""The pages of volunteering."""

from qiao.volunteering.views import certificates, mine, presence, rosters, shifts, work

__all__ = ["certificates", "mine", "presence", "rosters", "shifts", "work"]
