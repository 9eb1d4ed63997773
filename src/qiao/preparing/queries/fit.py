"""Which needs of a crisis fit an organisation, and who else could do what does not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from qiao.engines.scope import Answer, Aspect, Doer, Fit, Needed, Said, Standing, competent, fit, skill_of
from qiao.intake.models import Need
from qiao.intake.queries import needs
from qiao.preparing.queries.strength import skills, stock
from qiao.registry.models import BusinessScope, Crisis, NetworkMember, Organization, PartnerStage, ServiceArea
from qiao.registry.scoping.facts import doer_of, doers_of, needed_of
from qiao.relief.problem import promised
from qiao.volunteering.skills import skills as all_skills

OPEN = (Need.State.NEW, Need.State.OPEN, Need.State.EXPIRED)
MOST_OTHERS = 5


@dataclass(frozen=True)
class Row:
    """A need with how it fits."""

    need: Need
    fit: Fit

    @property
    def why(self) -> tuple[Said, ...]:
        """Return what speaks against it, or all four reasons where nothing does."""
        against = tuple(one.why for one in self.fit.findings if one.answer is not Answer.YES)
        return against or tuple(one.why for one in self.fit.findings)


@dataclass(frozen=True)
class Other:
    """Somebody else: able by scope and place, or there with no scope on record (`fit` says which)."""

    organization: Organization
    fit: Fit

    @property
    def is_able(self) -> bool:
        """Say whether scope and place both say yes."""
        return self.fit.of(Aspect.SCOPE).answer is Answer.YES


def open_needs(crisis: Crisis) -> QuerySet[Need]:
    """Return the needs of a crisis that are not settled."""
    rows = needs(crisis).filter(state__in=OPEN, closed_at__isnull=True).select_related(None)
    rows = rows.prefetch_related("item", "place__parent__parent")
    return rows.defer("spans", "specification", "party_text").order_by("tier", "created_at", "pk")


def rows_of(crisis: Crisis, doer: Doer) -> list[Row]:
    """Return every open need with how it fits; the best first, within that the most urgent."""
    held = list(open_needs(crisis))
    given = promised([one for one in held if one.quantity is not None])
    seen: dict[tuple[Any, ...], Fit] = {}
    rows = []
    for one in held:
        alike = (one.item_id, one.place_id, tuple(one.who_groups), one.quantity, given.get(str(one.pk), 0))
        if alike not in seen:
            seen[alike] = fit(needed_for(one, given), doer)
        rows.append(Row(one, seen[alike]))
    order = list(Standing)
    return sorted(rows, key=lambda one: (order.index(one.fit.standing), one.need.tier))


def needed_for(need: Need, given: dict[str, int]) -> Needed:
    """Return a need as the engine sees it, with what it still lacks."""
    skill = skill_of(need.item.code) if need.item else ""
    known = all_skills().get(skill)
    missing = None if need.quantity is None else max(0, need.quantity - given.get(str(need.pk), 0))
    return needed_of(
        need.item,
        need.place,
        groups=need.who_groups,
        id=str(need.pk),
        pieces=missing,
        skill=skill,
        skill_name=Said(known.zh, known.en) if known else Said("", ""),
    )


def counts_of(rows: Sequence[Row]) -> list[tuple[Standing, int]]:
    """Return how many needs stand how."""
    counted = Counter(one.fit.standing for one in rows)
    return [(one, counted[one]) for one in Standing]


def own_doer(organization: Organization, crisis: Crisis, today: date) -> Doer:
    """Return the organisation with its own skills, and what is free for a crisis."""
    return doer_of(organization, today, skills=skills(today), stock=stock(crisis, today))


def other_doer(organization: Organization, today: date) -> Doer:
    """Return another organisation: its skills and goods are unknown to us."""
    return doer_of(organization, today)


def others_for(needed: Needed, own: Organization, today: date) -> list[Other]:
    """Return who else could do it, partners first; then who is there and has no scope on record."""
    ours = set(PartnerStage.objects.values_list("partner", flat=True))
    known = set(BusinessScope.objects.values_list("organization", flat=True))
    known |= set(ServiceArea.objects.values_list("organization", flat=True))
    networks = NetworkMember.objects.filter(organization=own, until__isnull=True).values("network")
    ours |= set(
        NetworkMember.objects.filter(network__in=networks, until__isnull=True).values_list(
            "organization", flat=True
        )
    )
    pairs = doers_of((known | ours) - {own.pk}, today)
    units = {doer.id: one for one, doer in pairs}
    able = [Other(units[doer.id], found) for doer, found in competent(needed, (doer for _one, doer in pairs))]
    able.sort(key=lambda one: one.organization.pk not in ours)
    asked = [
        Other(one, found)
        for one, doer in pairs
        if doer.kinds is None
        and (found := fit(needed, doer)).of(Aspect.PLACE).answer is not Answer.NO
        and (one.pk in ours or found.of(Aspect.PLACE).answer is Answer.YES)
    ]
    return able[:MOST_OTHERS] + asked[:MOST_OTHERS]


def crises_with_needs() -> QuerySet[Crisis]:
    """Return the crises that have open needs, the newest first."""
    held = Need.objects.filter(state__in=OPEN, closed_at__isnull=True).order_by().values("crisis")
    return Crisis.objects.filter(Q(pk__in=held)).order_by("-began_on", "name")
