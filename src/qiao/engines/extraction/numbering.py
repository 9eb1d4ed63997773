"""Numbers that only count the lines of a list: 1. 口罩 2. 防护服, (1)…(2)…, ①…②…"""

import re

from qiao.engines.extraction.quantities import PIECE_UNIT

_MARK = re.compile(
    rf"(?=[\d(①-⑳])(?<![\d.,*/\-])(?:\((?P<bracketed>\d{{1,2}})\)|(?P<plain>\d{{1,2}})\s?[.、)](?!\d)|(?<![^\n])(?P<row>\d{{1,2}})\s(?!\s*{PIECE_UNIT})|(?P<circled>[①-⑳]))(?=\s*[^\W\d_])"
)
_MAY_OPEN = re.compile(r"(?:^|[^\w]|[需缺求品资单下有要])$")
_FEWEST = 2


def blank_numbering(text: str) -> str:
    """Return *text*, in the same length, with the numbers of its lists turned into signs that part a list.

    Plain numbers are taken only where they count up from 1, the first after a sign or a verb, and there
    are two or more: 口罩1、防护服2 is a list of quantities.
    """
    marks: list[re.Match[str]] = []
    circled: list[re.Match[str]] = []
    for found in _MARK.finditer(text):
        if found["circled"]:
            circled.append(found)
        elif int(found["bracketed"] or found["plain"] or found["row"]) == len(marks) + 1 and (
            marks or _MAY_OPEN.search(text[max(0, found.start() - 1) : found.start()])
        ):
            marks.append(found)
    if len(marks) < _FEWEST:
        marks = []
    for found in [*marks, *circled]:
        text = f"{text[: found.start()]}{'、' * len(found[0])}{text[found.end() :]}"
    return text
