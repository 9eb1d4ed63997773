"""The few words a book adds of its own, in Chinese and English."""

from collections.abc import Mapping
from types import MappingProxyType

from qiao.engines.publishing.model import Author, Book, Chapter, Kind, Part

CHINESE_DIGITS = "零一二三四五六七八九十"

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "contents": ("目录", "Contents"),
        "FOREWORD": ("前言", "Foreword"),
        "BODY": ("案例", "Case"),
        "AFTERWORD": ("后记", "Afterword"),
        "missing": ("本篇暂缺：", "Not yet in this chapter: "),
        "sources": ("资料来源", "Sources"),
        "silent": ("来源未述", "not stated"),
        "withheld": ("全文另有：", "The full text also has: "),
        "apply": ("申领全文", "Ask for the full text"),
        "sample": ("示例数据", "sample data"),
        "matrix": ("案例对照", "The cases side by side"),
        "about": ("关于本书", "About this book"),
        "cite": ("引用格式", "How to cite"),
        "search": ("检索", "Search"),
        "search_hint": ("输入两个字以上，空格隔开几个词", "Two letters or more; a space between words"),
        "no_script": (
            "检索要用脚本；不用脚本，可从目录和索引找。",
            "Searching needs scripts; without them, use contents and index.",
        ),
        "none_found": (
            "没有找到。换个说法，或从目录找。",
            "Nothing found. Try other words, or the contents.",
        ),
        "index": ("索引", "Index"),
        "issued": ("出版日期", "Issued"),
        "frozen": ("数据定格日期", "Figures frozen on"),
        "identifier": ("标识", "Identifier"),
        "licence": ("许可", "Licence"),
        "takedown": ("更正与撤下", "Corrections and takedown"),
        "publisher": ("出版", "Publisher"),
        "crisis": ("突发事件", "Crisis"),
        "by": ("案例组织", "Organisation"),
        "written": ("撰文", "Written by"),
        "home": ("封面", "Cover"),
        "skip": ("跳到正文", "Skip to the text"),
        "previous": ("上一节", "Previous"),
        "next": ("下一节", "Next"),
        "formats": ("下载", "Downloads"),
        "figure": ("图", "Figure"),
        "table": ("表", "Table"),
        "core_note": (
            "公开版只收核心内容。",
            "The public edition holds the core sections.",
        ),
        "full_note": (
            "全文版，按申领提供，请勿转载。",
            "Full text, given on application; not to be passed on.",
        ),
        "data": ("数据", "figures"),
        "given": ("提供给", "Given to"),
        "unwritten": ("尚未收文的篇章：", "Chapters not yet written: "),
    }
)


def word(book: Book, key: str) -> str:
    """Return a word in the language of the book."""
    chinese, english = WORDS[key]
    return english if book.is_english else chinese


def edition_words(book: Book) -> str:
    """Return which edition it is, and to whom a full one is given."""
    said = word(book, "core_note" if book.is_core else "full_note")
    return f"{said} {word(book, 'given')} {book.given}" if book.given else said


def number_of(book: Book, chapter: Chapter) -> str:
    """Return "第一篇" or "Chapter 1"."""
    if book.is_english:
        return f"Chapter {chapter.number}"
    digit = CHINESE_DIGITS[chapter.number] if chapter.number < len(CHINESE_DIGITS) else str(chapter.number)
    return f"第{digit}篇"


def missing_words(book: Book, chapter: Chapter) -> str:
    """Return what the chapter lacks as a sentence, empty where nothing."""
    gone = [word(book, kind.value) for kind in chapter.missing()]
    if not gone or book.is_single:
        return ""
    return word(book, "missing") + (", " if book.is_english else "、").join(gone)


def unwritten_words(book: Book) -> str:
    """Return which chapters have nothing yet as a sentence, empty where each has something."""
    gone = [one.title for one in book.unwritten()]
    return word(book, "unwritten") + (", " if book.is_english else "、").join(gone) if gone else ""


def withheld_words(book: Book, part: Part) -> str:
    """Return what only the full text has as a sentence, empty where nothing."""
    if not part.withheld:
        return ""
    return word(book, "withheld") + (", " if book.is_english else "、").join(part.withheld)


def author_words(author: Author) -> str:
    """Return "affiliation name" as a Chinese title page has it."""
    return f"{author.affiliation} {author.name}".strip()


def title_of(book: Book, part: Part) -> str:
    """Return the title of a part; a foreword and an afterword say what they are."""
    said = word(book, part.kind.value)
    if part.kind is Kind.BODY or part.title == said:
        return part.title
    return f"{said}{': ' if book.is_english else '：'}{part.title}" if part.title else said
