"""What the sample asks of the law, discloses and reports, and two years of its accounts. All of it is 示例数据."""

import uuid
from datetime import date, datetime, timedelta

from django.utils import timezone

from qiao.funding.actions import Line, approve_entries, book_entry
from qiao.funding.income.actions import load_accounts, try_accounts
from qiao.funding.law import actions, queries
from qiao.funding.models import Campaign, Disclosure, LedgerLine
from qiao.funding.packs.actions import correct_pack, publish_pack
from qiao.funding.packs.content import Scope
from qiao.funding.ready.actions import assess, plan_task
from qiao.project.sample.cast import Cast
from qiao.project.sample.clock import at
from qiao.registry.models import Crisis

PUBLISHED_DAY = 4
REGISTRAR = "英山县民政局（示例）"
LATE_FEN = 30_000
Account = LedgerLine.Account
LONG_AGO = date(2020, 2, 1)


def asked_and_disclosed(cast: Cast, crisis: Crisis, *, start: datetime, now: datetime) -> None:
    """Ask what may be done then and in 2020, publish receipts once, and have sent last year's report."""
    association = cast.association
    with at(start + timedelta(hours=5)) as moment:
        for on in (LONG_AGO, timezone.localdate(moment)):
            actions.ask_routes(
                cast["lin"], association, on=on, asking=queries.applicant(association, None, on)
            )
    published(cast, crisis, start=start, now=now)
    year = timezone.localdate(now).year
    with at(now):
        for act, day in (
            (Disclosure.Act.REPORT_SUPERVISOR, date(year, 3, 20)),
            (Disclosure.Act.REPORT_REGISTRAR, date(year, 5, 18)),
        ):
            if day <= timezone.localdate(now):
                actions.publish_disclosure(cast["qian"], act=act, year=year - 1, done_on=day, where=REGISTRAR)


def published(cast: Cast, crisis: Crisis, *, start: datetime, now: datetime) -> None:
    """Publish what was received by the fourth day, correct it for a spending that was approved late, publish the rest."""
    qian = cast["qian"]
    campaign = Campaign.objects.get(crisis=crisis, route=Campaign.Route.CO_LAUNCH)
    with at(start + timedelta(days=PUBLISHED_DAY, hours=-1)) as moment:
        lines = (Line(Account.EXPENSE, LATE_FEN), Line(Account.BANK, -LATE_FEN))
        late = book_entry(
            qian,
            booked_on=timezone.localdate(moment),
            text="租用冲锋舟（示例）",
            lines=lines,
            campaign=campaign,
        )
    with at(start + timedelta(days=PUBLISHED_DAY)) as moment:
        until = timezone.localdate(moment)
        first = publish_pack(
            qian, Scope(campaign, campaign.began_on, until), kind="RECEIPTS", now=moment, address=""
        )
    with at(start + timedelta(days=PUBLISHED_DAY + 1)) as moment:
        approve_entries(cast["lin"], [late], now=moment)
        correct_pack(qian, first, note="租用冲锋舟的一笔支出发布时还没有审核，现补入（示例）。", now=moment)
    with at(now) as moment:
        scope = Scope(campaign, until + timedelta(days=1), timezone.localdate(moment))
        publish_pack(qian, scope, kind="RECEIPTS", now=moment, address="")


YEARS_BACK = (2, 1)
ASSESSED = timedelta(days=1)
"""How long before the flood readiness was assessed."""
ANSWERED = {1: 3, 2: 2, 3: 2, 6: 1, 7: 2, 9: 1, 10: 2, 11: 3, 12: 2, 14: 2, 15: None}
SHEETS = {
    2: """英山青禾义工联合会（示例） 年度收支表,,,,
单位：元,,,,
类别,来源,金额,是否限定,合同截止
会费收入,,98000,,
政府购买服务,英山县民政局（示例）,180000,是,
基金会资助,长江青禾基金会（示例）,520000,是,
企业捐赠,黄冈松坪食品公司（示例）,40000,否,
提供服务收入,,22000,,
收入合计,,860000,,
本年支出合计,,842000,,
管理费用,,96000,,
净资产合计,,210000,,
非限定性净资产,,130000,,
""",
    1: """英山青禾义工联合会（示例） 年度收支表,,,,
单位：元,,,,
类别,来源,金额,是否限定,合同截止
会费收入,,120000,,
政府购买服务,英山县民政局（示例）,300000,是,{end}
基金会资助,长江青禾基金会（示例）,450000,是,{end}
企业捐赠,黄冈松坪食品公司（示例）,30000,否,
企业捐赠,合肥石桥机电公司（示例）,50000,是,
提供服务收入,,50000,,
收入合计,,1000000,,
本年支出合计,,960000,,
管理费用,,110000,,
净资产合计,,260000,,
非限定性净资产,,180000,,
""",
}


def accounts_and_readiness(cast: Cast, *, start: datetime) -> None:
    """Load two years of accounts, assess readiness the day before, and plan two tasks."""
    year = timezone.localdate(start).year
    with at(start - ASSESSED) as moment:
        for back in YEARS_BACK:
            sheet = SHEETS[back].format(end=date(year, 12, 31).isoformat()).encode()
            made = try_accounts(
                cast["qian"],
                id=uuid.uuid4(),
                name=f"{year - back}收支表（示例）.csv",
                content=sheet,
                year=year - back,
            )
            load_accounts(cast["qian"], made, at=moment)
        today = timezone.localdate(moment)
        assess(cast["lin"], cast.association, asked=ANSWERED, note="示例数据", on=today)
        for item, what, who in (
            (9, "与基金会谈一份快速通道协议（示例）", "lin"),
            (6, "理事会定应急储备金的启用条件（示例）", "qian"),
        ):
            due = today + timedelta(days=60)
            plan_task(cast["lin"], item=item, what=what, owner=cast.users[who], due_on=due)
