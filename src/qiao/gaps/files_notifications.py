"""What was given to government, as a file."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.batch.tables import table_bytes
from qiao.gaps.models import Notification
from qiao.registry.leaving import Leaving


def notification_file(rows: Sequence[Notification], form: str) -> bytes:
    """Return the log in the language of the page, the latest first."""
    leaving = Leaving()
    heads = [
        _("告知时间"),
        _("告知的部门"),
        _("途径"),
        _("告知内容"),
        _("事发地"),
        _("物资"),
        _("我方获知时间"),
    ]
    heads += [_("告知人"), _("受理编号"), _("答复"), _("答复时间")]
    return table_bytes(heads, (_cells(one, leaving) for one in rows), f".{form}")


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _cells(one: Notification, leaving: Leaving) -> list[str]:
    place, item = one.place.full_name if one.place else "", one.item.name if one.item else ""
    by = str(one.told_by) if one.told_by else ""
    way, told, answer = _(str(one.get_way_display())), leaving.text(one.told), leaving.text(one.answer)
    said = [_moment(one.told_at), one.department.name, way, told, place, item]
    return [*said, _moment(one.known_at), by, one.receipt_number, answer, _moment(one.answered_at)]
