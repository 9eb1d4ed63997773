"""Words about forms of the field when they are taken in: expressions that not every telephone reads alike."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qiao.intake.sources.openrosa.times import TimeDoubt, Trouble

TROUBLES: Mapping[Trouble, Promise] = {
    Trouble.DAYS_ONLY: _(
        "%(where)s直接用 < 或 > 比较日期时间，ODK Collect 只比到哪一天，同一天内的先后分不出。请改成 "
        "number(format-date-time(…, '%%Y%%m%%d%%H%%M')) 再比较，两边都要。"
    ),
    Trouble.NO_DIFFERENCE: _(
        "%(where)s直接用 < 或 > 比较几点几分，ODK Collect 分不出先后。请改成 decimal-time(…) 再比较，两边都要。"
    ),
    Trouble.NOT_OPENED: _(
        "%(where)s在 decimal-date-time() 里放了一道题，ODK Web Forms 打不开这张表单。请改成 "
        "number(format-date-time(…, '%%Y%%m%%d%%H%%M'))。"
    ),
}
"""What is wrong with an expression about times → what to do."""


def doubt_text(doubt: TimeDoubt) -> str:
    """Return a sentence with the row, the question and the remedy."""
    if doubt.row is None:
        where = _now("题目 %(name)s 的 %(column)s ") % {"name": doubt.name, "column": doubt.column}
    else:
        where = _now("survey 表第 %(row)d 行（%(name)s）的 %(column)s ") % {
            "row": doubt.row,
            "name": doubt.name,
            "column": doubt.column,
        }
    return str(TROUBLES[doubt.trouble]) % {"where": where}
