"""The pages of volunteering."""

from qiao.volunteering.views import certificates, mine, presence, shifts, work

__all__ = ["certificates", "mine", "presence", "shifts", "work"]
