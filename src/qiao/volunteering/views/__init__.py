"""The pages of volunteering."""

from qiao.volunteering.views import mine, presence, shifts, work

__all__ = ["mine", "presence", "shifts", "work"]
