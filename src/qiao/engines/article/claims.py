"""Claims of an article: sentences that tell a number, a day or a deed, to be shown evidence for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

HAN = "一二三四五六七八九十百千万亿两几数"
NUMBER = re.compile(
    rf"(?:\d[\d,，.]*\s*(?:余|多)?\s*(?:万|亿)?|[{HAN}]+(?:余|多)?)\s*"
    r"(?:元|人次|人|名|位|家|个(?:案例|组织|县|市|省|月|小时)|只|套|件|批|吨|箱|次|条|份|小时|天|公里|平方米|张床位|%|％|倍)"
)
DAY = re.compile(
    r"(?:19|20)\d{2}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?)?|\d{1,2}\s*月\s*\d{1,2}\s*[日号]|"
    r"(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}|(?:几|数|[一二三四五六七八九十]|\d+)(?:天|周|个月|年)(?:后|前|内)"
)
DEED = re.compile(
    r"捐赠|捐款|募集|筹(?:款|集)|动员|提交|报送|提出|通过了|采购|协调|运输|发放|送到|送达|开展|建立|成立|组织了|"
    r"搭建|资助|培训|救治|服务了|参与|宣传|发起|获得|编撰|签收|转介|辅导"
)
_END = re.compile(r"(?<=[。！？!?])(?![”’」』）)])|(?<=[。！？!?][”’」』）)])")


class Mark(StrEnum):
    """What makes a sentence a claim."""

    NUMBER = "NUMBER"
    DAY = "DAY"
    DEED = "DEED"


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence to be evidenced.

    Attributes
    ----------
    number
        Of the sentence, from 1.
    marks
        What it tells, in the order number, day, deed.
    spans
        (start, end) of the words in the text, for each number, day and deed.
    """

    number: int
    text: str
    marks: tuple[Mark, ...]
    spans: tuple[tuple[Mark, int, int], ...]


def sentences_of(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """Return the sentences of paragraphs in order; a closing quotation mark stays with its sentence."""
    return tuple(
        one.strip() for paragraph in paragraphs for one in _END.split(paragraph) if one and one.strip()
    )


def claims_of(sentences: Iterable[str]) -> tuple[Claim, ...]:
    """Return the sentences that tell a number with a unit, a day, or a deed."""
    found = []
    for number, text in enumerate(sentences, start=1):
        spans = _spans(text)
        if spans:
            found.append(Claim(number, text, tuple(dict.fromkeys(mark for mark, _s, _e in spans)), spans))
    return tuple(found)


def _spans(text: str) -> tuple[tuple[Mark, int, int], ...]:
    """Return numbers, days and deeds; a number that is part of a day is no number."""
    days = [hit.span() for hit in DAY.finditer(text)]
    numbers = [
        hit.span()
        for hit in NUMBER.finditer(text)
        if not any(start <= hit.start() < end for start, end in days)
    ]
    deeds = [hit.span() for hit in DEED.finditer(text)]
    return tuple(
        (mark, *span)
        for mark, spans in ((Mark.NUMBER, numbers), (Mark.DAY, days), (Mark.DEED, deeds))
        for span in spans
    )
