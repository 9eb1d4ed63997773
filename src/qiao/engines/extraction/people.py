"""Contacts: names after a cue or beside a number. Surnames are a fixed list, titles too."""

import re
from dataclasses import dataclass

from qiao.engines.extraction.cued import EVERYTHING, Cued, Seen
from qiao.engines.extraction.phones import FoundPhone
from qiao.engines.extraction.phrases import words

_COMPOUND = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|长孙|宇文"
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊"
    "纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪干解应宗丁宣邓郁单杭洪"
    "包诸左石崔吉龚程嵇邢裴陆荣翁荀羊甄曲家封储靳段富焦巴谷车侯全班仰秋仲伊宁仇甘厉戎祖武符刘景詹束龙叶司黎乔温庄晏瞿阎充慕连"
    "习艾向古易廖终居衡步耿满弘匡国文寇广欧沃利蔚越师聂关苟尚付白岳闫肖桂丘覃辛邝游冉涂揭佟牛申代党窦敖海原"
)
_TITLE = (
    "护士长|医生|大夫|医师|护士|女士|先生|老师|同学|主任|院长|书记|科长|处长|局长|部长|会长|秘书长|理事长|经理|校长|队长|站长|"
    "村长|镇长|县长|市长|主席|师傅|大哥|大姐|阿姨|姐|哥|总|工|教授|律师|军医|警官|同志"
)
_SURNAME = f"(?:{_COMPOUND}|[{_SURNAMES}])"
_GIVEN = r"(?:\*{1,2}|某{1,2}|[\u4e00-\u9fa5]{1,2})"
_TITLED = rf"{_SURNAME}(?:副|[\u4e00-\u9fa5*]{{0,2}}?)(?:{_TITLE})"
_NAME = rf"(?:{_TITLED}|{_SURNAME}{_GIVEN})"
_END = r"(?![\u4e00-\u9fa5*])"
_AFTER_CUE = Cued(
    r"(?:联系人|联络人|联系方式|收件人|收货人|求助人|负责人|对接人|经办人|接收人|姓名|联系|找|联系电话|电话|我是|我叫|本人)"
    rf"(?:姓名|[:是为】\s☎️])*(?P<name>{_TITLED}|{_SURNAME}\*{{1,2}}|{_SURNAME}[\u4e00-\u9fa5]{{1,2}}(?=[\s,，、。;:\d(【】\n]|电话|手机|$))"
)
_BESIDE_BEFORE = re.compile(rf"(?P<name>{_NAME})(?:电话|手机|联系电话)?[\s:，,（(\-—☎]{{0,4}}$")
_BESIDE_AFTER = re.compile(
    rf"[\s，,（(]{{0,2}}(?P<name>{_TITLED}|{_SURNAME}\*{{1,2}}|{_SURNAME}{_GIVEN}{_END})"
)
_REACH = 14
_NOT_NAMES = frozenset(
    words(
        "联系 电话 手机 微信 方式 高速 方便 广大 安全 明天 安排 应急 时间 全部 项目 万元 温度 连夜 白天 国家 高度 成员 成功 平台 常用 "
        "和平 文明 解放 关心 关注 党员 金额 石油 水电 水位 车辆 马上 单位 代表 利用 充足 海外 家属 家里 家人 全村 全县 全市 居民 居家 "
        "师傅 强烈 包括 包含 应该 原因 游客 满足 尚缺 尚需 易感 时刻 计划 华侨 云南 江苏 江西 安徽 广东 广西 海南 河南 河北 湖北 湖南"
    )
)


@dataclass(frozen=True, slots=True)
class FoundContact:
    """A name in the normalised text; start and end count its characters."""

    name: str
    phone: str | None
    start: int
    end: int


def _plausible(name: str) -> bool:
    return name[:2] not in _NOT_NAMES and name not in _NOT_NAMES


def _beside(text: str, phone: FoundPhone, limits: tuple[int, int]) -> FoundContact | None:
    """Return the name that stands directly before or after *phone*, between the neighbouring phones."""
    low = max(limits[0], phone.start - _REACH)
    before = _BESIDE_BEFORE.search(text[low : phone.start])
    if before and _plausible(before["name"]):
        return FoundContact(
            before["name"], phone.number, low + before.start("name"), low + before.end("name")
        )
    after = _BESIDE_AFTER.match(text[: limits[1]], phone.end)
    if after and _plausible(after["name"]):
        return FoundContact(after["name"], phone.number, after.start("name"), after.end("name"))
    return None


def find_contacts(text: str, phones: list[FoundPhone], seen: Seen = EVERYTHING) -> list[FoundContact]:
    """Return the people to contact, in order of their place in the normalised text."""
    found: dict[int, FoundContact] = {}
    taken: set[int] = set()
    for place, phone in enumerate(phones):
        low = phones[place - 1].end if place else 0
        high = phones[place + 1].start if place + 1 < len(phones) else len(text)
        contact = _beside(text, phone, (low, high))
        if contact and contact.start not in taken:
            found[contact.start] = contact
            taken.update(range(contact.start, contact.end))
    for cue in _AFTER_CUE.finditer(text, seen):
        start, end = cue.span("name")
        if start not in taken and _plausible(cue["name"]):
            found[start] = FoundContact(cue["name"], None, start, end)
            taken.update(range(start, end))
    return [found[start] for start in sorted(found)]
