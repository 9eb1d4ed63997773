"""Chats, as programs export and people copy them → messages with sender and time. One form, one file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from qiao.intake.sources.chat import numbered, office, pages, qq, separated, telegram, wechat, whatsapp
from qiao.intake.sources.chat.parts import Part

ONE = "ONE"
SURE_ENOUGH = 0.5
Form = Callable[[str, datetime], tuple[list[Part], float]]

FORMS: Mapping[str, Form] = {
    telegram.KEY: telegram.parts,
    qq.KEY: qq.parts,
    whatsapp.KEY: whatsapp.parts,
    wechat.KEY: wechat.parts,
    office.KEY: office.parts,
    separated.KEY: separated.parts,
    numbered.KEY: numbered.parts,
    separated.BLANK: separated.blank_parts,
}
"""Forms in the order in which they are tried: where two are equally sure, the earlier is taken."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A text in parts: by which form, how surely, and what else it might be (form → messages)."""

    form: str
    confidence: float
    parts: list[Part]
    others: Mapping[str, int]


def part(text: str, now: datetime, *, form: str = "") -> Chat:
    """Return the messages of a text, by the form that fits best, or by the one a person chose.

    ``now`` is the local time of the reader: a date without a year is the latest that has passed.
    """
    words = pages.words_of(text) if pages.is_page(text) else text
    tried = {key: read(words, now) for key, read in FORMS.items()}
    others = {ONE: 1} | {key: len(parts) for key, (parts, sure) in tried.items() if sure > 0}
    best = max(tried, key=lambda key: tried[key][1])
    if form not in others:
        form = best if tried[best][1] >= SURE_ENOUGH else ONE
    if form == ONE:
        alone = [Part(words.strip("\n"))] if words.strip() else []
        return Chat(ONE, 1 - tried[best][1], alone, others)
    return Chat(form, tried[form][1], tried[form][0], others)


__all__ = ["FORMS", "ONE", "Chat", "Part", "part"]
