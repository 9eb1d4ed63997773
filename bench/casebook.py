"""A whole collection of synthetic cases as site, PDF, DOCX and EPUB: seconds and size for each, beside a floor.

The floor is the least the same text could cost by the same library: bytes zipped, bytes written, paragraphs added,
paragraphs set without contents, tables, figures or running heads. Everything is invented and seeded.
"""

import argparse
import io
import random
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

TARGET_SECONDS = 60
QUESTIONS = (
    ("地域", ("组织的范围", "事前的基础", "本地与外地的伙伴", "服务能否直达")),
    ("业务范围", ("从何处所长入手",)),
    ("功能发挥", ("直接服务", "链接资源", "政策倡导")),
    ("资源动员", ("资金投入", "物资投入", "会员投入", "志愿者投入")),
    ("政府合作", ("主动参与", "信任与互补", "报送与部门")),
)
CHAPTERS = (
    ("service-agency", "社会服务机构行动"),
    ("foundation", "基金会行动"),
    ("association", "社会团体行动"),
    ("joint", "联合行动"),
)
WORDS = (
    "志愿者",
    "会员",
    "乡镇",
    "口罩",
    "防护服",
    "卫生院",
    "社区",
    "物资",
    "运输",
    "核实",
    "名单",
    "建议",
    "县里",
    "伙伴",
    "基金会",
    "当天",
    "连夜",
    "电话",
    "送到",
    "登记",
    "短缺",
    "分配",
    "老人",
    "学校",
    "村医",
    "隔离点",
    "街道",
    "汽车",
    "仓库",
    "捐赠",
    "公示",
    "联系",
    "协调",
    "反馈",
    "复工",
    "心理",
    "热线",
)


def main(argv: list[str]) -> int:
    """Build the collection, print a line for each format, and fail above the target."""
    parser = argparse.ArgumentParser(prog="bench casebook", description=__doc__)
    parser.add_argument("--cases", type=int, default=100, help="synthetic cases, default 100")
    parser.add_argument("--keep", type=Path, help="keep the files in this folder")
    options = parser.parse_args(argv)
    from qiao.batch.book import FONTS, publish
    from qiao.engines.publishing import docx, epub, pdf, site

    book = collection(options.cases)
    letters = sum(len(text) for text in texts(book))
    print(
        f"{options.cases} cases, {letters:,} characters in statements and paragraphs, {4 * options.cases} figures"
    )
    print(f"{'format':<8}{'seconds':>9}{'floor':>9}{'MB':>9}")
    pages = site(book)
    makers: dict[str, tuple[Callable[[], bytes], Callable[[], object]]] = {
        "site": (lambda: b"".join(site(book).values()), lambda: floor_site(pages)),
        "epub": (lambda: epub(book, fonts=(FONTS,)), lambda: floor_zip(pages)),
        "docx": (lambda: docx(book, fonts=(FONTS,)), lambda: floor_docx(texts(book))),
        "pdf": (lambda: pdf(book, fonts=(FONTS,)), lambda: floor_pdf(texts(book))),
    }
    for name, (make, floor) in makers.items():
        seconds, made = timed(make)
        least, _nothing = timed(floor)
        print(f"{name:<8}{seconds:>9.2f}{least:>9.2f}{len(made) / 1e6:>9.2f}")
    with tempfile.TemporaryDirectory(prefix="qiao-bench-") as folder:
        whole, _nothing = timed(lambda: publish(book, options.keep or Path(folder) / "book"))
    print(f"the whole, built aside and switched to: {whole:.1f} s (target: under {TARGET_SECONDS} s)")
    return 0 if whole < TARGET_SECONDS else 1


def timed(make: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds a call took, and what it returned."""
    started = time.perf_counter()
    made = make()
    return time.perf_counter() - started, made


def collection(cases: int) -> Any:
    """Return an invented core edition with that many cases, the same each time."""
    from qiao.engines import publishing as p

    chance = random.Random(20)  # noqa: S311 - the same book each time

    def sentence(low: int, high: int) -> str:
        return (
            "，".join("".join(chance.choices(WORDS, k=4)) for _clause in range(chance.randint(low, high)))
            + "。"
        )

    def case(number: int) -> Any:
        dimensions = [
            p.Section(
                name,
                (
                    p.Answers(
                        tuple(
                            (
                                question,
                                tuple(
                                    p.Statement(sentence(2, 5), f"示例访谈 {chance.randint(1, 9)}")
                                    for _one in range(chance.randint(0, 3))
                                ),
                            )
                            for question in questions
                        )
                    ),
                ),
            )
            for name, questions in QUESTIONS
        ]
        sections = (
            p.Section("核心内容", (p.Prose(tuple(sentence(8, 16) for _one in range(4))),)),
            *dimensions,
            p.Section("数字", tuple(p.Figure(one, str(one["title"])) for one in charts(chance))),
            p.Section("困难与挑战", (p.Prose(tuple(sentence(8, 16) for _one in range(3))),)),
            p.Section("收获与成长", (p.Prose(tuple(sentence(8, 16) for _one in range(2))),)),
        )
        title = f"示例案例 {number}：{sentence(1, 1)[:8]}"
        key = f"case-{number}"
        return p.Part(
            key,
            p.Kind.BODY,
            title,
            sections,
            (p.Author(f"示例作者{number}", "示例单位"),),
            f"示例组织 {number}",
            is_sample=True,
        )

    def around(key: str, kind: Any) -> Any:
        prose = p.Prose(tuple(sentence(8, 16) for _one in range(8)))
        return p.Part(
            f"{key}-{kind.value.lower()}",
            kind,
            "",
            (p.Section("", (prose,)),),
            (p.Author("示例专家", "示例研究院"),),
        )

    chapters = tuple(
        p.Chapter(
            key,
            at + 1,
            title,
            around(key, p.Kind.FOREWORD),
            tuple(case(number) for number in range(at + 1, cases + 1, len(CHAPTERS))),
            around(key, p.Kind.AFTERWORD),
        )
        for at, (key, title) in enumerate(CHAPTERS)
    )
    names = tuple(f"示例组织 {number}" for number in range(1, cases + 1))
    matrix = p.Grid(
        ("维度", *names), tuple((name, *(sentence(2, 4) for _one in names)) for name, _questions in QUESTIONS)
    )
    return p.Book(
        "bench", "示例案例集", "zh-Hans", 2026, date(2026, 1, 1), "urn:uuid:00000000-0000-4000-8000-000000000000",
        chapters, roles=(p.Role("编撰", "示例组织"),), publisher="示例组织", matrix=matrix, is_sample=True,
    )  # fmt: skip


def charts(chance: random.Random) -> list[dict[str, Any]]:
    """Return four charts a case: two lying, one line, one of small maps."""

    def values(n: int) -> list[int]:
        return [chance.randint(0, 400) for _one in range(n)]

    days = [f"02-{day:02}" for day in range(1, 29)]
    lying = [
        {
            "kind": "rows", "title": title, "category": "物资", "unit": "条", "categories": list(WORDS[:6]),
            "series": [{"name": "有数量", "values": values(6)}, {"name": "数量未知", "values": values(6)}],
        }
        for title in ("各类物资的需求条数", "各类物资的签收次数")
    ]  # fmt: skip
    line = {
        "kind": "line", "title": "每天收到的信息与需求", "category": "日期", "unit": "条", "categories": days,
        "series": [{"name": "一线信息", "values": values(28)}, {"name": "需求", "values": values(28)}],
    }  # fmt: skip
    points = [
        {"x": 110 + chance.random() * 5, "y": 29 + chance.random() * 4, "on": chance.random() < 0.2}
        for _one in range(100)
    ]
    dots = {
        "kind": "dots",
        "title": "服务到的县区",
        "category": "组织",
        "unit": "县区",
        "panels": [{"name": "服务地", "points": points}],
    }
    return [*lying, line, dots]


def texts(book: Any) -> list[str]:
    """Return every statement and paragraph of the book."""
    from qiao.engines.publishing import Prose

    held = []
    for part in book.parts():
        held += [one.text for one in part.statements()]
        for section in part.sections:
            for block in section.blocks:
                if isinstance(block, Prose):
                    held += block.paragraphs
    return held


def floor_site(pages: dict[str, bytes]) -> None:
    """Write bytes that are there already."""
    with tempfile.TemporaryDirectory(prefix="qiao-bench-") as folder:
        for name, held in pages.items():
            (Path(folder) / name).write_bytes(held)


def floor_zip(pages: dict[str, bytes]) -> None:
    """Zip bytes that are there already."""
    with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as package:
        for name, held in pages.items():
            package.writestr(name, held)


def floor_docx(lines: list[str]) -> None:
    """Add the bare paragraphs to an empty document, and save it."""
    from docx import Document

    file = Document()
    for line in lines:
        file.add_paragraph(line)
    file.save(io.BytesIO())


def floor_pdf(lines: list[str]) -> None:
    """Set the bare paragraphs."""
    import json

    import typst

    from qiao.batch.book import FONTS

    page = b'#set text(font: ("Noto Serif CJK SC", "Noto Sans SC"), size: 11pt, lang: "zh")\n#for one in json(bytes(sys.inputs.data)) { par(one) }'
    typst.compile(page, format="pdf", font_paths=[FONTS], sys_inputs={"data": json.dumps(lines)})
