"""What a message says beside its things: urgency, for whom, until when, verified, closed, how many people."""

import re
from dataclasses import dataclass
from fractions import Fraction

from qiao.engines.extraction.cued import EVERYTHING, Cued, Seen
from qiao.engines.extraction.numerals import NUMERAL, parse_numeral
from qiao.engines.extraction.readings import Span

LIFE_IN_DANGER, URGENT, ORDINARY, NO_URGENCY = 3, 2, 1, 0

_DANGER = Cued(
    r"被困|受困|困(?=[在于住里楼屋车])|围困|溺水|落水|[到过至](?:了|达)?(?:脖子|胸口?|头顶|房顶|屋顶|[二三四]楼)(?!住)|到胸口|齐[胸腰]|没过头顶|[楼层]以下(?:都|全|已)*(?:被?淹|进水)"
    r"|水深(?:约|已?达|超过|有)*\s?(?:[2-9]|两|二|三|四|五)(?:\.\d)?多?米|(?<![没未]有)(?<![未没不])(?:溃坝|溃堤|决堤|决口|垮坝|漫堤|管涌)|生命危险|生命垂危"
    r"|[未没](?:有?被|得到|获)(?:救援|救出|救|救助)(?!助)|还没获救|待救援|等待?(?:救援|救助|营救)|待援|人(?:急)?需要?(?:救援|救助|营救|转移)|有人[^，。!\n]{0,6}求救|快淹到(?!一)|失联(?!人员)|联系不上"
    r"|救命|危在旦夕|奄奄一息|快不行了|没有救援|没人救援|无人救援|压在|埋在|被埋|废墟|临产|大出血|昏迷|窒息|呼吸困难|瘫痪老人|失温"
    r"|断氧|氧气(?:快|即将)|停止透析|[在到].{0,4}(?:屋顶|房顶|最高处)|爬上(?:屋顶|房顶)|trapped|life[- ]threatening|dying"
)
_URGENT = Cued(
    r"急需|急缺|急求|急用|急寻|紧急|紧缺|告急|奇缺|极缺|严重(?:不足|短缺|缺乏|缺少)|极度|十万火急|火速|刻不容缓|加急|迫切|求救|求援|救急"
    r"|断水|断粮|断药|断电|停水|停电|没水|没电|缺水|缺电|没有?吃|没有?喝|弹尽粮绝|即将用完|快用完|马上用完|只够|仅够|撑不住|支撑不了|撑不过|见底|最缺|请求支援"
    r"|非常缺|十分缺|特别缺|缺口|大量需要|越快越好|需求量大|急[!急，,：:]|sos|urgent|immediately|desperate|asap|emergency|running out"
)
_CALM = Cued(r"不(?:是很?|太)?急|不紧急|无生命危险|没有生命危险|not urgent")
_DANGER_OVER = Cued(r"暂无危险|已(?:经)?(?:都|全部)?(?:得到)?(?:获救|救助|脱险|安全转移)|(?:没有|无)生命危险")
_HASHTAG = re.compile(r"#[^#\n]{1,30}#")
_WHO = Cued(
    r"(?=[婴幼新儿小孩宝未学留老高\d养敬福空残瘫聋盲视听轮自孕产怀待临哺月病患伤受重发透糖癌心慢生骨丧遗遇逝失亲去哀bcikednplaw])(?:"
    r"(?P<MINORS>婴儿|婴幼儿|幼儿|新生儿|儿童|小孩|孩子|宝宝|未成年|学生|留守儿童|小朋友|babies|baby|children|kids|infants?)"
    r"|(?P<ELDERLY>老人|老年人|老奶奶|老爷爷|高龄|\d{2}多?岁(?:的)?(?:老|奶奶|爷爷)|养老院|敬老院|福利院|空巢|elderly)"
    r"|(?P<DISABLED>残疾|残障|瘫痪|聋哑|盲人|视障|听障|轮椅|自闭症|disabled)"
    r"|(?P<PREGNANT>孕妇|孕产妇|产妇|怀孕|待产|临产|哺乳|月子|pregnant|lactating|nursing mothers?)"
    r"|(?P<SICK>病人|患者|伤员|伤病|受伤|重伤|发烧|高烧|透析|糖尿病|癌症|心脏病|慢性病|病重|生病|骨折|injured|wounded|patients?)"
    r"|(?P<BEREAVED>丧亲|遗属|遇难者家属|逝者家属|失去亲人|亲人离世|去世|哀伤|bereaved))"
)
_CLOSED = Cued(
    r"(?=[需物问困缺均都全现已不停暂此anf])(?:"
    r"(?:需求|物资|问题|困难|物品|缺口)?(?:均|都|全部|现)?(?:已经?|都)(?:得到)?(?:满足|解决|获救|救出|被救|得救|脱险|转移|找到|饱和|送到|到位|收到|安全)"
    r"|不再(?:需要|缺|接收)|(?:已经?)?不缺(?:物资)?了|不要再(?:送|来|打)|停止(?:接收|募集|征集)|物资充足|暂时够用|已结束|此信息(?:作废|失效)"
    r"|already (?:rescued|solved|met)|no longer need(?:ed)?|fulfilled)"
)
_DOUBTED = re.compile(r"(?:未|待|没有?|尚未|无法|帮忙|求|请|需要?|自行)\s?$")
_VERIFIED = Cued(
    r"(?:已经?|亲自|电话|二次|再次|全部)?\s?核实(?:过|属实)?|确认属实|情况属实|信息属实|真实有效|经核实|核实时间|verified|confirmed"
)
_VERIFIED_BY_ITSELF = re.compile(r"已|亲自|电话|二次|再次|全部|经|属实|有效|时间|过|verified|confirmed")
_DAY = r"(?:(?:20\d\d)[-./年])?\d{1,2}[-./月]\d{1,2}[日号]?"
_CLOCK = r"(?:凌晨|早上|上午|中午|下午|傍晚|晚上?|深夜)?\s?\d{1,2}\s?(?:[:点时.]\s?\d{1,2}分?|[点时])"
_WHEN = re.compile(rf"(?:{_DAY}[\s，,]{{0,2}}{_CLOCK}|\d{{1,2}}[日号][\s，,]{{0,2}}{_CLOCK}|{_CLOCK}|{_DAY})")
_DAY_WORD = r"(?:今天|今日|今晚|今早|明天|明日|明晚|明早|大?后天|本周|下?(?:周|星期)[一二三四五六日天]|月底|春节|开学)"
_DEADLINE = Cued(
    rf"(?:{_DAY_WORD}|{_DAY}|\d{{1,2}}[日号])[\u4e00-\u9fa50-9:\s]{{0,8}}?(?:之前|以前|前)(?![往线天方进期后面])"
    rf"|{_CLOCK}(?:之前|以前|前)(?![往线])|(?:凌晨|早上|上午|中午|下午|傍晚|晚上?)[一二两三四五六七八九十]{{1,3}}点半?(?:之前|以前|前)(?![往线])|[\d一二两三四五六七八九十半]+个?(?:小时|天|日|周|星期)(?:之?内|以内)|截止(?:到|至)?[^。，,\n]{{2,12}}"
    r"|before (?:tonight|tomorrow|noon|\w+day)|within \d+ (?:hours?|days?)"
)
_PEOPLE = Cued(
    r"(?=[\d零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟几数好俩仨])"
    rf"(?P<number>{NUMERAL})\s?[多余来]?\s?(?:名|位|口|个)?\s?(?:[\u4e00-\u9fa5]{{0,4}}?)"
    r"(?:人|群众|灾民|村民|官兵|战士|居民|老人|小孩|孩子|学生|师生|员工|业主|乘客|滞留群众|患者|病人|医护人员|people|persons|families)(?![手员力工])"
)
_REACH = 18


@dataclass(slots=True)
class Cue:
    """A value that a stretch of the normalised text says."""

    value: str
    start: int
    end: int


def find_urgency(text: str, seen: Seen = EVERYTHING) -> tuple[int, Span | None]:
    """Return (3, span) for a life in danger, (2, span) for essentials said to lack, else (0, None).

    A hashtag that names the event (#某地决堤#) says nothing of this message.
    """
    if not (_DANGER.may_match(seen) or _URGENT.may_match(seen)):
        return NO_URGENCY, None
    if "#" in text:
        text = _HASHTAG.sub(lambda found: " " * len(found[0]), text)
    danger = _DANGER.search(text, seen)
    if danger and not _DANGER_OVER.search(text, seen):
        return LIFE_IN_DANGER, danger.span()
    urgent = _URGENT.search(text, seen)
    if urgent and not _CALM.search(text, seen):
        return URGENT, urgent.span()
    return NO_URGENCY, None


def find_who(text: str, seen: Seen = EVERYTHING) -> list[Cue]:
    """Return the first mention of each group of 突发事件应对法 art. 11, in order."""
    groups: dict[str, Cue] = {}
    for found in _WHO.finditer(text, seen):
        group = str(found.lastgroup)
        groups.setdefault(group, Cue(group, *found.span()))
    return list(groups.values())


def find_closed(text: str, seen: Seen = EVERYTHING) -> Cue | None:
    """Return where the message says that nothing more is needed, or None."""
    found = _CLOSED.search(text, seen)
    return Cue("closed", *found.span()) if found else None


def find_verified(text: str, seen: Seen = EVERYTHING) -> tuple[Cue, Cue | None] | None:
    """Return where the writer says that it was verified and the nearest time, or None.

    待核实, 未核实 and 求核实 say the contrary.
    """
    for found in _VERIFIED.finditer(text, seen):
        if _DOUBTED.search(text[max(0, found.start() - 4) : found.start()]):
            continue
        told_time = _nearest_time(text, found.start(), found.end())
        if _VERIFIED_BY_ITSELF.search(found[0]) or told_time:
            return Cue("verified", *found.span()), told_time
    return None


def _nearest_time(text: str, start: int, end: int) -> Cue | None:
    near = [
        found
        for found in _WHEN.finditer(text, max(0, start - _REACH), min(len(text), end + _REACH))
        if found.end() <= start or found.start() >= end
    ]
    if not near:
        return None
    nearest = min(near, key=lambda found: max(start - found.end(), found.start() - end))
    return Cue(nearest[0], *nearest.span())


def find_deadline(text: str, seen: Seen = EVERYTHING) -> Cue | None:
    """Return the words that say until when (明天中午前, 24小时内), or None."""
    found = _DEADLINE.search(text, seen)
    return Cue(found[0], *found.span()) if found else None


def find_people(text: str, seen: Seen = EVERYTHING) -> tuple[int, Span] | None:
    """Return the largest number of people named, and where."""
    best: tuple[int, Span] | None = None
    for found in _PEOPLE.finditer(text, seen):
        bounds = parse_numeral(found["number"])
        if (
            bounds
            and bounds[0] > 1
            and bounds[0] == Fraction(int(bounds[0]))
            and (not best or bounds[0] > best[0])
        ):
            best = int(bounds[0]), found.span()
    return best
