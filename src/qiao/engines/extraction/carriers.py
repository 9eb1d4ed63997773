"""A carrier's public notice: who carries from where to where, for whom, and whom to ring."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from qiao.engines.extraction.lexicon import Lexicon
from qiao.engines.extraction.normal import NormalText, normalise
from qiao.engines.extraction.notice_contacts import notice_contacts
from qiao.engines.extraction.notice_dates import FoundDay, notice_dates, without_last_day
from qiao.engines.extraction.place_names import Place, PlaceName
from qiao.engines.extraction.readings import PhoneReading, Span, TextReading

NATIONWIDE = "全国"
_SHORTEST_NAME, _LONGEST_NAME = 2, 16

_LEGAL = r"(?:(?:股份|集团|控股|科技|供应链|实业|\((?:中国|集团)\))*(?:有限(?:责任)?公司|股份公司|集团|公司|总公司|集团公司))?"
_TRADE = r"(?:速递|速运|快递|快运|物流|货运|供应链|冷链|冷运|运输(?=集团|[^，。\n]{0,6}公司)|航空(?=集团|[^，。\n]{0,6}公司)|车队)"
_NAMED = re.compile(rf"{_TRADE}+{_LEGAL}")
# What follows a trade's word that names no house: 公益物流运输服务, 快递网点, 物流需求.
_COMMON_AFTER = re.compile(
    r"[、和及与]?(?:需求|运输|服务|通道|行业|企业|公司|车辆|单|信息|网点|站点|转运|业务|保障|支持|渠道|资源|人员|员|小哥|费|公告|通知|工作|任务|物资|方式|绿色|特别|特殊|专用|专列|车(?!队)|事宜|收寄|寄递|能力|相关|部门|效率)"
)
_NOT_IN_A_NAME = re.compile(
    r".*(?:[^\u4e00-\u9fa5a-z()·&]|[是在向到由给请为与和及把被让将从送有需的该各本我等以并或对可并经]|关于|全国|公益|免费|义务|无偿|专业|第三方|应急|救援|物资|全程|相关|提供|开通|协调|承担|通过|联系|选择|支持|合作|组织|参与|安排|地区|贵(?![州阳港溪池])"
    r"|负责|成立|管理|启动|优先|抽调|邮政管理|恢复|停止|暂停|确保|保障|开展|使用|寄递|协助|快件|公路)",
    re.DOTALL,
)
_GIVES = (
    r"(?:(?:正式|将|已|现|即日起|从即日起|紧急|宣布|率先|决定|特|在全国(?:范围内?)?|全力)*"
    r"(?:免费|义务|公益|无偿)*(?:提供|开通|推出|开辟|开启|启动|设立|承运|承担|运送|运输|支援|驰援))"
)
_SUBJECT = re.compile(
    rf"(?:^|[\n。，!：:])\s*(?P<name>[\u4e00-\u9fa5a-z()·&]{{2,12}}?)(?:(?:联合|携手|携)[^，。\n]{{2,14}}?)?{_GIVES}"
)
_TITLED = re.compile(r"(?:^|\n)\s*(?:【|《)?(?P<name>[\u4e00-\u9fa5a-z()·&]{2,16}?)(?:关于|公告|通知|致)")
_ABOUT = re.compile(r"关于(?P<name>[\u4e00-\u9fa5a-z()·&]{2,12}?(?:集团|公司))")
_SIGNED = re.compile(r"(?:^|\n)[ ]*(?P<name>[\u4e00-\u9fa5a-z()·&]{2,24})[ ]*\s*\n?\s*$")
_NO_NAME = re.compile(
    r"公告|通知|此告|谢谢|感谢|加油|谅解|特此|此致|敬礼|客户|各界|一直|难关|联系|疫情|武汉|众志|责任编辑|来源|同心|平安|电话|即日"
)
_SIGNATURE_REACH, _REACH = 60, 14

_GREEN = re.compile(
    r"(?:绿色|特别|特殊|专用|专属|快速|应急|救援|爱心|公益|免费)[\u4e00-\u9fa5]{0,6}?通道|(?:物资|物流|运输|运送|寄递)[\u4e00-\u9fa5]{0,6}通道"
    r"|(?:免费|义务|公益|无偿|优先)[^，。;\n]{0,14}(?:运输|运送|运往|运到|运至|送往|送到|配送|寄递|承运|物流|车辆|运力|保障)"
    r"|(?:运输|运送|配送|寄递|承运|物流)[^，。;\n]{0,10}(?:免费|运费全免|免运费|减免)|运费全免|[免不]收(?:取)?运费|优先(?:发运|配载|派送|放行|装运)"
)
_NO_GREEN = re.compile(
    r"(?:关闭|取消|停止|结束|暂停|终止|不再(?:提供|开通))[^，。;\n]{0,12}(?:通道|免费|公益)[^，。;\n]{0,4}"
    r"|通道[^，。;\n]{0,8}(?:关闭|取消|停止|结束|暂停|终止)"
)

_BODIES = r"(?:机构|组织|单位|企业|政府|团体|公益|慈善|医院)"
_PRIVATE = r"(?:个人|私人|散户|散客|个体)"
_REFUSES = r"(?:(?:不|无法|未能|难以|不能|不予|谢绝|婉拒|停止|暂停|拒绝|没有)[^，。;\n个私散]{0,14})"
_REFUSED = re.compile(
    rf"{_REFUSES}{_PRIVATE}[^，。;\n]{{0,14}}|{_PRIVATE}[^，。;\n]{{0,14}}(?:暂|恕|均|一律|概)*(?:不予|不接受|不接收|不支持|不受理|无法|不能|不在|不作|除外|不提供|未开放|不开放)"
    rf"[^，。;\n]{{0,10}}|{_PRIVATE}[^。;\n]{{0,24}}(?:请|建议|须|需|应|可)[^。;\n]{{0,16}}(?:{_BODIES}|红十字会|慈善总?会)[^。;\n]{{0,24}}(?:联系|统筹|统一|转交|捐赠|对接|交由|捐助)"
    rf"|(?:只|仅|限|限于|仅限于?)(?:限|对|面向|接受|接收|受理|支持|为|开放给|服务)[^。;\n]{{0,40}}?{_BODIES}"
)
_ACCEPTED = re.compile(
    rf"(?<![不暂])(?:接受|接收|受理|支持|承接|面向|欢迎|开放给|为|包括|含|服务)(?:[^，。;\n不]{{0,24}}?[、和及与或])?(?:广大|各|所有)?{_PRIVATE}[^，。;\n]{{0,12}}"
    rf"|{_PRIVATE}[^，。;\n不暂无]{{0,10}}(?:均|都|也|皆|亦)?(?:可以?|能)(?!先)[^，。;\n]{{0,10}}"
)

_EVERYWHERE = re.compile(
    r"全国(?:各地|范围|各网点|各省|各城市|网点|多地|统一调配)?(?!(?:客服|客户|统一|服务|热线|电话|人民|上下|政协|人大|各地纷纷|纷纷))|各地(?:驰援|支援|援助|发往|寄往|运往)|国内各地|全网(?:络)?"
)
_FROM = re.compile(r"(?:从|由|自|出发地:?|始发地?:?|起运地:?|发货地:?|起点:?|揽收(?:范围|地区?):?)\s?$")
_FROM_BEHIND = re.compile(
    r"(?:省|市|区域?|地区|等地|境内|全境|本地|当地|[、和及与])*(?:出发|始发|起运|发车|发货|前往|直发|直达|开往|揽收|至|到|-+>?|→)"
    r"|[^，。;\n]{0,14}?(?:发往|寄往|运往|运到|运至|送往|送到|送至)"
)
_TO = re.compile(
    r"(?:驰援|支援|援助|增援|捐助|运往|发往|寄往|送往|前往|开往|运至|送至|运到|送到|寄到|抵达|到达|直达|直发|向|往|为|对|至|到|给|目的地:?|-+>?|→)(?:疫情|受灾|灾区|重灾区|重点|严重的|疫区|一线|湖北|河南|省|、)*\s?$"
)
_LISTED = re.compile(r"[省市]?|(?:省|市|地区)?[、和及与,，/](?:以及)?")
_HOME = re.compile(r"省内|本省|市内|本市|当地(?:企业|群众|爱心)|家乡")
_BODY_OF_A_PLACE = re.compile(
    r"[省市区县]?(?:分?公司|集团|管理中心|交通|分拨|转运|局|政府|客服|总部|物流|快递|速递|速运|货运|快运|航空)"
)


@dataclass(frozen=True, slots=True)
class NoticePlace:
    """A place a carrier names: ``code`` of GB/T 2260, or None for the whole country (全国)."""

    code: str | None
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class DateReading:
    """A day, with its characters."""

    day: date
    span: Span


@dataclass(frozen=True, slots=True)
class CarrierNotice:
    """What a carrier's notice tells; a field is None or empty where the notice does not say it.

    ``accepts_private`` is whether parcels of single people are taken: False where they are refused or sent to an
    organisation first, None where the notice is silent. ``green_channel`` is whether relief goods go free, first or
    through a channel of their own. ``contacts`` are all telephone numbers, short service numbers (95…) and extensions too.
    """

    carrier: TextReading | None
    origins: tuple[NoticePlace, ...]
    destinations: tuple[NoticePlace, ...]
    accepts_private: bool | None
    accepts_private_span: Span | None
    green_channel: bool | None
    green_channel_span: Span | None
    contacts: tuple[PhoneReading, ...]
    published: DateReading | None
    starts: DateReading | None


def read_carrier_notice(text: str, lexicon: Lexicon, *, at: date | None = None) -> CarrierNotice:
    """Return what the public notice of a carrier says.

    Parameters
    ----------
    text
        The notice as it was published, its title in the first line if it has one.
    lexicon
        The places known, see ``Lexicon.build``.
    at
        When the notice came in, if known: a day without a year is then the last such day before it.

    Returns
    -------
    CarrierNotice
        All spans are half-open intervals of characters in *text*. Nothing is guessed: what the notice leaves
        open stays None or empty.
    """
    normal = normalise(text)
    plain = normal.text
    carrier = _carrier(plain)
    origins, destinations = _places(plain, lexicon, carrier)
    private, private_span = _private(plain)
    green, green_span = _green(plain)
    published, starts = notice_dates(plain, at)
    return CarrierNotice(
        carrier=TextReading(normal.written(*carrier), normal.span(*carrier)) if carrier else None,
        origins=tuple(_place(normal, *one) for one in origins),
        destinations=tuple(_place(normal, *one) for one in destinations),
        accepts_private=private,
        accepts_private_span=normal.span(*private_span) if private_span else None,
        green_channel=green,
        green_channel_span=normal.span(*green_span) if green_span else None,
        contacts=tuple(
            PhoneReading(number, kind, normal.span(start, end))
            for start, end, number, kind in notice_contacts(plain)
        ),
        published=_day(normal, published),
        starts=_day(normal, starts),
    )


def _day(normal: NormalText, found: FoundDay | None) -> DateReading | None:
    return DateReading(found[0], normal.span(*found[1])) if found else None


def _carrier(text: str) -> Span | None:
    """Return the carrier's fullest name: of the title first, then of the text, then of the signature."""
    title = text.strip().partition("\n")[0]
    low = text.find(title)
    high = low + len(title)
    found = next(_trade_names(text, low, high), None) or next(_other_names(text, low, high), None)
    found = found or next(_trade_names(text, high, len(text)), None)
    found = found or next(_other_names(text, high, len(text)), None) or _signature(text)
    if not found:
        return None
    called = text[slice(*found)]
    fuller = (one for one in _trade_names(text, 0, len(text)) if called in text[slice(*one)])
    return max(fuller, key=lambda one: one[1] - one[0], default=found)


def _trade_names(text: str, low: int, high: int) -> Iterator[Span]:
    """Yield names that end in the word of a carrier's trade: 某某速运, 某某物流有限公司."""
    for found in _NAMED.finditer(text, low, high):
        first = max(low, found.start() - _LONGEST_NAME)
        stop = _NOT_IN_A_NAME.match(text[first : found.start()])
        start = first + (stop.end() if stop else 0)
        if found.start() - start >= _SHORTEST_NAME and not _COMMON_AFTER.match(text, found.end()):
            yield start, found.end()


def _other_names(text: str, low: int, high: int) -> Iterator[Span]:
    """Yield what stands where a carrier's name stands: 某某关于…, 关于某某集团…, 某某免费提供…."""
    for pattern in (_TITLED, _ABOUT, _SUBJECT):
        for found in pattern.finditer(text, low, high):
            if not _NO_NAME.search(found["name"]) and not _NOT_IN_A_NAME.match(found["name"]):
                yield found.span("name")


def _signature(text: str) -> Span | None:
    """Return the last line that could be a name, the day below it left out."""
    body = without_last_day(text)
    found = _SIGNED.search(body, max(0, len(body) - _SIGNATURE_REACH))
    return found.span("name") if found and not _NO_NAME.search(found["name"]) else None


def _private(text: str) -> tuple[bool | None, Span | None]:
    refused = _REFUSED.search(text)
    if refused:
        return False, refused.span()
    accepted = _ACCEPTED.search(text)
    return (True, accepted.span()) if accepted else (None, None)


def _green(text: str) -> tuple[bool | None, Span | None]:
    closed = _NO_GREEN.search(text)
    if closed:
        return False, closed.span()
    found = _GREEN.search(text)
    return (True, found.span()) if found else (None, None)


_Placed = tuple[Place | None, Span]


class _Way(Enum):
    FROM, TO = range(2)


def _places(text: str, lexicon: Lexicon, carrier: Span | None) -> tuple[list[_Placed], list[_Placed]]:
    """Return from where and to where the carrier goes."""
    origins: list[_Placed] = []
    destinations: list[_Placed] = []
    last, last_end, previous = None, -1, None
    for start, end, name in lexicon.place_index.find(text):
        if carrier and carrier[0] <= start < carrier[1]:
            continue
        place = _sense(name, previous if last_end == start else None)
        kept = last if last is not None and _LISTED.fullmatch(text[last_end:start]) else None
        if kept is None:
            way = _way(text, start, end)
            kept = None if way is None else (origins if way is _Way.FROM else destinations)
        if kept is not None:
            _add(kept, place, (start, end))
            last, last_end = kept, end
        previous = place
    return origins or _origin_untold(text, lexicon, carrier), destinations


def _way(text: str, start: int, end: int) -> _Way | None:
    """Return whether the words around a place say that goods come from there or go there."""
    before = text[max(0, start - _REACH) : start]
    if _BODY_OF_A_PLACE.match(text, end):
        return None
    to = _TO.search(before)
    if _FROM.search(before) or (not to and _FROM_BEHIND.match(text, end)):
        return _Way.FROM
    return _Way.TO if to else None


def _origin_untold(text: str, lexicon: Lexicon, carrier: Span | None) -> list[_Placed]:
    """Return the place a carrier is named after, where it speaks of home, or else the whole country, if named."""
    home, everywhere = _home(text, lexicon, carrier), _EVERYWHERE.search(text)
    if home and (_HOME.search(text) or not everywhere):
        return [home]
    return [(None, everywhere.span())] if everywhere else []


def _sense(name: PlaceName, within: Place | None) -> Place:
    for sense in name.senses:
        if within and within.code in sense.chain:
            return sense.place
    return name.senses[0].place


def _add(kept: list[_Placed], place: Place, span: Span) -> None:
    """Add a place; one within another that is there takes its seat (湖北武汉 is 武汉)."""
    codes = [other.code for other, _ in kept if other]
    if place.code in codes:
        return
    inside = [
        index
        for index, (other, _) in enumerate(kept)
        if other and place.code.startswith(other.code.rstrip("0"))
    ]
    if inside:
        kept[inside[0]] = (place, span)
    elif not any(code.startswith(place.code.rstrip("0")) for code in codes):
        kept.append((place, span))


def _home(text: str, lexicon: Lexicon, carrier: Span | None) -> _Placed | None:
    """Return the place a carrier is named after: it carries from there, unless it says otherwise."""
    if not carrier:
        return None
    for start, end, name in lexicon.place_index.find(text[slice(*carrier)]):
        return name.senses[0].place, (carrier[0] + start, carrier[0] + end)
    return None


def _place(normal: NormalText, place: Place | None, span: Span) -> NoticePlace:
    return NoticePlace(place.code if place else None, place.name if place else NATIONWIDE, normal.span(*span))
