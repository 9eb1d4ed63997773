"""Thanks to whoever gave, once something of it was signed for: with the trace, through the outbox, by consent."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qiao.accounts.roles import Actor
from qiao.intake.notices import tell_reporters
from qiao.relief.models import Match
from qiao.trail.kinds import Kind

THANKS = Kind(
    "offer.received",
    _("您捐的东西送到了"),
    _("%(crisis)s：您提供的东西已经有人签收，谢谢您。去了哪里、签收多少，凭追踪码 %(code)s 都能看到。"),
    "pages:public_trace",
    takes="code",
    is_chosen=False,
    is_for_groups=False,
)


def thank_giver(actor: Actor, match: Match, *, at: datetime) -> None:
    """Thank whoever offered what was signed for; once, however many places sign for it."""
    lot = match.lot
    tell_reporters(actor, THANKS, match.offer, occasion=str(lot.pk), at=at, code=lot.trace_code)
