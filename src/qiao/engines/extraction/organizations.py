"""Organisations by their endings: …人民医院, …卫生院, …红十字会, …救援队, …中学."""

import re
from collections.abc import Iterator

from qiao.engines.extraction.cued import EVERYTHING, Cued, Seen
from qiao.engines.extraction.readings import Span

_ENDINGS = Cued(
    r"(?:人民|中医|中心|妇幼|肿瘤|专科|传染病|方舱|附属|儿童|口腔|第.)?医院|卫生院|卫生室|卫生所|卫生服务中心|社区卫生中心|妇幼保健院|保健院|疾控中心"
    r"|疾病预防控制中心|卫健[委局]|卫生健康[委局]|卫生健康委员会|红十字会|慈善总?会|基金会|志愿者?(?:协会|联合会|服务队|团|队)|义工(?:协会|联合会)|协会|商会"
    r"|联合会|促进会|救援(?:总|大|支)?队|消防(?:救援)?(?:大|支|中|总)?队|指挥部|居委会|村委会|街道办事?处?|派出所|民政局|应急管理局|应急局|养老院|敬老院"
    r"|福利院|社工(?:服务)?(?:站|中心)|服务中心|服务站|小学|中学|高中|学院|大学|幼儿园|有限(?:责任)?公司|股份公司|公司|集团|安置点|部队|工作站|车务段"
)
_STOPS = re.compile(
    r".*(?:[^\u4e00-\u9fa5()a-z]|[是在向到由给请为与和及把被让将从送找有需缺捐往了个或过跟随率]|目前|现在|联系|地址|位置|我们|我院|急需|支援|的|附近|对接|单位|名称|来自"
    r"|代表|转自|来源|感谢|今日|今天|明天|附属于|发起|组织|带领|率领|联系|核实|大部分|很多|许多|好几|\d日|可以|如果|经过|提供|帮助|希望|求助)",
    re.DOTALL,
)
_LONGEST = 24
_SHORTEST = 4
_SPECIFIC = 2
_NOT_A_NAME = re.compile(
    r"^(?:各|该|本|某|多家|一家|几家|所有|其他|当地|我|贵|这|那|附近|周边|外地|社会|专业|官方|民间|大家|没)"
)


def find_organizations(text: str, seen: Seen = EVERYTHING) -> list[Span]:
    """Return the spans of the organisations with a name of their own in the normalised text, left to right.

    The name runs back from a known ending to the nearest sign, verb or particle.
    """
    return list(_named(text, seen))


def _named(text: str, seen: Seen) -> Iterator[Span]:
    for ending in _ENDINGS.finditer(text, seen):
        low = max(0, ending.end() - _LONGEST)
        before = text[low : ending.start()]
        stop = _STOPS.match(before)
        start = low + (stop.end() if stop else 0)
        name = text[start : ending.end()]
        own = ending.start() - start
        if len(name) >= _SHORTEST and own >= _SPECIFIC and not _NOT_A_NAME.match(name):
            yield start, ending.end()
