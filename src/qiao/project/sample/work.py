"""Volunteers' work and money in the sample."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from qiao.funding.actions import Line, Price, approve_entries, book_entry
from qiao.funding.giving import Donor, Part, receive_gift
from qiao.funding.hosts.actions import note_payment, take_transfer
from qiao.funding.models import Campaign, LedgerLine
from qiao.project.sample.asking import ask_for_money
from qiao.project.sample.cash import help_in_money
from qiao.project.sample.cast import HOME, Cast, keep, place
from qiao.project.sample.clock import at
from qiao.registry.models import Crisis
from qiao.volunteering.actions import (
    ShiftPlan,
    assign,
    open_shift,
    record_activity,
    record_hours,
    tell_profile,
    verify_hours,
)
from qiao.volunteering.models import Activity, Shift

Account = LedgerLine.Account
ACTIVITIES = (
    (Activity.Kind.TRANSPORT, "安置点物资转运", 0, 180),
    (Activity.Kind.PURCHASE, "为转移群众采购配送生活必需品", 2, 240),
    (Activity.Kind.HEALTH_INFO, "灾后饮水和防疫知识宣传", 3, 120),
    (Activity.Kind.COMMUNITY_DUTY, "河堤巡查值守", 1, 360),
)
RECORDER = "tang"
MORNING = time(8)
SHIFT = timedelta(hours=6)
RISK = "示例：注意水位与塌方，两人同行，保持通话，身体不适立即退出。"
SERVED = 40
"""Persons served a day, in the invented figures."""

COMING: tuple[tuple[int, int, dict[str, Any]], ...] = (
    (24, 3, {"meet_at": "县体育馆东门（示例）", "is_risky": True}),
    (30, 2, {"required_skill": "DRIVING", "meet_at": "县体育馆东门（示例）"}),
    (48, 4, {"ordered_by": "示例县防汛抗旱指挥部", "order_number": "示汛指〔示例〕3号", "is_risky": True}),
    (54, 2, {"required_skill": "DUTY"}),
)
"""Shifts to come: hours from this morning, places, and what else they say."""

WATER, FUEL = "用于安置点饮用水和食品", "用于抽水设备燃油"
GIFTS = (
    (Donor("PERSON", "示例捐赠人甲", is_named=True), 200_000, ""),
    (Donor("ORG", "黄冈松坪食品公司（示例）", is_named=True), 500_000, WATER),
    (Donor("PERSON", "示例捐赠人乙"), 88_800, ""),
    (Donor("ORG", "合肥石桥机电公司（示例）"), 1_000_000, FUEL),
    (Donor("ANONYMOUS"), 20_000, ""),
)
SPENT = (
    (Account.EXPENSE, 360_000, "采购饮用水和食品", WATER),
    (Account.EXPENSE, 145_000, "抽水设备燃油", FUEL),
    (Account.ADMIN_EXPENSE, 12_000, "票据和印刷", ""),
)
PASSED_ON = ((WATER, 450_000), (FUEL, 600_000), ("", 200_000))
PAID = (FUEL, 240_000, "抽水泵两台（示例）")
"""What the foundation passed on, in fen, and what it paid for itself."""
BOTTLES = (400, 300, 150)
"""Bottles given in kind, how many were handed out, what one is worth in fen."""


def volunteer_work(cast: Cast, crisis: Crisis, *, start: datetime) -> int:
    """Record activities with a shift each and the hours of those who came; return how many minutes.

    The office writes the hours down from the sign-in sheet, the coordinator verifies them: never the same
    person. Those of the last activity still wait.
    """
    total = 0
    for serial, (kind, title, day, minutes) in enumerate(ACTIVITIES):
        begins = datetime.combine((start + timedelta(days=day + 1)).date(), MORNING, tzinfo=start.tzinfo)
        with at(begins - timedelta(hours=14)):
            activity = record_activity(
                cast["lin"],
                crisis,
                kind=kind,
                title=f"{title}（示例）",
                place=place(HOME),
                persons_served=SERVED * (day + 1),
            )
        shift = plan_shift(cast, activity, begins)
        for person in cast.volunteers[serial % 2 :]:
            with at(begins - timedelta(hours=12)) as moment:
                assign(cast["lin"], shift, person, at=moment)
            with at(begins + SHIFT):
                hours = record_hours(
                    cast[RECORDER], activity, person=person, served_on=begins.date(), minutes=minutes
                )
            if activity.kind != ACTIVITIES[-1][0]:
                with at(begins + SHIFT + timedelta(hours=2)) as verified_at:
                    verify_hours(cast["lin"], hours, verified_at=verified_at)
            total += minutes
    return total


def plan_shift(cast: Cast, activity: Activity, begins: datetime) -> Shift:
    """Plan one shift of six hours, insured, with its risks told."""
    plan = ShiftPlan(
        begins, begins + SHIFT, slots=len(cast.volunteers), is_risky=True, risk_notice=RISK, is_insured=True
    )
    with at(begins - timedelta(hours=13)):
        return open_shift(cast["lin"], activity, plan)


def free_volunteers(cast: Cast) -> None:
    """Let the volunteers say when they are free, and agree to be put on a roster."""
    for person in cast.volunteers:
        tell_profile(
            cast["lin"],
            person,
            week="0110" * 7,
            most_shifts=3,
            languages="",
            may_be_rostered=True,
            at=timezone.now(),
        )


def coming_shifts(cast: Cast, crisis: Crisis) -> None:
    """Open shifts for the days to come: one nearly full, one that asks for a skill, one under unified direction."""
    free_volunteers(cast)
    today = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0)
    activities = list(Activity.objects.filter(crisis=crisis).order_by("created_at"))
    for serial, (after, slots, facts) in enumerate(COMING):
        begins = today + timedelta(hours=after)
        plan = ShiftPlan(begins, begins + SHIFT, slots=slots, risk_notice=RISK, is_insured=True, **facts)
        shift = open_shift(cast["lin"], activities[serial % len(activities)], plan)
        for person in cast.volunteers[: slots - 1] if serial == 0 else ():
            assign(cast["lin"], shift, person, at=timezone.now())


def raise_and_spend(cast: Cast, crisis: Crisis, *, start: datetime) -> None:
    """Open a campaign launched with a foundation, book what came in and what was spent."""
    qian = cast["qian"]
    with at(start + timedelta(days=1)) as moment:
        campaign = keep(
            qian,
            "campaign.open",
            Campaign(
                organization=cast.association,
                crisis=crisis,
                title="英山洪涝应急（示例）",
                route=Campaign.Route.CO_LAUNCH,
                host=cast.units["长江青禾基金会（示例）"],
                began_on=timezone.localdate(moment),
                filed_on=timezone.localdate(moment),
            ),
        )
    ask_for_money(cast, crisis, campaign, start=start)
    for serial, (donor, amount, purpose) in enumerate(GIFTS, start=1):
        with at(start + timedelta(days=1, hours=serial * 6)) as moment:
            day = timezone.localdate(moment)
            gift = receive_gift(qian, donor, [Part(purpose, amount)], on=day, campaign=campaign)
            if gift.entry is not None:
                approve_entries(cast["lin"], [gift.entry], now=moment)
    _passed_on(cast, campaign, start)
    _water_in_kind(cast, campaign, start)
    help_in_money(cast, crisis, campaign, start=start)
    for serial, (account, amount, text, purpose) in enumerate(SPENT, start=len(GIFTS) + 1):
        with at(start + timedelta(days=3, hours=serial)) as moment:
            lines = (Line(account, amount, purpose), Line(Account.BANK, -amount, purpose))
            book(cast, campaign, f"{text}（示例）", moment, lines)


def _passed_on(cast: Cast, campaign: Campaign, start: datetime) -> None:
    """Let the foundation pass most of it on, and pay for two pumps itself."""
    with at(start + timedelta(days=2, hours=12)) as moment:
        day = timezone.localdate(moment)
        made = [
            take_transfer(cast["qian"], campaign, purpose=purpose, amount_fen=fen, on=day)
            for purpose, fen in PASSED_ON
        ]
        purpose, fen, what = PAID
        made.append(
            note_payment(
                cast["qian"], campaign, what=what, account="EXPENSE", purpose=purpose, amount_fen=fen, on=day
            )
        )
        approve_entries(cast["lin"], made, now=moment)


def _water_in_kind(cast: Cast, campaign: Campaign, start: datetime) -> None:
    """Take bottles in and hand most of them out, valued by one rule."""
    came, left, fen = BOTTLES
    with at(start + timedelta(days=2)) as moment:
        price = Price("瓶装水", came, fen, "MARKET", "示例：本县超市标价", timezone.localdate(moment))
        lines = (
            Line(Account.GOODS, came * fen, WATER, price),
            Line(Account.INCOME_RESTRICTED, -came * fen, WATER),
        )
        book(cast, campaign, "收到瓶装水（示例）", moment, lines)
    with at(start + timedelta(days=3)) as moment:
        out = Price("瓶装水", left, fen, "MARKET", "示例：本县超市标价", price.on)
        lines = (Line(Account.EXPENSE, left * fen, WATER), Line(Account.GOODS, -left * fen, WATER, out))
        book(cast, campaign, "安置点发放瓶装水（示例）", moment, lines)


def book(cast: Cast, campaign: Campaign, text: str, moment: datetime, lines: Sequence[Line]) -> None:
    """Book one entry, which the secretary-general approves."""
    entry = book_entry(
        cast["qian"], booked_on=timezone.localdate(moment), text=text, lines=lines, campaign=campaign
    )
    approve_entries(cast["lin"], [entry], now=moment)
