"""The same thing told again: folded into what is known as a further source, and taken apart again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qiao.accounts.roles import Actor
from qiao.exceptions import LineAlreadyDecidedError
from qiao.intake.actions.repeats import note_repeats
from qiao.intake.actions.voices import open_need, open_offer
from qiao.intake.models import Need, Offer, Report, Telling
from qiao.trail.recorded import detail, recorded

SHARED = ("item", "item_text", "place", "party_text", "spans")
AMOUNT = ("quantity_kind", "quantity", "quantity_max", "unit")
MORE = ("tier", "who_groups")
"""Fields of a need that a telling keeps as plain values."""


@dataclass(frozen=True)
class Likeness:
    """Why two tellings are thought to tell the same: a probability and reasons in both languages."""

    probability: float | None = None
    reasons: Sequence[Mapping[str, Any]] = ()


@recorded("telling.fold")
def tell_again(
    actor: Actor,
    voice: Need | Offer,
    report: Report,
    *,
    facts: Mapping[str, Any],
    decided_at: datetime,
    likeness: Likeness = Likeness(),
) -> Telling:
    """Keep `report` as a further source of `voice`; `facts` is what it says. Told twice, the first stands."""
    key = {"need": voice} if isinstance(voice, Need) else {"offer": voice}
    kept, is_new = Telling.objects.get_or_create(
        **key,
        report=report,
        undone_at=None,
        defaults={
            **{name: facts[name] for name in (*SHARED, *AMOUNT) if name in facts},
            "organization_id": actor.acts_for,
            "how": how_told(voice, facts),
            "told_at": report.told_at,
            "more": {name: facts[name] for name in MORE if name in facts},
            "probability": likeness.probability,
            "reasons": list(likeness.reasons),
            "decided_by_id": actor.user_id,
            "decided_at": decided_at,
        },
    )
    if is_new:
        note_repeats(actor, voice)
    detail(of=str(voice.pk), report=str(report.pk), how=kept.how, new=int(is_new))
    return kept


def how_told(voice: Need | Offer, facts: Mapping[str, Any]) -> str:
    """Say whether a telling says another quantity than is known, or only the same again."""
    said = tuple(facts.get(name) for name in AMOUNT[:3])
    known = tuple(getattr(voice, name) for name in AMOUNT[:3])
    is_update = facts.get("quantity") is not None and said != known
    return Telling.How.UPDATE if is_update else Telling.How.REPEAT


@recorded("telling.undo")
def undo_telling(actor: Actor, telling: Telling, *, undone_at: datetime) -> Need | Offer:
    """Take a telling out again: what the report says becomes a need or an offer of its own.

    Raises LineAlreadyDecidedError where somebody took it out before.
    """
    taken = Telling.objects.filter(pk=telling.pk, undone_at__isnull=True).update(undone_at=undone_at)
    if not taken:
        raise LineAlreadyDecidedError(state="已拆开")
    facts = {name: getattr(telling, name) for name in (*SHARED, *AMOUNT)}
    detail(of=str(telling.voice.pk), report=str(telling.report_id))
    if isinstance(telling.voice, Need):
        return open_need(actor, telling.report, **facts, **telling.more)
    return open_offer(actor, telling.report, **facts)
