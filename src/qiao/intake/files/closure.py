"""The entries without an end as a file, XLSX or CSV: nothing personal, nothing that a spreadsheet runs."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.batch.tables import table_bytes
from qiao.intake.models import ClosureRound, Need, Offer, Verification


def closure_file(voices: Iterable[Need | Offer], form: str) -> bytes:
    """Return the file in the language of the page."""
    columns = [
        *(_("编号"), _("物资"), _("数量"), _("单位"), _("地点"), _("紧急程度"), _("状态"), _("收到")),
        *(_("问过几轮"), _("上次结果"), _("上次时间"), _("下次何时问"), _("为什么问")),
    ]
    return table_bytes(columns, (_cells(one) for one in voices), f".{form}")


def _cells(one: Need | Offer) -> list[str | int]:
    result, why = one.last_result, one.ask_why  # type: ignore[union-attr]
    return [
        str(one.pk),
        one.what,
        one.quantity_text,
        one.who,
        one.place.full_name if one.place else "",
        _(one.get_tier_display()) if isinstance(one, Need) else "",
        _(one.get_state_display()),
        _moment(one.report.received_at),
        one.rounds_asked,  # type: ignore[union-attr]
        _(str(Verification.Result(result).label)) if result else "",
        _moment(one.last_at),  # type: ignore[union-attr]
        _moment(one.ask_at),  # type: ignore[union-attr]
        _(str(ClosureRound.Why(why).label)) if why else "",
    ]


def _moment(at: object) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""  # type: ignore[arg-type]
