"""Counties and the organisations that can do it, as a file."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from qiao.batch.tables import table_bytes
from qiao.gaps.queries.capacity import CountyCapacity
from qiao.gaps.words.capacity import STANDINGS


def capacity_file(rows: Sequence[CountyCapacity], form: str) -> bytes:
    """Return a county a row: its people, where it stands, who is there."""
    heads = [
        _("区划代码"),
        _("县"),
        _("上级"),
        _("常住人口"),
        _("人口来源"),
        _("做得起来的组织"),
        _("组织和动员能力"),
    ]
    cells = (
        [
            one.place.code,
            one.place.name,
            one.place.parent.name if one.place.parent else "",
            int(one.population.value) if one.population else "",
            f"{one.population.source} {one.population.as_of}" if one.population else "",
            str(STANDINGS[one.standing][0]),
            "；".join(
                f"{each.organization.name} {each.readiness.shown if each.readiness else _('没有评估过')}"
                for each in one.organizations
            ),
        ]
        for one in rows
    )
    return table_bytes(heads, cells, f".{form}")
