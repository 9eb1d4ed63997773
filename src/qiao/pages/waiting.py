"""What waits for the reader: pieces of work that their roles let them do, the oldest moment of each, and where."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.accounts.roles import Actor
from qiao.funding.law.queries import overdue
from qiao.intake.keeping import kept
from qiao.intake.models import Alert, Need, Offer
from qiao.intake.queries import waiting_pairs
from qiao.intake.queries.answers import waiting_offers
from qiao.pages.menu import address
from qiao.registry.models import Crisis
from qiao.relief.models import Delivery, Match, Plan, Share


@dataclass(frozen=True)
class Task:
    """A heap of equal work: what, how much, since when, and the page where it is done."""

    label: str
    count: int
    oldest: datetime | None
    url: str


def _heap(rows: object, moment: str) -> tuple[int, datetime | None]:
    found = rows.aggregate(n=Count("pk"), oldest=Min(moment))  # type: ignore[attr-defined]
    return found["n"], found["oldest"]


def _needs(crisis: Crisis) -> tuple[int, datetime | None]:
    return _heap(Need.objects.filter(crisis=crisis, state=Need.State.NEW), "report__received_at")


def _expired(crisis: Crisis) -> tuple[int, datetime | None]:
    return _heap(Need.objects.filter(crisis=crisis, state=Need.State.EXPIRED), "valid_until")


def _offers(crisis: Crisis) -> tuple[int, datetime | None]:
    return _heap(Offer.objects.filter(crisis=crisis, state=Offer.State.NEW), "report__received_at")


def _unanswered(crisis: Crisis) -> tuple[int, datetime | None]:
    return _heap(waiting_offers(crisis), "since")


def _pairs(crisis: Crisis) -> tuple[int, datetime | None]:
    return _heap(waiting_pairs(crisis), "found_at")


def _shares(crisis: Crisis) -> tuple[int, datetime | None]:
    newest = Plan.objects.filter(crisis=crisis).order_by("-number").first()
    return _heap(Share.objects.filter(plan=newest, state=Share.State.PROPOSED), "plan__made_at")


def _held(crisis: Crisis) -> tuple[int, datetime | None]:
    return _heap(Match.objects.filter(crisis=crisis, state=Match.State.HELD), "confirmed_at")


def _travelling(crisis: Crisis) -> tuple[int, datetime | None]:
    rows = Delivery.objects.filter(match__crisis=crisis, state=Delivery.State.IN_TRANSIT)
    return _heap(rows, "sent_at")


def _alerts(crisis: Crisis) -> tuple[int, datetime | None]:
    return _heap(Alert.objects.filter(crisis=crisis, state=Alert.State.OPEN), "raised_at")


def _deadlines(crisis: Crisis) -> tuple[int, datetime | None]:
    late = overdue(crisis, timezone.localdate())
    if not late:
        return 0, None
    first = datetime.combine(late[0].deadline.due_on, time.min)
    return len(late), timezone.make_aware(first)


HEAPS: tuple[tuple[str, Callable[[Crisis], tuple[int, datetime | None]], str, str], ...] = (
    ("need.verify", _needs, "intake:need_list", "?state=NEW"),
    ("need.verify", _expired, "intake:need_list", "?state=EXPIRED"),
    ("offer.verify", _offers, "intake:offer_list", "?state=NEW"),
    ("offer.answer", _unanswered, "intake:offer_queue", ""),
    ("pair.decide", _pairs, "intake:pair_list", ""),
    ("match.make", _shares, "relief:plan_list", ""),
    ("delivery.send", _held, "relief:delivery_list", ""),
    ("delivery.code", _travelling, "relief:delivery_list", ""),
    ("alert.close", _alerts, "intake:alert_list", ""),
    ("disclosure.publish", _deadlines, "funding:deadlines", ""),
)


def _labels() -> tuple[str, ...]:
    return (
        _("条需求待核实"),
        _("条需求已过期，要回访"),
        _("批资源待核实"),
        _("批资源待答复（24 小时内）"),
        _("对疑似重复待判断"),
        _("行分配方案待确认"),
        _("批已留货，待发出"),
        _("批在途，等签收"),
        _("条提醒待处理"),
        _("个法定期限已过，还没有办"),
    )


def waiting_for(actor: Actor, crisis: Crisis) -> list[Task]:
    """Return the heaps of work of a crisis that the actor may work on, in the order of the chain."""
    tasks = []
    for (verb, measure, page, query), label in zip(HEAPS, _labels(), strict=True):
        if actor.may(verb):
            count, oldest = kept(measure, crisis)
            url = address(page, crisis.slug) or address(page)
            tasks.append(Task(label, count, oldest, f"{url}{query}" if url else ""))
    return [task for task in tasks if task.count]
