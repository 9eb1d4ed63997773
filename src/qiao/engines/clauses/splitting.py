"""The text of an enacted measure, split into its clauses as its own numbers do."""

import re
from dataclasses import dataclass

DIGITS = "〇零一二三四五六七八九十百千两0-9０-９"
ARTICLE = re.compile(rf"^第[{DIGITS}]{{1,7}}条(?:之[{DIGITS}]{{1,2}})?")
HEADING = re.compile(rf"^第[{DIGITS}]{{1,7}}(?:编|分编|章|节)(?=\s|　|$)")
SECTION = re.compile(r"^[一二三四五六七八九十百]{1,5}、")
PART = re.compile(r"^[（(][一二三四五六七八九十百]{1,5}[)）]")
POINT = re.compile(r"^[0-9０-９]{1,3}[.．、](?![0-9０-９])")
SUBPOINT = re.compile(r"^[（(][0-9０-９]{1,3}[)）]")
RANKS = (ARTICLE, SECTION, PART, POINT, SUBPOINT)
"""From the outermost number to the innermost."""

LONGEST_HEADING = 40
MARKUP = re.compile(r"^#{1,6}\s+")


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered part of a text.

    Attributes
    ----------
    number
        As the text numbers it, with what stands above it: "第六条", "第六条第二款", "三、（二）1."; "" for what
        stands before the first number.
    heading
        The chapter it stands in, or the heading of the part above it; "" where there is none.
    text
        Its own words without the number; of a clause with parts, what stands before them.
    """

    number: str
    heading: str
    text: str


def split(text: str, *, by_paragraph: bool = True) -> list[Clause]:
    """Split a measure into its clauses, in order; no word but the numbers is lost and none is added.

    Parameters
    ----------
    text
        One paragraph a line. Numbers are read at the beginning of a line: 第…条, 一、, （一）, 1., (1).
    by_paragraph
        Whether further paragraphs of an article (第…条) are clauses of their own, cited as 第…款; the list below an
        article (（一）…) always is. Under other numbers a further paragraph belongs to the clause before it.

    Returns
    -------
    list[Clause]
        Empty for a text without a word. A text without numbers is one clause.
    """
    return _Splitter(by_paragraph=by_paragraph).split(text)


class _Splitter:
    def __init__(self, *, by_paragraph: bool) -> None:
        self.by_paragraph = by_paragraph
        self.chapter = ""
        self.path: list[tuple[int, str, str]] = []
        self.paragraphs = 0
        self.found: list[list[str]] = []

    def split(self, text: str) -> list[Clause]:
        for raw in text.splitlines():
            line = MARKUP.sub("", raw.strip(" \t\u3000\ufeff")).strip()
            if line:
                self._take(line)
        return [Clause(number, heading, "\n".join(words)) for number, heading, *words in self.found]

    def _take(self, line: str) -> None:
        if HEADING.match(line) and len(line) <= LONGEST_HEADING:
            self.chapter, self.path, self.paragraphs = line, [], 0
            return
        for rank, pattern in enumerate(RANKS):
            if match := pattern.match(line):
                self._open(rank, match.group(), line[match.end() :].strip(" \t\u3000"))
                return
        self._go_on(line)

    def _open(self, rank: int, number: str, words: str) -> None:
        self.path = [one for one in self.path if one[0] < rank]
        above = self.path[-1][2] if self.path else ""
        if rank == 0:
            self.paragraphs = 1
        self.path.append((rank, number, words if len(words) <= LONGEST_HEADING else ""))
        cited = "".join(one for _rank, one, _words in self.path)
        self.found.append([cited, above or self.chapter, words])

    def _go_on(self, line: str) -> None:
        """Take a line without a number: a further paragraph of an article, or more of the clause before."""
        article = self.path[0] if self.path and self.path[0][0] == 0 else None
        if article and self.by_paragraph:
            self.paragraphs += 1
            paragraph = f"第{in_chinese(self.paragraphs)}款"
            self.path = [article, (0, paragraph, "")]
            self.found.append([f"{article[1]}{paragraph}", self.chapter, line])
        elif self.found:
            self.found[-1].append(line)
        else:
            self.found.append(["", self.chapter, line])


TENS = 10


def in_chinese(number: int) -> str:
    """Return a number from 1 to 99 as Chinese characters."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, TENS)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
