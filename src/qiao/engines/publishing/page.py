"""A part of the book as XHTML: the same text in the site and in the EPUB."""

from collections.abc import Callable
from html import escape

from qiao.engines.publishing.charts import svg_of, table_of
from qiao.engines.publishing.model import (
    Answers,
    Block,
    Book,
    Figure,
    Grid,
    Note,
    Part,
    Photo,
    Points,
    Prose,
    Section,
    Statement,
)
from qiao.engines.publishing.words import author_words, title_of, withheld_words, word

PictureOf = Callable[[Figure | Photo], str]
"""Returns the address of the picture of a figure or photograph."""


def part_html(book: Book, part: Part, picture_of: PictureOf) -> str:
    """Return a part as XHTML inside `article`; statements carry the numbers of their sources.

    Parameters
    ----------
    picture_of
        Where the picture of a figure is kept.
    """
    numbers = {source: at for at, source in enumerate(part.sources(), start=1)}
    sections = "".join(_section(book, part, one, numbers, picture_of) for one in part.sections)
    return (
        f'<article class="part part-{part.kind.value.lower()}">{head_html(book, part)}{sections}'
        f"{_sources(book, part)}{_withheld(book, part)}</article>"
    )


def head_html(book: Book, part: Part) -> str:
    """Return title, organisation and authors."""
    lines = []
    if part.subject:
        lines.append(f'<p class="by">{escape(word(book, "by"))} <b>{escape(part.subject)}</b></p>')
    if part.authors:
        who = "；".join(escape(author_words(one)) for one in part.authors)
        lines.append(f'<p class="by">{escape(word(book, "written"))} <b>{who}</b></p>')
    sample = f' <span class="sample">{escape(word(book, "sample"))}</span>' if part.is_sample else ""
    return f"<header><h1>{escape(title_of(book, part))}{sample}</h1>{''.join(lines)}</header>"


def figures_of(part: Part) -> list[Figure]:
    """Return the figures of a part in order."""
    return [block for section in part.sections for block in section.blocks if isinstance(block, Figure)]


def photos_of(part: Part) -> list[Photo]:
    """Return the photographs of a part in order."""
    return [block for section in part.sections for block in section.blocks if isinstance(block, Photo)]


def picture_names(part: Part) -> dict[int, str]:
    """Return the file name of each figure and photograph of a part, by its identity."""
    drawn = {id(one): f"{part.key}-{at}.svg" for at, one in enumerate(figures_of(part), start=1)}
    return drawn | {id(one): f"{part.key}-p{at}.jpg" for at, one in enumerate(photos_of(part), start=1)}


def picture_files(book: Book) -> dict[str, bytes]:
    """Return the figures and photographs of a book by their file names."""
    made: dict[str, bytes] = {}
    for part in book.parts():
        names = picture_names(part)
        made |= {names[id(one)]: svg_of(one.chart).encode() for one in figures_of(part)}
        made |= {names[id(one)]: one.jpeg for one in photos_of(part)}
    return made


def grid_html(grid: Grid) -> str:
    """Return a table that says of every cell which row and column it is in; on a phone each row is a card."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in grid.head)
    rows = "".join(f"<tr>{_cells(grid, row)}</tr>" for row in grid.rows)
    caption = f"<caption>{escape(grid.caption)}</caption>" if grid.caption else ""
    return f'<div class="frame"><table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cells(grid: Grid, row: tuple[str, ...]) -> str:
    first, *others = row
    cells = [f'<th scope="row">{escape(first)}</th>']
    for name, text in zip(grid.head[1:], others, strict=True):
        lines = "<br/>".join(escape(line) for line in text.split("\n"))
        cells.append(f'<td data-head="{escape(name)}">{lines}</td>')
    return "".join(cells)


def _section(book: Book, part: Part, section: Section, numbers: dict[str, int], picture_of: PictureOf) -> str:
    at = part.sections.index(section) + 1
    title = f'<h2 id="s{at}">{escape(section.title)}</h2>' if section.title else ""
    blocks = "".join(_block(book, block, numbers, picture_of) for block in section.blocks)
    return f"<section>{title}{blocks}</section>"


def _block(book: Book, block: Block, numbers: dict[str, int], picture_of: PictureOf) -> str:
    match block:
        case Prose(paragraphs):
            return "".join(f"<p>{escape(one)}</p>" for one in paragraphs)
        case Points(items):
            return f"<ul>{''.join(f'<li>{_stated(one, numbers)}</li>' for one in items)}</ul>"
        case Answers():
            return _answers(book, block, numbers)
        case Grid():
            return grid_html(block)
        case Note(label, text, signed):
            by = f' <span class="quiet">{escape(signed)}</span>' if signed else ""
            return f'<p class="open-question"><b>{escape(label)}</b> {escape(text)}{by}</p>'
        case Figure() | Photo():
            return _picture(book, block, picture_of)


def _answers(book: Book, block: Answers, numbers: dict[str, int]) -> str:
    rows = []
    for question, stated in block.rows:
        said = "".join(f"<p>{_stated(one, numbers)}</p>" for one in stated)
        rows.append(f"<dt>{escape(question)}</dt><dd>{said or _silent(book)}</dd>")
    return f'<dl class="answers">{"".join(rows)}</dl>'


def _silent(book: Book) -> str:
    return f'<p class="silent">— <span>{escape(word(book, "silent"))}</span></p>'


def _stated(one: Statement, numbers: dict[str, int]) -> str:
    text = escape(one.text)
    if not one.source:
        return text
    number = numbers[one.source]
    return f'{text}<sup><a href="#n{number}">{number}</a></sup>'


def _picture(book: Book, block: Figure | Photo, picture_of: PictureOf) -> str:
    return _photo(block, picture_of) if isinstance(block, Photo) else _figure(book, block, picture_of)


def _figure(book: Book, block: Figure, picture_of: PictureOf) -> str:
    head, rows = table_of(block.chart)
    table = grid_html(Grid(head, rows))
    return (
        f'<figure><img src="{escape(picture_of(block))}" alt="{escape(str(block.chart["title"]))}"/>'
        f"<figcaption>{escape(block.caption)}</figcaption></figure>"
        f'<details class="figures"><summary>{escape(word(book, "data"))}</summary>{table}</details>'
    )


def _photo(photo: Photo, picture_of: PictureOf) -> str:
    credit = f' <span class="credit">{escape(photo.credit)}</span>' if photo.credit else ""
    return (
        f'<figure class="photo"><img src="{escape(picture_of(photo))}" alt="{escape(photo.alt)}" '
        f'width="{photo.width}" height="{photo.height}"/>'
        f"<figcaption>{escape(photo.caption)}{credit}</figcaption></figure>"
    )


def _sources(book: Book, part: Part) -> str:
    if not part.sources():
        return ""
    items = "".join(
        f'<li id="n{at}">{escape(source)}</li>' for at, source in enumerate(part.sources(), start=1)
    )
    return f'<section class="sources"><h2>{escape(word(book, "sources"))}</h2><ol>{items}</ol></section>'


def _withheld(book: Book, part: Part) -> str:
    said = withheld_words(book, part)
    if not said:
        return ""
    link = f' <a href="{escape(part.address)}">{escape(word(book, "apply"))}</a>' if part.address else ""
    return f'<p class="withheld">{escape(said)}{link}</p>'
