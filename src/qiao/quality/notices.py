"""What this desk tells people of: a complaint waits for them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from qiao.accounts.roles import Actor
from qiao.quality.models import Complaint
from qiao.trail.kinds import Kind
from qiao.trail.outbox import notify

WAITING = Kind(
    "complaint.waiting",
    _("有一件投诉等您处理"),
    _("%(crisis)s：投诉 %(reference)s 等您处理，请在期限前答复。"),
    "quality:complaint",
    is_for_groups=False,
)
"""It never says what a complaint is about, nor that it is a sensitive one."""


def tell_handlers(actor: Actor, complaint: Complaint, people: Iterable[Any], *, occasion: str) -> None:
    """Tell those who handle a complaint, once an occasion."""
    notify(
        actor,
        kind=WAITING.key,
        subject=complaint,
        occasion=occasion,
        to=list(people),
        crisis=complaint.feedback.crisis.name,
    )
