"""The book as DOCX: real headings, a contents field, running heads; an editor works on in Word or WPS."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from qiao.engines.publishing.metadata import colophon
from qiao.engines.publishing.model import (
    Answers,
    Block,
    Book,
    Chapter,
    Figure,
    Grid,
    Note,
    Part,
    Photo,
    Points,
    Prose,
    Statement,
)
from qiao.engines.publishing.page import figures_of
from qiao.engines.publishing.pdf import pngs_of
from qiao.engines.publishing.speakable import speakable_in
from qiao.engines.publishing.word_xml import (
    field,
    field_open,
    language,
    mark,
    modern,
    numbered,
    repeated,
    ruled,
)
from qiao.engines.publishing.words import (
    author_words,
    edition_words,
    missing_words,
    number_of,
    title_of,
    unwritten_words,
    withheld_words,
    word,
)

SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"
ACCENT, QUIET, WARM = RGBColor(0x0E, 0x5A, 0x60), RGBColor(0x55, 0x64, 0x6B), RGBColor(0x8A, 0x4B, 0x12)
BODY, SMALL, TABLE = Pt(11), Pt(9), Pt(8.5)
TWO_CHARACTERS = "200"
PICTURE_MM = 150
TALL_MM = 95
NOTE, CELL, COVER, TEXT = "Book note", "Book cell", "Book cover", "Book text"
CAPTION, CONTENTS = "Caption", ("toc 1", "toc 2")
Pictures = Mapping[int, io.BytesIO]
PAGE_MM = (210, 297)
MARGIN_MM = 26
QUESTION_MM = 28


def docx(book: Book, *, fonts: Sequence[Path] = ()) -> bytes:
    """Return the book as DOCX on A4.

    Parameters
    ----------
    book
        Any edition.
    fonts
        Folders with fonts for the figures, besides the machine's own.
    """
    book = speakable_in(book)
    file = Document()
    drawn = [figure for part in book.parts() for figure in figures_of(part)]
    pngs = pngs_of([figure.chart for figure in drawn], fonts=fonts)
    pictures = {id(figure): io.BytesIO(png) for figure, png in zip(drawn, pngs, strict=True)}
    _styles(file, book)
    _about_file(file, book)
    _page(file)
    _cover(file, book)
    _contents(file, book)
    _body(file)
    for chapter in book.written():
        _chapter(file, book, chapter, pictures)
    if book.matrix is not None:
        _matrix(file, book, book.matrix)
    _running(file, book)
    modern(file)
    made = io.BytesIO()
    file.save(made)
    return made.getvalue()


def _about_file(file: WordFile, book: Book) -> None:
    told = file.core_properties
    told.title, told.subject, told.keywords = book.title, book.subject, ", ".join(book.keywords)
    told.author = book.roles[0].name if book.roles else book.publisher
    told.identifier, told.comments, told.last_modified_by = book.identifier, book.licence, ""
    told.language = "en-GB" if book.is_english else "zh-CN"
    told.created = told.modified = datetime.combine(book.issued, time(), tzinfo=UTC).replace(tzinfo=None)


def _page(file: WordFile) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(MARGIN_MM))
    section.different_first_page_header_footer = True


def _styles(file: WordFile, book: Book) -> None:
    _font(file.styles["Normal"], SONG, BODY)
    language(file.styles["Normal"], english=book.is_english)
    shape = file.styles["Normal"].paragraph_format
    shape.line_spacing, shape.space_after = 1.5, Pt(0)
    for level, size, colour, before in ((1, 22, ACCENT, 120), (2, 16, None, 0), (3, 12, ACCENT, 12)):
        style: Any = file.styles[f"Heading {level}"]
        _font(style, HEI, Pt(size), colour or RGBColor(0x1D, 0x2A, 0x2F))
        style.font.bold = False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(6)
    for level, name in enumerate(CONTENTS):
        line: Any = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        _font(line, SONG if level else HEI, BODY, None if level else ACCENT)
        shape = line.paragraph_format
        shape.left_indent, shape.space_before = Mm(6 * level), Pt(3 if level else 12)
        edge = Mm(PAGE_MM[0] - 2 * MARGIN_MM)
        shape.tab_stops.add_tab_stop(edge, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    told: Any = file.styles[CAPTION]
    _font(told, HEI, SMALL, QUIET)
    told.font.bold = False
    told.paragraph_format.alignment, told.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(10)
    for name, font, size, colour in (
        (TEXT, SONG, BODY, None),
        (NOTE, HEI, SMALL, QUIET),
        (CELL, HEI, TABLE, None),
        (COVER, HEI, Pt(26), None),
    ):
        style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = file.styles["Normal"]
        _font(style, font, size, colour)
        style.paragraph_format.line_spacing = 1.3 if name in {NOTE, CELL, COVER} else 1.5
    text: Any = file.styles[TEXT]
    text.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if not book.is_english:
        held = text.element.get_or_add_pPr().get_or_add_ind()
        held.set(qn("w:firstLineChars"), TWO_CHARACTERS)
        held.set(qn("w:firstLine"), str(int(BODY.pt * 2 * 20)))


def _font(style: Any, name: str, size: Pt, colour: RGBColor | None = None) -> None:
    style.font.name, style.font.size = LATIN, size
    if colour is not None:
        style.font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for part in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(part), None)
    fonts.set(qn("w:eastAsia"), name)


def _cover(file: WordFile, book: Book) -> None:
    head = _line(file, book.title, style=COVER)
    head.paragraph_format.space_before = Pt(150)
    if book.subtitle:
        _line(file, book.subtitle, style=NOTE)
    year = _line(file, style="Normal").add_run(str(book.year))
    year.font.color.rgb, year.font.size = WARM, Pt(14)
    if book.is_sample:
        _line(file, f"［{word(book, 'sample')}］", style=NOTE)
    gap = _line(file, style=NOTE)
    gap.paragraph_format.space_before = Pt(190)
    for role in book.roles:
        line = _line(file, style="Normal")
        line.add_run(f"{role.label}　").font.color.rgb = QUIET
        line.add_run(role.name)
    _line(file, edition_words(book), style=NOTE).paragraph_format.space_before = Pt(18)
    first = _line(file, book.summary, style="Normal")
    first.paragraph_format.page_break_before = True
    first.paragraph_format.space_after = Pt(24)
    for name, text in colophon(book):
        line = _line(file, style=NOTE)
        line.add_run(f"{name}　")
        line.add_run(text).font.color.rgb = RGBColor(0x1D, 0x2A, 0x2F)


def _contents(file: WordFile, book: Book) -> None:
    """Set a contents field that Word fills with pages; until then it shows the titles."""
    head = _line(file, style=COVER)
    head.add_run(word(book, "contents")).font.size = Pt(18)
    head.paragraph_format.page_break_before = True
    titles: list[tuple[int, str]] = []
    for chapter in book.written():
        titles.append((0, f"{number_of(book, chapter)}　{chapter.title}"))
        titles += [(1, title_of(book, part)) for part in chapter.parts()]
    if book.matrix is not None:
        titles.append((0, word(book, "matrix")))
    lines = [_line(file, style=CONTENTS[depth]) for depth, _title in titles] or [_line(file)]
    field_open(lines[0], 'TOC \\o "1-2" \\h \\z \\u', dirty=True)
    for line, (_depth, title) in zip(lines, titles, strict=False):
        line.add_run(title)
    mark(lines[-1], "end")
    if gone := unwritten_words(book):
        _line(file, gone, style=NOTE).paragraph_format.space_before = Pt(18)


def _chapter(file: WordFile, book: Book, chapter: Chapter, pictures: Pictures) -> None:
    head = _line(file, f"{number_of(book, chapter)}　{chapter.title}", style="Heading 1")
    head.paragraph_format.page_break_before = True
    if gone := missing_words(book, chapter):
        _line(file, gone, style=NOTE)
    for part in chapter.parts():
        _part(file, book, part, pictures)


def _part(file: WordFile, book: Book, part: Part, pictures: Pictures) -> None:
    head = _line(file, title_of(book, part), style="Heading 2")
    head.paragraph_format.page_break_before = not book.is_single
    if part.subject:
        _line(file, f"{word(book, 'by')}　{part.subject}", style=NOTE)
    if part.authors:
        who = "；".join(author_words(one) for one in part.authors)
        _line(file, f"{word(book, 'written')}　{who}", style=NOTE)
    if part.is_sample:
        _line(file, f"［{word(book, 'sample')}］", style=NOTE)
    numbers = {source: at for at, source in enumerate(part.sources(), start=1)}
    for section in part.sections:
        if section.title:
            _line(file, section.title, style="Heading 3")
        for block in section.blocks:
            _block(file, book, block, numbers, pictures)
    if part.sources():
        _line(file, word(book, "sources"), style="Heading 3")
        for at, source in enumerate(part.sources(), start=1):
            _line(file, f"{at}. {source}", NOTE)
    if said := withheld_words(book, part):
        _line(file, said, style=NOTE).paragraph_format.space_before = Pt(12)


def _block(file: WordFile, book: Book, block: Block, numbers: Mapping[str, int], pictures: Pictures) -> None:
    match block:
        case Prose(paragraphs):
            for one in paragraphs:
                _line(file, one, style=TEXT)
        case Points(items):
            for item in items:
                _stated(_line(file, style="List Bullet"), item, numbers)
        case Answers():
            _answers(file, book, block, numbers)
        case Grid():
            _grid(file, block)
        case Figure(chart, caption):
            line = _line(file, style="Normal")
            line.alignment, line.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
            picture = line.add_run().add_picture(pictures[id(block)], width=Mm(PICTURE_MM))
            picture._inline.docPr.set("descr", str(chart["title"]))  # noqa: SLF001 -- the library has no door to it
            _caption(file, book, caption, list(pictures).index(id(block)) + 1)
        case Note(label, text, signed):
            line = _line(file, style=NOTE)
            line.add_run(f"{label}　").font.color.rgb = WARM
            line.add_run(f"{text}　{signed}".strip())
        case Photo():
            _photo(file, block)


def _photo(file: WordFile, photo: Photo) -> None:
    line = _line(file, style="Normal")
    line.alignment, line.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    wide = Mm(PICTURE_MM if photo.width >= photo.height else TALL_MM)
    picture = line.add_run().add_picture(io.BytesIO(photo.jpeg), width=wide)
    picture._inline.docPr.set("descr", photo.alt)  # noqa: SLF001 -- the library has no door to it
    _line(file, f"{photo.caption}　{photo.credit}".strip(), style=CAPTION)


def _caption(file: WordFile, book: Book, caption: str, number: int) -> None:
    """Caption a figure; its number is a field, so that Word counts on and can list the figures."""
    line = _line(file, f"{word(book, 'figure')} ", style=CAPTION)
    field(line, f"SEQ {word(book, 'figure')} \\* ARABIC", shown=str(number))
    line.add_run(f"　{caption}")


def _line(where: WordFile | _Cell, text: str = "", style: str = "Normal") -> Paragraph:
    """Add a paragraph. The library would look through every style each time; a name without spaces is its id."""
    made = where.add_paragraph(text)
    _style(made, style)
    return made


def _style(line: Paragraph, name: str) -> None:
    line._p.style = None if name == "Normal" else name.replace(" ", "")  # noqa: SLF001 -- as above


def _stated(line: Paragraph, one: Statement, numbers: Mapping[str, int]) -> None:
    line.add_run(one.text)
    if one.source:
        mark = line.add_run(str(numbers[one.source]))
        mark.font.superscript, mark.font.color.rgb = True, ACCENT


def _answers(file: WordFile, book: Book, block: Answers, numbers: Mapping[str, int]) -> None:
    table = file.add_table(rows=0, cols=2)
    table.autofit = False
    widths = (Mm(QUESTION_MM), Mm(PAGE_MM[0] - 2 * MARGIN_MM - QUESTION_MM))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for question, stated in block.rows:
        cells = table.add_row().cells
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
        _style(cells[0].paragraphs[0], NOTE)
        cells[0].paragraphs[0].add_run(question)
        first = cells[1].paragraphs[0]
        if not stated:
            _style(first, NOTE)
            first.add_run(f"— {word(book, 'silent')}")
        for at, one in enumerate(stated):
            line = first if at == 0 else _line(cells[1])
            line.paragraph_format.line_spacing = 1.25
            _stated(line, one, numbers)
    ruled(table)


def _grid(file: WordFile, grid: Grid) -> None:
    if grid.caption:
        _line(file, grid.caption, style=NOTE)
    table = file.add_table(rows=1, cols=len(grid.head))
    for cell, text in zip(table.rows[0].cells, grid.head, strict=True):
        _style(cell.paragraphs[0], CELL)
        cell.paragraphs[0].add_run(text).bold = True
    repeated(table.rows[0])
    for row in grid.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            first, *others = text.split("\n")
            _style(cell.paragraphs[0], CELL)
            cell.paragraphs[0].add_run(first)
            for line in others:
                _line(cell, line, style=CELL)
    ruled(table)


def _matrix(file: WordFile, book: Book, matrix: Grid) -> None:
    section = file.add_section()
    section.different_first_page_header_footer = False
    numbered(section, start=None)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(PAGE_MM[1]), Mm(PAGE_MM[0])
    _line(file, word(book, "matrix"), style="Heading 1").paragraph_format.space_before = Pt(0)
    wide = 5
    names, columns = matrix.head[0], matrix.head[1:]
    for start in range(0, len(columns), wide):
        rows = tuple((row[0], *row[start + 1 : start + 1 + wide]) for row in matrix.rows)
        _grid(file, Grid((names, *columns[start : start + wide]), rows))
        _line(file, style=NOTE)


def _body(file: WordFile) -> None:
    """Begin the body in a section of its own, on a right-hand page, counted from 1; what is before has Roman numbers."""
    numbered(file.sections[0], start=None, roman=True)
    section = file.add_section(WD_SECTION.ODD_PAGE)
    section.different_first_page_header_footer = False
    numbered(section, start=1)
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False


def _running(file: WordFile, book: Book) -> None:
    """Set the running heads: the book, and the chapter by a field that follows the page."""
    front, body, *_others = file.sections
    head = body.header.paragraphs[0]
    _style(head, NOTE)
    head.add_run(f"{book.title}　·　")
    field(head, "STYLEREF 1")  # by level: the name of the style differs between a Chinese and an English Word
    for section in (front, body):
        foot = section.footer.paragraphs[0]
        _style(foot, NOTE)
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        field(foot, "PAGE")
