"""An article from its lines: title, byline, sections, junk and claims."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qiao.engines.article.claims import Claim, claims_of, sentences_of
from qiao.engines.article.junk import Junk, junk_of
from qiao.engines.article.lines import Line

LONGEST_TITLE = 40
LONGEST_BYLINE = 36
DIMENSIONS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("GEOGRAPHY", "地域", re.compile(r"^在?地域(?:方面|上|维度)?[，,：:]|^地域$")),
    ("BUSINESS_SCOPE", "业务范围", re.compile(r"^在?业务范围(?:方面|上|维度)?[，,：:]|^业务范围$")),
    ("FUNCTIONS", "功能发挥", re.compile(r"^在?功能发挥(?:方面|上|维度)?[，,：:]|^功能发挥$")),
    ("RESOURCE_MOBILISATION", "资源动员", re.compile(r"^在?资源动员(?:方面|上|维度)?[，,：:]|^资源动员$")),
    ("GOVERNMENT_COOPERATION", "政府合作", re.compile(r"^在?政府合作(?:方面|上|维度)?[，,：:]|^政府合作$")),
)
NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.、．])\s*\S")
INSTITUTION = re.compile(
    r"(?:院|所|大学|学院|中心|协会|学会|基金会|联合会|研究会|委员会|报社|杂志社|社|部|局|会)$"
)
BYLINE = re.compile(
    r"^(?:作者|文|撰文|执笔)?[：:/丨|\s]*(?P<where>\S{2,24})\s+(?P<who>[\u4e00-\u9fff·]{2,8})$"
)
SIGNED = re.compile(r"^(?:作者|文|撰文|执笔)\s*[：:/丨|]\s*(?P<who>[\u4e00-\u9fff·]{2,8})$")
CLOSING = re.compile(r"^(?:在这[一二三四五六七八九十两几]+个|综上|总之|最后[，,]|回顾)")


@dataclass(frozen=True, slots=True)
class ArticleSection:
    """A piece of an article.

    Attributes
    ----------
    title
        As written, or the name of a dimension where a paragraph opens with it; empty for what stands before.
    dimension
        One of the five, or empty.
    """

    title: str
    dimension: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """What was read. Nothing is lost: every line is in the title, the byline, a section, or the junk."""

    title: str
    author: str
    affiliation: str
    sections: tuple[ArticleSection, ...]
    junk: tuple[Junk, ...]
    claims: tuple[Claim, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return all paragraphs in order."""
        return tuple(one for section in self.sections for one in section.paragraphs)


def read_article(lines: Sequence[Line], *, kept: frozenset[int] = frozenset()) -> Article:
    """Return an article from its lines.

    Parameters
    ----------
    lines
        As `lines_of` gives them.
    kept
        Numbers of lines, from 1, that a person wants kept though they look like junk.
    """
    junk = tuple(one for one in junk_of(lines) if one.number not in kept)
    gone = {one.number for one in junk}
    left = [line for number, line in enumerate(lines, start=1) if number not in gone]
    title, left = _title(left)
    author, affiliation, left = _byline(left)
    sections = tuple(_sections(left))
    sentences = sentences_of(one for section in sections for one in section.paragraphs)
    return Article(title, author, affiliation, sections, junk, claims_of(sentences))


def _title(lines: list[Line]) -> tuple[str, list[Line]]:
    """Return the title: the first heading of level 1, else a first line that is short and no sentence."""
    for at, line in enumerate(lines):
        if line.level == 1:
            return line.text, lines[:at] + lines[at + 1 :]
    first = lines[0] if lines else Line("")
    if (
        first.text
        and len(first.text) <= LONGEST_TITLE
        and not re.search(r"[。！？，,]", first.text)
        and not _is_byline(first.text)
    ):
        return first.text, lines[1:]
    return "", lines


def _is_byline(text: str) -> bool:
    return _signed(text) is not None


def _signed(text: str) -> tuple[str, str] | None:
    if len(text) > LONGEST_BYLINE:
        return None
    if found := SIGNED.match(text):
        return found["who"], ""
    found = BYLINE.match(text)
    if found and INSTITUTION.search(found["where"]):
        return found["who"], found["where"]
    return None


def _byline(lines: list[Line]) -> tuple[str, str, list[Line]]:
    for at, line in enumerate(lines):
        if signed := _signed(line.text):
            return *signed, lines[:at] + lines[at + 1 :]
    return "", "", lines


def _sections(lines: Sequence[Line]) -> list[ArticleSection]:
    found: list[tuple[str, str, list[str]]] = [("", "", [])]
    for line in lines:
        opened = _opened(line, bool(found[-1][1]))
        if opened is None:
            found[-1][2].append(line.text)
            continue
        title, dimension, is_heading = opened
        found.append((title, dimension, [] if is_heading else [line.text]))
    return [
        ArticleSection(title, dimension, tuple(paragraphs))
        for title, dimension, paragraphs in found
        if title or paragraphs
    ]


def _opened(line: Line, in_dimension: bool) -> tuple[str, str, bool] | None:  # noqa: FBT001
    """Return title, dimension and whether the line is a heading of its own, where a section begins here."""
    is_heading = line.level > 0 or (
        len(line.text) <= LONGEST_TITLE
        and bool(NUMBERED.match(line.text))
        and not re.search(r"[。！？]", line.text)
    )
    bare = re.sub(
        r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.、．])\s*", "", line.text
    )
    for dimension, name, pattern in DIMENSIONS:
        if pattern.search(bare):
            return (line.text if is_heading else name), dimension, is_heading
    if is_heading:
        return line.text, "", True
    if in_dimension and CLOSING.search(line.text):
        return "", "", False
    return None
