"""What a library, a search engine or a DOI registry asks of a book."""

import json
from html import escape
from typing import Any

from qiao.engines.publishing.model import Book, Part
from qiao.engines.publishing.words import author_words, title_of, word

SCHEMA = "https://schema.org"


def citation(book: Book) -> str:
    """Return how the book is cited, by GB/T 7714 (electronic monograph, [M/OL] or [M])."""
    makers = _makers(book)
    carrier = "[M/OL]" if book.address else "[M]"
    where = f": {book.address}/" if book.address else ""
    doi = f". DOI: {book.identifier}" if book.identifier.startswith("10.") else ""
    publisher = book.publisher or makers
    return (
        f"{makers}. {book.title}{carrier}. {publisher}, {book.year}({book.issued.isoformat()}){where}{doi}."
    )


def colophon(book: Book) -> list[tuple[str, str]]:
    """Return what stands in the colophon of every format: who made the book, when, on what terms, how it is cited."""
    publisher = book.publisher if book.publisher not in {one.name for one in book.roles} else ""
    pairs = [
        *((one.label, one.name) for one in book.roles),
        (word(book, "publisher"), publisher),
        (word(book, "crisis"), book.subject),
        (word(book, "issued"), book.issued.isoformat()),
        (word(book, "frozen"), book.frozen_on.isoformat() if book.frozen_on else ""),
        (word(book, "identifier"), book.identifier),
        (word(book, "licence"), book.licence),
        (word(book, "given"), book.given),
        (word(book, "takedown"), book.contact),
        (word(book, "cite"), citation(book)),
    ]
    return [(name, text) for name, text in pairs if text]


def citation_of(book: Book, part: Part) -> str:
    """Return how one part of the book is cited: what is contained in a monograph ([M]//)."""
    names = ", ".join(one.name for one in part.authors) or part.subject or _makers(book)
    return (
        f"{names}. {title_of(book, part)}[M]//{_makers(book)}. {book.title}. {book.publisher}, {book.year}."
    )


def bibtex(book: Book) -> str:
    """Return the book as BibTeX."""
    fields = {
        "title": book.title,
        "author": " and ".join(f"{{{one.name}}}" for one in book.roles[:1]) or book.publisher,
        "publisher": book.publisher,
        "year": str(book.year),
        "doi": book.identifier if book.identifier.startswith("10.") else "",
        "url": f"{book.address}/" if book.address else "",
        "language": book.language,
    }
    lines = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items() if text)
    return f"@book{{{book.key},\n{lines}\n}}\n"


def dublin_core(book: Book) -> list[tuple[str, str]]:
    """Return the elements of Dublin Core the book has, in a fixed order."""
    pairs = [
        ("title", book.title),
        *(("creator", one.name) for one in book.roles[:1]),
        *(("contributor", one.name) for one in book.roles[1:]),
        *(("contributor", author_words(one)) for one in book.authors()),
        ("publisher", book.publisher),
        ("date", book.issued.isoformat()),
        ("language", book.language),
        ("identifier", book.identifier),
        ("description", book.summary),
        *(("subject", one) for one in book.keywords),
        ("coverage", book.subject),
        ("rights", book.licence),
        ("type", "Text"),
    ]
    return [(name, text) for name, text in pairs if text]


def schema_org(book: Book, part: Part | None = None) -> dict[str, Any]:
    """Return the book, or one part of it, as schema.org says it (JSON-LD)."""
    whole: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Book",
        "name": book.title,
        "inLanguage": book.language,
        "datePublished": book.issued.isoformat(),
        "identifier": book.identifier,
        "abstract": book.summary,
        "keywords": list(book.keywords),
        "about": book.subject,
        "publisher": {"@type": "Organization", "name": book.publisher},
        "contributor": [
            {
                "@type": "Role",
                "roleName": one.label,
                "contributor": {"@type": "Organization", "name": one.name},
            }
            for one in book.roles
        ],
        "license": book.licence_url or book.licence,
        "url": f"{book.address}/" if book.address else "",
    }
    if part is None:
        parts = [{"@type": "Chapter", "name": title_of(book, one)} for one in book.parts()]
        return _told({**whole, "hasPart": parts})
    return _told(
        {
            "@context": SCHEMA,
            "@type": "Chapter",
            "name": title_of(book, part),
            "author": [
                {"@type": "Person", "name": one.name, "affiliation": one.affiliation} for one in part.authors
            ],
            "about": part.subject,
            "inLanguage": book.language,
            "isPartOf": _told({name: whole[name] for name in ("@type", "name", "identifier", "url")}),
            "url": f"{book.address}/{part.key}.html" if book.address else "",
        }
    )


def datacite(book: Book) -> dict[str, Any]:
    """Return what a DOI registry wants to know, by the DataCite schema 4; `doi` is there once one is given."""
    by_organisation = [{"name": one.name, "nameType": "Organizational"} for one in book.roles[:1]]
    told = {
        "doi": book.identifier if book.identifier.startswith("10.") else "",
        "creators": by_organisation or [{"name": book.publisher, "nameType": "Organizational"}],
        "titles": [{"title": book.title, "lang": book.language}],
        "publisher": {"name": book.publisher},
        "publicationYear": book.year,
        "types": {"resourceTypeGeneral": "Book"},
        "language": book.language,
        "dates": [{"date": book.issued.isoformat(), "dateType": "Issued"}],
        "contributors": [
            *({"name": one.name, "contributorType": "Other"} for one in book.roles[1:]),
            *(
                {
                    "name": one.name,
                    "contributorType": "Researcher",
                    "affiliation": [{"name": one.affiliation}],
                }
                for one in book.authors()
            ),
        ],
        "descriptions": [{"description": book.summary, "descriptionType": "Abstract"}]
        if book.summary
        else [],
        "subjects": [{"subject": one} for one in book.keywords],
        "rightsList": [_told({"rights": book.licence, "rightsUri": book.licence_url})]
        if book.licence
        else [],
        "url": f"{book.address}/" if book.address else "",
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return _told(told)


def head_tags(book: Book, part: Part | None = None) -> str:
    """Return the metadata as tags for the head of a page."""
    tags = ['<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/"/>']
    pairs = dublin_core(book)
    if part is not None:
        kept = [(name, text) for name, text in pairs if name not in {"title", "description", "contributor"}]
        pairs = [("title", title_of(book, part)), *kept, ("relation", book.title)]
    tags += [f'<meta name="DC.{name}" content="{escape(text)}"/>' for name, text in pairs]
    told = json.dumps(schema_org(book, part), ensure_ascii=False).replace("<", "\\u003c")
    return "".join(tags) + f'<script type="application/ld+json">{told}</script>'


def _makers(book: Book) -> str:
    return book.roles[0].name if book.roles else book.publisher


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", [], {})}
