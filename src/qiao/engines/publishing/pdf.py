"""The book as PDF/A, set by typst: Chinese punctuation squeezed, contents, running heads, figures as vectors."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from qiao.engines.publishing.charts import svg_of
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
from qiao.engines.publishing.speakable import speakable_in
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

PAPER = Path(__file__).parent / "assets" / "book.typ"
PICTURES = b"""#set page(width: auto, height: auto, margin: 4pt)
#for svg in json(bytes(sys.inputs.svgs)) { page(image(bytes(svg), format: "svg", width: 160mm)) }"""
STANDARD: Literal["a-2b"] = "a-2b"
COVER_PPI = 110
SPOKEN = (
    "contents",
    "sources",
    "silent",
    "sample",
    "matrix",
    "about",
    "by",
    "written",
    "figure",
    "table",
)


def pdf(book: Book, *, fonts: Sequence[Path] = ()) -> bytes:
    """Return the book as PDF/A-2b on A4.

    What people wrote goes in as data, never as markup. The same book, fonts and typst give the same bytes.

    Parameters
    ----------
    book
        Any edition.
    fonts
        Folders with fonts besides the machine's own.
    """
    book = speakable_in(book)
    moment = datetime.combine(book.issued, time(), tzinfo=UTC)
    made: bytes = typst.compile(
        PAPER,
        root=PAPER.parent,
        font_paths=_fonts(tuple(fonts)),
        format="pdf",
        pdf_standards=STANDARD,
        timestamp=int(moment.timestamp()),
        sys_inputs={"data": json.dumps(content(book), ensure_ascii=False)},
    )
    return made


@lru_cache(maxsize=4)
def _fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, font_paths=list(folders))


def pngs_of(
    charts: Sequence[Mapping[str, Any]], *, fonts: Sequence[Path] = (), ppi: float = 160
) -> list[bytes]:
    """Return charts as PNG in one go, for files that take no vectors; 160 mm wide."""
    if not charts:
        return []
    svgs = json.dumps([svg_of(one) for one in charts], ensure_ascii=False)
    made = typst.compile(
        PICTURES, font_paths=_fonts(tuple(fonts)), format="png", ppi=ppi, sys_inputs={"svgs": svgs}
    )
    return [made] if isinstance(made, bytes) else list(made)


def cover_png(book: Book, *, fonts: Sequence[Path] = ()) -> bytes:
    """Return the cover of the PDF as a picture, 909 by 1,286 pixels: what shelves of e-readers show.

    Parameters
    ----------
    fonts
        Folders with fonts besides the machine's own.
    """
    told = content(replace(book, chapters=(), matrix=None)) | {"edition": edition_words(book), "shelf": True}
    made = typst.compile(
        PAPER,
        root=PAPER.parent,
        font_paths=_fonts(tuple(fonts)),
        format="png",
        ppi=COVER_PPI,
        sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
    )
    return made if isinstance(made, bytes) else made[0]


def content(book: Book) -> dict[str, Any]:
    """Return what the template reads."""
    return {
        "lang": "en" if book.is_english else "zh",
        "title": book.title,
        "subtitle": book.subtitle,
        "year": str(book.year),
        "summary": book.summary,
        "sample": word(book, "sample") if book.is_sample else "",
        "issued": [book.issued.year, book.issued.month, book.issued.day],
        "authors": [author_words(one) for one in book.authors()],
        "keywords": list(book.keywords),
        "roles": [[one.label, one.name] for one in book.roles],
        "publisher": book.publisher,
        "edition": edition_words(book),
        "given": f"{word(book, 'given')}　{book.given}" if book.given else "",
        "single": book.is_single,
        "shelf": False,
        "colophon": [[name, text] for name, text in colophon(book)],
        "chapters": [_chapter(book, one) for one in book.written()],
        "unwritten": unwritten_words(book),
        "matrix": _grid(book.matrix) if book.matrix else None,
        "words": {key: word(book, key) for key in SPOKEN},
    }


def _chapter(book: Book, chapter: Chapter) -> dict[str, Any]:
    return {
        "number": number_of(book, chapter),
        "title": chapter.title,
        "missing": missing_words(book, chapter),
        "parts": [_part(book, one) for one in chapter.parts()],
    }


def _part(book: Book, part: Part) -> dict[str, Any]:
    numbers = {source: at for at, source in enumerate(part.sources(), start=1)}
    return {
        "kind": part.kind.value,
        "title": title_of(book, part),
        "subject": part.subject,
        "authors": [author_words(one) for one in part.authors],
        "sample": part.is_sample,
        "withheld": withheld_words(book, part),
        "sources": list(part.sources()),
        "sections": [
            {"title": one.title, "blocks": [_block(block, numbers) for block in one.blocks]}
            for one in part.sections
        ],
    }


def _block(block: Block, numbers: Mapping[str, int]) -> dict[str, Any]:
    match block:
        case Prose(paragraphs):
            return {"is": "prose", "paragraphs": list(paragraphs)}
        case Points(items):
            return {"is": "points", "items": [_stated(one, numbers) for one in items]}
        case Answers(rows):
            told = [[question, [_stated(one, numbers) for one in stated]] for question, stated in rows]
            return {"is": "answers", "rows": told}
        case Grid():
            return {"is": "grid"} | _grid(block)
        case Note(label, text, signed):
            return {"is": "note", "label": label, "text": text, "signed": signed}
        case Figure() | Photo():
            return _picture(block)


def _picture(block: Figure | Photo) -> dict[str, Any]:
    if isinstance(block, Figure):
        told = {"is": "figure", "svg": svg_of(block.chart), "alt": str(block.chart["title"])}
        return told | {"caption": block.caption}
    return {
        "is": "photo",
        "svg": _framed(block),
        "alt": block.alt,
        "caption": block.caption,
        "credit": block.credit,
        "tall": block.height > block.width,
    }


def _framed(photo: Photo) -> str:
    """Return a photograph as SVG around the very same bytes: text is all the template can be handed."""
    size = f'width="{photo.width}" height="{photo.height}"'
    held = base64.b64encode(photo.jpeg).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {photo.width} {photo.height}">'
        f'<image {size} href="data:image/jpeg;base64,{held}"/></svg>'
    )


def _grid(grid: Grid) -> dict[str, Any]:
    return {"head": list(grid.head), "rows": [list(row) for row in grid.rows], "caption": grid.caption}


def _stated(one: Statement, numbers: Mapping[str, int]) -> list[Any]:
    return [one.text, numbers.get(one.source, 0)]
