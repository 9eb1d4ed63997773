"""What this desk tells people of: an urgent need, needs to ask again, what vanished, a check of what one follows."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qiao.accounts.roles import Actor
from qiao.intake.models import Alert, Need, Report, Verification
from qiao.intake.queries.reporter import first_of
from qiao.registry.models import Crisis
from qiao.registry.queries import coordinators_of
from qiao.trail.guests import tell_guest
from qiao.trail.kinds import Kind
from qiao.trail.outbox import notify, tell_followers

URGENT = Kind(
    "need.urgent",
    _("危及生命的需求"),
    _("%(crisis)s：来了一条危及生命的需求，编号 %(reference)s，请立即核实。"),
    "intake:need",
    is_urgent=True,
)
DUE = Kind(
    "need.due",
    _("需求过期待回访"),
    _("%(crisis)s：%(count)s 条需求过了有效期，请回访。"),
    "intake:queue",
    is_of_crisis=True,
)
VANISHED = Kind(
    "alert.vanished",
    _("单位从表格里消失"),
    _("%(crisis)s：一家单位从同步表格里消失了，请看一眼。"),
    "intake:alert_list",
    is_of_crisis=True,
)
CHECKED = Kind(
    "need.checked",
    _("关注的需求有核实结果"),
    _("您关注的需求 %(reference)s 有了核实结果。"),
    "intake:need",
    is_for_groups=False,
)
CONTACT = Kind(
    "need.contact",
    _("关注的需求换了联系方式"),
    _("您关注的需求 %(reference)s 换了联系方式或收货地址，已经核实。发货前请按页面上的核对。"),
    "intake:need",
    is_for_groups=False,
)
FOR_REPORTERS: dict[str, Any] = {
    "route": "intake:status_ask",
    "is_plain": True,
    "is_chosen": False,
    "is_for_groups": False,
}
VERIFIED = Kind(
    "report.verified",
    _("您反映的事已核实"),
    _("%(crisis)s：您反映的事已核实属实，正在找资源。请凭查询码看进展。"),
    **FOR_REPORTERS,
)
MATCHED = Kind(
    "report.matched",
    _("您反映的事有了着落"),
    _("%(crisis)s：您反映的事有了着落，正在安排。请凭查询码看进展。"),
    **FOR_REPORTERS,
)
CLOSED = Kind(
    "report.closed",
    _("您反映的事已办结"),
    _("%(crisis)s：您反映的事已办结。请凭查询码看结果；还有困难，可在那里补充。"),
    **FOR_REPORTERS,
)
KINDS = (URGENT, DUE, VANISHED, CHECKED, CONTACT, VERIFIED, MATCHED, CLOSED)


def tell_urgent(actor: Actor, need: Need) -> None:
    """Tell the coordinators and the groups of a need that concerns life."""
    if need.tier == Need.Tier.LIFE:
        _tell(actor, URGENT, need, need.crisis)


def tell_due(actor: Actor, alerts: list[Alert]) -> None:
    """Tell, once a crisis, how many needs are to be asked again."""
    for crisis in {one.crisis_id: one.crisis for one in alerts}.values():
        mine = [one for one in alerts if one.crisis_id == crisis.pk]
        _tell(actor, DUE, crisis, crisis, occasion=str(mine[0].pk), count=len(mine))


def tell_vanished(actor: Actor, alert: Alert) -> None:
    """Tell that an institution vanished; each time it does, anew."""
    _tell(actor, VANISHED, alert, alert.crisis, occasion=str(alert.details["times"]))


def tell_checked(actor: Actor, need: Need, check: Verification) -> None:
    """Tell those who follow a need that it was checked."""
    tell_followers(actor, kind=CHECKED.key, subject=need, occasion=str(check.pk))


def tell_reporter(actor: Actor, kind: Kind, need: Need, *, occasion: str, at: datetime) -> None:
    """Tell the sender of a need, where they agreed to be told: a sentence, never what they wrote."""
    if need.report.source != Report.Source.FORM:
        return  # only the public form gives a receipt code
    first = first_of(need.report) or need.report
    tell_guest(actor, kind=kind.key, subject=first, occasion=occasion, at=at, crisis=need.crisis.name)


def _tell(
    actor: Actor,
    kind: Kind,
    subject: Need | Alert | Crisis,
    crisis: Crisis,
    *,
    occasion: str = "",
    count: int = 1,
) -> None:
    notify(
        actor,
        kind=kind.key,
        subject=subject,
        occasion=occasion,
        to=coordinators_of(actor.acts_for),
        crisis=crisis.name,
        slug=crisis.slug,
        count=count,
    )
