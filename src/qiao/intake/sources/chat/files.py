"""A chat as the file that a program exported: its words, whatever the encoding. Nothing in it is run or fetched."""

from qiao.exceptions import DraftFileError
from qiao.intake.sources.chat.pages import is_page, words_of

LARGEST_CHAT = 4 * 2**20
"""Bytes. A saved page carries much more markup than words."""
ENCODINGS = ("utf-8-sig", "gb18030")
SUFFIXES = frozenset({"", "txt", "log", "html", "htm", "json"})
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"


def words_of_file(name: str, content: bytes) -> str:
    """Return the words of an exported chat: text as it is, a saved page as its reader sees it, JSON as it is.

    Raises
    ------
    DraftFileError
        When it is too large, packed, empty, or no text of a kind and an encoding we know.
    """
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if suffix not in SUFFIXES:
        raise DraftFileError(
            name=name, reason_zh="不是聊天记录的格式", reason_en="it is no kind of chat export"
        )
    if len(content) > LARGEST_CHAT:
        raise DraftFileError(name=name, reason_zh="超过 4 MB", reason_en="it is larger than 4 MB")
    if content.startswith(_ZIP):
        raise DraftFileError(
            name=name, reason_zh="是压缩包，请先解压", reason_en="it is an archive; unpack it first"
        )
    text = _decoded(name, content).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise DraftFileError(name=name, reason_zh="里面没有文字", reason_en="there are no words in it")
    return words_of(text) if is_page(text) else text


def _decoded(name: str, content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF16) else ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise DraftFileError(name=name, reason_zh="不是文字文件", reason_en="it is no text")
