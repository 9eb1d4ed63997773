"""The name of a thing without what stands before and after it: 大量|口罩, 口罩|等物资, 某某医院的|口罩."""

import re
from functools import lru_cache

from qiao.engines.extraction.quantities import UNIT

LEAD = re.compile(
    r"(?:[^\w\u4e00-\u9fa5(\ue000-\ue003]|[\s:*\-·.。~—>）)\"'’”🙏•●■]|[a-z]?\d{1,2}\s?[.)](?!\d)|[①-⑳]|\(\d{1,2}\)|现在?|目前|主要|还|也|并且|而且|同时|甚至|另外|另|其次|首先|再次|最|是|为|有|的|本店|各类|各种|各式|各|一些|些|一批|大量|大批"
    r"|部分|少量|若干|许多|很多|更多|所有|如下|以下|下列|(?:不用|不要|闲置|多余|富余|全新|崭新|库存)的|大型|大功率|小型|简易|简单|能够?直接|干净的?|约|共|合计|通过|采购|购买|购置|补充|配备|发放|捐|送|救灾物资|包括|包含|例如|比如|如|等|了|点|可以|用于|中|一次需|物资(?=吃的|喝的|食物|食品|[: ]\S)|我们?(?:这边|这里|院|村|县|校|单位)?|他们(?:那边|那里)?|这边|这里|全部|社会|专业)+"
)
_TAIL = re.compile(
    r"(?:[\s:*x\-·.~—(=]|等+(?:物资|用品|设备|物品|防护用品|医疗物资|工具|东西|应急物资|生活物资|救援物资|防护物资|及|各类)?|(?:这些|这类|此类|之类|一类|类|负责|进行|用于|用来|送到|前往|赶赴|送往|送给|寄往|寄到|寄给|发往|运往|运到|捐给|赠给|(?<![补供自配])给(?![水排氧])|运输(?![车船机队])|配送|拉货|运货|交(?=[给到由])|送货|装卸|(?<=.)(?:卸货|卸车|卸物|分拣|搬物|搬东西|装车)|搬运(?![工车])|可以|能够|愿意|也行|都行|就行|即可|也可).*|的(?:爱心)?(?:人士|朋友|单位|企业|组织|厂家|商家|老板|好心人|伙伴|同胞|志愿者|救援队|人|话).*|(?<![吃喝用穿])的|若干|大量|一批|(?:早上|今天|昨天|昨晚|今早|今晚|明天|刚才|刚刚|晚上|中午|下午|凌晨|到现在)(?!的).*|(?:尊敬的|各位|恳请|谢谢|感谢|麻烦|拜托|希望|求转|求扩).*|(?:抵达|到达|协助|帮忙|帮助|赶|支援|去往|开往|拉到|抢修|焊成|去(?![污渍湿味])|(?<!自)来(?![水自])|到)(?=[\u4e00-\u9fa5]{2}).*|能够?(?:征用|借用|提供|支援|送|帮|来|用).*|(?:驰援|全靠|靠自己|过去|前来|赶来|到场|参与|过来).*|的(?:请|麻烦|速|尽快|可以?联系|都?可以?).*|全部|缺口|数量|需求|需要|共计?|合计|总计|约|各|支援|援助|补给|现货|严重|极度|也|都|已经?|全面"
    r"|都|非常|较|十分|特别|很|库存|均|仍|全|供应|来|了|们|吗|么|嘛|呢|呀|啊|哦|援救|尤其|急|为|是|有|需|还|现|一共|大概|大约|至少|最少|最多|比较|多|快|即将|马上|[^\w\u4e00-\u9fa5)%\ue001\s:*\-·.~—(=])+$"
)
# 胶囊(盒)*4000; the columns 口罩 只 5000.
_UNIT_BRACKET = re.compile(rf"(?:\(({UNIT})\)|(?<=\S)\s({UNIT}))[\s*:x]*$")
# 不用的垫子, 连口罩, 某某卫生院口罩: what stands before the thing.
_OWNER = re.compile(
    r".+(?:(?<![吃喝用穿])的|连(?![花衣体接帽鞋线])|医院|卫生院|敬老院|养老院|协会|村委会|安置点|小学|中学|服务中心|服务站|红十字会)(?=..)"
)


@lru_cache(maxsize=4096)
def trim(told: str) -> tuple[int, int, str | None]:
    """Return the bounds of what is *told* without leading and trailing fillers, and a unit told in brackets."""
    start, end = 0, len(told)
    unit = _UNIT_BRACKET.search(told) if "(" in told or " " in told else None
    if unit:
        end = unit.start()
    lead = LEAD.match(told, 0, end)
    if lead:
        start = lead.end()
    tail = _TAIL.search(told[start:end])
    if tail and tail.start() > 0:
        end = start + tail.start()
    owner = _OWNER.match(told, start, end)
    if owner:
        start = owner.end()
    return start, end, (unit[1] or unit[2]) if unit else None
