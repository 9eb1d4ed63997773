"""The lines of a file: plain text, a web page, a Word file."""

import io
import re
import zipfile
from dataclasses import dataclass

from docx import Document
from lxml import etree  # type: ignore[import-untyped]
from lxml import html as markup

MOST_BYTES = 5_000_000
MOST_UNPACKED = 50_000_000
MOST_LINES = 20_000
BLOCKS = "p div section article li tr h1 h2 h3 h4 h5 h6 blockquote pre br dt dd figcaption title".split()  # noqa: SIM905
DROPPED = ("script", "style", "noscript", "template", "svg", "form", "button", "select", "iframe", "head")
HEADING = re.compile(r"h([1-6])$")


class UnreadableArticleError(ValueError):
    """A file that is no text, web page or Word file, or is too large."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an article; level 1 to 6 where the file marks it as a heading, 0 otherwise."""

    text: str
    level: int = 0


def lines_of(data: bytes) -> tuple[Line, ...]:
    """Return the lines of a file that are not empty.

    Parameters
    ----------
    data
        A Word file (.docx), a web page, or plain text in UTF-8 or GB 18030. Told apart by what is in it.

    Raises
    ------
    UnreadableArticleError
        When it is none of these, holds more than 5,000,000 bytes (50,000,000 unpacked) or 20,000 lines.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableArticleError("more than 5,000,000 bytes")
    found = _word(data) if data.startswith(b"PK") else _text(_decoded(data))
    if len(found) > MOST_LINES:
        raise UnreadableArticleError("more than 20,000 lines")
    return tuple(line for line in found if line.text)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise UnreadableArticleError("neither UTF-8 nor GB 18030")


def _squeezed(text: str) -> str:
    return re.sub(r"[ \t\u00a0\u3000]+", " ", text).strip()


def _text(text: str) -> list[Line]:
    if re.search(r"<(?:html|body|p|div|article)\b", text[:5000], re.IGNORECASE):
        return _page(text)
    return [Line(_squeezed(one)) for one in text.splitlines()]


def _page(text: str) -> list[Line]:
    try:
        root = markup.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, ValueError) as error:
        raise UnreadableArticleError("a page that cannot be read") from error
    etree.strip_elements(root, *DROPPED, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    found: list[Line] = []
    held: list[str] = []
    level = 0

    def end() -> None:
        if said := _squeezed("".join(held)):
            found.append(Line(said, level))
        held.clear()

    for event, node in etree.iterwalk(root, events=("start", "end")):
        is_block = node.tag in BLOCKS
        if event == "start":
            if is_block:
                end()
                heading = HEADING.match(str(node.tag))
                level = int(heading.group(1)) if heading else 0
            held.append(node.text or "")
        else:
            if is_block:
                end()
                level = 0
            held.append(node.tail or "")
    end()
    return found


def _word(data: bytes) -> list[Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(one.file_size for one in package.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableArticleError("not a Word file") from error
    if unpacked > MOST_UNPACKED:
        raise UnreadableArticleError("more than 50,000,000 bytes unpacked")
    try:
        found = Document(io.BytesIO(data)).paragraphs
        return [Line(_squeezed(one.text), _level(str(getattr(one.style, "name", "")))) for one in found]
    except Exception as error:  # whatever a damaged file provokes in the library, one sentence answers it
        raise UnreadableArticleError("not a Word file") from error


def _level(style: str) -> int:
    if style == "Title":
        return 1
    found = re.match(r"Heading ([1-6])$", style)
    return int(found.group(1)) if found else 0
