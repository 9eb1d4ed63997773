"""Who would have told us, place by place: volunteers, organisations, reporters, and the share they stand for.

A fixed number of statements whatever the number of places: 3,000 counties are asked as one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django_scopes import get_scope

from qiao.engines.gaps import Coverage, CoverageBasis, coverage_of, source_diversity, spread
from qiao.gaps.models import CoverageStatement, PlaceFact, Presence
from qiao.gaps.queries.hearing import counties_of, voices_of_needs
from qiao.intake.models import Report, ReportPhone
from qiao.registry.models import Crisis, Membership, ServiceArea
from qiao.relief.models import Delivery
from qiao.volunteering.models import Activity, Assignment, HourRecord


@dataclass(frozen=True)
class Fact:
    """A figure on a place with its day and source."""

    value: float
    as_of: date
    source: str


@dataclass(frozen=True)
class Statement:
    """What somebody judged of a place, and why."""

    share: float
    reason: str
    stated_at: datetime


@dataclass(frozen=True)
class PlaceCoverage:
    """One place at one moment. None is unknown, never zero.

    `volunteers` are ours: those who served or are on a shift there, and members who live there. `reporters` are
    told apart by telephone; those who left none count as one for each channel, so that it is a least number.
    """

    place: str
    name: str
    population: int | None
    vulnerability: float | None
    coverage: float | None
    basis: CoverageBasis
    volunteers: int
    minutes: int
    organisations: int
    organisation_names: tuple[str, ...]
    reporters: int
    channels: int
    reports: int
    last_voice_at: datetime | None
    days_silent: int | None
    population_fact: Fact | None = None
    vulnerability_fact: Fact | None = None
    statement: Statement | None = None

    @property
    def has_no_eyes(self) -> bool:
        """Say whether nobody there would have told us."""
        return self.coverage == 0


@dataclass(frozen=True)
class Listening:
    """How widely a crisis is listened to: places covered of all, and how mixed the channels are."""

    places: int
    covered: int
    heard: int
    no_eyes: int
    unknown: int
    spread: float | None
    diversity: float | None


@dataclass
class _Heard:
    reports: dict[UUID, str] = field(default_factory=dict)
    last: datetime | None = None

    @property
    def channels(self) -> set[str]:
        return set(self.reports.values())


def coverage(crisis: Crisis, at: datetime) -> list[PlaceCoverage]:
    """Return for each county of a crisis who would have told us by a moment, in the order of the codes."""
    day = timezone.localtime(at).date()
    places = counties_of(crisis, on=day)
    people, minutes = _volunteers(crisis, day)
    parties = _organisations(crisis, day)
    heard = _heard(crisis, at)
    phones = _phones(crisis, at)
    facts = {kind: place_facts(kind, on=day) for kind in PlaceFact.Kind}
    stated = _statements(crisis, at)
    found = []
    for one in places:
        voice = heard.get(one.code, _Heard())
        reporters = _reporters(voice, phones)
        population = facts[PlaceFact.Kind.POPULATION].get(one.code)
        vulnerability = facts[PlaceFact.Kind.VULNERABILITY].get(one.code)
        statement = stated.get(one.code)
        share: Coverage = coverage_of(
            stated=statement.share if statement else None,
            volunteers=len(people[one.code]),
            population=int(population.value) if population else None,
            others=len(parties[one.code]) + reporters,
        )
        found.append(
            PlaceCoverage(
                place=one.code,
                name=one.name,
                population=int(population.value) if population else None,
                vulnerability=vulnerability.value if vulnerability else None,
                coverage=share.share,
                basis=share.basis,
                volunteers=len(people[one.code]),
                minutes=minutes[one.code],
                organisations=len(parties[one.code]),
                organisation_names=tuple(sorted(parties[one.code])),
                reporters=reporters,
                channels=len(voice.channels),
                reports=len(voice.reports),
                last_voice_at=voice.last,
                days_silent=(day - timezone.localtime(voice.last).date()).days if voice.last else None,
                population_fact=population,
                vulnerability_fact=vulnerability,
                statement=statement,
            )
        )
    return found


def listening(crisis: Crisis, at: datetime, *, rows: Iterable[PlaceCoverage] | None = None) -> Listening:
    """Return how widely a crisis was listened to by a moment (S28): spread over places, diversity of channels."""
    places = list(rows) if rows is not None else coverage(crisis, at)
    covered = sum(1 for one in places if one.coverage or one.reports)
    channels = (
        Report.objects.filter(crisis=crisis, received_at__lte=at)
        .values("source", "channel")
        .annotate(n=Count("pk"))
    )
    return Listening(
        places=len(places),
        covered=covered,
        heard=sum(1 for one in places if one.reports),
        no_eyes=sum(1 for one in places if one.has_no_eyes),
        unknown=sum(1 for one in places if one.coverage is None),
        spread=spread(covered, len(places)),
        diversity=source_diversity(row["n"] for row in channels.order_by()),
    )


def coverage_now(crisis: Crisis) -> tuple[list[PlaceCoverage], Listening]:
    """Return who would tell us now, and how widely the crisis is listened to."""
    now = timezone.now()
    rows = coverage(crisis, now)
    return rows, listening(crisis, now, rows=rows)


def restated(rows: Iterable[PlaceCoverage], crisis: Crisis, at: datetime) -> list[PlaceCoverage]:
    """Return the rows with what was judged of their places since they were made."""
    stated = _statements(crisis, at)
    return [
        one if stated.get(one.place) == one.statement else _restated(one, stated.get(one.place))
        for one in rows
    ]


def _restated(one: PlaceCoverage, said: Statement | None) -> PlaceCoverage:
    share = coverage_of(
        stated=said.share if said else None,
        volunteers=one.volunteers,
        population=one.population,
        others=one.organisations + one.reporters,
    )
    return replace(one, coverage=share.share, basis=share.basis, statement=said)


def place_facts(kind: str, *, on: date) -> dict[str, Fact]:
    """Return place → its fact: the newest by a day, else the first one after it (a census comes late)."""
    found: dict[str, Fact] = {}
    rows = PlaceFact.objects.filter(kind=kind).order_by("place__code", "as_of", "created_at")
    for code, value, as_of, source in rows.values_list("place__code", "value", "as_of", "source"):
        if as_of <= on or code not in found:
            found[code] = Fact(value, as_of, source)
    return found


def _statements(crisis: Crisis, at: datetime) -> dict[str, Statement]:
    rows: QuerySet[CoverageStatement] = CoverageStatement.objects.filter(crisis=crisis, stated_at__lte=at)
    said = rows.order_by("stated_at", "created_at").values_list("place__code", "share", "reason", "stated_at")
    return {code: Statement(share, reason, moment) for code, share, reason, moment in said}


def _volunteers(crisis: Crisis, day: date) -> tuple[defaultdict[str, set[UUID]], defaultdict[str, int]]:
    people: defaultdict[str, set[UUID]] = defaultdict(set)
    minutes: defaultdict[str, int] = defaultdict(int)
    served = HourRecord.objects.filter(
        activity__crisis=crisis, activity__place__isnull=False, served_on__lte=day
    )
    for code, person, time in served.values_list("activity__place__code", "person", "minutes"):
        people[code].add(person)
        minutes[code] += time
    shifts = Assignment.objects.filter(
        shift__activity__crisis=crisis,
        shift__activity__place__isnull=False,
        shift__starts_at__date__lte=day,
        is_standby=False,
    )
    for code, person in shifts.values_list("shift__activity__place__code", "person"):
        people[code].add(person)
    members = Membership.objects.filter(
        Q(since__isnull=True) | Q(since__lte=day),
        Q(until__isnull=True) | Q(until__gte=day),
        organization=get_scope()["organization"],
        person__place__isnull=False,
    )
    for code, person in members.values_list("person__place__code", "person"):
        if person is not None:
            people[code].add(person)
    return people, minutes


def _organisations(crisis: Crisis, day: date) -> defaultdict[str, set[str]]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    activities = Activity.objects.filter(crisis=crisis, place__isnull=False, created_at__date__lte=day)
    carried = Delivery.objects.filter(
        match__need__crisis=crisis, match__need__place__isnull=False, sent_at__date__lte=day
    ).exclude(state=Delivery.State.CANCELLED)
    others = Presence.objects.filter(Q(began_on__isnull=True) | Q(began_on__lte=day), crisis=crisis)
    others = others.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day), stated_on__lte=day)
    serving = ServiceArea.objects.filter(
        Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day)
    )
    for rows in (
        activities.values_list("place__code", "organization__name"),
        carried.values_list("match__need__place__code", "organization__name"),
        others.values_list("place__code", "who"),
        serving.values_list("place__code", "organization__name"),
    ):
        for code, name in rows.distinct().order_by():
            names[code].add(name)
    return names


def _heard(crisis: Crisis, at: datetime) -> dict[str, _Heard]:
    heard: defaultdict[str, _Heard] = defaultdict(_Heard)
    direct = Report.objects.filter(crisis=crisis, place__isnull=False, received_at__lte=at)
    asked = voices_of_needs(crisis, known_at=at).filter(place__isnull=False)
    for rows in (
        direct.values_list("place__code", "pk", "source", "channel", "received_at"),
        asked.values_list(
            "place__code", "report", "report__source", "report__channel", "report__received_at"
        ),
    ):
        for code, report, source, channel, moment in rows.order_by():
            one = heard[code]
            one.reports[report] = f"{source}\0{channel}"
            one.last = max(one.last, moment) if one.last else moment
    return heard


def _phones(crisis: Crisis, at: datetime) -> dict[UUID, str]:
    """Return report → the mark of its first telephone."""
    ours = Report.objects.filter(crisis=crisis, received_at__lte=at)
    rows = ReportPhone.objects.filter(report__in=ours.values("pk")).order_by("-created_at")
    return dict(rows.values_list("report", "mark"))


def _reporters(voice: _Heard, phones: dict[UUID, str]) -> int:
    """Return the least number of persons heard: one a telephone, and one a channel that only nameless ones used."""
    told = {report: phones[report] for report in voice.reports if report in phones}
    by_phone = {voice.reports[report] for report in told}
    return len(set(told.values())) + len(voice.channels - by_phone)
