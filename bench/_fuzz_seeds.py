"""What the fuzzing of readers begins from: made by our own simulator and by hand, nothing of shared data."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache

from qiao.engines.hours import public_key_of, sign
from qiao.engines.simulation import EXAMPLE_ITEMS, EXAMPLE_PLACES, Hazard, simulate_group_chat
from qiao.intake.sources.openrosa.ready import ready_form

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC).replace(tzinfo=None)
TODAY = date(2026, 7, 1)


def a_chat() -> str:
    return simulate_group_chat(
        7,
        places=EXAMPLE_PLACES,
        items=EXAMPLE_ITEMS[Hazard.FLOOD],
        start=NOW,
        messages=40,
        hazard=Hazard.FLOOD,
    ).text


def messages() -> list[bytes]:
    whole = a_chat()
    said = [one for one in whole.split("\n") if len(one) > 8]
    by_hand = [
        "英山县人民医院急需N95口罩200只、防护服（50件/箱）3箱，联系人王小明15400001234",
        "no masks needed, 500 gloves",
        "两三百箱水，够用3天",
    ]
    return [one.encode() for one in (*said[:25], *by_hand)]


def chats() -> list[bytes]:
    forms = [
        a_chat()[:1500],
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


def chat_files() -> list[bytes]:
    page = "<html><body><div>示例甲 2026-06-30 10:00</div><p>急需水</p></body></html>"
    found = [b"\0" + one for one in chats()]
    return [
        *found,
        b"\1" + page.encode(),
        b"\0" + a_chat()[:300].encode("gb18030"),
        b"\0" + a_chat()[:300].encode("utf-16"),
    ]


CSV = "物资需求统计表,,,\n序号,单位,物资,数量,联系人,电话\n1,英山县人民医院,口罩,200只,示例,15400001234\n2,同上,防护服,若干,,\n合计,,,200,,\n"
HXL = "单位,物资,数量\n#org,#item,#inneed\n示例医院,口罩,一千\n"


def tables() -> list[bytes]:
    return [
        CSV.encode(),
        CSV.encode("gb18030"),
        CSV.encode("utf-16"),
        CSV.encode("utf-16-le"),
        HXL.encode(),
        CSV.replace(",", "\t").encode(),
    ]


def cells() -> list[bytes]:
    return [CSV.replace(",", "\t").encode(), HXL.replace(",", "\t").encode()]


LEDGER = '日期,收入金额（万元）,支出,户名,流水号\n2026-06-30,1.5,,示例捐赠人,A1\n2026/6/30,,200,示例商户,\n20260630,"1,000.00",,某,A2\n'


def xml() -> list[bytes]:
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


def forms() -> list[bytes]:
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


def jsons() -> list[bytes]:
    return [
        json.dumps(HOOK).encode(),
        b'{"a": [1, 2.5, -3e5, true, null, "\\ud83d\\ude00"]}',
        b'[[[["x"]]]]',
        b"\xef\xbb\xbf{}",
    ]


def certificates() -> list[bytes]:
    summary = {"number": "示例-1", "minutes": 90, "volunteer": "示例"}
    signed = sign(summary, [{"on": "2026-06-30", "minutes": 90}], bytes(32))
    document = signed.document(public_key_of(bytes(32)))
    told = [json.dumps(document, ensure_ascii=False), signed.text, f"https://x.example/h/{signed.text}"]
    return [one.encode() for one in told]


@cache
def docx() -> bytes:
    from docx import Document

    file, out = Document(), io.BytesIO()
    file.add_heading("示例案例", 1)
    file.add_paragraph("示例数据：2026年6月，送出口罩200只。")
    file.save(out)
    return out.getvalue()


def words_part() -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(docx())) as file:
        return [file.read("word/document.xml")]


def articles() -> list[bytes]:
    page = "<html><body><h1>示例案例</h1><p>2026年6月，送出口罩200只，<b>惠及</b>300人。</p><script>x</script></body></html>"
    return [
        page.encode(),
        "示例案例\n作者：示例\n一、地域\n送出口罩200只。\n关注公众号".encode(),
        page.encode("gb18030"),
        docx(),
    ]


def pictures() -> list[bytes]:
    from PIL import Image

    found = []
    for form in ("JPEG", "PNG", "WEBP"):
        out = io.BytesIO()
        Image.new("RGB", (9, 7), (200, 10, 10)).save(out, form, exif=Image.Exif().tobytes() or b"")
        found.append(out.getvalue())
    return [*found, b"%PDF-1.4\n", b"ID3\3", b"RIFF\0\0\0\0WAVE", b"OggS"]


def zips() -> list[bytes]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        file.writestr("../x", "a" * 5000)
    return [out.getvalue(), b"\xd0\xcf\x11\xe0" + b"\0" * 64, b"<html><table>", b"PK\3\4"]


def encoded(*texts: str) -> Callable[[], list[bytes]]:
    return lambda: [one.encode() for one in texts]
