"""The book as a static site: plain pages that read without a script, a search that needs no server."""

import json
from html import escape
from pathlib import Path

from qiao.engines.publishing.metadata import (
    bibtex,
    citation_of,
    colophon,
    datacite,
    dublin_core,
    head_tags,
    schema_org,
)
from qiao.engines.publishing.model import Book, Chapter, Figure, Note, Part, Photo, Prose, require_core
from qiao.engines.publishing.page import grid_html, part_html, picture_files, picture_names
from qiao.engines.publishing.speakable import speakable_in
from qiao.engines.publishing.words import (
    edition_words,
    missing_words,
    number_of,
    title_of,
    unwritten_words,
    word,
)

ASSETS = Path(__file__).parent / "assets"
POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'self'"
Files = dict[str, bytes]


def site(book: Book, *, downloads: tuple[tuple[str, str], ...] = ()) -> Files:
    """Return every file of the site by its path.

    Parameters
    ----------
    book
        The core edition, or one that says to whom it is given; its pages ask search engines to pass by.
    downloads
        Label and path of the other formats, to be named on the cover.

    Raises
    ------
    NotPublicError
        When a section is not for everybody, and the book is given to nobody.
    """
    book = speakable_in(book)
    if not book.given:
        require_core(book)
    files: Files = {name: (ASSETS / name).read_bytes() for name in ("book.css", "search.js")}
    pages = _pages(book, downloads)
    for at, (name, title, body, part) in enumerate(pages):
        around = (pages[at - 1] if at else None, pages[at + 1] if at + 1 < len(pages) else None)
        turns = _turns(book, [(one[0], one[1]) if one else None for one in around])
        files[name] = _page(book, title, f"{body}{turns}", at=name, part=part).encode()
    files |= picture_files(book)
    files["search.html"] = _page(book, word(book, "search"), _search(book), at="search.html").encode()
    files["search-data.js"] = _search_data(pages).encode()
    files |= _citations(book)
    return files


Page = tuple[str, str, str, Part | None]


def _pages(book: Book, downloads: tuple[tuple[str, str], ...]) -> list[Page]:
    pages: list[Page] = [("index.html", book.title, _cover(book, downloads), None)]
    for chapter in book.written():
        pages.append((f"{chapter.key}.html", chapter.title, _chapter(book, chapter), None))
        pages += [
            (f"{part.key}.html", title_of(book, part), _part(book, part), part) for part in chapter.parts()
        ]
    if book.matrix is not None:
        title = word(book, "matrix")
        body = f'<article class="wide"><h1>{escape(title)}</h1>{grid_html(book.matrix)}</article>'
        pages.append(("matrix.html", title, body, None))
    title = word(book, "index")
    pages.append(("index-of-names.html", title, _index(book), None))
    pages.append(("about.html", word(book, "about"), _about(book), None))
    return pages


def _part(book: Book, part: Part) -> str:
    names = picture_names(part)

    def picture(one: Figure | Photo) -> str:
        return names[id(one)]

    cite = f'<p class="cite"><b>{escape(word(book, "cite"))}</b> {escape(citation_of(book, part))}</p>'
    return part_html(book, part, picture) + cite


def _page(book: Book, title: str, body: str, *, at: str, part: Part | None = None) -> str:
    name = book.title if title == book.title else f"{title} · {book.title}"
    address = f'<link rel="canonical" href="{escape(book.address)}/{at}"/>' if book.address else ""
    if book.given:
        address = '<meta name="robots" content="noindex"/>'
    sample = f'<p class="banner">{escape(word(book, "sample"))}</p>' if book.is_sample else ""
    return (
        f'<!DOCTYPE html><html lang="{book.language}"><head><meta charset="utf-8"/>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f'<title>{escape(name)}</title><meta name="description" content="{escape(_summary(book, part))}"/>'
        f'<link rel="stylesheet" href="book.css"/>{address}{head_tags(book, part)}</head>'
        f'<body><a class="skip" href="#text">{escape(word(book, "skip"))}</a>{sample}'
        f'<header class="bar"><a class="mark" href="index.html">{escape(book.title)}</a>'
        f'<form class="find" action="search.html" role="search"><label for="q">{escape(word(book, "search"))}</label>'
        f'<input id="q" name="q" type="search" minlength="2" placeholder="{escape(word(book, "search"))}"/></form></header>'
        f'<div class="sheet"><nav class="toc" aria-label="{escape(word(book, "contents"))}">{_contents(book, at)}</nav>'
        f'<main id="text">{body}</main></div></body></html>'
    )


def _summary(book: Book, part: Part | None) -> str:
    if part is not None:
        for section in part.sections:
            for block in section.blocks:
                if isinstance(block, Prose) and block.paragraphs:
                    return block.paragraphs[0][:150]
    return book.summary[:150] or book.title


def _contents(book: Book, at: str) -> str:
    """Return the contents; on a phone they fold into one line that opens without a script."""

    def link(name: str, text: str) -> str:
        here = ' aria-current="page"' if name == at else ""
        return f'<a href="{name}"{here}>{escape(text)}</a>'

    rows = [f"<li>{link('index.html', word(book, 'home'))}</li>"]
    for chapter in book.written():
        inner = "".join(f"<li>{link(f'{one.key}.html', title_of(book, one))}</li>" for one in chapter.parts())
        shown = f"{number_of(book, chapter)}　{chapter.title}"
        rows.append(f"<li>{link(f'{chapter.key}.html', shown)}{f'<ol>{inner}</ol>' if inner else ''}</li>")
    if book.matrix is not None:
        rows.append(f"<li>{link('matrix.html', word(book, 'matrix'))}</li>")
    rows += [
        f"<li>{link('index-of-names.html', word(book, 'index'))}</li>",
        f"<li>{link('about.html', word(book, 'about'))}</li>",
    ]
    listed = f"<ol>{''.join(rows)}</ol>"
    title = escape(word(book, "contents"))
    return (
        f'<details class="fold"><summary>{title}</summary>{listed}</details><div class="open">{listed}</div>'
    )


def _turns(book: Book, around: list[tuple[str, str] | None]) -> str:
    links = [
        f'<a rel="{rel}" href="{page[0]}"><span>{escape(word(book, label))}</span> {escape(page[1])}</a>'
        for page, rel, label in zip(around, ("prev", "next"), ("previous", "next"), strict=True)
        if page
    ]
    return f'<nav class="turns" aria-label="{escape(word(book, "contents"))}">{"".join(links)}</nav>'


def _cover(book: Book, downloads: tuple[tuple[str, str], ...]) -> str:
    roles = "".join(f"<dt>{escape(one.label)}</dt><dd>{escape(one.name)}</dd>" for one in book.roles)
    chapters = "".join(
        f'<li><a href="{one.key}.html"><b>{escape(number_of(book, one))}</b> {escape(one.title)}</a>'
        f"<span>{len(one.bodies)}</span></li>"
        for one in book.written()
    )
    links = "".join(f'<a href="{escape(path)}">{escape(label)}</a>' for label, path in downloads)
    given = f'<p class="formats"><b>{escape(word(book, "formats"))}</b> {links}</p>' if links else ""
    subtitle = f'<p class="subtitle">{escape(book.subtitle)}</p>' if book.subtitle else ""
    gone = unwritten_words(book)
    note = f'<p class="note">{escape(gone)}</p>' if gone else ""
    return (
        f'<article class="cover"><h1>{escape(book.title)}</h1>{subtitle}<p class="year">{book.year}</p>'
        f'<dl class="roles">{roles}</dl><p class="summary">{escape(book.summary)}</p>'
        f'<ol class="chapters">{chapters}</ol>{given}'
        f'<p class="note">{escape(edition_words(book))}</p>{note}</article>'
    )


def _chapter(book: Book, chapter: Chapter) -> str:
    rows = "".join(
        f'<li><a href="{one.key}.html">{escape(title_of(book, one))}</a><span>{escape(one.subject)}</span></li>'
        for one in chapter.parts()
    )
    gone = missing_words(book, chapter)
    note = f'<p class="note">{escape(gone)}</p>' if gone else ""
    return (
        f'<article class="opener"><p class="number">{escape(number_of(book, chapter))}</p>'
        f"<h1>{escape(chapter.title)}</h1><ol>{rows}</ol>{note}</article>"
    )


def _index(book: Book) -> str:
    """Return whom the cases are about, and what authors wrote: found without a script."""
    entries: dict[str, list[Part]] = {}
    for part in book.parts():
        names = [part.subject, *(one.name for one in part.authors)]
        for name in filter(None, dict.fromkeys(names)):
            entries.setdefault(name, []).append(part)
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>"
        + "".join(f'<a href="{one.key}.html">{escape(title_of(book, one))}</a>' for one in parts)
        + "</dd>"
        for name, parts in sorted(entries.items())
    )
    return f'<article><h1>{escape(word(book, "index"))}</h1><dl class="names">{rows}</dl></article>'


def _about(book: Book) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in colophon(book))
    files = "".join(
        f'<a href="{name}">{label}</a>'
        for name, label in (
            ("citation.bib", "BibTeX"),
            ("datacite.json", "DataCite"),
            ("dublin-core.xml", "Dublin Core"),
            ("schema.json", "schema.org"),
        )
    )
    return (
        f'<article><h1>{escape(word(book, "about"))}</h1><dl class="colophon">{rows}</dl>'
        f'<p class="formats">{files}</p></article>'
    )


def _search(book: Book) -> str:
    said = {name: escape(word(book, name)) for name in ("search", "search_hint", "no_script", "none_found")}
    return (
        f'<article class="searching"><h1>{said["search"]}</h1>'
        f'<form action="search.html" role="search"><label for="words">{said["search_hint"]}</label>'
        f'<input id="words" name="q" type="search" minlength="2" autocomplete="off"/></form>'
        f"<noscript><p>{said['no_script']}</p></noscript>"
        f'<p id="count" role="status" data-none="{said["none_found"]}"></p><ol id="found"></ol></article>'
        '<script defer="defer" src="search-data.js"></script><script defer="defer" src="search.js"></script>'
    )


def _search_data(pages: list[Page]) -> str:
    """Return what is searched, as a script: a page opened from a disk may load it, where JSON may not be fetched."""
    rows = [[name, title, _words_of(part)] for name, title, _body, part in pages if part is not None]
    told = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"globalThis.BOOK={told};\n"


def _words_of(part: Part) -> str:
    lines = [part.subject, *(one.name for one in part.authors)]
    for section in part.sections:
        lines.append(section.title)
        for block in section.blocks:
            if isinstance(block, Prose):
                lines += block.paragraphs
            elif isinstance(block, Note | Photo):
                lines += block.words()
    lines += [one.text for one in part.statements()]
    return "\n".join(filter(None, lines))


def _citations(book: Book) -> Files:
    core = "".join(f"  <dc:{name}>{escape(text)}</dc:{name}>\n" for name, text in dublin_core(book))
    wrapped = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{core}</metadata>\n'
    )
    return {
        "citation.bib": bibtex(book).encode(),
        "datacite.json": json.dumps(datacite(book), ensure_ascii=False, indent=1).encode(),
        "dublin-core.xml": wrapped.encode(),
        "schema.json": json.dumps(schema_org(book), ensure_ascii=False, indent=1).encode(),
    }
