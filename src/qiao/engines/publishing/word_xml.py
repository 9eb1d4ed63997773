"""What Word knows and the library has no door to: fields, the count of pages, rows that stay whole, the mode of the file."""

from typing import Any

from docx.document import Document as WordFile
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

WORD_2013 = "15"
AFTER_BORDERS = frozenset(
    qn(f"w:{name}")
    for name in ("shd", "tblLayout", "tblCellMar", "tblLook", "tblCaption", "tblDescription", "tblPrChange")
)
"""What the schema wants after the borders of a table; Word may refuse a file in another order."""


def field(line: Paragraph, code: str, *, shown: str = "") -> None:
    """Set a field; `shown` stands there until Word counts anew."""
    field_open(line, code)
    line.add_run(shown)
    mark(line, "end")


def field_open(line: Paragraph, code: str, *, dirty: bool = False) -> None:
    """Begin a field that may run over several paragraphs; a dirty one is filled when the file is opened."""
    begin = mark(line, "begin")
    if dirty:
        begin.set(qn("w:dirty"), "true")
    told = OxmlElement("w:instrText")
    told.set(qn("xml:space"), "preserve")
    told.text = f" {code} "
    line.add_run()._r.append(told)  # noqa: SLF001 -- the library has no door to it
    mark(line, "separate")


def mark(line: Paragraph, kind: str) -> Any:
    """Set a mark of a field: "begin", "separate" or "end"."""
    made = OxmlElement("w:fldChar")
    made.set(qn("w:fldCharType"), kind)
    line.add_run()._r.append(made)  # noqa: SLF001 -- the library has no door to it
    return made


def numbered(section: Any, *, start: int | None, roman: bool = False) -> None:
    """Say how the pages of a section are counted: on from the section before where `start` is None."""
    held = section._sectPr  # noqa: SLF001 -- the library has no door to it
    for old in held.findall(qn("w:pgNumType")):
        held.remove(old)
    told = OxmlElement("w:pgNumType")
    if roman:
        told.set(qn("w:fmt"), "lowerRoman")
    if start is not None:
        told.set(qn("w:start"), str(start))
    if told.attrib:
        held.find(qn("w:pgMar")).addnext(told)


def repeated(row: Any) -> None:
    """Let the head of the table stand again on the next page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 -- the library has no door to it


def unbroken(table: Any) -> None:
    """Let no row be torn by the end of a page."""
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))  # noqa: SLF001 -- the library has no door to it


def ruled(table: Any) -> None:
    """Rule a table with thin lines between rows and none between columns."""
    unbroken(table)
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "CFC9B8")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    held = table._tbl.tblPr  # noqa: SLF001 -- the library has no door to it
    after = next((one for one in held if one.tag in AFTER_BORDERS), None)
    held.append(borders) if after is None else after.addprevious(borders)


def modern(file: WordFile) -> None:
    """Say that the file is of today's Word; the library's template is opened in the mode of 2010."""
    for one in file.settings.element.iter(qn("w:compatSetting")):
        if one.get(qn("w:name")) == "compatibilityMode":
            one.set(qn("w:val"), WORD_2013)


def language(style: Any, *, english: bool) -> None:
    """Say which Chinese it is: punctuation stands at the foot of the line in zh-CN, in the middle in zh-TW."""
    held = OxmlElement("w:lang")
    for name, code in (("val", "en-GB"), ("eastAsia", "zh-CN")):
        held.set(qn(f"w:{name}"), code if name == "eastAsia" or english else "zh-CN")
    style.element.get_or_add_rPr().append(held)
