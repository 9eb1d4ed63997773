"""What this desk tells people of: a department answered, a department is silent."""

from django.utils.translation import gettext_lazy as _

from qiao.accounts.roles import Actor
from qiao.advocacy.models import DepartmentAnswer, DepartmentLink, Filing
from qiao.registry.queries import coordinators_of
from qiao.trail.kinds import Kind
from qiao.trail.outbox import notify

ANSWERED = Kind(
    "proposal.answered",
    _("部门答复了建议"),
    _("%(crisis)s：有部门答复了一条建议，编号 %(reference)s，请打开看一眼。"),
    "advocacy:proposal",
    takes="proposal",
)
SILENT = Kind(
    "filing.silent",
    _("建议过了答复期限"),
    _("%(crisis)s：一份建议过了答复期限还没有答复，编号 %(reference)s，请打电话问一声。"),
    "advocacy:proposal",
    takes="proposal",
)


def tell_answered(actor: Actor, answer: DepartmentAnswer, link: DepartmentLink) -> None:
    """Tell the coordinators and the groups that a department answered."""
    notify(
        actor,
        kind=ANSWERED.key,
        subject=answer,
        to=coordinators_of(link.organization_id),
        crisis=link.crisis.name,
        proposal=str(answer.outcome.proposal_id),
    )


def tell_silent(actor: Actor, filing: Filing, *, occasion: str) -> int:
    """Tell the coordinators that a department owes an answer; return how many were told."""
    return notify(
        actor,
        kind=SILENT.key,
        subject=filing,
        occasion=occasion,
        to=coordinators_of(filing.organization_id),
        crisis=filing.proposal.crisis.name,
        proposal=str(filing.proposal_id),
    )
