"""Whether a word names a thing, and of what kind: known heads, the catalogue, or the shape of its place."""

import re
from functools import lru_cache

from qiao.engines.extraction import vocabulary
from qiao.engines.extraction.lexicon import Lexicon
from qiao.engines.extraction.needles import led
from qiao.engines.extraction.phrases import words
from qiao.engines.extraction.quantities import FoundQuantity

_NOT_IN_A_NAME = re.compile(
    r"[每我你您她们了是在请让吗呢吧哪没着很太说谁村帮号月共从价卖县乡!?。\ue000]|(?<!老)年|那(?!韦|西)|要(?!素)|想(?!粉)|向(?!阳)|其他|一点|他们|什么|怎么|已经|正在|(?<![智阳节功海])能|有(?![创机线])|镇(?![静痛定])|老人|联系|地址|电话|因为|目前|现在|感谢|转发|扩散|其他|大家|希望|根据|"
    r"因此|以上|对接(?!人员)|来自|附近|通讯(?![车设器工装])|联络|当时|经过|进不|出不|过不|电量|大道|交叉口|路口|小区|老板|为(?!止)|中断|进来|出去|被困|受灾|平均|容纳|单位|资源的|渠道|来的|已(?!核)|不支|而|(?<![补供自])给(?![水排氧])|一旦|如何|怎样|何尽|陆续|知道|断[水电粮]|住户|手机电|意愿|感激|加强(?!型)|保证|评论|缓慢|朋友圈|的群|被(?=[水雨洪淹困冲])|使(?!用)|就曾|无家可归|(?<![拖火门锁车])把(?!手)"
)
_NOT_THINGS = frozenset(
    words(
        "人 个 车次 人次 左右 以上 个人 年龄 岁 家 户 天 次 时间 电话 手机 微信 地址 方法 情况 位置 数量 面积 水深 深 地方 村庄 村 病人 患者 群众 医院 灾民 家庭 老人 孩子 小孩 "
        "工作 单位 原因 问题 困难 能力 关注 帮助 电 信号 网 钱 志愿 心 力量 条件 经验 具体 房屋 道路 现场 官兵 战士 家属 居民 学生 核实 转发 扩散 能 出 备注 邮编 库存 总数 总计 "
        "合计 累计 确诊 病例 确诊病例 床位数 名称 规格 单价 价值 总价值 受灾 受灾人口 被困 进水 积水 涨水 缺水 断水 停水 洪水 雨水 航班 条 群 通知 命 疫情 洪水 雨 贴 水位 层高 高度 长度 宽度 厚度 尺寸 规格 型号 口径 功率 车程 距离 版本 编号 物品 无水 无电 无网 图片 照片"
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
    led(
        "(?:老人|小孩|孩子|患者|病人|病例|灾民|居民|群众|家属|官兵|战士|游客|学生|公司|医院|信息|视频|平台|电话|问题|情况|工作|照片|文章|消息|之力|(?:受困|被困|滞留|受灾|遇难|失联|失踪|伤亡)人员"
        # Words of place and of weather, roads and rivers that end like a thing (面条, 矿泉水, 货车, 绷布).
        "|[表下上里外前后对水路地方全见四东西南北正侧局场画封层]面|(?:洪|进|积|涨|淹|趟|停|断|雨|污|河|蓄|放|泄|排|退|缺|过|深|没|下|漏|倒|灌|灾|口|涌|渗|湖|江|汛|环|储|薪|汗|泪|泡|蹚|涉)水"
        "|[停堵开通下上列等坐打搭乘骑转卸]车|[公发宣分颁遍]布|[克说制征信佩]服|[危时转契投有关开停]机|(?<!发)动机|红绿灯|杯水车|[起河]床|[方]针|几米|[绝成]品|整洁|运输|停放|加油|保障|通行|通[水电网车]|[内里]的水|[白长金流风泥]沙|[积进排降雨流水总]量|[城主监]管|端口|[车船][上里]|(?:接收|接受|捐赠|收集|集散|集结|通过|物资|中转|发放|领取|对接|募集|收货|登记)点|店|馆|厂|(?<![净供])站|村|镇|街|公司|学校|超市|商场|市场|中心|小区|社区|大队|政府|大学|学院|风险|压力|方案|计划|措施|办法|功能)$"
    )
)
_LONGEST_NAME, _LONGEST_UNCOUNTED, _LONGEST_SHORT_HEAD, _LONGEST_TEAM, _SHORTEST_NAME = 26, 16, 8, 7, 2
# What may stand before 救援 in a thing that is asked for; 拨打救援, 等到救援 are half sentences.
_RESCUE_SORT = re.compile(
    r"(?:紧急|专业|排水|抽水|水域|水面|民间|社会各界|社会各|社会|外界|外部|外来|各方|各|政府|水上|水下|消防|蓝天|公益|应急|更多|后续|武警|官兵|空中|直升机|相关|有关|官方|正规|本地|当地|大型|及时|地下室?|车库|小区|医疗)*"
)
_HALF_SENTENCE = re.compile(
    r"(?:不(?!锈钢|干胶|织布)|去(?![污渍湿味])|会(?!议)|没|别|再|就|又|才|先|把|被|让|虽然|但是|因为|无法|门口|坐(?!垫|便|椅)|已|得|并且|今天|昨天|明天|目前|当时|里面|上面|下面|外面|车上|家里|安排|前往|到达|设立|成立|位于|拉走|领走|具体|大部分|剩下|[搬卸扛](?!运|货|车|妆|砖)|搬运(?!工|车|人|机|志)|运(?=物|送|救))"
)
_GIVEN_OR_ASKED = frozenset({"NEED", "OFFER"})
_WEIGHTS_AND_PACKS = frozenset(
    words("公斤 千克 吨 斤 kg 升 箱 盒 包 袋 瓶 桶 件 套 台 双 支 顶 床 副 罐 捆 筐 提 板 卷")
)
_NO_GOODS = re.compile("爱心|心意|希望|温暖|房|事|服务|行李|快递|问候|力量")
_LONGEST_AFTER, _LONGEST_REST = 6, 12
_REMEMBERED = 8192
PEOPLE_KINDS = frozenset({vocabulary.VOLUNTEERS, vocabulary.SHELTER, vocabulary.RESCUE})


def kind_of(
    name: str, quantity: FoundQuantity | None, direction: str | None, *, start: int, lexicon: Lexicon
) -> str | None:
    """Return the kind of the thing called *name*, or None where it is no thing.

    *start* is where the name stands: a number before it counts whatever follows.
    """
    longest = _LONGEST_NAME if quantity else _LONGEST_UNCOUNTED
    kind = vocabulary.head_kind(name)
    if len(name) > longest or not _may_be_meant(name, kind, quantity, lexicon):
        return None
    if quantity and (quantity.is_money or quantity.counts_people):
        fits = kind == vocabulary.MONEY if quantity.is_money else kind in PEOPLE_KINDS
        return kind if fits else None
    if kind is None and lexicon.item_code(name):
        kind = vocabulary.GOODS
    if kind is None and quantity and quantity.low is not None and quantity.end <= start:
        return _by_its_count(name, quantity, direction)
    return kind or _by_shape(name, quantity, direction)


def _may_be_meant(name: str, kind: str | None, quantity: FoundQuantity | None, lexicon: Lexicon) -> bool:
    """False for half a sentence, a place, people in need, a team whose name is a clause."""
    if is_no_name(name) or name.strip(": ") in _NOT_THINGS:
        return False
    if _HALF_SENTENCE.match(name) and name not in vocabulary.HEAD_KINDS:
        return False
    if kind is None:
        return not _is_place(name, lexicon)
    return is_sort(name, kind) and (kind not in PEOPLE_KINDS or bool(quantity) or len(name) <= _LONGEST_TEAM)


@lru_cache(maxsize=_REMEMBERED)
def is_no_name(name: str) -> bool:
    """True for what can be no name of a thing: parts of a sentence, people, places of work."""
    return _NOT_IN_A_NAME.search(name) is not None or _NO_THING_END.search(name) is not None


def is_sort(name: str, kind: str) -> bool:
    """True for what may be a sort of its kind: 救援 and 紧急救援, not half a sentence that ends so."""
    return (
        kind != vocabulary.RESCUE
        or _RESCUE_SORT.fullmatch(name[: len(name) - vocabulary.head_length(name)]) is not None
    )


def _is_place(name: str, lexicon: Lexicon) -> bool:
    """True for a name that is nothing but a place."""
    found = lexicon.place_index.find(name)
    return len(found) == 1 and found[0][1] - found[0][0] == len(name)


def after_a_place(name: str, lexicon: Lexicon) -> int:
    """Return how many characters of *name* are a place before a well-known thing: 新乡|志愿者, or 0."""
    head = vocabulary.head_length(name)
    told = head > 1 and vocabulary.HEAD_KINDS[name[-head:]] != vocabulary.RESCUE
    found = lexicon.place_index.find(name[: len(name) - head]) if told else []
    return found[0][1] if found and found[0][0] == 0 else 0


def _by_its_count(name: str, quantity: FoundQuantity, direction: str | None) -> str | None:
    """Return GOODS for an unknown word that weights or packs are told of, after its number: 捐助10400公斤宠粮."""
    if direction in _GIVEN_OR_ASKED and name in vocabulary.SHORT_HEADS:
        return vocabulary.GOODS
    fits = (
        direction in _GIVEN_OR_ASKED
        and quantity.unit in _WEIGHTS_AND_PACKS
        and _SHORTEST_NAME <= len(name) <= _LONGEST_AFTER
        and not _A_SENTENCE.search(name)
        and not _NO_GOODS.search(name)
    )
    return vocabulary.GOODS if fits and _HAS_LETTERS.search(name) else None


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


_STANDS_ALONE = re.compile("[\u4e00-\u9fa5]{2,6}")
_HAPPENS = re.compile(
    "[涨灌淹断停困救破倒塌冲垮失没无不上下进出来到缺漏漫溃堵受伤死病等找送运转发求盼急险危深浸泡住走跑喊叫说看听给做有人民们户口村镇县市省区楼院校路桥河站队员先生女士老师主任全都均已将可很太]|通[信讯知]|积水|示例|数据|资料|名单|清单|表格|备注|信号|信息|核实"
)


def stands_as_a_thing(name: str, lexicon: Lexicon) -> bool:
    """True for a short word unknown to us that is no clause, no place and nobody: 硫磺皂, 爽身粉."""
    return (
        _STANDS_ALONE.fullmatch(name) is not None
        and not is_no_name(name)
        and name not in _NOT_THINGS
        and not _A_SENTENCE.search(name)
        and not _HAPPENS.search(name)
        and not lexicon.place_index.find(name)
    )


# 人员逃离了, 群众转移后: what people did or suffered.
_DID = re.compile("[已都全均也]*(?:逃|撤|伤亡|受伤|被|受困|失联|失踪|滞留|安全|脱险|得救|获救)")
# 房屋易坍塌, 路况不太好: a state of what is there.
_IS_THERE = frozenset("易已都被很太不没正")


def opening_head(name: str) -> int:
    """Return the length of a well-known thing that *name* opens with (志愿者卸货), or 0."""
    if _HALF_SENTENCE.match(name) and name[:2] not in vocabulary.HEAD_KINDS:
        return 0
    for length in range(min(len(name), _LONGEST_SHORT_HEAD), 1, -1):
        if name[length : length + 1] in _IS_THERE:
            continue
        kind = vocabulary.head_kind(name[:length])
        if kind == vocabulary.VOLUNTEERS and _DID.match(name, length):
            continue
        far = len(name) - length > _LONGEST_REST
        if kind and not far and not is_no_name(name[:length]) and is_sort(name[:length], kind):
            return length
    return 0
