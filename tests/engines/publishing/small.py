"""One small book everybody knows: a chapter with foreword, two cases and no afterword; three chapters unwritten."""

from dataclasses import replace
from datetime import date

from qiao.engines.publishing import (
    Answers,
    Author,
    Book,
    Chapter,
    Figure,
    Grid,
    Kind,
    Part,
    Points,
    Prose,
    Role,
    Section,
    Statement,
    Visibility,
)

CANARY = "全文里的金丝雀"
ROWS = {
    "kind": "rows",
    "title": "各类物资的需求条数",
    "category": "物资",
    "unit": "条",
    "categories": ["口罩", "防护服"],
    "series": [{"name": "有数量", "values": [120, None]}, {"name": "数量未知", "values": [60, None]}],
}
FIGURE = Figure(ROWS, "按数量是否写明分")
FOREWORD = Part(
    "foreword",
    Kind.FOREWORD,
    "",
    (Section("", (Prose(("它们靠什么动员资源？",)),)),),
    (Author("示例作者", "示例研究院"),),
)


def case(key: str, subject: str, said: str) -> Part:
    return Part(
        key,
        Kind.BODY,
        f"{subject}的行动",
        (
            Section("核心内容", (Prose((said,)),)),
            Section(
                "资源动员",
                (
                    Answers(
                        (("资金投入", ()), ("志愿者投入", (Statement("动员了大量志愿者。", "后记，第36句"),)))
                    ),
                ),
            ),
            Section("数字", (FIGURE, Points((Statement("县里当天答复。", "后记，第26句"),)))),
            Section("访谈", (Prose((CANARY,)),), Visibility.FULL),
        ),
        subject=subject,
        address="https://qiao.example/cases/1/",
    )


SMALL = Book(
    "small",
    "示例案例集",
    "zh-Hans",
    2026,
    date(2026, 11, 27),
    "urn:uuid:00000000-0000-4000-8000-000000000001",
    (
        Chapter("service-agency", 1, "社会服务机构行动"),
        Chapter("foundation", 2, "基金会行动"),
        Chapter(
            "association",
            3,
            "社会团体行动",
            FOREWORD,
            (case("first", "示例商会", "买口罩，也写建议。"), case("second", "示例义工联", "把货送到村里。")),
        ),
        Chapter("joint", 4, "联合行动"),
    ),
    summary="两个社会团体。",
    roles=(Role("编撰", "示例研究中心"), Role("资助", "示例基金会")),
    publisher="示例研究中心",
    keywords=("社会团体",),
    licence="CC BY 4.0",
    matrix=Grid(("维度", "示例商会", "示例义工联"), (("地域", "县", "市"),)),
)
CORE = SMALL.core()


def hostile(book: Book, text: str) -> Book:
    """Return the book with the text in every place a person writes in."""
    first, second = book.chapters[2].bodies
    sections = (
        Section(
            text, (Prose((text,)), Points((Statement(text, text),)), Grid((text, text), ((text, text),)))
        ),
    )
    changed = replace(first, title=text, subject=text, authors=(Author(text, text),), sections=sections)
    chapter = replace(book.chapters[2], title=text, bodies=(changed, second))
    return replace(
        book,
        title=text,
        summary=text,
        roles=(Role(text, text),),
        chapters=(*book.chapters[:2], chapter, book.chapters[3]),
    )
