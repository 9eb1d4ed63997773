"""The book as plain values: what every format is made from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any


class Visibility(StrEnum):
    """Who reads a section."""

    CORE = "CORE"
    FULL = "FULL"


class Kind(StrEnum):
    """The three parts of a chapter, in their order."""

    FOREWORD = "FOREWORD"
    BODY = "BODY"
    AFTERWORD = "AFTERWORD"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence and where it is stated."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs in order."""

    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    items: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Questions with what is stated to each; a question nothing is stated to has an empty tuple and stays."""

    rows: tuple[tuple[str, tuple[Statement, ...]], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Every row has as many cells as the head; the first cell of a row names it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart by the same options as the pages draw (kind, unit, categories, series), and its caption."""

    chart: Mapping[str, Any]
    caption: str


@dataclass(frozen=True, slots=True)
class Note:
    """What is left open: how such a thing is called, the sentence, and who signed for it."""

    label: str
    text: str
    signed: str = ""

    def words(self) -> tuple[str, ...]:
        """Return what it says."""
        return self.text, self.signed


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph.

    Attributes
    ----------
    jpeg
        The bytes as they are set into every format: without the camera's data, and small enough to be sent.
    width, height
        In pixels.
    alt
        What is to be seen, for those who do not see it.
    credit
        Who took it, and on what terms it may be used.
    """

    jpeg: bytes = field(repr=False)
    width: int
    height: int
    alt: str
    caption: str
    credit: str = ""

    def words(self) -> tuple[str, ...]:
        """Return what is said of it."""
        return self.caption, self.alt, self.credit


Block = Prose | Points | Answers | Grid | Figure | Note | Photo


@dataclass(frozen=True, slots=True)
class Section:
    """A titled piece of a part."""

    title: str
    blocks: tuple[Block, ...]
    visibility: Visibility = Visibility.CORE


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a part."""

    name: str
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A foreword, a case or an afterword.

    Attributes
    ----------
    key
        Letters, digits and hyphens, unique in the book: the name of its page and file.
    subject
        Whom a case is about.
    withheld
        Titles of sections that are left out here and given on application.
    address
        Where the part is read and applied for on the web; empty where nowhere.
    """

    key: str
    kind: Kind
    title: str
    sections: tuple[Section, ...] = ()
    authors: tuple[Author, ...] = ()
    subject: str = ""
    is_sample: bool = False
    withheld: tuple[str, ...] = ()
    address: str = ""

    def sources(self) -> tuple[str, ...]:
        """Return what its statements are drawn from, each once, in the order first named."""
        return tuple(dict.fromkeys(one.source for one in self.statements() if one.source))

    def statements(self) -> Iterator[Statement]:
        """Yield every statement in order."""
        for section in self.sections:
            for block in section.blocks:
                match block:
                    case Points(items):
                        yield from items
                    case Answers(rows):
                        for _question, stated in rows:
                            yield from stated
                    case _:
                        pass

    def core(self) -> "Part":
        """Return the part as everybody may read it, naming what is withheld."""
        kept = tuple(one for one in self.sections if one.visibility is Visibility.CORE)
        gone = tuple(one.title for one in self.sections if one.visibility is not Visibility.CORE)
        return replace(self, sections=kept, withheld=(*self.withheld, *gone))


@dataclass(frozen=True, slots=True)
class Chapter:
    """One of the four chapters. A foreword or afterword that was not written is None, and said to be missing."""

    key: str
    number: int
    title: str
    foreword: Part | None = None
    bodies: tuple[Part, ...] = ()
    afterword: Part | None = None

    def parts(self) -> tuple[Part, ...]:
        """Return the parts there are, in the order they are read."""
        return tuple(one for one in (self.foreword, *self.bodies, self.afterword) if one is not None)

    def missing(self) -> tuple[Kind, ...]:
        """Return which of the three parts there is not."""
        held = {one.kind for one in self.parts()}
        return tuple(kind for kind in Kind if kind not in held)


@dataclass(frozen=True, slots=True)
class Role:
    """Compiled, funded, co-organised by."""

    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Book:
    """A whole collection.

    Attributes
    ----------
    key
        Name of the folder and files.
    language
        "zh-Hans" or "en".
    identifier
        A DOI ("10.…/…"), or a URN.
    address
        Where the book stands on the web, without a slash at the end; empty where nowhere.
    licence, licence_url
        On what terms it may be used.
    issued
        The day of this edition.
    frozen_on
        The day the figures were frozen.
    given
        To whom a full edition is given, and until when; empty in what is for everybody.
    """

    key: str
    title: str
    language: str
    year: int
    issued: date
    identifier: str
    chapters: tuple[Chapter, ...]
    subtitle: str = ""
    summary: str = ""
    roles: tuple[Role, ...] = ()
    publisher: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    licence: str = ""
    licence_url: str = ""
    address: str = ""
    contact: str = ""
    matrix: Grid | None = None
    frozen_on: date | None = None
    is_sample: bool = False
    given: str = ""

    def __post_init__(self) -> None:
        keys = [part.key for part in self.parts()]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"parts with the same key: {twice}")
        if strange := [key for key in (self.key, *keys) if not _is_plain(key)]:
            raise ValueError(f"keys are letters, digits and hyphens: {strange}")

    def parts(self) -> tuple[Part, ...]:
        """Return every part in the order of reading."""
        return tuple(part for chapter in self.chapters for part in chapter.parts())

    def written(self) -> tuple[Chapter, ...]:
        """Return the chapters in which something stands."""
        return tuple(one for one in self.chapters if one.parts())

    def unwritten(self) -> tuple[Chapter, ...]:
        """Return the chapters in which nothing stands yet."""
        return tuple(one for one in self.chapters if not one.parts())

    def core(self) -> "Book":
        """Return the edition everybody may read."""
        chapters = tuple(
            replace(
                one,
                foreword=one.foreword and one.foreword.core(),
                bodies=tuple(body.core() for body in one.bodies),
                afterword=one.afterword and one.afterword.core(),
            )
            for one in self.chapters
        )
        return replace(self, chapters=chapters)

    @property
    def is_core(self) -> bool:
        """Say whether it holds nothing but what everybody may read."""
        return all(
            section.visibility is Visibility.CORE for part in self.parts() for section in part.sections
        )

    @property
    def is_english(self) -> bool:
        """Say whether it is the English edition."""
        return self.language.startswith("en")

    @property
    def is_single(self) -> bool:
        """Say whether it is one case by itself, which needs no contents and no page that opens a chapter."""
        return len(self.chapters) == 1 and len(self.parts()) == 1

    def authors(self) -> tuple[Author, ...]:
        """Return everybody who wrote in it, each once."""
        return tuple(dict.fromkeys(author for part in self.parts() for author in part.authors))


class NotPublicError(ValueError):
    """Full text in what is made for everybody."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__(f"sections that are not for everybody: {', '.join(titles)}")


def require_core(book: Book) -> None:
    """Refuse a book that holds more than everybody may read.

    Raises
    ------
    NotPublicError
        When a section is not core.
    """
    told = [
        section.title
        for part in book.parts()
        for section in part.sections
        if section.visibility is not Visibility.CORE
    ]
    if told:
        raise NotPublicError(told)


def _is_plain(key: str) -> bool:
    return bool(key) and key.isascii() and all(one.isalnum() or one == "-" for one in key)
