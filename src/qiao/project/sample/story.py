"""The sample crisis from its first message to the plan that waits for the coordinator, in six days."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.intake.actions import expire_needs
from qiao.project.sample import advice, money, relief, voices, work
from qiao.project.sample.casework import casework
from qiao.project.sample.cast import HOME, NEIGHBOURS, SILENT, Cast, found_cast, keep
from qiao.project.sample.clock import at
from qiao.project.sample.contacts import keep_contacts
from qiao.project.sample.desks import a_group, asked_for_care, care_for_one, load_public_cases
from qiao.project.sample.exchange import another_platform
from qiao.project.sample.networks import networks
from qiao.project.sample.opinions import opinions
from qiao.project.sample.people import people_who_entered
from qiao.project.sample.preparing import prepare
from qiao.project.sample.tables import waiting_table
from qiao.project.sample.ties import fifth_dimension
from qiao.registry.models import Crisis, Phase, Place

DAYS = 6
SLUG = "yingshan-flood"
EVENINGS = (0.6, 1.4, 2.4, 3.4, 4.4, 5.4)
"""When volunteers telephone, in days after the beginning."""

CALLS_A_HUNDRED = 18
"""How many needs an evening's calls reach, for every hundred messages."""

FEWEST_CALLS = 6
PLAN_DAY, ADVICE_DAY, ANSWER_DAY = 2.5, 3.6, 5.0
WAITING_SINCE = timedelta(hours=2)

Step = Callable[[str], AbstractContextManager[None]]
"""Prints a title, and behind it the seconds it took."""


@dataclass(frozen=True)
class Span:
    """From when to when the story goes, in the zone of the house."""

    start: datetime
    now: datetime

    @classmethod
    def ending(cls, now: datetime) -> "Span":
        """Return the span of six days that ends now."""
        local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
        return cls(local - timedelta(days=DAYS), local)

    def day(self, days: float) -> datetime:
        """Return the moment so many days after the beginning."""
        return self.start + timedelta(days=days)


def tell(*, messages: int, seed: int, now: datetime, step: Step) -> None:
    """Write the whole sample into an empty database that holds places and items."""
    span = Span.ending(now)
    with step("示例组织、人员和突发事件 / people and the crisis"), transaction.atomic(), at(span.start):
        cast = found_cast(span.start.date())
        crisis = open_crisis(cast, span.start)
    with scope(organization=cast.association.pk):
        _hear_and_act(cast, crisis, span, messages=messages, seed=seed, step=step)
        with step("志愿服务、资金、个案 / volunteering, funding, care"), transaction.atomic():
            work.volunteer_work(cast, crisis, start=span.start)
            work.coming_shifts(cast, crisis)
            people_who_entered(cast, crisis)
            work.raise_and_spend(cast, crisis, start=span.start)
            money.asked_and_disclosed(cast, crisis, start=span.start, now=span.now)
            served = care_for_one(cast, crisis, moment=span.day(ADVICE_DAY))
            a_group(cast, crisis, served, moment=span.day(ADVICE_DAY) + timedelta(hours=3))
            asked_for_care(cast, crisis, moment=span.day(ADVICE_DAY) + timedelta(hours=2))
            opinions(cast, crisis, moment=span.day(ADVICE_DAY) + timedelta(hours=4))
            keep_contacts(cast, start=span.start, now=span.now)
            fifth_dimension(cast, crisis, start=span.start, now=span.now)
            money.accounts_and_readiness(cast, start=span.start)
            networks(cast, start=span.start)
            prepare(cast, start=span.start, now=span.now)
            waiting_table(cast, crisis, now=span.now)
            another_platform(cast, crisis, now=span.now)
    with step("案例 / case studies"), transaction.atomic():
        load_public_cases(cast)
        casework(cast, crisis, now=span.now)


def open_crisis(cast: Cast, start: datetime) -> Crisis:
    """Open the invented flood in the real counties."""
    crisis = keep(
        cast["lin"],
        "crisis.open",
        Crisis(
            name="英山及邻县洪涝（示例）",
            name_en="Flood in Yingshan and neighbouring counties (sample)",
            slug=SLUG,
            hazard=Crisis.Hazard.FLOOD,
            began_on=start.date(),
            is_sample=True,
        ),
    )
    crisis.places.set(Place.objects.filter(code__in=(HOME, *NEIGHBOURS, SILENT)))
    Phase.objects.create(
        crisis=crisis,
        organization=cast.association,
        focus=Phase.Focus.RELIEF,
        began_on=start.date(),
        note="示例数据",
    )
    return crisis


def _hear_and_act(cast: Cast, crisis: Crisis, span: Span, *, messages: int, seed: int, step: Step) -> None:
    with step(f"模拟 {messages} 条消息 / simulating messages"):
        heard = voices.messages(messages, seed=seed, start=span.start, now=span.now)
    calls = max(FEWEST_CALLS, messages * CALLS_A_HUNDRED // 100)
    until = [*(span.day(days) for days in EVENINGS), span.now]
    title = "接收、识别，逐日核实 / taking them in, verifying day by day"
    with step(title), transaction.atomic():
        offers = voices.hear_offers(cast, crisis, hourly(span.day(0.4)))
        voices.check_offers(cast, offers, moment=span.day(1.6))
        done = span.start
        for evening in until[:3]:
            done = _a_day(cast, crisis, [one for one in heard if done <= one.at < evening], evening, calls)
    with step("方案、对接、运送、签收 / plan, matches, deliveries, receipts"), transaction.atomic():
        _, deliveries = relief.first_round(cast, crisis, moment=span.day(PLAN_DAY))
        receipts = relief.sign_for(cast, deliveries[:6], moment=span.day(PLAN_DAY + 0.6))
        relief.fill_a_store(cast, crisis, moment=span.day(PLAN_DAY + 0.75))
        relief.publish(cast, crisis, moment=span.day(PLAN_DAY + 0.85))
    with step("后几日的消息 / the later days"), transaction.atomic():
        for evening in until[3:]:
            done = _a_day(cast, crisis, [one for one in heard if done <= one.at < evening], evening, calls)
    with step("官方口径、缺口、证据、建议、结果 / gaps, evidence, proposal, outcome"), transaction.atomic():
        advice.state_official(cast, crisis, moment=span.day(ADVICE_DAY - 0.4))
        advice.state_coverage_of_counties(cast, crisis, moment=span.day(0.5))
        advice.look_for_gaps(cast, crisis, moment=span.day(ADVICE_DAY - 0.2))
        advice.check_a_gap(cast, crisis, moment=span.day(ADVICE_DAY - 0.18))
        proposal = advice.advise(cast, crisis, receipts, moment=span.day(ADVICE_DAY))
        if proposal is not None:
            advice.answer(cast, proposal, moment=span.day(ANSWER_DAY))
    with step("待确认的方案 / the plan that waits"), transaction.atomic():
        with at(span.now - WAITING_SINCE - timedelta(minutes=5)) as moment:
            expire_needs(Actor.operator(cast.association.pk), now=moment)
        relief.publish(cast, crisis, moment=span.now - WAITING_SINCE - timedelta(minutes=2))
        relief.waiting_plan(cast, crisis, moment=span.now - WAITING_SINCE)


def _a_day(cast: Cast, crisis: Crisis, heard: list[voices.Heard], evening: datetime, calls: int) -> datetime:
    """Take in what came until the evening; telephone, unless the story ends there. Return the evening."""
    voices.hear(cast, crisis, heard)
    if len(heard) > 0:
        voices.call_round(cast, crisis, moment=evening - timedelta(hours=3), most=calls)
    return evening


def hourly(first: datetime) -> Iterator[datetime]:
    """Return moments half an hour apart."""
    return (first + timedelta(minutes=30 * serial) for serial in count())
