"""What reads strangers' bytes, one function each, with what must hold of any input and the seeds to begin from.

A target takes bytes and returns nothing. It lets pass only our own refusals; anything else, and a broken promise, is a
find. Seeds are made by our own simulator and by hand; nothing of shared data is in them.
"""

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from bench import _fuzz_seeds as seeds
from qiao.batch.grids import Grid, open_tables
from qiao.batch.lexicon import reference_lexicon
from qiao.batch.workbook import FROM_ANYONE, check_head, check_unpacked
from qiao.engines.article.claims import claims_of, sentences_of
from qiao.engines.article.junk import junk_of
from qiao.engines.article.lines import UnreadableArticleError, lines_of
from qiao.engines.article.read import read_article
from qiao.engines.extraction import mask, read, read_persons
from qiao.engines.extraction.numerals import parse_numeral
from qiao.engines.extraction.quantities import find_quantities
from qiao.engines.hours import CertificateError
from qiao.engines.hours import read as read_certificate
from qiao.engines.hours import verify as verify_certificate
from qiao.exceptions import QiaoError
from qiao.funding.table_reading import HeadMissingError, judge, read_grid, read_money
from qiao.intake.attachments import look_at
from qiao.intake.sources import chat, webhook
from qiao.intake.sources.cap import read_cap
from qiao.intake.sources.cap_feed import read_index
from qiao.intake.sources.chat.files import words_of_file
from qiao.intake.sources.openrosa.instance import lines_in, read_instance
from qiao.intake.sources.openrosa.xform import files_of, lists_of, read_xform
from qiao.intake.sources.openrosa.xlsform import form_from_sheets
from qiao.intake.sources.strict_json import parse_strictly
from qiao.intake.sources.tables import Catalogue, Plan, find_blocks, guess_direction, guess_roles, read_rows
from qiao.registry.gazetteer import national_gazetteer

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC).replace(tzinfo=None)
TODAY = date(2026, 7, 1)
LARGEST = 20_000


@dataclass(frozen=True)
class Target:
    """A reader, what to begin from, and words that it knows."""

    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    words: tuple[str, ...] = ()


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


@cache
def _lexicon():  # noqa: ANN202 - the engine's own
    return reference_lexicon()


@cache
def _catalogue() -> Catalogue:
    names = {"口罩": "mask", "防护服": "gown", "饮用水": "water"}
    units = dict.fromkeys(names.values(), "件")
    return Catalogue(
        names, {code: name for name, code in names.items()}, units, national_gazetteer(), _lexicon()
    )


# -- Words -----------------------------------------------------------------------------------------------


def extraction(data: bytes) -> None:
    text = _text(data)
    readings = read(text, _lexicon())
    persons = read_persons(text, _lexicon())
    masked = mask(text, [*readings, persons])
    assert len(masked) == len(text), "a masked copy is as long as the text"
    for reading in readings:
        for span in _spans(reading):
            assert 0 <= span[0] < span[1] <= len(text), "a span lies in the text"


def _spans(reading: object) -> list[tuple[int, int]]:
    found = [getattr(reading, name, None) for name in ("urgency_span", "closed_span", "people_span")]
    for many in ("phones", "contacts", "who"):
        found += [one.span for one in getattr(reading, many)]
    for one in reading.items:  # type: ignore[attr-defined]
        found += [one.span, one.quantity_span]
    for alone in ("place", "organization", "deadline", "verified"):
        found.append(getattr(getattr(reading, alone), "span", None))
    return [span for span in found if span is not None]


def numerals(data: bytes) -> None:
    text = _text(data)[:400]
    bounds = parse_numeral(text)
    assert bounds is None or bounds[0] <= bounds[1], "from is not above to"
    for found in find_quantities(text, 0, len(text)):
        assert 0 <= found.start < found.end <= len(text), "a quantity lies in the text"


def addresses(data: bytes) -> None:
    text = _text(data)[:400]
    tree = national_gazetteer()
    found = tree.parse_address(text)
    assert found is None or 0 <= found.start <= found.end <= len(text), "an address lies in the text"
    assert all(0 <= one.confidence <= 1 for one in tree.by_name(text)), "a confidence is between 0 and 1"


def chats(data: bytes) -> None:
    text = _text(data)
    whole = chat.part(text, NOW)
    assert 0 <= whole.confidence <= 1, "a confidence is between 0 and 1"
    for form in whole.others:
        assert chat.part(text, NOW, form=form).form in whole.others, "a form that was offered can be chosen"


def chat_files(data: bytes) -> None:
    name = ("c.txt", "c.html", "c.json")[data[:1][0] % 3] if data else "c.txt"
    with suppress(QiaoError):
        chat.part(words_of_file(name, data[1:]), NOW)


def articles(data: bytes) -> None:
    with suppress(UnreadableArticleError):
        lines = lines_of(data)
        article = read_article(lines)
        assert all(0 < one.number <= len(lines) for one in junk_of(lines)), "junk is a line of the text"
        claims_of(sentences_of(line.text for line in lines))
        assert article is not None


def documents(data: bytes) -> None:
    """Read bytes as the words part of a Word file, so that what unpacks them is passed."""
    packed = io.BytesIO(seeds.docx())
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, data if entry == "word/document.xml" else old.read(entry))
    articles(out.getvalue())


# -- Tables ----------------------------------------------------------------------------------------------


def tables(data: bytes) -> None:
    with suppress(QiaoError):
        _read_grids(open_tables("t.csv", data))


def cells(data: bytes) -> None:
    """Read cells as they come out of a workbook: lines and tabs."""
    rows = tuple(tuple(line.split("\t")[:40]) for line in _text(data).split("\n")[:60])
    _read_grids([Grid("Sheet1", rows)])


def _read_grids(grids: list[Grid]) -> None:
    for block in find_blocks(grids):
        columns = [
            [row.cells[at] if at < len(row.cells) else "" for row in block.rows]
            for at in range(len(block.headers))
        ]
        roles = guess_roles(block.headers, columns, hxl=block.hxl, is_item=_catalogue().is_item)
        plan = Plan(roles, guess_direction(roles, [*block.titles, *block.headers]), fill_down=True)
        read_so = list(read_rows(block, plan, _catalogue()))
        assert len(read_so) == len(block.rows), "each row has one verdict"
        assert Plan.from_json(json.loads(json.dumps(plan.as_json()))) == plan, "a plan is kept as it is"


def workbooks(data: bytes) -> None:
    """Pass what stands before the process that unpacks."""
    with suppress(QiaoError):
        check_head("t.xlsx", io.BytesIO(data))
        check_unpacked("t.xlsx", io.BytesIO(data), FROM_ANYONE)


def ledgers(data: bytes) -> None:
    rows = tuple(tuple(line.split(",")) for line in _text(data).split("\n"))
    with suppress(HeadMissingError):
        judged = judge(read_grid(Grid("bank", rows)), today=TODAY)
        marks = [one.told for one in judged]
        assert len(judged) <= len(rows), "no line comes from nowhere"
        assert all(one.row.amount_fen is None or isinstance(one.row.amount_fen, int) for one in judged), (
            "fen are whole"
        )
        assert len(marks) == len(judged)


def money(data: bytes) -> None:
    fen = read_money(_text(data)[:200])
    assert fen is None or isinstance(fen, int), "fen are whole"


# -- Other programs --------------------------------------------------------------------------------------


def submissions(data: bytes) -> None:
    with suppress(QiaoError):
        instance = read_instance(data)
        lines_in(data, instance, ["group/item", "item", "lines/quantity"])


def forms(data: bytes) -> None:
    with suppress(QiaoError):
        form = read_xform(data)
        lists_of(form.xml)
        files_of(form.xml)


def xlsforms(data: bytes) -> None:
    rows = [line.split("\t") for line in _text(data)[:2000].split("\n")[:12]]
    named = [
        {
            head: cell
            for head, cell in zip(("type", "name", "label", "relevant", "calculation"), row, strict=False)
            if cell
        }
        for row in rows
    ]
    with suppress(QiaoError):
        form_from_sheets({"survey": named}, fallback="f", version="1")


def warnings(data: bytes) -> None:
    with suppress(QiaoError):
        message = read_cap(data)
        json.dumps([one.as_json() for one in message.infos])
        assert message.severity
        assert message.urgency
        assert message.certainty


def feeds(data: bytes) -> None:
    with suppress(QiaoError):
        read_index(data, at="https://warnings.example/feed")


def hooks(data: bytes) -> None:
    with suppress(webhook.UnreadableError):
        value = webhook.read_body(data)
        webhook.read_delivery(value, webhook.guess(value) | {"text": "text", "item": "items[0].name"})


def strict_json(data: bytes) -> None:
    with suppress(ValueError):
        value = parse_strictly(data)
        again = json.dumps(value, ensure_ascii=False, allow_nan=False)
        assert parse_strictly(again.encode("utf-8", "surrogatepass")) == value, (
            "what is read is written and read again"
        )


def certificates(data: bytes) -> None:
    with suppress(CertificateError):
        signed, key = read_certificate(_text(data))
        verify_certificate(signed, key or "0" * 64)


def pictures(data: bytes) -> None:
    with suppress(QiaoError):
        look_at("p.jpg", data)


TARGETS: dict[str, Target] = {
    "extraction": Target(
        extraction, seeds.messages, ("急需", "只", "箱", "每", "万", "联系人", "154", "（", "）")
    ),
    "numerals": Target(
        numerals,
        seeds.encoded("一百二十万", "3.5万箱", "两三百", "１０００－２０００只", "1,000 kg", "十几个"),
        ("百", "千", "万", "亿", "半", "点", "/"),
    ),
    "addresses": Target(
        addresses,
        seeds.encoded("湖北省黄冈市英山县", "新乡 牧野区", "南京路英山村"),
        ("省", "市", "县", "区"),
    ),
    "chats": Target(
        chats, seeds.chats, ("昨天", "上午", "撤回了一条消息", "[图片]", "2026-06-30", "10:00:00")
    ),
    "chat_files": Target(chat_files, seeds.chat_files, ("<div", "</p>", "messages", "text", "date")),
    "articles": Target(articles, seeds.articles, ("<p>", "<!--", "<svg", "&#", "<?xml", "<h1")),
    "documents": Target(
        documents, seeds.words_part, ("<w:p>", "<w:r>", "<w:pStyle w:val=", "<!DOCTYPE", "w:tbl")
    ),
    "tables": Target(tables, seeds.tables, ("合计", "同上", "数量", "物资", '"', "#item", "#inneed")),
    "cells": Target(cells, seeds.cells, ("合计", "同上", "数量", "物资", "日期", "若干", "1e9", "2026年")),
    "workbooks": Target(workbooks, seeds.zips, ("PK\x05\x06", "xl/", "../")),
    "ledgers": Target(ledgers, seeds.encoded(seeds.LEDGER), ("1e", "万元", "Infinity", "NaN", "-", "借方")),
    "money": Target(
        money, seeds.encoded("1,000.00", "￥3万", "1e5", "-0"), ("1e99", "E+", "sNaN", "inf", "元")
    ),
    "submissions": Target(
        submissions, seeds.xml, ("<meta>", "instanceID", "<!ENTITY", "xmlns", "&#", "encoding='utf-16'")
    ),
    "forms": Target(
        forms, seeds.forms, ("<bind", "itext", "nodeset", "jr:itext", "calculate", "encoding='iso-8859-1'")
    ),
    "xlsforms": Target(
        xlsforms,
        seeds.encoded(seeds.XLSFORM),
        ("begin group", "end group", "select_multiple", "${", "or_other", "repeat"),
    ),
    "warnings": Target(
        warnings,
        lambda: [seeds.CAP.encode()],
        ("<info>", "polygon", "circle", "nan", "1e400", "0001-01-01T00:00:00+14:00"),
    ),
    "feeds": Target(
        feeds,
        lambda: [seeds.FEED.encode(), seeds.RSS.encode(), seeds.CAP.encode()],
        ("http://[", "href", "<entry>", "//"),
    ),
    "hooks": Target(hooks, seeds.jsons, ("text", "items", "[0]", "phone", "1e999", "NaN")),
    "strict_json": Target(strict_json, seeds.jsons, ("NaN", "Infinity", "\\ud800", "1e309", "[[[[")),
    "certificates": Target(
        certificates,
        seeds.certificates,
        ("content", "lines", "signature", "public_key", "lines_sha256", "null"),
    ),
    "pictures": Target(pictures, seeds.pictures, ("Exif", "IHDR", "iCCP", "VP8X", "\xff\xd8\xff\xe1")),
}
