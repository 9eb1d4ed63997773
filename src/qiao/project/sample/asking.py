"""Plans, hosts and grants in the sample. All of it is invented."""

from datetime import datetime, timedelta

from django.utils import timezone

from qiao.funding.actions import approve_entries, open_campaign
from qiao.funding.campaigning import answer_host, ask_host, write_plan
from qiao.funding.granting import (
    Cost,
    add_budget_line,
    apply_grant,
    award_grant,
    plan_instalment,
    receive_instalment,
    refuse_grant,
)
from qiao.funding.models import Campaign, HostAsk, Stream
from qiao.project.sample.cast import Cast
from qiao.project.sample.clock import at
from qiao.registry.models import Crisis

PLAN = {
    "aim": "示例：为英山洪涝转移群众购买饮用水、食品和燃油。",
    "beneficiaries": "英山县安置点转移群众（示例）",
    "area": "网络平台；线下只在英山县",
    "responsible": "秘书长",
    "methods": "民政部指定的互联网平台（示例）",
    "account": "长江青禾基金会（示例），尾号 0000",
    "use": "示例：饮用水和食品七成，燃油三成。",
    "cost_fen": 0,
    "leftover": "示例：转用于本县汛期同类救助。",
    "query_way": "示例联系方式",
    "target_fen": 3_000_000,
}
APPEAL = PLAN | {
    "aim": "示例：请会员企业为车队添置救生衣。",
    "account": "英山青禾义工联合会（示例），尾号 0000",
    "target_fen": 500_000,
}


def ask_for_money(cast: Cast, crisis: Crisis, campaign: Campaign, *, start: datetime) -> None:
    """Write a plan, ask two hosts, appeal to members, apply for two grants: one awarded in part, one refused."""
    qian, host = cast["qian"], campaign.host
    with at(start + timedelta(days=1)) as moment:
        today = timezone.localdate(moment)
        write_plan(qian, campaign, **PLAN)
        if host is not None:
            agreed = ask_host(qian, crisis, host, asked_on=today)
            answer_host(qian, agreed, answer=HostAsk.Answer.AGREED, on=today)
            other = ask_host(qian, crisis, host, asked_on=today - timedelta(days=40))
            reason = "示例：当时没有专项。"
            answer_host(qian, other, answer=HostAsk.Answer.REFUSED, on=today, reason=reason)
        granted = apply_grant(
            qian,
            crisis,
            funder="示例基金会",
            title="灾后心理支持（示例）",
            amount_fen=12_000_000,
            applied_on=today,
            stream=Stream.FOUNDATION_GRANTS,
            cost=Cost(20_000, "示例：上年决算"),
        )
        refused = apply_grant(
            qian,
            crisis,
            funder="示例县民政局",
            title="安置点社工服务（示例）",
            amount_fen=8_000_000,
            applied_on=today,
            stream=Stream.GOVERNMENT,
            cost=Cost(10_000, "示例：上年决算"),
        )
    with at(start + timedelta(days=4)) as moment:
        today = timezone.localdate(moment)
        refuse_grant(qian, refused, reason="示例：年度预算已排完", on=today)
        awarded = award_grant(qian, granted, amount_fen=5_000_000, on=today)
        add_budget_line(qian, awarded, title="个案服务", amount_fen=3_500_000)
        add_budget_line(qian, awarded, title="志愿者培训", amount_fen=1_500_000)
        first = plan_instalment(qian, awarded, due_on=today, amount_fen=3_000_000)
        plan_instalment(qian, awarded, due_on=today + timedelta(days=60), amount_fen=2_000_000)
        entry = receive_instalment(qian, first, on=today)
        approve_entries(cast["lin"], [entry], now=moment)
    appeal_to_members(cast, crisis)


def appeal_to_members(cast: Cast, crisis: Crisis) -> None:
    """Ask the enterprises that are members, today: they entered in these days."""
    appeal = open_campaign(
        cast["qian"],
        crisis,
        title="致单位会员：为车队添置救生衣（示例）",
        route="DIRECTED",
        began_on=timezone.localdate(),
        audience="ENTERPRISES",
    )
    write_plan(cast["qian"], appeal, **APPEAL)
