"""CAP messages made for tests. Every one is invented. 示例数据."""

from xml.sax.saxutils import escape

SPACE = "urn:oasis:names:tc:emergency:cap:1.2"
SENDER = "warning@example.org"

ZH = """<info><language>zh-CN</language><category>Met</category><event>暴雨</event><responseType>Prepare</responseType>
<urgency>Expected</urgency><severity>{severity}</severity><certainty>Likely</certainty>
<effective>2020-02-01T08:00:00+08:00</effective>{expires}<senderName>示例气象台</senderName>
<headline>示例数据：英山县暴雨红色预警</headline><description>未来三小时雨量将达一百毫米。</description>
<instruction>低洼处人员请转移。</instruction>{area}</info>"""

EN = """<info><language>en-US</language><category>Met</category><event>Rainstorm</event>
<urgency>Expected</urgency><severity>{severity}</severity><certainty>Likely</certainty>{expires}
<headline>Sample data: red rainstorm warning for Yingshan</headline>{area}</info>"""

BY_CODE = "<area><areaDesc>英山县</areaDesc><geocode><valueName>行政区划代码</valueName><value>421124000000</value></geocode></area>"
EXPIRES = "<expires>2020-02-01T20:00:00+08:00</expires>"


def cap(
    *,
    identifier="示例-1",
    sent="2020-02-01T08:00:00+08:00",
    status="Actual",
    message_type="Alert",
    references="",
    sender=SENDER,
    severity="Extreme",
    area=BY_CODE,
    expires=EXPIRES,
    infos=(ZH, EN),
    more="",
) -> bytes:
    told = "".join(one.format(severity=severity, area=area, expires=expires) for one in infos)
    named = f"<references>{escape(references)}</references>" if references else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><alert xmlns="{SPACE}"><identifier>{identifier}</identifier>'
        f"<sender>{sender}</sender><sent>{sent}</sent><status>{status}</status><msgType>{message_type}</msgType>"
        f"<scope>Public</scope>{named}{told}{more}</alert>"
    ).encode()


def reference(identifier="示例-1", sent="2020-02-01T08:00:00+08:00", sender=SENDER) -> str:
    return f"{sender},{identifier},{sent}"
