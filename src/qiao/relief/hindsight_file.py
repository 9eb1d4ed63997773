"""What hindsight found, as a workbook for people: figures, items, recipients, needs under every rule, lines, grounds."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qiao.batch.tables import write_sheets
from qiao.registry.models import Item
from qiao.relief.hindsight import HANDED, Case, Figures
from qiao.relief.hindsight_answer import Answer
from qiao.relief.models import GoodsLine
from qiao.relief.rules import NAMES


class Sheet(NamedTuple):
    """A table of the file: its name, its columns, its rows."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def file_of(found: Answer, form: str) -> bytes:
    """Return the file: all sheets as XLSX, or every need under every rule as CSV."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"hindsight.{form}"
        write_file(found, path)
        return path.read_bytes()


def write_file(found: Answer, path: Path) -> None:
    """Write the file; CSV holds the needs alone."""
    sheets = list(sheets_of(found))
    if path.suffix.lower() == ".csv":
        sheets = [one for one in sheets if one.name == _("需求")]
    with write_sheets(path, {one.name: one.columns for one in sheets}) as writers:
        for one in sheets:
            for row in one.rows:
                writers[one.name].write(dict(zip(one.columns, row, strict=True)))


def case_name(case: Case) -> str:
    """Return the word for a case."""
    return _("实际发放") if case.name == HANDED else str(NAMES[case.name])


def sheets_of(found: Answer) -> Iterator[Sheet]:
    """Yield the sheets in the language of the page."""
    yield _figures(found)
    yield Sheet(
        _("物资"),
        [
            _("物资"), _("单位"), _("需求数"), *_ends(_("货")), *_ends(_("实际给了求助的")), _("实际得到的需求数"),
            *_ends(_("给了别处")), *_ends(str(NAMES[found.question.rule])), _("按规则得到的需求数"),
        ],
        [
            [item_name(row.item), unit_name(row.item), row.needs, *row.goods, *row.handed, row.served, *row.elsewhere, *row.rule, row.rule_served]
            for row in found.by_item()
        ],
    )  # fmt: skip
    yield Sheet(
        _("接收方"),
        [_("接收方"), _("需求数"), _("实际得到的需求数"), _("按规则得到的需求数")],
        [[row.who, row.asked, row.served, row.rule_served] for row in found.by_recipient()],
    )
    yield _needs(found)
    yield Sheet(
        _("给了别处"),
        [_("接收方"), _("物资"), _("单位"), _("至少"), _("至多"), _("为什么不算在内")],
        [
            [row.to, item_name(row.item), unit_name(row.item), row.line.low, row.line.high, row.why]
            for row in found.outside()
        ],
    )
    yield _lines(found)


def _figures(found: Answer) -> Sheet:
    hour = found.question.hour
    names = [_("需求数"), _("有数量的需求数"), _("加权覆盖率"), _("最低满足率"), _("一件未得的占比"), _("基尼系数（满足率）")]  # fmt: skip
    span = f"{timezone.localtime(hour.at):%Y-%m-%d %H:%M} +{hour.hours}h"
    return Sheet(
        _("指标"),
        [_("时段"), _("情形"), _("按"), *names],
        [
            [span, case_name(case), words, *_cells(figures)]
            for case in found.cases
            for words, figures in ((_("货少、需求多"), case.low), (_("货多、需求少"), case.high))
        ],
    )


def _cells(told: Figures) -> list[int | float | None]:
    rates = (told.coverage, told.minimum_fill, told.none_served, told.gini)
    return [told.needs, told.counted, *(None if one is None else round(one, 4) for one in rates)]


def _needs(found: Answer) -> Sheet:
    cases = [_("实际发放"), *(str(NAMES[one.name]) for one in found.found.rules)]
    columns = [_("接收方"), _("物资"), _("单位"), _("优先级"), *_ends(_("所求")), _("先前已得")]
    return Sheet(
        _("需求"),
        [*columns, *(end for name in cases for end in _ends(name))],
        [
            [
                row.need.who,
                item_name(found.items[row.demand.item]),
                unit_name(found.items[row.demand.item]),
                row.demand.tier,
                *(row.asked or (_("未知"), _("未知"))),
                row.demand.received,
                *row.handed,
                *(end for given in row.rules for end in given),
            ]
            for row in found.by_need()
        ],
    )


def _lines(found: Answer) -> Sheet:
    """Return the lines as the lists have them, with what their pieces stand on."""
    rows = []
    for line in found.past.lines.values():
        if isinstance(line, GoodsLine):
            rows.append(
                [
                    f"{timezone.localtime(line.at):%Y-%m-%d}", line.party_text, line.item_text, line.specification, line.written, line.written_unit,
                    line.low, line.high, _(line.get_ground_display()), line.content_low, line.content_high, _(line.get_link_display()),
                    line.party.name if line.party else "",
                ]
            )  # fmt: skip
        else:
            item = line.match.offer.item
            rows.append(
                [
                    f"{timezone.localtime(line.sent_at):%Y-%m-%d %H:%M}", line.match.need.who, line.match.offer.what, "", line.quantity,
                    unit_name(item) if item else "", line.quantity, line.quantity, _("按件清点"), None, None, "", line.match.need.who,
                ]
            )  # fmt: skip
    columns = [_("时间"), _("所述接收方"), _("所述物资"), _("规格"), _("表中数量"), _("表中单位"), _("至少"), _("至多"), _("依据"), _("每件至少含"), _("每件至多含"), _("认出的把握"), _("接收方")]  # fmt: skip
    return Sheet(_("发放明细"), columns, rows)


def _ends(name: str) -> tuple[str, str]:
    return _("%(name)s：至少") % {"name": name}, _("%(name)s：至多") % {"name": name}


def item_name(item: Item) -> str:
    """Return the name of an item in the language of the page."""
    return item.name_en if (get_language() or "").startswith("en") and item.name_en else item.name


def unit_name(item: Item) -> str:
    """Return the unit of an item in the language of the page."""
    return item.unit_en if (get_language() or "").startswith("en") and item.unit_en else item.unit
