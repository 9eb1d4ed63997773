"""What this desk tells people of: somebody asks that a text be taken down, and the clock runs."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.accounts.roles import Actor
from qiao.casebook.models import Takedown
from qiao.registry.queries import editors_of
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


def tell_editors(actor: Actor, row: Takedown, kind: Kind) -> int:
    """Tell the editors and the groups that asked for it, once; never who asked nor why."""
    due = f"{timezone.localtime(row.due_at):%Y-%m-%d %H:%M}"
    return notify(actor, kind=kind.key, subject=row, to=editors_of(actor.acts_for), due=due)
