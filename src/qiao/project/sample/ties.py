"""The fifth dimension in the sample: ties from before the flood, a partner on the spot, obstacles, cooperation."""

from datetime import datetime, timedelta

from django.utils import timezone

from qiao.advocacy.cooperation import claim_effect, state_reach
from qiao.gaps.models import Presence
from qiao.project.sample.cast import ASSOCIATION, HOME, UNITS, Cast, place, register_unit
from qiao.project.sample.clock import at
from qiao.registry.models import Brought, Cooperation, Crisis, Obstacle, Organization, Tie, TieContact
from qiao.registry.ties.actions import note_contact, record_tie
from qiao.registry.ties.cooperating import begin_cooperation, record_brought
from qiao.registry.ties.partnering import (
    answer_partnership,
    propose_partnership,
    record_obstacle,
    resolve_obstacle,
)

SAMPLE = "示例数据"
LUOTIAN = "421123"
OUTSIDE = ("武汉江滩救援队（示例）", "Jiangtan Rescue Team, Wuhan (sample)", "420106")
LOCAL = ("罗田大别义工协会（示例）", "Dabie Volunteers, Luotian (sample)", LUOTIAN)
GROUPS = (
    (Tie.Kind.MEMBER, "个人会员（示例）", 128, 5 * 365, 3),
    (Tie.Kind.PARTNER, "浠水志愿者联盟（示例）", None, 3 * 365, 40),
    (Tie.Kind.BENEFICIARY, "温泉镇独居老人（示例）", 46, 2 * 365, 9),
    (Tie.Kind.BENEFICIARY, "石头咀镇留守儿童（示例）", 73, 6 * 365, 260),
)
BROUGHT = (
    ("ORGANIZATION", "PEOPLE", "每天 12 名志愿者装卸、随车", "NEW", "为这次洪水招募"),
    ("ORGANIZATION", "INFORMATION", "各村缺什么，每天两次", "NEW", "本系统记录"),
    ("ORGANIZATION", "NETWORK", "村里的会员带路、敲门", "UNKNOWN", ""),
    ("DEPARTMENT", "ACCESS", "通行证三张、县中心仓库一间", "REDIRECTED", "原供县救灾物资使用"),
    ("DEPARTMENT", "LEGITIMACY", "介绍信：协助县指挥部转运", "UNKNOWN", ""),
    ("DEPARTMENT", "INFORMATION", "统一部署的发放名单", "UNKNOWN", ""),
)


def fifth_dimension(cast: Cast, crisis: Crisis, *, start: datetime, now: datetime) -> None:
    """Write ties, a partnership, obstacles and cooperation down as the days went."""
    with at(start):
        _ties(cast, start)
    with at(start + timedelta(days=1)) as moment:
        _partners(cast, crisis, moment)
    with at(start + timedelta(days=2)) as moment:
        _obstacles(cast, crisis, moment)
        cooperation = _cooperation(cast, crisis, start)
    with at(now - timedelta(hours=3)):
        _claims(cast, cooperation, now)


def _ties(cast: Cast, start: datetime) -> None:
    today, lin = start.date(), cast["lin"]
    for kind, name, people, age, ago in GROUPS:
        since, last = today - timedelta(days=age), today - timedelta(days=ago)
        record_tie(
            lin,
            kind=kind,
            name=name,
            people=people,
            since=since,
            last_contact_on=last,
            note=SAMPLE,
            is_sample=True,
        )
    foundation = cast.units[UNITS[-1][0]]
    facts = {"since": today - timedelta(days=900), "note": SAMPLE, "is_sample": True}
    funds = record_tie(lin, kind=Tie.Kind.FOUNDATION, other=foundation, **facts)
    note_contact(
        lin,
        funds,
        happened_on=today - timedelta(days=20),
        way=TieContact.Way.MEETING,
        what="示例：年度项目会",
    )
    for department, ago in zip(cast.departments, (6, 210), strict=False):
        tie = record_tie(lin, kind=Tie.Kind.GOVERNMENT, department=department, **facts)
        note_contact(lin, tie, happened_on=today - timedelta(days=ago), way=TieContact.Way.VISIT)


def _partners(cast: Cast, crisis: Crisis, moment: datetime) -> None:
    lin, today = cast["lin"], timezone.localdate(moment)
    name, english, code = OUTSIDE
    outside = register_unit(lin, name, english, Organization.Kind.ASSOCIATION, code)
    name, english, code = LOCAL
    local = register_unit(lin, name, english, Organization.Kind.ASSOCIATION, code)
    for where, what in ((LUOTIAN, "转移被困群众"), (HOME, "送餐")):
        Presence.objects.create(
            organization=cast.association,
            crisis=crisis,
            who=outside.name,
            party=outside,
            what=what,
            place=place(where),
            began_on=today,
            stated_on=today,
            source=SAMPLE,
            is_sample=True,
        )
    made = propose_partnership(
        lin,
        crisis,
        lead=outside,
        local=local,
        place=place(LUOTIAN),
        scope="示例：外地队伍出艇，本地义工带路、登记",
        reasons=[{"code": "HOME"}],
    )
    answer_partnership(lin, made, is_accepted=True, answer="示例：电话商定", at=moment, on=today)


def _obstacles(cast: Cast, crisis: Crisis, moment: datetime) -> None:
    lin, today = cast["lin"], timezone.localdate(moment)
    met = record_obstacle(
        lin,
        crisis,
        kind=Obstacle.Kind.PERMIT,
        what="示例：外地车辆在县界被拦下",
        met_on=today - timedelta(days=1),
        place=place(LUOTIAN),
    )
    resolve_obstacle(lin, met, how="示例：县应急局开了介绍信，本地义工到路口接", resolved_on=today)
    record_obstacle(
        lin,
        crisis,
        kind=Obstacle.Kind.MONEY,
        what="示例：油费和过路费没有着落",
        met_on=today,
        place=place(HOME),
    )


def _cooperation(cast: Cast, crisis: Crisis, start: datetime) -> Cooperation:
    lin = cast["lin"]
    made = begin_cooperation(
        lin,
        department=cast.departments[0],
        subject="示例：共用县中心仓库，志愿者转运到村",
        initiator=Cooperation.Initiator.ORGANIZATION,
        first_step=f"示例：{ASSOCIATION}打电话提出",
        crisis=crisis,
        place=place(HOME),
        since=start.date(),
        is_sample=True,
    )
    for side, asset, what, additionality, ground in BROUGHT:
        record_brought(
            lin,
            made,
            side=Brought.Side(side),
            asset=Brought.Asset(asset),
            what=f"示例：{what}",
            additionality=additionality,
            ground=ground,
        )
    return made


def _claims(cast: Cast, cooperation: Cooperation, now: datetime) -> None:
    claim_effect(cast["lin"], cooperation, claim="示例：到村的时间缩短了", attribution=1)
    state_reach(
        cast["lin"],
        cooperation,
        policy="示例：社会组织凭介绍信使用县级仓库",
        served=420,
        served_on=timezone.localdate(now),
        served_source="示例数据：签收登记",
        population=350_000,
        population_on=timezone.localdate(now),
        population_source="示例数据",
    )
