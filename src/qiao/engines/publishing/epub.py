"""The book as EPUB 3: one file an e-reader or a telephone opens."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from types import MappingProxyType

from qiao.engines.publishing.metadata import colophon, dublin_core
from qiao.engines.publishing.model import Book, Chapter, Figure, Part, Photo
from qiao.engines.publishing.page import grid_html, part_html, picture_files, picture_names
from qiao.engines.publishing.pdf import cover_png
from qiao.engines.publishing.speakable import speakable_in
from qiao.engines.publishing.words import (
    edition_words,
    missing_words,
    number_of,
    title_of,
    unwritten_words,
    word,
)

STYLE = Path(__file__).parent / "assets" / "epub.css"
XHTML = "application/xhtml+xml"
PICTURE_TYPES: Mapping[str, str] = MappingProxyType({"svg": "image/svg+xml", "jpg": "image/jpeg"})
COVER = "cover.png"
CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?><container version="1.0" '
    'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
    'full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
EARLIEST = (1980, 1, 1, 0, 0, 0)
ACCESS = (
    ("accessMode", "textual"),
    ("accessMode", "visual"),
    ("accessModeSufficient", "textual"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityFeature", "readingOrder"),
    ("accessibilityFeature", "alternativeText"),
    ("accessibilityHazard", "none"),
    ("accessibilitySummary", "Every figure is followed by its data as a table."),
)


def epub(book: Book, *, fonts: Sequence[Path] = ()) -> bytes:
    """Return the book as EPUB 3.2; the same book and fonts give the same bytes.

    Parameters
    ----------
    book
        Any edition; what it holds is what the file holds.
    fonts
        Folders with fonts for the picture of the cover, besides the machine's own.

    References
    ----------
    EPUB 3.2, W3C Community Group, 2019; EPUB Accessibility 1.0.
    """
    book = speakable_in(book)
    pages = _pages(book)
    pictures = picture_files(book)
    files: dict[str, str | bytes] = {
        "META-INF/container.xml": CONTAINER,
        "book/package.opf": _package(book, list(pages), list(pictures)),
        "book/nav.xhtml": _nav(book),
        "book/epub.css": STYLE.read_text(encoding="utf-8"),
        **{f"book/{name}": text for name, text in pages.items()},
        **{f"book/{name}": text for name, text in pictures.items()},
        f"book/{COVER}": cover_png(book, fonts=fonts),
    }
    return _zipped(files)


def _zipped(files: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr(zipfile.ZipInfo("mimetype", EARLIEST), "application/epub+zip")
        for name, held in files.items():
            info = zipfile.ZipInfo(name, EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, held.encode() if isinstance(held, str) else held)
    return made.getvalue()


def _pages(book: Book) -> dict[str, str]:
    shown = f'<img class="whole" src="{COVER}" alt="{escape(book.title)}"/>'
    pages = {
        "cover.xhtml": _page(book, book.title, shown, kind="cover"),
        "title.xhtml": _page(book, book.title, _cover(book), kind="titlepage"),
    }
    for chapter in book.written():
        pages[f"{chapter.key}.xhtml"] = _page(book, chapter.title, _opener(book, chapter), kind="part")
        for part in chapter.parts():
            pages[f"{part.key}.xhtml"] = _page(book, title_of(book, part), _part(book, part), kind="chapter")
    if book.matrix is not None:
        title = word(book, "matrix")
        table = grid_html(book.matrix)
        pages["matrix.xhtml"] = _page(book, title, f"<h1>{escape(title)}</h1>{table}", kind="appendix")
    pages["about.xhtml"] = _page(book, word(book, "about"), _about(book), kind="colophon")
    return pages


def _part(book: Book, part: Part) -> str:
    names = picture_names(part)

    def picture(one: Figure | Photo) -> str:
        return names[id(one)]

    return part_html(book, part, picture)


def _page(book: Book, title: str, body: str, *, kind: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{book.language}" xml:lang="{book.language}"><head><title>{escape(title)}</title>'
        f'<link rel="stylesheet" type="text/css" href="epub.css"/></head>'
        f'<body><section epub:type="{kind}">{body}</section></body></html>'
    )


def _cover(book: Book) -> str:
    roles = "".join(f"<p>{escape(one.label)}　{escape(one.name)}</p>" for one in book.roles)
    sample = f'<p class="sample">{escape(word(book, "sample"))}</p>' if book.is_sample else ""
    return (
        f'<div class="cover"><h1>{escape(book.title)}</h1><p class="subtitle">{escape(book.subtitle)}</p>'
        f'<p class="year">{book.year}</p>{sample}<div class="roles">{roles}</div>'
        f'<p class="note">{escape(edition_words(book))}</p>{_unwritten(book)}</div>'
    )


def _unwritten(book: Book) -> str:
    said = unwritten_words(book)
    return f'<p class="note">{escape(said)}</p>' if said else ""


def _opener(book: Book, chapter: Chapter) -> str:
    gone = missing_words(book, chapter)
    note = f'<p class="note">{escape(gone)}</p>' if gone else ""
    number = f'<p class="number">{escape(number_of(book, chapter))}</p>'
    return f'<div class="opener">{number}<h1>{escape(chapter.title)}</h1>{note}</div>'


def _about(book: Book) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in colophon(book))
    return f"<h1>{escape(word(book, 'about'))}</h1><p>{escape(book.summary)}</p><dl>{rows}</dl>"


def _nav(book: Book) -> str:
    rows = [f'<li><a href="title.xhtml">{escape(book.title)}</a></li>']
    for chapter in book.written():
        inner = "".join(
            f'<li><a href="{part.key}.xhtml">{escape(title_of(book, part))}</a></li>'
            for part in chapter.parts()
        )
        listed = f"<ol>{inner}</ol>" if inner else ""
        shown = f"{number_of(book, chapter)}　{chapter.title}"
        rows.append(f'<li><a href="{chapter.key}.xhtml">{escape(shown)}</a>{listed}</li>')
    if book.matrix is not None:
        rows.append(f'<li><a href="matrix.xhtml">{escape(word(book, "matrix"))}</a></li>')
    rows.append(f'<li><a href="about.xhtml">{escape(word(book, "about"))}</a></li>')
    title = word(book, "contents")
    return _page(
        book,
        title,
        f'<nav epub:type="toc" id="toc"><h1>{escape(title)}</h1><ol>{"".join(rows)}</ol></nav>',
        kind="frontmatter",
    )


def _package(book: Book, pages: list[str], pictures: list[str]) -> str:
    told = "".join(
        f"<dc:{name}>{escape(text)}</dc:{name}>" for name, text in dublin_core(book) if name != "identifier"
    )
    access = "".join(f'<meta property="schema:{name}">{escape(text)}</meta>' for name, text in ACCESS)
    items = "".join(f'<item id="p{at}" href="{name}" media-type="{XHTML}"/>' for at, name in enumerate(pages))
    drawn = "".join(
        f'<item id="i{at}" href="{name}" media-type="{PICTURE_TYPES[name[-3:]]}"/>'
        for at, name in enumerate(pictures)
    )
    refs = [f'<itemref idref="p{at}"/>' for at in range(len(pages))]
    spine = "".join([*refs[:2], '<itemref idref="nav"/>', *refs[2:]])
    cover = f'<item id="cover" href="{COVER}" media-type="image/png" properties="cover-image"/>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        f'unique-identifier="id" xml:lang="{book.language}"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">{escape(book.identifier)}</dc:identifier>{told}'
        f'<meta property="dcterms:modified">{book.issued.isoformat()}T00:00:00Z</meta>{access}'
        f'<meta name="cover" content="cover"/></metadata>'
        f'<manifest><item id="nav" href="nav.xhtml" media-type="{XHTML}" properties="nav"/>'
        f'<item id="css" href="epub.css" media-type="text/css"/>{cover}{items}{drawn}</manifest>'
        f"<spine>{spine}</spine></package>"
    )
