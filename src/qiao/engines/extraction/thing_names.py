"""Whether a word names a thing, and of what kind: known heads, the catalogue, or the shape of its place."""

import re

from qiao.engines.extraction import vocabulary
from qiao.engines.extraction.lexicon import Lexicon
from qiao.engines.extraction.phrases import words
from qiao.engines.extraction.quantities import FoundQuantity

_NOT_IN_A_NAME = re.compile(
    r"[每我你您她们了是在请让吗呢吧哪没着很太说谁村帮号年月共从价卖县乡!?。\ue000]|那(?!韦|西)|要(?!素)|想(?!粉)|向(?!阳)|其他|他们|什么|怎么|已经|正在|(?<![智阳节功海])能|有(?![创机线])|镇(?![静痛定])|老人|联系|地址|电话|因为|目前|现在|感谢|转发|扩散|其他|大家|希望|根据|"
    r"因此|以上|对接(?!人员)|来自|附近|进来|出去|被困|受灾|平均|容纳|单位|资源的|渠道|来的"
)
_NOT_THINGS = frozenset(
    words(
        "人 个 车次 人次 左右 以上 个人 年龄 岁 家 户 天 次 时间 电话 手机 微信 地址 方法 情况 位置 数量 面积 水深 深 地方 村庄 村 病人 患者 群众 医院 灾民 家庭 老人 孩子 小孩 "
        "工作 单位 原因 问题 困难 能力 关注 帮助 电 信号 网 钱 志愿 心 力量 条件 经验 具体 房屋 道路 现场 官兵 战士 家属 居民 学生 核实 转发 扩散 能 出 备注 邮编 库存 总数 总计 "
        "合计 累计 确诊 病例 确诊病例 床位数 名称 规格 单价 价值 总价值 受灾 受灾人口 被困 进水 积水 涨水 缺水 断水 停水 洪水 雨水 航班 条 群 通知 命 疫情 洪水 雨 水位"
    )
)
# These units also measure roads and water: only a thing known to us is counted by them.
_MEASURES = frozenset(words("米 面 头 口 间 根 处 人次 把 组 栋 点 本 管 片"))
_HAS_LETTERS = re.compile("[a-z\u4e00-\u9fa5]")
# Words of a sentence never stand in the name of a thing that we do not know.
_A_SENTENCE = re.compile(
    "[的了是在我你他她它们这那就都也很把被让从去来说想会该没不么吗吧呢啊哪谁觉得距内外]|自己|表示|有关|再次|首先|突然|分钟|其中"
)
_NO_THING_END = re.compile(
    "(?:老人|小孩|孩子|患者|病人|病例|灾民|居民|群众|家属|官兵|战士|游客|学生|公司|医院|信息|视频|平台|电话|问题|情况|工作|照片|文章|消息|之力|(?:受困|被困|滞留|受灾|遇难|失联|失踪|伤亡)人员)$"
)
_LONGEST_NAME, _LONGEST_UNCOUNTED, _LONGEST_SHORT_HEAD, _LONGEST_TEAM, _SHORTEST_NAME = 26, 16, 8, 7, 2
PEOPLE_KINDS = frozenset({vocabulary.VOLUNTEERS, vocabulary.SHELTER, vocabulary.RESCUE})


def kind_of(
    name: str, quantity: FoundQuantity | None, direction: str | None, *, start: int, lexicon: Lexicon
) -> str | None:
    """Return the kind of the thing called *name*, or None where it is no thing.

    *start* is where the name stands: a number before it counts whatever follows.
    """
    longest = _LONGEST_NAME if quantity else _LONGEST_UNCOUNTED
    if len(name) > longest or is_no_name(name) or name.strip(": ") in _NOT_THINGS:
        return None
    kind = vocabulary.head_kind(name)
    if kind is None and _is_place(name, lexicon):
        return None
    if quantity and (quantity.is_money or quantity.counts_people):
        fits = kind == vocabulary.MONEY if quantity.is_money else kind in PEOPLE_KINDS
        return kind if fits else None
    if kind in PEOPLE_KINDS and not quantity and len(name) > _LONGEST_TEAM:
        return None
    if kind is None and lexicon.item_code(name):
        kind = vocabulary.GOODS
    if kind or (quantity and quantity.low is not None and quantity.end <= start):
        return kind
    return _by_shape(name, quantity, direction)


def is_no_name(name: str) -> bool:
    """True for what can be no name of a thing: parts of a sentence, people, places of work."""
    return _NOT_IN_A_NAME.search(name) is not None or _NO_THING_END.search(name) is not None


def _is_place(name: str, lexicon: Lexicon) -> bool:
    """True for a name that is nothing but a place."""
    found = next(lexicon.place_index.find(name), None)
    return found is not None and found[1] - found[0] == len(name)


def _by_shape(name: str, quantity: FoundQuantity | None, direction: str | None) -> str | None:
    """Return GOODS for a word unknown to us that stands as a thing stands: 净味剂200瓶."""
    short_head = name[-1] in vocabulary.SHORT_HEADS
    if _A_SENTENCE.search(name) or (quantity and quantity.low == 1 and quantity.article):
        return None
    if quantity is None or quantity.low is None:
        fits = short_head and len(name) <= _LONGEST_SHORT_HEAD and direction is not None
    elif quantity.bare:
        fits = short_head or direction is not None
    else:
        fits = short_head or (len(name) >= _SHORTEST_NAME and quantity.unit not in _MEASURES)
    return vocabulary.GOODS if fits and _HAS_LETTERS.search(name) else None
