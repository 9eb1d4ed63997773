"""A checkpoint of one organisation's books, signed, to be kept by somebody else."""

from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.funding.checks import heads
from qiao.trail.recorded import detail, recorded
from qiao.trail.signed import signed_checkpoint, text_of


@recorded("ledger.checkpoint")
def take_checkpoint(actor: Actor, /, *, now: datetime) -> str:
    """Return the signed checkpoint as the text of a file: the organisation's books and the trail."""
    part = heads(actor.acts_for)
    detail(entries=int(part[0].get("entries", 0)) if part else 0)
    return text_of(signed_checkpoint(now, {"ledger": part}))
