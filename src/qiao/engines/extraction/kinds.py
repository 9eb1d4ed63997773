"""Needs that are verbs, not things: rescue, missing people, hands, a vehicle, comfort."""

import re

from qiao.engines.extraction import vocabulary
from qiao.engines.extraction.cued import EVERYTHING, Cued, Seen
from qiao.engines.extraction.found_items import FoundItem
from qiao.engines.extraction.quantities import find_quantities
from qiao.engines.extraction.readings import ReadingType
from qiao.engines.extraction.signs import HANDS

_IMPLIED = Cued(
    r"(?=[被受困围求救没请需急决待有失寻联走下缺人招志做去大心哀提无安就派组实靠未希恳紧等盼望辛])(?:"
    rf"(?P<{vocabulary.RESCUE}>被困|受困|困[在里于住]|就困|围困|请[^，。\n]{{0,3}}救援队|(?:联系|派)救援队|没有?(?:获救|救出|被救)|(?:可以?|能够?|希望|有人|快)(?:前|过)?[来去](?:救援|救人)|辛苦帮忙救援|求救(?![援助]物|电话|信息)|救命(?!恩|之恩)|救救|救一救|快来救|没有?(?:外部|任何|专业|人来?去?)?救援|(?:安排|组织|派|实施)(?:人员|力量|人|出)?(?:前?来|去)?救援|靠村民(?:救援|自救)|(?:请求|恳请|求|需要|急需|紧急|寻求|等待|盼|望)(?:紧急|有人|大家|政府|专业|社会|尽快|得到)?(?:救援|救助|支援|营救|增援)(?!物|电话|的|者|信息|热线|队伍?的)|寻求紧急?帮助|待救援|(?:未被?|未获|未得到|没有?得到)救[援助]?|希望能?(?:有人)?(?:来)?救[助援]|请求优?先?[^，。\n]{{0,4}}(?:送出去|转移|撤离)|急需转移|决堤|决口|待援|有没有[^，。\n]{{0,24}}救援队|(?:转发|转告|告诉|通知)(?:给|一下|附近的){{0,3}}救援队)"
    rf"|(?P<{vocabulary.MISSING}>失联|失踪|寻人|寻找.{{0,6}}(?:家人|亲人|失踪者|父亲|母亲|孩子)|联系不上|走失|下落不明|寻夫|寻亲)"
    rf"|(?P<{vocabulary.VOLUNTEERS}>缺人|需要人(?=[!。，\s\ue000])|缺人手|人手不(?:够|足)|招募志愿者|需要志愿者|急需志愿者|需要人手|志愿服务|做志愿者|去一线救援)"
    rf"|(?P<{vocabulary.VEHICLE}>求车|求顺风车|需要车|缺车|有车|大车)"
    rf"|(?P<{vocabulary.PSYCHOLOGICAL}>心理(?:援助|咨询|疏导|辅导|支持|热线|干预)|哀伤)"
    rf"|(?P<{vocabulary.SHELTER}>提供住宿|无家可归|无处可住|没有?地方住|需要住|安置住宿|(?:住宿?|落脚|过夜|借宿)的地方|地方(?:落脚|过夜|借宿|住宿)))"
)
_NAMES = {
    vocabulary.RESCUE: "救援",
    vocabulary.VOLUNTEERS: "人手",
    vocabulary.VEHICLE: "车",
    vocabulary.PSYCHOLOGICAL: "心理支持",
    vocabulary.SHELTER: "住宿",
}


# Asked for outright, beside whatever else is asked for.
_CALLED_FOR = Cued(
    r"(?:请求|恳请|跪求|(?<!寻)求|需要|急需)(?:紧急|有人|专业|尽快)?(?:救援|救助|营救)(?![物的者队装设])"
    r"|(?:没有|没|无)(?:任何|专业|外部|人来?)?救援(?![物的者队人电设])|没有?(?:收到|得到|等到)[^，。;!\n]{0,6}救援(?![物的者队])|(?:等待|亟待|急待|待|急盼)(?:紧急)?(?:救援|营救)|(?<![\u4e00-\u9fa5])紧急救援(?=[!。，\s])"
    r"|及时救援(?![物的者队])|救一救|救救(?!援)|有救援队伍?的[^。!\n]{0,12}?(?:请|麻烦|尽快|速|赶|来)|(?:安排|组织|派人?)(?:[来去])?救[助援](?![物的者队])"
)
_CRY = Cued(
    r"求[助救援](?!信息|电话|热线|渠道|通道|平台)|🆘|sos|(?:急需|需要|请求|恳请|等待)(?:一线|各方|外界)?(?:支援|援助|帮助)|先救|能帮忙"
)
_GAVE_MONEY = Cued(r"(?:捐款|捐赠|捐助|捐献|捐出|捐资|驰援)(?:了|出|现金|人民币|善款|共计?|近|约|总计|合计)*")
_LONGEST_SUM = 20
# 恳请附近青年前来支援, 希望青壮年男士去帮忙卸车: people named by what they are, asked to come.
_COME_AND_HELP = Cued(
    r"(?:恳请|呼吁|请|希望|号召|盼望?|动员|需要?|急需)[^，。;!?\n]{0,16}?"
    r"(?P<who>青壮年(?:男[士性子])?|青年(?:男[士性子]|人|志愿者)?|年轻人|小伙子?|男士|男同志|男生|男性|壮劳力|退[伍役](?:军人|老?兵|士兵)|老兵|党员|(?:医护|专业|技术)人员|志愿者)们?"
    r"[^，。;!?\n]{0,6}?(?:前来|过来|赶来|前往|赶往|来|去|到)(?![吃领取拿住用])[^，。;!?\n]{0,10}?"
    r"(?:支援|帮忙|援助|增援|帮助|协助|加固|抢险|集合|卸[货车下]|搬|装[车沙]|扛|出力|搭把手)"
)
# News of a breach asks for nobody by itself.
_ONLY_TOLD = frozenset({"决堤", "决口"})
_VOLUNTEERS = re.compile("志愿者|义工")
_SHELTER = re.compile("住宿|食宿|留宿|借住|避险|避难|休息|入住")
# 体温正常可入住: a hotel tells whom it lets in, it gives nothing.
_LETS_IN = re.compile("体温|检测|检查|体检|检疫|排查|隔离|湖北|防疫|疾控|报备")


def implied_offers(plain: str) -> list[FoundItem]:
    """Return what is offered where no thing was named: 还需要志愿者吗 offers hands, 可以入住 a roof."""
    if hands := HANDS.search(plain):
        return [FoundItem("志愿者", *hands.span(), None, ReadingType.OFFER.value, vocabulary.VOLUNTEERS)]
    for pattern, kind in ((_VOLUNTEERS, vocabulary.VOLUNTEERS), (_SHELTER, vocabulary.SHELTER)):
        found = pattern.search(plain)
        if found and not (found[0] == "入住" and _LETS_IN.search(plain)):
            return [FoundItem(found[0], *found.span(), None, ReadingType.OFFER.value, kind)]
    return []


def given_money(plain: str, items: list[FoundItem], seen: Seen = EVERYTHING) -> list[FoundItem]:
    """Return the sum that is told as given where no money was named: 某集团向某省捐赠500万元."""
    if any(item.kind == vocabulary.MONEY for item in items):
        return []
    for found in _GAVE_MONEY.finditer(plain, seen):
        for quantity in find_quantities(plain, found.end(), min(len(plain), found.end() + _LONGEST_SUM)):
            if quantity.is_money and not plain[found.end() : quantity.start].strip():
                return [FoundItem("捐款", *found.span(), quantity, ReadingType.OFFER.value, vocabulary.MONEY)]
    return []


def _rescue(found: re.Match[str]) -> FoundItem:
    return FoundItem(
        _NAMES[vocabulary.RESCUE], *found.span(), None, ReadingType.NEED.value, vocabulary.RESCUE
    )


def cry_for_help(plain: str, seen: Seen = EVERYTHING) -> list[FoundItem]:
    """Return 救援 at the word that cries for help, for a message of need that names nothing else."""
    found = _CRY.search(plain, seen)
    return [_rescue(found)] if found else []


def called_hands(plain: str, items: list[FoundItem], seen: Seen = EVERYTHING) -> list[FoundItem]:
    """Return the people who are asked to come and help, where no others are asked for: 恳请附近青年前来支援."""
    if any(item.kind == vocabulary.VOLUNTEERS for item in items):
        return []
    found = _COME_AND_HELP.search(plain, seen)
    if not found:
        return []
    who = found.span("who")
    return [FoundItem(found["who"], *who, None, ReadingType.NEED.value, vocabulary.VOLUNTEERS)]


def implied_kinds(text: str, seen: Seen = EVERYTHING) -> tuple[str, ...]:
    """Return the kinds that the verbs of a normalised text imply, in order of first mention."""
    return tuple(dict.fromkeys(str(found.lastgroup) for found in _IMPLIED.finditer(text, seen)))


def implied_items(plain: str, items: list[FoundItem], seen: Seen = EVERYTHING) -> list[FoundItem]:
    """Return what the verbs ask for where no thing was named: 被困 asks for 救援, 缺人 for 人手.

    Where things were named, only what is called for outright is added: 缺水缺药，请求救援.
    """
    named = {item.kind for item in items}
    if named - {vocabulary.INFORMATION}:
        called = any(item.kind == vocabulary.RESCUE and "救" in item.name for item in items)
        call = None if called else _CALLED_FOR.search(plain, seen)
        return [_rescue(call)] if call else []
    for found in _IMPLIED.finditer(plain, seen):
        kind = str(found.lastgroup)
        if kind in _NAMES and found[0] not in _ONLY_TOLD:
            return [FoundItem(_NAMES[kind], *found.span(), None, ReadingType.NEED.value, kind)]
    return []
