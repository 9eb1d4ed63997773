"""What fits, and drills day by day, as tables."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from qiao.batch.tables import table_bytes
from qiao.preparing.models import Drill
from qiao.preparing.queries.fit import Row
from qiao.preparing.words.drill import link_word, name_of, things_of
from qiao.preparing.words.fit import ASPECTS, STANDINGS, in_words
from qiao.registry.leaving import Leaving


def fit_file(rows: Sequence[Row], form: str) -> bytes:
    """Return a need a row: what, where, how much, how it fits and why."""
    heads = [
        _("物资"),
        _("地点"),
        _("数量"),
        _("优先级"),
        _("合不合"),
        *(str(one) for one in ASPECTS.values()),
    ]
    cells = (
        [
            one.need.item.name if one.need.item else "",
            one.need.place.full_name if one.need.place else "",
            one.need.quantity_text,
            one.need.tier,
            str(STANDINGS[one.fit.standing][0]),
            *(in_words(each.why) for each in one.fit.findings),
        ]
        for one in rows
    )
    return table_bytes(heads, cells, f".{form}")


def drill_file(drill: Drill, form: str) -> bytes:
    """Return a drill's shown course: a kind and day a row."""
    known, title = things_of(drill), Leaving().text(drill.title)
    heads = [_("桌面演练"), _("第几天"), _("要什么"), _("单位"), _("要"), _("给到"), _("卡在")]
    cells = (
        [
            title,
            day,
            name_of(known[one["item"]]),
            known[one["item"]].unit,
            asked,
            given,
            link_word(link),
        ]
        for one in drill.result["shown"]["things"]
        for day, (asked, given, link) in enumerate(
            zip(one["asked"], one["given"], one["links"], strict=True), 1
        )
    )
    return table_bytes(heads, cells, f".{form}")
