"""Cooperation with departments as a file: a line for each resource that a side brought."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from qiao.batch.tables import table_bytes
from qiao.registry.leaving import Leaving
from qiao.registry.models import Cooperation
from qiao.registry.ties.cooperating import matrix


def cooperation_file(rows: Sequence[Cooperation], form: str) -> bytes:
    """Return cooperation in the language of the page; one of which nothing is known to be brought has one line."""
    leaving = Leaving()
    heads = [
        _("事项"),
        _("部门"),
        _("谁走的第一步"),
        _("从何时起"),
        _("资源"),
        _("哪一方"),
        _("具体是什么"),
        _("新增还是转来"),
        _("依据"),
    ]
    return table_bytes(heads, (cells for one in rows for cells in _lines(one, leaving)), f".{form}")


def _lines(one: Cooperation, leaving: Leaving) -> Iterator[list[str]]:
    since = one.since.isoformat() if one.since else ""
    head = [leaving.text(one.subject), one.department.name, _(str(one.get_initiator_display())), since]
    brought = [each for line in matrix(one) for each in (line.ours, line.theirs) if each]
    if not brought:
        yield [*head, "", "", "", "", ""]
    for each in brought:
        said = [_(str(each.get_asset_display())), _(str(each.get_side_display())), leaving.text(each.what)]
        yield [*head, *said, _(str(each.get_additionality_display())), leaving.text(each.ground)]
