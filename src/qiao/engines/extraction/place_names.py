"""Full and short names of places: 英山县 and 英山, 恩施土家族苗族自治州 and 恩施."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from qiao.engines.extraction.phrases import words

LEVELS = {"province": 0, "city": 1, "county": 2, "township": 3}
_SHORTEST = 2
_PEOPLES = (
    "汉|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|"
    "柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|"
    "塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
_ENDING = re.compile(
    rf"(?:(?:{_PEOPLES})族)*(?:蒙古|哈萨克|柯尔克孜|塔吉克|锡伯)?(?:自治[区州县旗]|特别行政区|林区|矿区|地区|新区|省|市|县|区|州|盟|旗)$"
)
# Names that only say what they are; they need their parent beside them.
_PLAIN = frozenset(words("城区 郊区 矿区 东区 西区 新区 市中区 城中区 南区 北区 中区 老城区 城关区 郊县"))
_NOT_PLACES = frozenset(words("市辖区 县 省直辖县级行政区划 自治区直辖县级行政区划"))
# Short names that are words of every day (资源县, 公安县, 互助县 …): only their full name counts.
_WORDS = frozenset(
    words("""资源 公安 互助 博爱 和平 平安 同心 通道 普定 大方 大田 东方 文明 友谊 长安 光明 团结 建设 新城 向阳 前进 解放 红旗 城关 莲花 民权
    民乐 太平 永定 兴业 兴国 安定 开平 新华 桥东 桥西 南方 中山 河口 河东 河西 江北 江南 海南 南山 宝山 天心 长乐 龙华 明光 东风 胜利
    利民 永安 永和 新安 新兴 新民 大通 中央 中方 泰和 太和 安全 洪山 高新 城东 城西 城南 城北 合作 凤凰 金山 金牛 青山 白云 大安 兴安
    道里 道外 二道 双桥 长寿 万全 阳光 振兴 元宝 站前 复兴 运河 平定 无极 大名 清河 温泉 民丰 盐津 大关 威信 水富 富民 信丰 会昌
    万安 安福 大观 花山 中原 二七 金水 鼓楼 点军 江城 文圣 大同区 石城 山城 老城 上街 广安门 安乐 宁静 康乐 和顺 太康 新建 新河 大兴
    比如 万年 清水 三台 东至 会同 清流 南部 大化 高要 高明 满城 南和 西和 江山 来宾 太湖 同德 共和 同仁 尼玛 东台 如东 定南 全南 定日 安居
    天等 金沙 白沙 黄龙 大新 都安""")
)
# Districts of every day that no gazetteer of GB/T 2260 lists: a city's own new areas and zones.
_ZONES = {
    "郑东新区": "410100", "郑州航空港区": "410100", "航空港实验区": "410100", "龙子湖": "410100", "平原示范区": "410700", "洛龙新区": "410300",
    "东湖高新区": "420100", "武汉经开区": "420100", "光谷": "420100", "天府新区": "510100", "两江新区": "500000", "西咸新区": "610100",
    "雄安新区": "130600", "江北新区": "320100", "湘江新区": "430100", "赣江新区": "360100", "滇中新区": "530100", "哈尔滨新区": "230100",
    "长春新区": "220100", "兰州新区": "620100", "贵安新区": "520100", "金普新区": "210200", "舟山群岛新区": "330900", "西海岸新区": "370200",
}  # fmt: skip
# Universities known by a name that does not tell their city.
_LANDMARKS = {
    "河南师范大学": "410700", "河师大": "410700", "河南工学院": "410700", "河南科技学院": "410700", "河南理工大学": "410800",
    "河南科技大学": "410300", "河南大学": "410200", "河南工业大学": "410100", "河南财经政法大学": "410100", "河南农业大学": "410100",
    "华北水利水电大学": "410100", "中原工学院": "410100", "黄河科技学院": "410100", "华中科技大学": "420100", "华中师范大学": "420100",
    "华中农业大学": "420100", "中南民族大学": "420100", "湖北工业大学": "420100", "湖北民族大学": "422800", "三峡大学": "420500",
    "四川大学": "510100", "电子科技大学": "510100", "西南交通大学": "510100", "西南科技大学": "510700", "四川农业大学": "511800",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the lexicon."""

    code: str
    name: str
    level: str
    parent: str | None
    english: str = ""

    @property
    def depth(self) -> int:
        """0 for a province … 3 for a township."""
        return LEVELS[self.level]


@dataclass(frozen=True, slots=True)
class Sense:
    """A place that a name may stand for, with what the gazetteer says of it."""

    place: Place
    depth: int
    above: tuple[Place, ...]
    chain: frozenset[str]
    is_alone: bool
    is_short_district: bool

    @property
    def code(self) -> str:
        """The code of the place."""
        return self.place.code


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One name, what it may stand for, the highest level first, and whether it is the full name."""

    name: str
    senses: tuple[Sense, ...]
    full: bool
    plain: bool

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the places it may stand for."""
        return tuple(sense.place.code for sense in self.senses)


def short_name(name: str) -> str | None:
    """Return the name as people say it (英山 for 英山县), or None where that is no name of its own."""
    short = _ENDING.sub("", name)
    if len(short) < _SHORTEST or short == name or short in _WORDS:
        return None
    return short


def _senses(
    codes: Iterable[str], places: Mapping[str, Place], above: Mapping[str, tuple[Place, ...]], *, full: bool
) -> tuple[Sense, ...]:
    """Return what a name may stand for, the highest level first, in order of code."""
    found = sorted((places[code].depth, code) for code in codes)
    levels = Counter(depth for depth, _ in found)
    return tuple(
        Sense(
            place=places[code],
            depth=depth,
            above=above[code],
            chain=frozenset([code, *(up.code for up in above[code])]),
            is_alone=levels[depth] == 1,
            is_short_district=not full and places[code].name.endswith("区"),
        )
        for depth, code in found
    )


def place_names(
    places: Mapping[str, Place], above: Mapping[str, tuple[Place, ...]]
) -> Iterator[tuple[str, PlaceName]]:
    """Yield each name with what it may stand for; a full name goes before an equal short one.

    *above* tells of each code the places it lies in, the nearest first.
    """
    full: dict[str, set[str]] = {}
    short: dict[str, set[str]] = {}
    for place in places.values():
        if place.name in _NOT_PLACES:
            continue
        for name in filter(None, (place.name, place.english)):
            full.setdefault(name, set()).add(place.code)
        called = short_name(place.name) if place.level != "township" else None
        if called:
            short.setdefault(called, set()).add(place.code)
    for name, codes in full.items():
        senses = _senses(codes, places, above, full=True)
        yield name, PlaceName(name, senses, full=True, plain=name in _PLAIN)
    for name, codes in short.items():
        if name not in full:
            senses = _senses(codes, places, above, full=False)
            yield name, PlaceName(name, senses, full=False, plain=False)
    for name, code, is_full in _well_known():
        if name not in full and code in places:
            senses = _senses([code], places, above, full=is_full)
            yield name, PlaceName(name, senses, full=is_full, plain=False)


def _well_known() -> Iterator[tuple[str, str, bool]]:
    """Yield name, code and whether the name tells a place outright: zones do, universities only where no place does."""
    yield from ((name, code, True) for name, code in _ZONES.items())
    yield from ((name, code, False) for name, code in _LANDMARKS.items())
