"""A comparison as a file: the matrix with its evidence, the code book, judgements, and the truth table."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qiao.casebook.codes import blocks_of
from qiao.casebook.comparing import Study, matrix_of, row_cases, study_of
from qiao.casebook.models import Collection
from qiao.engines.extraction import mask

Sheets = list[tuple[str, list[list[str]]]]
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def rows_of(collection: Collection) -> Sheets:
    """Return the sheets: matrix, code book, judgements, truth table. Nothing in them tells of a person."""
    study = study_of(collection)
    return [
        (_("矩阵"), _matrix_rows(study)),
        (_("编码本"), _code_rows(study)),
        (_("编码结果"), _judged_rows(study)),
        (_("真值表"), _truth_rows(study)),
    ]


def _said(record: Any, field: str) -> str:
    english = (get_language() or "").startswith("en")
    return str((getattr(record, f"{field}_en", "") if english else "") or getattr(record, field))


def _names(study: Study) -> list[str]:
    return [_said(case.subject, "name") for case in study.cases]


def _matrix_rows(study: Study) -> list[list[str]]:
    """Return a row for each question and case: text, code, evidence; an empty answer is an empty cell."""
    matrix = matrix_of(study.cases)
    rows = [[_("维度"), _("问题"), _("案例"), _("回答"), _("编码"), _("出处")]]
    labels = {
        f"{block.dimension.value}:{row.code}": (str(block.dimension.label), str(row.label))
        for block in blocks_of(study.cases)
        for row in block.rows
    }
    names = dict(zip(matrix.cases, _names(study), strict=True))
    for question, cells in matrix.rows():
        dimension, label = labels[question.key]
        for case, cell in zip(matrix.cases, cells, strict=True):
            told = [cell.text, "；".join(cell.codes), "；".join(cell.evidence)]
            rows.append([_(dimension), label, names[case], *told])
    return rows


def _code_rows(study: Study) -> list[list[str]]:
    head = [_("代号"), _("名称"), _("定义"), _("何时用"), _("何时不用"), _("例句"), _("是结果")]
    return [
        head,
        *(
            [one.key, _said(one, "label"), one.definition, one.use_when, one.not_when, one.example, "1" if one.is_outcome else "0"]
            for one in study.codes
        ),
    ]  # fmt: skip


def _judged_rows(study: Study) -> list[list[str]]:
    rows = [[_("案例"), *(_said(one, "label") for one in study.codes)]]
    for name, (_case, cells) in zip(_names(study), study.grid(), strict=True):
        rows.append([name, *("" if value is None else str(int(value)) for _code, value in cells)])
    alpha = "" if study.alpha is None else f"{study.alpha:.3f}"
    return [*rows, [], [_("Krippendorff α（名义）"), alpha], [_("两人都判过的格"), str(study.judged_twice)]]


def _truth_rows(study: Study) -> list[list[str]]:
    if study.table is None or study.outcome is None:
        return [[_("还没有真值表：先定条件和结果，并让每个案例都有定论。")]]
    head = [*(_said(one, "label") for one in study.conditions), _("案例"), _("一致性"), _("是逻辑余项")]
    rows = [
        [
            *(str(int(value)) for value in row.values),
            "；".join(_said(case.subject, "name") for case in row_cases(study, row)),
            "" if row.consistency is None else f"{row.consistency:.2f}",
            str(int(not row.is_observed)),
        ]
        for row in study.table.rows
    ]
    return [head, *rows]


def _safe(text: str) -> str:
    """Return a cell without what a spreadsheet would run, and without telephones."""
    told = mask(text)
    return f"'{told}" if told.startswith(DANGEROUS) else told


def csv_of(sheets: Sheets) -> bytes:
    """Return the sheets one after another, each under its name, for programs that know no sheets."""
    made = io.StringIO()
    writer = csv.writer(made)
    for name, rows in sheets:
        writer.writerow([name])
        writer.writerows([[_safe(cell) for cell in row] for row in rows])
        writer.writerow([])
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def xlsx_of(sheets: Sheets) -> bytes:
    """Return the sheets as a workbook; every cell is text."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max((len(row) for row in rows), default=1), 24, wrapped)
        _filled(sheet, rows, bold)
    book.close()
    return made.getvalue()


def _filled(sheet: Any, rows: Sequence[Sequence[str]], bold: Any) -> None:
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(at, column, _safe(cell), *((bold,) if at == 0 else ()))
