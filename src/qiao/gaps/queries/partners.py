"""Who from elsewhere works in a place, and which local organisation could carry it out with them (S14)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.gaps.models import Presence
from qiao.gaps.queries.coverage import PlaceCoverage, coverage
from qiao.registry.models import (
    Crisis,
    NetworkMember,
    Obstacle,
    Organization,
    Partnership,
    Place,
    ServiceArea,
)
from qiao.registry.ties.queries import tied_to
from qiao.volunteering.models import Activity

LOCAL_KINDS = (
    Organization.Kind.ASSOCIATION,
    Organization.Kind.SERVICE_AGENCY,
    Organization.Kind.FOUNDATION,
    Organization.Kind.VOLUNTEER_GROUP,
)
"""Forms of organisation that can carry work out in a place."""
MOST, MOST_LOCALS = 20, 3
OPEN = (Partnership.State.PROPOSED, Partnership.State.ACCEPTED, Partnership.State.REFUSED)


@dataclass(frozen=True)
class Local:
    """A local organisation and why it comes into question."""

    organization: Organization
    reasons: tuple[dict[str, Any], ...]

    @property
    def words(self) -> list[str]:
        """Return the reasons as sentences."""
        return [reason_words(one) for one in self.reasons]


@dataclass(frozen=True)
class Suggestion:
    """An organisation from elsewhere, what it does in a place, and who is there; `coverage` says who would tell us."""

    lead: Organization
    place: Place
    doing: tuple[str, ...]
    locals: tuple[Local, ...]
    coverage: PlaceCoverage | None


def reason_words(reason: dict[str, Any]) -> str:
    """Return one reason as a sentence of the page's language."""
    said = {
        "HOME": _("住所就在当地"),
        "SERVES": _("服务地域包括这里（自 %(since)s）"),
        "PRESENT": _("正在这里做：%(what)s（截至 %(day)s，来源：%(source)s）"),
        "TIED": _("与我方有联系（自 %(since)s，最近 %(last)s）"),
        "NETWORK": _("与牵头方同在“%(network)s”"),
        "WORKED": _("在别处和牵头方合作过"),
    }
    unknown = _("未知")
    facts = {key: value or unknown for key, value in reason.items()}
    return said[reason["code"]] % facts


def is_elsewhere(home: Place, place: Place) -> bool:
    """Say whether a home lies outside a place, and the place outside the home."""
    ours, there = home.code.rstrip("0"), place.code.rstrip("0")
    return not ours.startswith(there) and not there.startswith(ours)


def suggestions(crisis: Crisis, *, now: datetime) -> list[Suggestion]:
    """Return where an organisation works away from home without a partnership, by place; who is there best first."""
    today = timezone.localtime(now).date()
    work = _work_away(crisis)
    settled = set(Partnership.objects.filter(crisis=crisis, state__in=OPEN).values_list("lead", "place"))
    open_work = {key: doing for key, doing in work.items() if (key[0].pk, key[1].pk) not in settled}
    shown = sorted(open_work, key=lambda key: (key[1].code, key[0].name))[:MOST]
    covered = {one.place: one for one in coverage(crisis, now)} if shown else {}
    return [
        Suggestion(
            lead=lead,
            place=place,
            doing=tuple(sorted(open_work[lead, place])),
            locals=tuple(locals_for(crisis, lead, place, today=today)[:MOST_LOCALS]),
            coverage=covered.get(place.code),
        )
        for lead, place in shown
    ]


def _work_away(crisis: Crisis) -> dict[tuple[Organization, Place], set[str]]:
    found: defaultdict[tuple[Organization, Place], set[str]] = defaultdict(set)
    for unit, place, what in _work(crisis):
        if unit.home and is_elsewhere(unit.home, place):
            found[unit, place].add(what)
    return found


def _work(crisis: Crisis) -> Iterator[tuple[Organization, Place, str]]:
    """Yield who does what where: others by their presence, ourselves by activities."""
    present = Presence.objects.filter(crisis=crisis, party__isnull=False)
    for one in present.select_related("party__home", "place"):
        if one.party:
            yield one.party.standing, one.place, one.what
    ours = Activity.objects.filter(crisis=crisis, place__isnull=False)
    for activity in ours.select_related("organization__home", "place"):
        if activity.place:
            yield activity.organization, activity.place, _(str(activity.get_kind_display()))


def locals_for(crisis: Crisis, lead: Organization, place: Place, *, today: date) -> list[Local]:
    """Return the organisations that are at home, serve or work in a place, those with more reasons first."""
    reasons: defaultdict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    units: dict[uuid.UUID, Organization] = {}
    for unit, reason in (*_at_home(place), *_serving(place, today), *_working(crisis, place)):
        if unit.pk != lead.pk and unit.kind in LOCAL_KINDS:
            units[unit.pk] = unit
            if reason not in reasons[unit.pk]:
                reasons[unit.pk].append(reason)
    for pk, further in _known(lead, set(units)):
        reasons[pk].append(further)
    found = [Local(unit, tuple(reasons[pk])) for pk, unit in units.items()]
    return sorted(found, key=lambda one: (-len(one.reasons), one.organization.name))


Reasoned = Iterable[tuple[Organization, dict[str, Any]]]


def _at_home(place: Place) -> Reasoned:
    within = Q(home__code__startswith=place.code.rstrip("0"))
    rows = Organization.objects.filter(within, kind__in=LOCAL_KINDS, same_as__isnull=True)
    return [(one, {"code": "HOME"}) for one in rows.select_related("home")]


def _serving(place: Place, today: date) -> Reasoned:
    rows = ServiceArea.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today), place=place, organization__same_as__isnull=True
    )
    return [
        (one.organization, {"code": "SERVES", "since": one.since.isoformat() if one.since else ""})
        for one in rows.select_related("organization__home")
    ]


def _working(crisis: Crisis, place: Place) -> Reasoned:
    rows = Presence.objects.filter(crisis=crisis, place=place, party__isnull=False)
    for one in rows.select_related("party__home").order_by("-stated_on"):
        if one.party:
            day = one.stated_on.isoformat()
            yield one.party.standing, {"code": "PRESENT", "what": one.what, "day": day, "source": one.source}


def _known(lead: Organization, among: set[uuid.UUID]) -> Iterator[tuple[uuid.UUID, dict[str, Any]]]:
    """Yield what speaks for organisations beside the place: our own tie, a network with the lead, work together."""
    for pk, tie in tied_to(among).items():
        since = tie.since.isoformat() if tie.since else ""
        last = tie.last_contact_on.isoformat() if tie.last_contact_on else ""
        yield pk, {"code": "TIED", "since": since, "last": last}
    standing = NetworkMember.objects.filter(until__isnull=True)
    networks = standing.filter(organization=lead).values("network")
    for member in standing.filter(network__in=networks, organization__in=among).select_related("network"):
        yield member.organization_id, {"code": "NETWORK", "network": member.network.name}
    worked = Partnership.objects.filter(lead=lead, local__in=among, state=Partnership.State.ACCEPTED)
    for pk in worked.values_list("local", flat=True).distinct():
        yield pk, {"code": "WORKED"}


def partnerships(crisis: Crisis) -> QuerySet[Partnership]:
    """Return the partnerships of a crisis, those waiting for an answer first."""
    rows: QuerySet[Partnership] = Partnership.objects.filter(crisis=crisis)
    waits = Case(When(state=Partnership.State.PROPOSED, then=0), default=1)
    return rows.select_related("lead", "local", "place", "decided_by").order_by(waits, "-created_at")


def obstacles(crisis: Crisis) -> QuerySet[Obstacle]:
    """Return what stood in the way in a crisis, what still does first."""
    rows: QuerySet[Obstacle] = Obstacle.objects.filter(crisis=crisis)
    return rows.select_related("place", "partnership__lead", "partnership__local").order_by(
        F("resolved_on").asc(nulls_first=True), "met_on"
    )
