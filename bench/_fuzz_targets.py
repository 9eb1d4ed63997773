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
from qiao.engines.hours import CertificateError, public_key_of, sign
from qiao.engines.hours import read as read_certificate
from qiao.engines.hours import verify as verify_certificate
from qiao.engines.simulation import EXAMPLE_ITEMS, EXAMPLE_PLACES, Hazard, simulate_group_chat
from qiao.exceptions import QiaoError
from qiao.funding.table_reading import HeadMissingError, judge, read_grid, read_money
from qiao.intake.attachments import look_at
from qiao.intake.sources import chat, webhook
from qiao.intake.sources.cap import read_cap
from qiao.intake.sources.cap_feed import read_index
from qiao.intake.sources.chat.files import words_of_file
from qiao.intake.sources.openrosa.instance import lines_in, read_instance
from qiao.intake.sources.openrosa.ready import ready_form
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
    packed = io.BytesIO(_docx())
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


# -- Seeds -----------------------------------------------------------------------------------------------


def _chat() -> str:
    return simulate_group_chat(
        7,
        places=EXAMPLE_PLACES,
        items=EXAMPLE_ITEMS[Hazard.FLOOD],
        start=NOW,
        messages=40,
        hazard=Hazard.FLOOD,
    ).text


def _messages() -> list[bytes]:
    whole = _chat()
    said = [one for one in whole.split("\n") if len(one) > 8]
    by_hand = [
        "英山县人民医院急需N95口罩200只、防护服（50件/箱）3箱，联系人王小明15400001234",
        "no masks needed, 500 gloves",
        "两三百箱水，够用3天",
    ]
    return [one.encode() for one in (*said[:25], *by_hand)]


def _chats() -> list[bytes]:
    forms = [
        _chat()[:1500],
        "2026-06-30 10:00:00 示例甲(15400001)\n急需水\n2026-06-30 10:01:00 示例乙(15400002)\n[图片]",
        "[2026/6/30, 10:00:01] 示例甲: 急需水\n[2026/6/30, 10:00:09] 示例乙: 收到",
        "30/06/2026, 10:00 - 示例甲: 急需水\n30/06/2026, 10:01 - 示例乙: 收到",
        json.dumps(
            {
                "messages": [
                    {
                        "type": "message",
                        "date": "2026-06-30T10:00:00",
                        "from": "示例",
                        "text": ["急需", {"type": "bold", "text": "水"}],
                    }
                ]
            },
            ensure_ascii=False,
        ),
        "1. 急需水\n2. 急需米\n3、毯子",
        "急需水\n----\n急需米",
        "示例甲 10:00\n急需水\n示例乙 昨天 10:01\n收到",
    ]
    return [one.encode() for one in forms]


def _chat_files() -> list[bytes]:
    page = "<html><body><div>示例甲 2026-06-30 10:00</div><p>急需水</p></body></html>"
    found = [b"\0" + one for one in _chats()]
    return [
        *found,
        b"\1" + page.encode(),
        b"\0" + _chat()[:300].encode("gb18030"),
        b"\0" + _chat()[:300].encode("utf-16"),
    ]


CSV = "物资需求统计表,,,\n序号,单位,物资,数量,联系人,电话\n1,英山县人民医院,口罩,200只,示例,15400001234\n2,同上,防护服,若干,,\n合计,,,200,,\n"
HXL = "单位,物资,数量\n#org,#item,#inneed\n示例医院,口罩,一千\n"


def _tables() -> list[bytes]:
    return [
        CSV.encode(),
        CSV.encode("gb18030"),
        CSV.encode("utf-16"),
        CSV.encode("utf-16-le"),
        HXL.encode(),
        CSV.replace(",", "\t").encode(),
    ]


def _cells() -> list[bytes]:
    return [CSV.replace(",", "\t").encode(), HXL.replace(",", "\t").encode()]


LEDGER = '日期,收入金额（万元）,支出,户名,流水号\n2026-06-30,1.5,,示例捐赠人,A1\n2026/6/30,,200,示例商户,\n20260630,"1,000.00",,某,A2\n'


def _xml() -> list[bytes]:
    filled = (
        "<?xml version='1.0' ?><data id='need' version='1'><item>口罩</item><lines><quantity>7</quantity></lines>"
        "<lines><quantity>9</quantity></lines><meta><instanceID>uuid:8c2b6c1e-9f1b-4b0e-8d3c-0a2f6f6f0001</instanceID>"
        "<entity dataset='n' id='8c2b6c1e-9f1b-4b0e-8d3c-0a2f6f6f0001' update='1' baseVersion='1'/></meta></data>"
    )
    return [
        filled.encode(),
        filled.replace("<data ", "<data xmlns='urn:x' ").encode(),
        filled.encode("utf-16"),
    ]


def _forms() -> list[bytes]:
    found = [ready_form(kind).xml for kind in ("NEED", "OFFER")]
    small = (
        "<h:html xmlns:h='http://www.w3.org/1999/xhtml' xmlns='http://www.w3.org/2002/xforms'><h:head><h:title>t</h:title>"
        "<model><instance><data id='f' version='1'><a/></data></instance><bind nodeset='/data/a' type='string'/>"
        "<itext><translation lang='x'><text id='a'><value>问</value></text></translation></itext></model></h:head>"
        "<h:body><input ref='/data/a'><label ref=\"jr:itext('a')\"/></input></h:body></h:html>"
    )
    return [
        small.encode(),
        *(one.encode() for one in found),
        ("<?xml version='1.0' encoding='utf-16'?>" + small).encode("utf-16"),
    ]


XLSFORM = "text\tq1\t物资\t\t\nselect_one yes_no\tq2\t要吗\t${q1} != ''\t\ncalculate\tq3\t\t\tconcat(${q1}, 'x')\nbegin repeat\tr\t组\ninteger\t数量\t数量\nend repeat"
CAP = (
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>x1</identifier><sender>a@b.example</sender>'
    "<sent>2026-06-30T10:00:00+08:00</sent><status>Actual</status><msgType>Update</msgType><scope>Public</scope>"
    "<references>a@b.example,x0,2026-06-30T09:00:00+08:00</references><info><language>zh-CN</language><event>暴雨</event>"
    "<urgency>Immediate</urgency><severity>Severe</severity><certainty>Very Likely</certainty><expires>2026-07-01T10:00:00+08:00</expires>"
    "<area><areaDesc>英山县</areaDesc><polygon>30,115 30,116 31,116 30,115</polygon><circle>30,115 20</circle>"
    "<geocode><valueName>CN</valueName><value>421124</value></geocode></area></info></alert>"
)
FEED = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><updated>2026</updated><link href='/a.xml' type='application/cap+xml'/>"
    "</entry></feed>"
)
RSS = "<rss><channel><item><guid>1</guid><link>https://w.example/a</link></item></channel></rss>"
HOOK = {
    "text": "急需水",
    "items": [{"name": "水", "n": 3}],
    "from": {"phone": "15400001234"},
    "at": "2026-06-30T10:00:00Z",
}


def _jsons() -> list[bytes]:
    return [
        json.dumps(HOOK).encode(),
        b'{"a": [1, 2.5, -3e5, true, null, "\\ud83d\\ude00"]}',
        b'[[[["x"]]]]',
        b"\xef\xbb\xbf{}",
    ]


def _certificates() -> list[bytes]:
    summary = {"number": "示例-1", "minutes": 90, "volunteer": "示例"}
    signed = sign(summary, [{"on": "2026-06-30", "minutes": 90}], bytes(32))
    document = signed.document(public_key_of(bytes(32)))
    told = [json.dumps(document, ensure_ascii=False), signed.text, f"https://x.example/h/{signed.text}"]
    return [one.encode() for one in told]


@cache
def _docx() -> bytes:
    from docx import Document

    file, out = Document(), io.BytesIO()
    file.add_heading("示例案例", 1)
    file.add_paragraph("示例数据：2026年6月，送出口罩200只。")
    file.save(out)
    return out.getvalue()


def _words_part() -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(_docx())) as file:
        return [file.read("word/document.xml")]


def _articles() -> list[bytes]:
    page = "<html><body><h1>示例案例</h1><p>2026年6月，送出口罩200只，<b>惠及</b>300人。</p><script>x</script></body></html>"
    return [
        page.encode(),
        "示例案例\n作者：示例\n一、地域\n送出口罩200只。\n关注公众号".encode(),
        page.encode("gb18030"),
        _docx(),
    ]


def _pictures() -> list[bytes]:
    from PIL import Image

    found = []
    for form in ("JPEG", "PNG", "WEBP"):
        out = io.BytesIO()
        Image.new("RGB", (9, 7), (200, 10, 10)).save(out, form, exif=Image.Exif().tobytes() or b"")
        found.append(out.getvalue())
    return [*found, b"%PDF-1.4\n", b"ID3\3", b"RIFF\0\0\0\0WAVE", b"OggS"]


def _zips() -> list[bytes]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        file.writestr("../x", "a" * 5000)
    return [out.getvalue(), b"\xd0\xcf\x11\xe0" + b"\0" * 64, b"<html><table>", b"PK\3\4"]


def _encoded(*texts: str) -> Callable[[], list[bytes]]:
    return lambda: [one.encode() for one in texts]


TARGETS: dict[str, Target] = {
    "extraction": Target(
        extraction, _messages, ("急需", "只", "箱", "每", "万", "联系人", "154", "（", "）")
    ),
    "numerals": Target(
        numerals,
        _encoded("一百二十万", "3.5万箱", "两三百", "１０００－２０００只", "1,000 kg", "十几个"),
        ("百", "千", "万", "亿", "半", "点", "/"),
    ),
    "addresses": Target(
        addresses, _encoded("湖北省黄冈市英山县", "新乡 牧野区", "南京路英山村"), ("省", "市", "县", "区")
    ),
    "chats": Target(chats, _chats, ("昨天", "上午", "撤回了一条消息", "[图片]", "2026-06-30", "10:00:00")),
    "chat_files": Target(chat_files, _chat_files, ("<div", "</p>", "messages", "text", "date")),
    "articles": Target(articles, _articles, ("<p>", "<!--", "<svg", "&#", "<?xml", "<h1")),
    "documents": Target(documents, _words_part, ("<w:p>", "<w:r>", "<w:pStyle w:val=", "<!DOCTYPE", "w:tbl")),
    "tables": Target(tables, _tables, ("合计", "同上", "数量", "物资", '"', "#item", "#inneed")),
    "cells": Target(cells, _cells, ("合计", "同上", "数量", "物资", "日期", "若干", "1e9", "2026年")),
    "workbooks": Target(workbooks, _zips, ("PK\x05\x06", "xl/", "../")),
    "ledgers": Target(ledgers, _encoded(LEDGER), ("1e", "万元", "Infinity", "NaN", "-", "借方")),
    "money": Target(money, _encoded("1,000.00", "￥3万", "1e5", "-0"), ("1e99", "E+", "sNaN", "inf", "元")),
    "submissions": Target(
        submissions, _xml, ("<meta>", "instanceID", "<!ENTITY", "xmlns", "&#", "encoding='utf-16'")
    ),
    "forms": Target(
        forms, _forms, ("<bind", "itext", "nodeset", "jr:itext", "calculate", "encoding='iso-8859-1'")
    ),
    "xlsforms": Target(
        xlsforms,
        _encoded(XLSFORM),
        ("begin group", "end group", "select_multiple", "${", "or_other", "repeat"),
    ),
    "warnings": Target(
        warnings,
        lambda: [CAP.encode()],
        ("<info>", "polygon", "circle", "nan", "1e400", "0001-01-01T00:00:00+14:00"),
    ),
    "feeds": Target(
        feeds, lambda: [FEED.encode(), RSS.encode(), CAP.encode()], ("http://[", "href", "<entry>", "//")
    ),
    "hooks": Target(hooks, _jsons, ("text", "items", "[0]", "phone", "1e999", "NaN")),
    "strict_json": Target(strict_json, _jsons, ("NaN", "Infinity", "\\ud800", "1e309", "[[[[")),
    "certificates": Target(
        certificates, _certificates, ("content", "lines", "signature", "public_key", "lines_sha256", "null")
    ),
    "pictures": Target(pictures, _pictures, ("Exif", "IHDR", "iCCP", "VP8X", "\xff\xd8\xff\xe1")),
}
