"""Who does what where as a file; the HXL form has a row of tags and comes in again by the door of others' tables."""

from collections.abc import Sequence
from itertools import chain

from django.utils.translation import gettext as _

from qiao.batch.tables import table_bytes
from qiao.gaps.models import Presence
from qiao.gaps.queries.presence import Work
from qiao.registry.leaving import Leaving, told_people

ENDINGS = {"xlsx": "xlsx", "csv": "csv", "hxl": "csv"}
TAGS = (
    "#org+name",
    "#activity+name",
    "#loc+code+v_gbt2260",
    "#loc+name",
    "#date+start",
    "#date+end",
    "#beneficiary+name",
    "#reached+num",
    "#personnel+num",
    "#status",
    "#date+reported",
    "#meta+source",
)


def presence_file(rows: Sequence[Work], form: str) -> bytes:
    """Return the file in the language of the page.

    People are counted in blocks. Unknown, and fewer than may be told, is an empty cell.
    """
    leaving = Leaving()
    heads = [_("谁"), _("做什么"), _("区划代码"), _("地点"), _("自"), _("至"), _("为谁")]
    heads += [_("服务人数（不少于）"), _("工作人员和志愿者人数（不少于）"), _("状态"), _("截至"), _("来源")]
    tags = [TAGS] if form == "hxl" else []
    return table_bytes(heads, chain(tags, (_cells(one, leaving) for one in rows)), f".{ENDINGS[form]}")


def _cells(one: Work, leaving: Leaving) -> list[str | int]:
    status = _(str(Presence.Status(one.status).label)) if one.status else ""
    days = [day.isoformat() if day else "" for day in (one.began_on, one.ended_on, one.as_of)]
    numbers = [told_people(one.persons, is_sensitive=one.is_sensitive), told_people(one.volunteers)]
    names = [leaving.text(one.who), leaving.text(one.what), one.place, one.place_name]
    whom, source = leaving.text(one.for_whom), leaving.text(one.source)
    return [*names, days[0], days[1], whom, *numbers, status, days[2], source]
