"""The menu: the desks in the order of the chain, and under each the pages that exist and are open to the actor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.accounts.roles import Actor
from qiao.chain import DESKS
from qiao.intake.keeping import is_large, kept
from qiao.intake.models import Alert, Need, Offer
from qiao.intake.queries import waiting_pairs
from qiao.intake.queries.answers import waiting_offers
from qiao.intake.queries.closure import due_rounds
from qiao.intake.queries.hearsay import hearsay
from qiao.registry.models import Crisis

MOST_COUNTED = 99


class Entry(NamedTuple):
    """One page of the menu: its word, the name of its address, the right it asks for."""

    label: str | Promise
    name: str
    verb: str
    in_crisis: bool = True
    waits: Callable[[Crisis], Sequence[QuerySet[Any]]] | None = None
    """What waits behind it for a person; the menu tells how many."""
    group: str | Promise = ""
    """What a person does there, where a desk has many pages: the menu puts the pages of one group together."""


def _to_call(crisis: Crisis) -> Sequence[QuerySet[Any]]:
    return [model.objects.filter(crisis=crisis, state__in=("NEW", "EXPIRED")) for model in (Need, Offer)]


def _hearsay(crisis: Crisis) -> Sequence[QuerySet[Any]]:
    return [hearsay(crisis, is_judged=False)]


def _alerts(crisis: Crisis) -> Sequence[QuerySet[Any]]:
    return [Alert.objects.filter(crisis=crisis, state=Alert.State.OPEN)]


def _pairs(crisis: Crisis) -> Sequence[QuerySet[Any]]:
    return [waiting_pairs(crisis)]


def _offers(crisis: Crisis) -> Sequence[QuerySet[Any]]:
    return [waiting_offers(crisis)]


def _rounds(crisis: Crisis) -> Sequence[QuerySet[Any]]:
    return [due_rounds(crisis, now=timezone.now())]


TAKE_IN, CHECK, JOIN, ANSWER = _("收：进来的"), _("核：打电话"), _("合：是不是一件"), _("答：有没有结果")
SOURCES = _("从哪里来")
ENTRIES: dict[str, tuple[Entry, ...]] = {
    "pages": (
        Entry(_("态势"), "pages:crisis", "overview.read"),
        Entry(_("地图"), "pages:map", "overview.read"),
        Entry(_("搜索"), "pages:search", "overview.read", in_crisis=False),
    ),
    "intake": (
        Entry(_("粘贴录入"), "intake:paste", "report.receive", group=TAKE_IN),
        Entry(_("导入表格"), "intake:import_list", "import.read", group=TAKE_IN),
        Entry(_("收件箱"), "intake:inbox", "report.read", group=TAKE_IN),
        Entry(_("核实台"), "intake:queue", "turn.take", waits=_to_call, group=CHECK),
        Entry(_("传闻核查"), "intake:hearsay_list", "report.read", waits=_hearsay, group=CHECK),
        Entry(_("提醒"), "intake:alert_list", "need.read", waits=_alerts, group=CHECK),
        Entry(_("疑似重复"), "intake:pair_list", "pair.read", waits=_pairs, group=JOIN),
        Entry(_("需求"), "intake:need_list", "need.read", group=ANSWER),
        Entry(_("资源"), "intake:offer_list", "offer.read", group=ANSWER),
        Entry(_("待答复的资源"), "intake:offer_queue", "offer.answer", waits=_offers, group=ANSWER),
        Entry(_("未闭环"), "intake:unclosed_list", "need.read", waits=_rounds, group=ANSWER),
        Entry(_("同步表格"), "intake:sheet_list", "sheet.read", group=SOURCES),
        Entry(_("外采表单"), "intake:field_form_list", "form.read", group=SOURCES),
        Entry(_("接收地址"), "intake:hook_list", "hook.read", group=SOURCES),
        Entry(_("预警"), "intake:warning_list", "warning.read", in_crisis=False, group=SOURCES),
    ),
    "relief": (
        Entry(_("分配方案"), "relief:plan_list", "plan.read"),
        Entry(_("运送与签收"), "relief:delivery_list", "match.read"),
        Entry(_("签收差异"), "relief:difference_list", "match.read"),
        Entry(_("承运"), "relief:carrier_list", "match.read"),
        Entry(_("库存"), "relief:stock", "stock.read"),
        Entry(_("仓库"), "relief:store_list", "store.read", in_crisis=False),
        Entry(_("成套物资"), "relief:kit_list", "kit.read"),
        Entry(_("过期与不合标准"), "relief:unfit_list", "stock.read"),
        Entry(_("公告"), "relief:bulletin_list", "bulletin.read"),
        Entry(_("事后对照"), "relief:hindsight", "hindsight.read"),
    ),
    "volunteering": (
        Entry(_("班次"), "volunteering:shift_list", "shift.read"),
        Entry(_("志愿活动"), "volunteering:activity_list", "activity.read"),
        Entry(_("志愿者和会员"), "volunteering:people", "enrolment.read", in_crisis=False),
        Entry(_("会员呼吁"), "volunteering:call_list", "help_call.read"),
        Entry(_("谁扛着什么"), "volunteering:load", "load.read"),
        Entry(_("我的志愿服务"), "volunteering:mine", "shift.take", in_crisis=False),
    ),
    "care": (
        Entry(_("个案档案"), "care:file_list", "care_file.read"),
        Entry(_("个案量"), "care:caseload", "care_caseload.read"),
        Entry(_("小组工作"), "care:group_list", "care_group.read"),
        Entry(_("转来的个案"), "care:arrivals", "referral.read", in_crisis=False),
        Entry(_("个案数字"), "care:figures", "care_figures.read"),
        Entry(_("督导查看记录的清单"), "care:openings", "care_note.list", in_crisis=False),
    ),
    "funding": (
        Entry(_("资金"), "funding:funding", "funding.read"),
        Entry(_("收支公开"), "funding:pack_list", "pack.read"),
        Entry(_("现金与代金券"), "funding:cash_list", "cash.read"),
        Entry(_("核对台账"), "funding:ledger_check", "ledger.check", in_crisis=False),
        Entry(_("我们可以做什么？"), "funding:may", "route.ask", in_crisis=False),
        Entry(_("合不合我们做"), "preparing:fit_list", "fit.read"),
        Entry(_("法定期限"), "funding:deadlines", "deadline.read", in_crisis=False),
        Entry(_("收入结构"), "funding:income", "accounts.read", in_crisis=False),
        Entry(_("动员准备"), "funding:readiness", "readiness.read", in_crisis=False),
        Entry(_("同类对照"), "preparing:peer_list", "peers.read", in_crisis=False),
        Entry(_("桌面演练"), "preparing:drill_list", "drill.read", in_crisis=False),
    ),
    "quality": (
        Entry(_("服务质量"), "quality:quality", "quality.read"),
        Entry(_("服务反馈"), "quality:feedback_list", "feedback.read"),
        Entry(_("代记反馈"), "quality:feedback_new", "feedback.note"),
        Entry(_("投诉"), "quality:complaint_list", "complaint.read", in_crisis=False),
        Entry(_("敏感投诉的专人"), "quality:focal_points", "focal_point.name", in_crisis=False),
    ),
    "gaps": (
        Entry(_("拾遗补缺"), "gaps:gap_list", "gap.read"),
        Entry(_("两种口径"), "gaps:beside", "gap.read"),
        Entry(_("他方表格"), "gaps:table_list", "gap.read"),
        Entry(_("谁会告诉我们"), "gaps:coverage", "gap.read"),
        Entry(_("谁在哪里做什么"), "gaps:presence", "gap.read"),
        Entry(_("哪些县有组织"), "gaps:capacity", "gap.read", in_crisis=False),
        Entry(_("告知政府"), "gaps:notification_list", "gap.read"),
        Entry(_("本地合作"), "gaps:partner_list", "tie.read"),
        Entry(_("遇到的障碍"), "gaps:obstacle_list", "tie.read"),
    ),
    "advocacy": (
        Entry(_("建议与结果"), "advocacy:proposal_list", "proposal.read"),
        Entry(_("报送与期限"), "advocacy:filing_list", "proposal.read"),
        Entry(_("政社合作"), "advocacy:cooperation_list", "tie.read"),
        Entry(_("给部门的链接"), "advocacy:links", "department_link.make"),
        Entry(_("出台的文件"), "advocacy:measure_list", "proposal.read"),
        Entry(_("两座桥"), "advocacy:bridges", "bridge.read"),
    ),
    "casebook": (
        Entry(_("案例库"), "casebook:case_list", "case_study.read", in_crisis=False),
        Entry(_("资金、物资、时间"), "casebook:means", "means.read"),
        Entry(_("对比矩阵"), "casebook:matrix", "case_study.read", in_crisis=False),
        Entry(_("复盘"), "casebook:review_list", "review.read", in_crisis=False),
        Entry(_("从前的经验"), "casebook:lessons", "review.read"),
        Entry(_("案例集编辑台"), "casebook:collection_list", "collection.read", in_crisis=False),
        Entry(_("全文申领"), "casebook:request_list", "text.read", in_crisis=False),
    ),
    "registry": (
        Entry(_("组织"), "registry:organization_list", "registry.read", in_crisis=False),
        Entry(_("长期联系"), "registry:tie_list", "tie.read", in_crisis=False),
        Entry(_("协作网络"), "registry:network_list", "network.read", in_crisis=False),
        Entry(_("伙伴"), "registry:partner_list", "network.read", in_crisis=False),
        Entry(_("对接平台"), "exchange:platform_list", "platform.read", in_crisis=False),
        Entry(_("待核实的更改"), "registry:contact_list", "contact_point.read", in_crisis=False),
        Entry(_("名称相像"), "registry:look_list", "look_alike.decide", in_crisis=False),
        Entry(_("部门名录"), "registry:department_list", "registry.read", in_crisis=False),
        Entry(_("地点"), "registry:place_list", "registry.read", in_crisis=False),
        Entry(_("物资目录"), "registry:item_list", "registry.read", in_crisis=False),
    ),
}
ADMIN = (
    Entry(_("流转记录"), "pages:trail", "trail.read", in_crisis=False),
    Entry(_("通知"), "trail:notice_list", "notice.read", in_crisis=False),
    Entry(_("导出"), "api:export_list", "export.make", in_crisis=False),
    Entry(_("批量运行"), "api:batch_list", "batch.read", in_crisis=False),
)
TABS = (
    ("pages", Entry(_("态势"), "pages:crisis", "overview.read")),
    ("intake", Entry(_("收件箱"), "intake:inbox", "report.read")),
    ("paste", Entry(_("录入"), "intake:paste", "report.receive")),
    ("registry", Entry(_("需求"), "intake:need_list", "need.read")),
)


@dataclass(frozen=True)
class Door:
    """An entry with its address, and whether the reader stands there."""

    icon: str
    label: str | Promise
    url: str
    is_here: bool
    waiting: str = ""
    group: str | Promise = ""


@dataclass(frozen=True)
class Group:
    """Doors of one desk behind which a person does one kind of thing."""

    label: str | Promise
    doors: tuple[Door, ...]
    is_folded: bool


@dataclass(frozen=True)
class DeskMenu:
    """One desk of the menu with its open doors."""

    key: str
    label: str
    doors: tuple[Door, ...]

    @property
    def is_here(self) -> bool:
        return any(door.is_here for door in self.doors)

    @property
    def groups(self) -> list[Group]:
        """Return the doors by group, in order; where things come from is folded until somebody stands there."""
        found = []
        for label, doors in groupby(self.doors, key=lambda door: door.group):
            held = tuple(doors)
            folded = label == SOURCES and not any(door.is_here for door in held)
            found.append(Group(label, held, folded))
        return found


def address(name: str, *args: object) -> str:
    """Return the address called `name`, or "" where no such page exists."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _door(entry: Entry, icon: str, actor: Actor, crisis: Crisis | None, path: str) -> Door | None:
    if (entry.in_crisis and crisis is None) or not actor.may(entry.verb):
        return None
    url = address(entry.name, crisis.slug) if entry.in_crisis and crisis else address(entry.name)
    if not url:
        return None
    return Door(
        icon,
        entry.label,
        url,
        is_here=url == path,
        waiting=_waiting(entry, crisis),
        group=entry.group,
    )


def _waiting(entry: Entry, crisis: Crisis | None) -> str:
    """Return how many wait behind an entry, counted to MOST_COUNTED; "" where none do or nothing is counted."""
    if entry.waits is None or crisis is None:
        return ""
    counted = kept(all_waiting, crisis)[entry.name] if is_large(crisis) else _counted(entry.waits(crisis))
    return f"{MOST_COUNTED}+" if counted > MOST_COUNTED else str(counted or "")


def _counted(heaps: Sequence[QuerySet[Any]]) -> int:
    return sum(rows.order_by()[: MOST_COUNTED + 1].count() for rows in heaps)


def all_waiting(crisis: Crisis) -> dict[str, int]:
    """Return how many wait behind each entry that counts, whoever may open it."""
    entries = (one for doors in ENTRIES.values() for one in doors)
    return {one.name: _counted(one.waits(crisis)) for one in entries if one.waits is not None}


def _open(
    entries: tuple[Entry, ...], icon: str, actor: Actor, crisis: Crisis | None, path: str
) -> tuple[Door, ...]:
    doors = (_door(entry, icon, actor, crisis, path) for entry in entries)
    return tuple(door for door in doors if door)


def menu_for(actor: Actor, crisis: Crisis | None, path: str) -> list[DeskMenu]:
    """Return the desks with at least one open page, then the pages of administration."""
    in_english = (get_language() or "").startswith("en")
    desks = [
        DeskMenu(key, en if in_english else zh, _open(ENTRIES[key], key, actor, crisis, path))
        for key, zh, en in DESKS
    ]
    desks.append(DeskMenu("admin", str(_("管理")), _open(ADMIN, "admin", actor, crisis, path)))
    return [desk for desk in desks if desk.doors]


def tabs_for(actor: Actor, crisis: Crisis | None, path: str) -> list[Door]:
    """Return the doors of the tab bar on phones."""
    doors = (_door(entry, icon, actor, crisis, path) for icon, entry in TABS)
    return [door for door in doors if door]
