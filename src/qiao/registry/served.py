"""Whether others serve a place already with what is to go there: desks above tell, desks below ask once (S46)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from qiao.accounts.roles import Actor
from qiao.registry.models import Crisis, Item, Place, ServedAnswer
from qiao.trail.recorded import detail, recorded

DAYS = 14
"""For so many days what somebody else stated counts as serving a place."""


@dataclass(frozen=True)
class Served:
    """Somebody serves a place: who, with what, how much (in words, "" where unknown), on which day, by which source."""

    who: str
    what: str
    amount: str
    day: date
    source: str
    is_official: bool

    @property
    def words(self) -> str:
        """Return the sentence that a person reads before a dispatch."""
        facts = {
            "who": self.who,
            "what": self.what,
            "amount": self.amount or _("数量未知"),
            "day": self.day.isoformat(),
            "source": self.source,
        }
        if self.is_official:
            return _("官方已供：%(what)s，%(amount)s（%(day)s，%(who)s，来源：%(source)s）") % facts
        return _("他方在场：%(who)s在做%(what)s（截至 %(day)s，来源：%(source)s）") % facts


Teller = Callable[[Crisis, Place, Item | None, date, date], Sequence[Served]]
TELLERS: list[str] = []


def register_server(path: str) -> None:
    """Let a desk above tell who serves a place; the function takes crisis, place, item, first and last day."""
    if path not in TELLERS:
        TELLERS.append(path)


def who_serves(crisis: Crisis, place: Place, item: Item | None, *, today: date, first: date) -> list[Served]:
    """Return who serves a place with this item, or with any work where no item is named; the latest first."""
    tellers: list[Teller] = [import_string(path) for path in TELLERS]
    found = [one for tell in tellers for one in tell(crisis, place, item, first, today)]
    return sorted(found, key=lambda one: one.day, reverse=True)


def mark_of(crisis: Crisis, place: Place, item: Item | None, seen: Sequence[Served]) -> str:
    """Return the mark of what a person saw; another fact makes another mark."""
    facts = sorted(f"{one.who}|{one.what}|{one.amount}|{one.day}|{one.source}" for one in seen)
    return sha256(
        "\n".join((str(crisis.pk), place.code, item.code if item else "", *facts)).encode()
    ).hexdigest()


def is_answered(mark: str) -> bool:
    """Say whether somebody of the organisation saw just this and went on."""
    found: bool = ServedAnswer.objects.filter(mark=mark).exists()
    return found


@recorded("served.answer")
def go_on(
    actor: Actor,
    /,
    crisis: Crisis,
    place: Place,
    item: Item | None,
    *,
    seen: Sequence[Served],
    at: datetime,
) -> ServedAnswer:
    """Keep that a person was told who serves a place already, and goes there all the same. Told again, it is one answer."""
    mark = mark_of(crisis, place, item, seen)
    detail(place=place.code, item=item.code if item else None, told=len(seen))
    answer: ServedAnswer = ServedAnswer.objects.get_or_create(
        organization_id=actor.acts_for,
        mark=mark,
        defaults={
            "crisis": crisis,
            "place": place,
            "item": item,
            "told": len(seen),
            "answered_by_id": actor.user_id,
            "answered_at": at,
        },
    )[0]
    return answer


@dataclass(frozen=True)
class Overlap:
    """A place and an item that others serve already, not yet answered by anybody of the organisation."""

    crisis: Crisis
    place: Place
    item: Item | None
    seen: tuple[Served, ...]

    @property
    def words(self) -> str:
        """Return all of it as one sentence with the place."""
        told = "；".join(one.words for one in self.seen)
        return _("%(place)s已有人服务：%(told)s") % {"place": self.place, "told": told}


def overlaps(
    crisis: Crisis, targets: Sequence[tuple[Place | None, Item | None]], *, today: date, first: date
) -> list[Overlap]:
    """Return for each place and item, once, who serves it already, unless a person has answered to just that."""
    found = []
    for place, item in dict.fromkeys(targets):
        if place is None:
            continue
        seen = who_serves(crisis, place, item, today=today, first=first)
        if seen and not is_answered(mark_of(crisis, place, item, seen)):
            found.append(Overlap(crisis, place, item, tuple(seen)))
    return found


def answer_all(actor: Actor, found: Sequence[Overlap], *, at: datetime) -> None:
    """Keep the one answer of a person to everything they were told."""
    for one in found:
        go_on(actor, one.crisis, one.place, one.item, seen=one.seen, at=at)
