"""Who does what, where, when, for whom (3W/4W/5W): derived from the records, beside what others told of themselves."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from qiao.gaps.models import Presence
from qiao.registry.leaving import is_sensitive
from qiao.registry.models import Crisis
from qiao.relief.models import Delivery
from qiao.volunteering.models import Activity

CARRIED = "CARRIED"


@dataclass(frozen=True)
class Work:
    """One organisation does one kind of work in one place. None is unknown, never zero.

    `is_sensitive` says that those served may be sick or bereaved.
    """

    who: str
    what: str
    place: str
    place_name: str
    began_on: date | None
    ended_on: date | None
    for_whom: str
    persons: int | None
    volunteers: int | None
    status: str
    as_of: date | None
    source: str
    is_ours: bool
    is_sensitive: bool = False

    def is_on(self, day: date) -> bool:
        """Say whether the work goes on upon a day, as far as its days are known."""
        return (self.began_on is None or self.began_on <= day) and (
            self.ended_on is None or self.ended_on >= day
        )


@dataclass(frozen=True)
class Asked:
    """What of the grid is asked for; empty words ask for all."""

    who: str = ""
    what: str = ""
    place: str = ""
    on: date | None = None


def who_does_what(crisis: Crisis, asked: Asked | None = None) -> list[Work]:
    """Return the grid of a crisis, by place, organisation and work."""
    found = [*_activities(crisis), *_carried(crisis), *_others(crisis)]
    ordered = sorted(found, key=lambda one: (one.place or "999999", one.who, one.what))
    return wanted_of(ordered, asked or Asked())


def work_in(crisis: Crisis, language: str) -> list[Work]:
    """Return the whole grid in a language."""
    with override(language):
        return who_does_what(crisis)


def wanted_of(rows: Iterable[Work], asked: Asked) -> list[Work]:
    """Return those of the rows that are asked for."""
    return [one for one in rows if _is_wanted(one, asked)]


def _is_wanted(one: Work, asked: Asked) -> bool:
    return (
        asked.who in one.who
        and asked.what in one.what
        and (asked.place in one.place_name or one.place.startswith(asked.place or " "))
        and (asked.on is None or one.is_on(asked.on))
    )


def _activities(crisis: Crisis) -> Iterable[Work]:
    """Yield our activities, those of one kind in one place as one; their days are those of hours and shifts."""
    rows = (
        Activity.objects.filter(crisis=crisis)
        .values("organization__name", "kind", "place__code", "place__name")
        .annotate(
            first=Min("hours__served_on"),
            last=Max("hours__served_on"),
            starts=Min("shifts__starts_at"),
            ends=Max("shifts__ends_at"),
            people=Count("hours__person", distinct=True),
        )
        .order_by()
    )
    served: defaultdict[tuple[str, str | None], int] = defaultdict(int)
    counted = Activity.objects.filter(crisis=crisis, persons_served__isnull=False)
    for kind, code, persons in counted.values_list("kind", "place__code", "persons_served"):
        served[kind, code] += persons or 0
    for row in rows:
        starts = timezone.localtime(row["starts"]).date() if row["starts"] else None
        ends = timezone.localtime(row["ends"]).date() if row["ends"] else None
        days = [day for day in (row["first"], starts) if day], [day for day in (row["last"], ends) if day]
        yield Work(
            who=row["organization__name"],
            what=_(str(Activity.Kind(row["kind"]).label)),
            place=row["place__code"] or "",
            place_name=row["place__name"] or "",
            began_on=min(days[0], default=None),
            ended_on=max(days[1], default=None),
            for_whom="",
            persons=served.get((row["kind"], row["place__code"])),
            volunteers=row["people"] or None,
            status="",
            as_of=max(days[1], default=None),
            source=_("本系统记录"),
            is_ours=True,
            is_sensitive=row["kind"] == Activity.Kind.CASEWORK,
        )


def _carried(crisis: Crisis) -> Iterable[Work]:
    """Yield what we carried, by item and place; the needs answered are those signed for."""
    rows = (
        Delivery.objects.filter(match__crisis=crisis)
        .exclude(state__in=(Delivery.State.RETURNED, Delivery.State.CANCELLED))
        .values(
            "organization__name",
            "match__need__item__name",
            "match__need__place__code",
            "match__need__place__name",
        )
        .annotate(
            first=Min("sent_at"),
            last=Max("sent_at"),
            signed=Count("pk", filter=Q(state=Delivery.State.SIGNED)),
            sent=Count("pk"),
        )
        .order_by()
    )
    for row in rows:
        last = timezone.localtime(row["last"]).date()
        yield Work(
            who=row["organization__name"],
            what=_("运送物资：%(item)s") % {"item": row["match__need__item__name"] or _("其他")},
            place=row["match__need__place__code"] or "",
            place_name=row["match__need__place__name"] or "",
            began_on=timezone.localtime(row["first"]).date(),
            ended_on=last,
            for_whom=_("登记需求的单位和个人"),
            persons=None,
            volunteers=None,
            status=Presence.Status.DONE if row["signed"] == row["sent"] else Presence.Status.ONGOING,
            as_of=last,
            source=_("本系统记录"),
            is_ours=True,
        )


def _others(crisis: Crisis) -> Iterable[Work]:
    for one in Presence.objects.filter(crisis=crisis).select_related("place"):
        yield Work(
            who=one.who,
            what=one.what,
            place=one.place.code,
            place_name=one.place.name,
            began_on=one.began_on,
            ended_on=one.ended_on,
            for_whom=one.for_whom,
            persons=one.persons,
            volunteers=one.volunteers,
            status=one.status,
            as_of=one.stated_on,
            source=one.source,
            is_ours=False,
            is_sensitive=is_sensitive(f"{one.what}{one.for_whom}"),
        )
