"""What this desk tells people of: an urgent need, needs to ask again, what vanished, a check of what one follows."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qiao.accounts.roles import Actor
from qiao.intake.models import Alert, Need, Offer, Report, Verification
from qiao.intake.queries.reporter import first_of
from qiao.intake.queries.tellings import tellings_of
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
OVERDUE = Kind(
    "offer.overdue",
    _("资源过了答复时限"),
    _("%(crisis)s：%(count)s 条资源超过 %(hours)s 小时没有答复，请今天答复。"),
    "intake:offer_queue",
    is_of_crisis=True,
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
OFFER_VERIFIED = Kind(
    "offer.verified",
    _("您提供的已核实"),
    _("%(crisis)s：您提供的资源已核实，正在找需要的人。请凭查询码看进展。"),
    **FOR_REPORTERS,
)
OFFER_MATCHED = Kind(
    "offer.matched",
    _("您提供的有了去处"),
    _("%(crisis)s：您提供的资源有了去处，正在安排。请凭查询码看进展。"),
    **FOR_REPORTERS,
)
OFFER_CLOSED = Kind(
    "offer.closed",
    _("您提供的已办结"),
    _("%(crisis)s：您提供的资源这件事已办结，谢谢。请凭查询码看结果。"),
    **FOR_REPORTERS,
)
OFFER_ANSWERED = Kind(
    "offer.answered",
    _("您提供的有了答复"),
    _("%(crisis)s：您提供的资源有了答复。请凭查询码看。"),
    **FOR_REPORTERS,
)
HELD = Kind(
    "hook.held",
    _("读不了的推送快到期"),
    _(
        "%(crisis)s：有 %(count)s 份别的系统推来、读不了的内容将在 %(days)s 天后销毁。请改好栏目再读一次，或放着不管。"
    ),
    "intake:hook_list",
    is_of_crisis=True,
)
KINDS = (
    URGENT,
    DUE,
    OVERDUE,
    VANISHED,
    CHECKED,
    CONTACT,
    VERIFIED,
    MATCHED,
    CLOSED,
    OFFER_VERIFIED,
    OFFER_MATCHED,
    OFFER_CLOSED,
    OFFER_ANSWERED,
    HELD,
)
OF_OFFERS = {VERIFIED: OFFER_VERIFIED, MATCHED: OFFER_MATCHED, CLOSED: OFFER_CLOSED}


def tell_urgent(actor: Actor, need: Need) -> None:
    """Tell the coordinators and the groups of a need that concerns life."""
    if need.tier == Need.Tier.LIFE:
        _tell(actor, URGENT, need, need.crisis)


def tell_due(actor: Actor, alerts: list[Alert]) -> None:
    """Tell, once a crisis, how many needs are to be asked again."""
    for crisis in {one.crisis_id: one.crisis for one in alerts}.values():
        mine = [one for one in alerts if one.crisis_id == crisis.pk]
        _tell(actor, DUE, crisis, crisis, occasion=str(mine[0].pk), count=len(mine))


def tell_overdue(actor: Actor, crisis: Crisis, *, count: int, hours: int, occasion: str) -> None:
    """Tell how many offers wait longer than the clock allows; once for each occasion."""
    _tell(actor, OVERDUE, crisis, crisis, occasion=occasion, count=count, hours=hours)


def tell_vanished(actor: Actor, alert: Alert) -> None:
    """Tell that an institution vanished; each time it does, anew."""
    _tell(actor, VANISHED, alert, alert.crisis, occasion=str(alert.details["times"]))


def tell_checked(actor: Actor, need: Need, check: Verification) -> None:
    """Tell those who follow a need that it was checked."""
    tell_followers(actor, kind=CHECKED.key, subject=need, occasion=str(check.pk))


def tell_reporters(
    actor: Actor, kind: Kind, voice: Need | Offer, *, occasion: str, at: datetime, **details: str
) -> None:
    """Tell everybody who sent a need or an offer, where they agreed to be told: a sentence, never what they wrote.

    Whose report was found to tell the same is told like the first; somebody who sent several is told once each code.
    """
    told = kind if isinstance(voice, Need) else OF_OFFERS.get(kind, kind)
    reports = [
        voice.report,
        *(one.report for one in tellings_of(voice).select_related("report__follows__first")),
    ]
    # Only the public form gives a receipt code; a correction stands under the code of the first report.
    firsts = {(first_of(one) or one) for one in reports if one.source == Report.Source.FORM}
    for first in sorted(firsts, key=lambda one: str(one.pk)):
        facts = {"crisis": voice.crisis.name, **details}
        tell_guest(actor, kind=told.key, subject=first, occasion=occasion, at=at, **facts)


def tell_held(actor: Actor, crisis: Crisis, *, count: int, days: int, occasion: str) -> None:
    """Tell, once for those of one day, that deliveries nobody could read are near their end."""
    _tell(actor, HELD, crisis, crisis, occasion=occasion, count=count, days=days)


def _tell(
    actor: Actor,
    kind: Kind,
    subject: Need | Alert | Crisis,
    crisis: Crisis,
    *,
    occasion: str = "",
    count: int = 1,
    **more: int,
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
        **more,
    )
