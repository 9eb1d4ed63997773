"""Cash and vouchers in the sample: six paid, one approved, one that waits. All of it is 示例数据."""

from datetime import datetime, timedelta

from django.utils import timezone

from qiao.funding.actions import approve_entries
from qiao.funding.cash.actions import Help, approve_cash, pay_cash, propose_cash
from qiao.funding.models import Campaign, CashAid
from qiao.project.sample.cast import Cast
from qiao.project.sample.clock import at
from qiao.registry.models import Crisis

FUEL = "用于抽水设备燃油"
VOUCHER = Help("VOUCHER", "抽水机燃油券（示例）", 5_000, 2, FUEL)
LIVING = Help("CASH", "临时生活费（示例）", 30_000, 1)
PAID = 6


def help_in_money(cast: Cast, crisis: Crisis, campaign: Campaign, *, start: datetime) -> None:
    """Let the social worker propose, the secretary-general approve and the accountant pay out."""
    with at(start + timedelta(days=3, hours=1)) as moment:
        for number in range(1, PAID + 1):
            aid = _proposed(cast, crisis, VOUCHER, f"YS-{number:03}", campaign, moment)
            approve_cash(cast["lin"], aid, now=moment)
            paid = pay_cash(
                cast["qian"], aid, paid_on=timezone.localdate(moment), receipt=f"示例收据{number:03}"
            )
            if paid.entry is not None:
                approve_entries(cast["lin"], [paid.entry], now=moment)
        approved = _proposed(cast, crisis, LIVING, "YS-007", campaign, moment)
        approve_cash(cast["lin"], approved, now=moment)
        _proposed(cast, crisis, LIVING, "YS-008", campaign, moment)


def _proposed(
    cast: Cast, crisis: Crisis, given: Help, code: str, campaign: Campaign, moment: datetime
) -> CashAid:
    return propose_cash(
        cast["zhou"],
        crisis,
        given,
        person_code=code,
        consent="SIGNED",
        consent_on=timezone.localdate(moment),
        campaign=campaign,
    )
