"""Handing out: the tables of the bridges, the paper of a proposal, the calendar of filings. The trail knows of each."""

import hashlib
from collections.abc import Sequence

from qiao.accounts.roles import Actor
from qiao.advocacy.bridging.files import table_file
from qiao.advocacy.bridging.picture import Picture
from qiao.advocacy.calendar_file import calendar_file
from qiao.advocacy.models import Filing, Proposal
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded


def export_bridges(actor: Actor, picture: Picture, *, table: str, form: str) -> bytes:
    """Return one table of the bridges as a file, csv or xlsx."""
    return _bridges_noted(actor, picture.crisis, table_file(picture, table, form), table=table, form=form)


@recorded("bridge.export")
def _bridges_noted(_actor: Actor, crisis: Crisis, content: bytes, *, table: str, form: str) -> bytes:
    detail(crisis=crisis.slug, table=table, form=form)
    return content


@recorded("proposal.hand_out")
def hand_out_paper(_actor: Actor, proposal: Proposal, content: bytes, *, form: str) -> bytes:
    """Note that a cleared paper is taken, with the SHA-256 of the very file, and return it."""
    detail(proposal=str(proposal.pk), form=form, sha256=hashlib.sha256(content).hexdigest())
    return content


@recorded("filing.export")
def export_calendar(_actor: Actor, crisis: Crisis, filings: Sequence[Filing], *, host: str) -> str:
    """Return the terms of filings as a calendar."""
    detail(crisis=crisis.slug, rows=len(filings))
    return calendar_file(filings, host)
