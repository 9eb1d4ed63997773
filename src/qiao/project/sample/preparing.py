"""What the sample prepares: scopes of partners, a drill that was talked over, peers that agreed. All of it is 示例数据."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.engines.scope import read_scope
from qiao.funding.ready.actions import assess
from qiao.preparing.actions import (
    act_on_drill,
    agree_to_peers,
    found_peers,
    hold_drill,
    invite_peer,
    note_drill,
)
from qiao.preparing.models import Drill, PeerMember
from qiao.preparing.queries.drills import network_for
from qiao.project.sample.cast import HOME, NEIGHBOURS, Cast, place, register_unit
from qiao.project.sample.clock import at
from qiao.project.sample.networks import PARTNERS
from qiao.registry.models import Organization
from qiao.registry.scoping.actions import write_scope
from qiao.relief.actions import Arrival, receive_goods
from qiao.relief.models import Lot, StockAccount, Store
from qiao.relief.stock import balance

HEART = ("英山心安心理服务中心（示例）", "Xin'an Counselling Centre, Yingshan (sample)", HOME)
SCOPES = (
    ("（示例章程）应急救援、志愿服务、救灾物资运输。", ("421181", HOME, *NEIGHBOURS)),
    ("（示例章程）社区社会工作，儿童青少年和老年人服务。", ("421122", NEIGHBOURS[0])),
    ("（示例章程）志愿服务，扶贫济困，灾后清淤消杀。", ("421126", HOME, NEIGHBOURS[1])),
    ("（示例章程）心理援助、哀伤辅导，心理健康教育。", (HOME, *NEIGHBOURS)),
)
KEPT = ("noodles-instant", "quilt", "life-jacket")
LEVELS = (1, 2, 2, 3)
"""Level of the items that each of the four peers answered; every third was left open."""


def prepare(cast: Cast, *, start: datetime, now: datetime) -> None:
    """Write scopes down, hold a drill three months before the flood, and set peers beside each other."""
    lin, today = cast["lin"], timezone.localdate(start)
    heart = register_unit(lin, HEART[0], HEART[1], Organization.Kind.SERVICE_AGENCY, HEART[2])
    units = [*(Organization.objects.get(name=name) for name, _en, _code in PARTNERS), heart]
    with at(start - timedelta(days=40)):
        for unit, (text, codes) in zip(units, SCOPES, strict=True):
            _write(lin, unit, text, codes, today)
    _fill(lin, now=now)
    _drill(cast, now=now)
    _peers(lin, units, start=start)


def _write(lin: Actor, unit: Organization, text: str, codes: tuple[str, ...], today: date) -> None:
    kinds = [one.kind.value for one in read_scope(text)]
    write_scope(lin, unit, text=text, kinds=kinds, places=[place(code) for code in codes], today=today)


def _fill(lin: Actor, *, now: datetime) -> None:
    """Take half of what is still free of some pledges into the store: what a drill finds there."""
    store = Store.objects.order_by("created_at").first()
    for code in KEPT:
        lot = Lot.objects.filter(offer__item__code=code).order_by("created_at").first()
        pieces = balance(lot, StockAccount.AVAILABLE) // 2 if lot else 0
        if store is not None and lot is not None and pieces:
            receive_goods(lin, lot, store, arrivals=[Arrival(pieces)], at=now - timedelta(hours=1))


def _drill(cast: Cast, *, now: datetime) -> None:
    lin, home, today = cast["lin"], place(HOME), timezone.localdate(now)
    network = network_for(cast.association, home, Drill.Hazard.FLOOD, today)
    setting = {"hazard": Drill.Hazard.FLOOD, "people": 150, "days": 14, "seed": 2026, "runs": 100}
    with at(now) as moment:
        drill = hold_drill(
            lin,
            network,
            place=home,
            at=moment,
            title="下一次汛期前的桌面推演（示例）",
            is_sample=True,
            **setting,
        )
        for link, text in (
            ("MONEY", "示例：储备金要理事会开会才能动，第五天才批下来。"),
            ("PEOPLE", "示例：名单上有人，乡镇里没有自己人，最后一公里靠外面的车。"),
        ):
            note_drill(lin, drill, link=link, text=text, at=moment)
        act_on_drill(
            lin,
            drill,
            item=2,
            what="每个乡镇找两名联络人（示例）",
            owner=cast.users["lin"],
            due_on=today + timedelta(days=45),
        )


def _peers(lin: Actor, units: list[Organization], *, start: datetime) -> None:
    with at(start - timedelta(days=20)) as moment:
        peers = found_peers(
            lin,
            name="大别山县级义工组织（示例）",
            why="示例：都在山区县，专职不到五人，一年经费不到一百万元",
            at=moment,
            is_sample=True,
        )
        for unit, level in zip(units, LEVELS, strict=True):
            invite_peer(lin, peers, organization=unit, at=moment)
            theirs = Actor.operator(unit.pk)
            with scope(organization=unit.pk):
                asked = {number: None if number % 3 == 0 else level for number in range(1, 16)}
                assess(theirs, unit, asked=asked, note="示例数据", on=timezone.localdate(moment))
                agree_to_peers(theirs, PeerMember.objects.get(peers=peers, organization=unit), at=moment)
