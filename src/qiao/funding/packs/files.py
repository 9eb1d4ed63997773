"""A pack as files to keep: a workbook, a paper, and the very text whose hash it shows."""

import io
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.batch.tables import guarded
from qiao.engines.eligibility import in_language
from qiao.funding.models import DisclosurePack
from qiao.funding.packs.names import names_of
from qiao.funding.packs.telling import (
    FEN,
    Cell,
    Section,
    adjusted_words,
    facts_of,
    is_english,
    laws_of,
    named,
    sections_of,
    title_of,
)
from qiao.registry.typesetting import typeset

PAPER = Path(__file__).parent / "papers" / "pack.typ"
MONEY = "#,##0.00"
PIECES = "#,##0"
LONGEST_SHEET = 31


def xlsx_of(pack: DisclosurePack) -> bytes:
    """Return the pack as a workbook: a sheet of what it is about, then a sheet for each table."""
    content = pack.content
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        forms = {"bold": book.add_format({"bold": True})}
        for name, written in (("money", MONEY), ("pieces", PIECES)):
            forms[name] = book.add_format({"num_format": written})
            forms[f"{name} bold"] = book.add_format({"num_format": written, "bold": True})
        first = book.add_worksheet(_("说明"))
        first.write_string(0, 0, title_of(content), forms["bold"])
        for number, (word, said) in enumerate(_head(pack), start=1):
            first.write_string(number, 0, guarded(word))
            first.write_string(number, 1, guarded(said))
        first.set_column(0, 0, 24)
        first.set_column(1, 1, 80)
        for section in sections_of(content, names_of(content)):
            _sheet(book, section, forms)
    return out.getvalue()


def _sheet(book: Any, section: Section, forms: dict[str, Any]) -> None:
    sheet = book.add_worksheet(
        section.title.replace("/", " ").replace(":", " ").replace("：", " ")[:LONGEST_SHEET]
    )
    for column, head in enumerate(section.heads):
        sheet.write_string(0, column, head, forms["bold"])
    rows = [*((row, "") for row in section.rows), *([(section.total, " bold")] if section.total else [])]
    for number, (row, weight) in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            _write(sheet, number, column, cell, forms, weight)
    if section.note:
        sheet.write_string(len(rows) + 2, 0, guarded(section.note))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, max(len(section.heads) - 1, 1), 16)


def _write(sheet: Any, row: int, column: int, cell: Cell, forms: dict[str, Any], weight: str) -> None:
    if cell.fen is not None:
        sheet.write_number(row, column, cell.fen / FEN, forms[f"money{weight}"])
    elif cell.pieces is not None:
        sheet.write_number(row, column, cell.pieces, forms[f"pieces{weight}"])
    else:
        sheet.write_string(row, column, guarded(cell.text), forms["bold"] if weight else None)


def _head(pack: DisclosurePack) -> list[tuple[str, str]]:
    content = pack.content
    said = [*facts_of(content), (_("发布"), f"{timezone.localtime(pack.issued_at):%Y-%m-%d %H:%M}")]
    said.append((_("第几份"), _("第 %(number)s 份，第 %(version)s 版") % _numbers(pack)))
    if pack.note:
        said.append((_("更正说明"), pack.note))
    if adjusted_words(content):
        said.append((_("与上一份的衔接"), adjusted_words(content)))
    language = "en" if is_english() else "zh"
    said += [(_("依据"), f"{rule.citation}：{in_language(rule.says, language)}") for rule in laws_of(content)]
    said.append((_("内容指纹（SHA-256）"), pack.hash))
    return said


def _numbers(pack: DisclosurePack) -> dict[str, int]:
    return {"number": pack.number, "version": pack.version}


def pdf_of(pack: DisclosurePack, address: str) -> bytes:
    """Return the pack on paper; `address` is where it is read and checked."""
    return typeset(PAPER, paper_of(pack, address))


def paper_of(pack: DisclosurePack, address: str) -> dict[str, Any]:
    """Return what the typesetter is told."""
    content = pack.content
    return {
        "lang": "en" if is_english() else "zh",
        "title": title_of(content),
        "house": named(content["organization"]),
        "sample": _("示例数据") if pack.organization.is_sample else "",
        "facts": [[word, said] for word, said in _head(pack)],
        "sections": [_typed(one) for one in sections_of(content, names_of(content))],
        "address": address,
        "checked": _("在这个网址看现行版、下载表格、核对指纹："),
    }


def _typed(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "heads": list(section.heads),
        "numeric": [
            any(len(row) > column and row[column].is_number for row in section.rows)
            for column in range(len(section.heads))
        ],
        "rows": [[cell.shown for cell in row] for row in section.rows],
        "total": [cell.shown for cell in section.total],
        "note": section.note,
    }
