"""Tables leave the house: who took which, and how many lines, is in the trail."""

from qiao.accounts.roles import Actor
from qiao.registry.models import Crisis, Organization
from qiao.trail.recorded import detail, recorded
from qiao.volunteering.models import HelpCall


@recorded("help_call.export")
def export_answers(_actor: Actor, call: HelpCall, content: bytes) -> bytes:
    """Put into the trail that the answers to a call leave as a file."""
    detail(call=str(call.pk), bytes=len(content))
    return content


@recorded("enrolment.export")
def export_members(_actor: Actor, organization: Organization, content: bytes) -> bytes:
    """Put into the trail that the list of members leaves as a file."""
    detail(organization=str(organization.pk), bytes=len(content))
    return content


@recorded("shift.export")
def export_shifts(_actor: Actor, crisis: Crisis, content: bytes) -> bytes:
    """Put into the trail that the shifts leave as a file."""
    detail(crisis=str(crisis.pk), bytes=len(content))
    return content
