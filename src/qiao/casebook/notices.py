"""What this desk tells people of: somebody asks that a text be taken down, and the clock runs."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.accounts.roles import Actor
from qiao.casebook.models import Takedown
from qiao.registry.queries import editors_of
from qiao.trail.guests import tell_guest
from qiao.trail.kinds import Kind
from qiao.trail.outbox import notify

ASKED = Kind(
    "takedown.asked",
    _("有人请求下架"),
    _("有人请求下架一份公开的文字（%(reference)s）。请在 %(due)s 前答复；逾期没有答复，文字会自动隐藏。"),
    "casebook:collection_list",
    is_urgent=True,
    is_plain=True,
)
LAPSED = Kind(
    "takedown.lapsed",
    _("下架请求逾期，文字已隐藏"),
    _("一份公开的文字（%(reference)s）的下架请求到 %(due)s 没有人答复，文字已自动隐藏；答复以后可以恢复。"),
    "casebook:collection_list",
    is_urgent=True,
    is_plain=True,
)

OF_ASKER: dict[str, Any] = {
    "route": "casebook:takedown_ask",
    "is_plain": True,
    "is_chosen": False,
    "is_for_groups": False,
}
FOR_ASKERS = {
    Takedown.State.HIDDEN: Kind(
        "takedown.hidden",
        _("您请求下架的文字已下架"),
        _("您请求下架的文字已下架。凭查询码看处理说明。"),
        **OF_ASKER,
    ),
    Takedown.State.MENDED: Kind(
        "takedown.mended",
        _("您指出的内容已改正"),
        _("您请求下架的文字里，您指出的内容已改正，其余保留。凭查询码看处理说明。"),
        **OF_ASKER,
    ),
    Takedown.State.KEPT: Kind(
        "takedown.kept",
        _("您请求下架的文字没有下架"),
        _("您请求下架的文字没有下架，理由写在查询页上。凭查询码看。"),
        **OF_ASKER,
    ),
    Takedown.State.ASKED: Kind(
        "takedown.lapsed_told",
        _("您请求下架的文字已先隐藏"),
        _("您的下架请求到期没有人答复，文字已先隐藏；有了答复再告诉您。"),
        **OF_ASKER,
    ),
}
"""What who asked is told, by where the request stands; one that is still open was hidden by lapse."""


def tell_asker(actor: Actor, row: Takedown, *, at: datetime) -> int:
    """Tell who asked, if they left an address; never what was asked nor what was answered."""
    kind = FOR_ASKERS[Takedown.State(row.state)]
    return tell_guest(actor, kind=kind.key, subject=row, occasion=row.state, at=at)


def tell_editors(actor: Actor, row: Takedown, kind: Kind) -> int:
    """Tell the editors and the groups that asked for it, once; never who asked nor why."""
    due = f"{timezone.localtime(row.due_at):%Y-%m-%d %H:%M}"
    return notify(actor, kind=kind.key, subject=row, to=editors_of(actor.acts_for), due=due)
