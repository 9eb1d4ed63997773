"""Before a dispatch: does it lie outside what the charter allows or where it serves? Then it asks why, once (S18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qiao.accounts.roles import Actor
from qiao.engines.scope import Answer, Aspect, Fit, Standing, fit
from qiao.registry.models import Crisis, Item, Organization, Place, ScopeAnswer
from qiao.registry.scoping.facts import doer_of, needed_of, rule_of
from qiao.trail.recorded import detail, recorded

CODE = "SCOPE"
"""The code of such a doubt beside other doubts of a dispatch."""
ASKED = {Standing.OUTSIDE, Standing.ELSEWHERE}
LONGEST = 300


@dataclass(frozen=True)
class Drift:
    """Something about to be done outside scope or places, and what the law says to that."""

    crisis: Crisis
    place: Place | None
    item: Item | None
    standing: Standing
    why: str
    law: str

    @property
    def words(self) -> str:
        """Return the sentence that a person reads before going on."""
        facts = {"item": self.item or "", "why": self.why, "law": self.law}
        if self.standing is Standing.OUTSIDE and self.law:
            return _("%(item)s：%(why)s超出业务范围活动的，登记管理机关可以处罚（%(law)s）。") % facts
        return _("%(item)s：%(why)s") % facts


def drifts(
    organization: Organization,
    crisis: Crisis,
    targets: Sequence[tuple[Place | None, Item | None]],
    today: date,
) -> list[Drift]:
    """Return for each place and item, once, what lies outside; nothing where a person has given the reason for it."""
    own = doer_of(organization, today)
    rule = rule_of(organization, today)
    found = []
    for place, item in dict.fromkeys(targets):
        seen = fit(needed_of(item, place), own)
        if seen.standing in ASKED:
            law = f"{rule.citation}" if rule else ""
            found.append(Drift(crisis, place, item, seen.standing, why_of(seen), law))
    answered = set(
        ScopeAnswer.objects.filter(mark__in=[mark_of(one) for one in found]).values_list("mark", flat=True)
    )
    return [one for one in found if mark_of(one) not in answered]


def why_of(seen: Fit) -> str:
    """Return why something lies outside, in the language of the page."""
    aspect = Aspect.SCOPE if seen.of(Aspect.SCOPE).answer is Answer.NO else Aspect.PLACE
    said = seen.of(aspect).why
    return said.en if (get_language() or "").startswith("en") else said.zh


def mark_of(drift: Drift) -> str:
    """Return the mark of what a person saw."""
    place, item = (drift.place.code if drift.place else ""), (drift.item.code if drift.item else "")
    return sha256(f"{drift.crisis.pk}\n{place}\n{item}\n{drift.standing}".encode()).hexdigest()


@recorded("scope.answer")
def give_reason(actor: Actor, /, drift: Drift, *, reason: str, at: datetime) -> ScopeAnswer:
    """Keep why something goes where scope or places do not reach. Told again, it is one answer."""
    detail(
        standing=drift.standing,
        place=drift.place.code if drift.place else None,
        item=drift.item.code if drift.item else None,
    )
    answer: ScopeAnswer = ScopeAnswer.objects.get_or_create(
        organization_id=actor.acts_for,
        mark=mark_of(drift),
        defaults={
            "crisis": drift.crisis,
            "place": drift.place,
            "item": drift.item,
            "standing": drift.standing,
            "told": drift.words[:400],
            "reason": reason[:LONGEST],
            "answered_by_id": actor.user_id,
            "answered_at": at,
        },
    )[0]
    return answer


def give_reasons(actor: Actor, found: Sequence[Drift], *, reason: str, at: datetime) -> None:
    """Keep the one reason of a person for everything they were told."""
    for one in found:
        give_reason(actor, one, reason=reason, at=at)
