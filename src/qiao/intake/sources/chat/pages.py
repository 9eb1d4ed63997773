"""Chats saved as a web page by export tools: the words of its blocks, line by line, then read as text."""

import re
from html.parser import HTMLParser

_IS_PAGE = re.compile(r"\s*(?:<!doctype html|<html|<head|<body|<div|<!--)", re.IGNORECASE)
_BLOCKS = {
    "p",
    "div",
    "li",
    "tr",
    "br",
    "h1",
    "h2",
    "h3",
    "h4",
    "table",
    "ul",
    "ol",
    "section",
    "article",
    "pre",
}
_HIDDEN = {"script", "style", "head", "title", "svg", "template"}
_MEDIA = {"img": "[图片]", "audio": "[语音]", "video": "[视频]"}


class _Words(HTMLParser):
    """Collects what a reader of the page would see. Nothing of the page is run or fetched."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block on a new line; a picture in a message leaves its placeholder."""
        self.hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag in _MEDIA and "avatar" not in " ".join(value or "" for _name, value in attrs):
            self.pieces.append(f"\n{_MEDIA[tag]}\n")

    def handle_endtag(self, tag: str) -> None:
        """Close a block."""
        self.hidden -= tag in _HIDDEN and self.hidden > 0
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep words that can be seen."""
        if not self.hidden:
            self.pieces.append(re.sub(r"[ \t\r\f\v]*\n[ \t\r\f\v]*", "\n", data))


def is_page(text: str) -> bool:
    """Say whether a text is the source of a web page."""
    return bool(_IS_PAGE.match(text[:400]))


def words_of(text: str) -> str:
    """Return the visible words of a web page, a line for each block."""
    reader = _Words()
    reader.feed(text)
    reader.close()
    return re.sub(r"\n{2,}", "\n", "".join(reader.pieces)).strip()
