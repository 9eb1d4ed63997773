"""A paper as a Word file that an official edits: real headings, real numbering, a real table (GB/T 9704 in its measures)."""

import io
from typing import Any

from docx import Document
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from qiao.advocacy.composing import Kind, Paper
from qiao.advocacy.handed import ANNEX_HEAD, AddressOf, annex_cells, bare, qr_png
from qiao.advocacy.standing import STANDING_HEAD

BODY, SONG, HEI, KAI = "仿宋_GB2312", "宋体", "黑体", "楷体_GB2312"
LATIN = "Times New Roman"
MARGINS_MM = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
THREE, TWO, SMALL = Pt(16), Pt(22), Pt(9)
"""三号, 二号, and 小五 for the annex."""
LINE = Pt(28)
TWO_CHARACTERS = "200"
ITEM, QUOTE, SIGNED, TO, CELL = "建议条目", "引语", "署名", "主送", "目录文字"
COLUMNS_MM = (15, 30, 30, 30, 28, 27)
QR_MM = 22
NUMBERING = "1"
CLASSES = {Kind.TO: TO, Kind.HEADING: "Heading 1", Kind.PARAGRAPH: "Normal", Kind.ITEM: ITEM, Kind.QUOTE: QUOTE, Kind.SIGNED: SIGNED}  # fmt: skip


def docx_of(paper: Paper, address_of: AddressOf) -> bytes:
    """Return the paper as DOCX with its annex."""
    file = Document()
    _page(file)
    _styles(file)
    _numbering(file)
    _about(file, paper)
    file.add_paragraph(paper.title, style="Title")
    for line in paper.lines:
        text = bare(line.text) if line.kind in {Kind.HEADING, Kind.ITEM} else line.text
        file.add_paragraph(text, style=CLASSES[line.kind])
    if paper.annex:
        _annex(file, paper, address_of)
    if paper.standing:
        _standing(file, paper)
    made = io.BytesIO()
    file.save(made)
    return made.getvalue()


def _about(file: WordFile, paper: Paper) -> None:
    """Say what the file is; nobody's name stands in its properties."""
    told = file.core_properties
    told.title, told.author, told.last_modified_by = paper.title, str(paper.proposal.organization), ""
    told.subject, told.language, told.comments = paper.form.zh, "zh-CN", ""


def _page(file: WordFile) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, size in MARGINS_MM.items():
        setattr(section, name, Mm(size))
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("— ")
    _field(footer, "PAGE")
    footer.add_run(" —")


def _field(paragraph: Paragraph, code: str) -> None:
    run = paragraph.add_run()
    for kind in ("begin", None, "end"):
        made = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            made.set(qn("w:fldCharType"), kind)
        else:
            made.text = code
        run.element.append(made)


def _styles(file: WordFile) -> None:
    normal: Any = file.styles["Normal"]
    _font(normal, BODY, THREE)
    _line(normal, indent=True)
    title: Any = file.styles["Title"]
    _font(title, SONG, TWO, bold=True)
    _line(title)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = LINE
    for border in title.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    heading: Any = file.styles["Heading 1"]
    _font(heading, HEI, THREE)
    _line(heading, indent=True)
    for name, font, indent in (
        (ITEM, BODY, True),
        (QUOTE, KAI, True),
        (SIGNED, BODY, False),
        (TO, BODY, False),
    ):
        style: Any = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _font(style, font, THREE)
        _line(style, indent=indent)
    signed: Any = file.styles[SIGNED]
    signed.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    cell: Any = file.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = normal
    _font(cell, BODY, SMALL)
    _line(cell)
    cell.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    for name, level in (("Heading 1", 0), (ITEM, 1)):
        _numbered(file.styles[name], level)


def _font(style: ParagraphStyle, name: str, size: Pt, *, bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold = LATIN, size, bold
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for part in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(part), None)
    fonts.set(qn("w:eastAsia"), name)


def _line(style: ParagraphStyle, *, indent: bool = False) -> None:
    shape = style.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    shape.space_before = shape.space_after = Pt(0)
    held = style.element.get_or_add_pPr().get_or_add_ind()
    held.set(qn("w:firstLineChars"), TWO_CHARACTERS if indent else "0")
    held.set(qn("w:firstLine"), str(int(THREE.pt * 2 * 20)) if indent else "0")


def _numbering(file: WordFile) -> None:
    """Define 一、 for headings and （一） for items, so that Word counts anew when somebody takes one out."""
    held = file.part.numbering_part.element
    for old in list(held):
        held.remove(old)
    scheme = OxmlElement("w:abstractNum")
    scheme.set(qn("w:abstractNumId"), NUMBERING)
    _child(scheme, "w:multiLevelType", "multilevel")
    for level, (style, text) in enumerate((("Heading1", "%1、"), (file.styles[ITEM].style_id, "（%2）"))):
        made = OxmlElement("w:lvl")
        made.set(qn("w:ilvl"), str(level))
        _child(made, "w:start", "1")
        _child(made, "w:numFmt", "chineseCounting")
        _child(made, "w:pStyle", str(style))
        _child(made, "w:suff", "nothing")
        _child(made, "w:lvlText", text)
        scheme.append(made)
    held.append(scheme)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), NUMBERING)
    _child(number, "w:abstractNumId", NUMBERING)
    held.append(number)


def _numbered(style: ParagraphStyle, level: int) -> None:
    numbers = style.element.get_or_add_pPr().get_or_add_numPr()
    numbers.get_or_add_ilvl().val = level
    numbers.get_or_add_numId().val = int(NUMBERING)


def _child(parent: Any, tag: str, value: str) -> None:
    made = OxmlElement(tag)
    made.set(qn("w:val"), value)
    parent.append(made)


def _annex(file: WordFile, paper: Paper, address_of: AddressOf) -> None:
    head = file.add_paragraph("附：证据目录", style=TO)
    head.paragraph_format.page_break_before = True
    table = file.add_table(rows=1, cols=len(ANNEX_HEAD), style="Table Grid")
    table.autofit = False
    _repeated(table.rows[0])
    for cell, text in zip(table.rows[0].cells, ANNEX_HEAD, strict=True):
        _fill(cell, text, bold=True)
    for row in paper.annex:
        cells = table.add_row().cells
        for cell, text in zip(cells, annex_cells(row), strict=True):
            _fill(cell, text)
        cells[-1].add_paragraph(style=CELL).add_run().add_picture(qr_png(address_of(row)), width=Mm(QR_MM))
    for row_made in table.rows:
        for cell, width in zip(row_made.cells, COLUMNS_MM, strict=True):
            cell.width = Mm(width)


def _standing(file: WordFile, paper: Paper) -> None:
    head = file.add_paragraph(STANDING_HEAD, style=TO)
    head.paragraph_format.page_break_before = not paper.annex
    head.paragraph_format.space_before = SMALL
    for line in paper.standing:
        file.add_paragraph(line, style=CELL)


def _repeated(row: Any) -> None:
    """Let the head of the table stand again on the next page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 -- the library has no door to it


def _fill(cell: _Cell, text: str, *, bold: bool = False) -> None:
    first, *others = text.split("\n")
    cell.paragraphs[0].style = CELL
    cell.paragraphs[0].add_run(first).bold = bold
    for line in others:
        cell.add_paragraph(line, style=CELL)
