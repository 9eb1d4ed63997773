"""Networks and partners as files."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from qiao.batch.tables import table_bytes
from qiao.registry.leaving import Leaving
from qiao.registry.networks.queries import Member, Partner

MINUTES_AN_HOUR = 60


def network_file(rows: Sequence[Member], form: str) -> bytes:
    """Return the members of a network, with what they were given and how ready they were and are."""
    heads = [_("组织"), _("身份"), _("负责的地域"), _("区划代码"), _("加入"), *_partner_heads()]
    cells = (
        [
            one.partner.organization.name,
            _(str(one.membership.get_part_display())),
            one.membership.place.name if one.membership.place else "",
            one.membership.place.code if one.membership.place else "",
            _day(one.membership.since),
            *_partner_cells(one.partner),
        ]
        for one in rows
    )
    return table_bytes(heads, cells, f".{form}")


def partner_file(rows: Sequence[Partner], form: str) -> bytes:
    """Return partners with their stage, what they were given, and how ready they were and are."""
    leaving = Leaving()
    heads = [_("组织"), _("所在地"), _("阶段"), _("从何时起"), _("依据"), _("网络"), *_partner_heads()]
    cells = (
        [
            one.organization.name,
            one.organization.home.name if one.organization.home else "",
            _(str(one.stage.get_stage_display())) if one.stage else "",
            _day(one.stage.since) if one.stage else "",
            leaving.text(one.stage.reason) if one.stage else "",
            "、".join(one.networks),
            *_partner_cells(one),
        ]
        for one in rows
    )
    return table_bytes(heads, cells, f".{form}")


def _partner_heads() -> list[str]:
    return [
        _("最近来往"),
        _("一年内的支持（次）"),
        _("一年内的支持（小时）"),
        _("最早评估"),
        _("最早评估：动员能力"),
        _("最近评估"),
        _("最近评估：动员能力"),
        _("最弱一项"),
    ]


def _partner_cells(one: Partner) -> list[str | int | float]:
    latest, first, now = one.after or one.before, one.readiness_before, one.readiness
    return [
        _day(one.last_on),
        one.given.times,
        round(one.given.minutes / MINUTES_AN_HOUR, 1),
        _day(one.before.assessed_on) if one.after and one.before else "",
        first.shown if first else "",
        _day(latest.assessed_on) if latest else "",
        now.shown if now else "",
        now.weakest_name if now else "",
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
