"""The verdicts of a batch as a file, XLSX or CSV: a line for each thing said, nothing that a spreadsheet runs."""

from django.utils.translation import gettext as _

from qiao.batch.tables import table_bytes
from qiao.intake.models import ImportBatch, ImportRow
from qiao.intake.queries import import_rows
from qiao.intake.words.tables import remarks_of


def verdict_file(batch: ImportBatch, form: str) -> bytes:
    """Return the file of verdicts in the language of the page."""
    columns = [
        _("行"),
        _("判断"),
        _("列"),
        _("原来写的"),
        _("会读成"),
        _("说明"),
        _("怎么办"),
        _("是否载入"),
    ]
    rows = import_rows(batch).iterator(chunk_size=2000)
    return table_bytes(columns, (cells for row in rows for cells in _lines(batch, row)), f".{form}")


def _lines(batch: ImportBatch, row: ImportRow) -> list[list[str | int]]:
    level, state = _(row.get_level_display()), _(row.get_state_display())
    lines: list[list[str | int]] = [
        [row.number, _(one.level_word), one.where, one.said, one.read_as, one.what, one.todo, state]
        for one in remarks_of(batch, row)
    ]
    return lines or [[row.number, level, "", "", "", "", "", state]]
