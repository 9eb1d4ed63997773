"""Shapes of lists of things: where a sentence and a list are cut, and what beside a number says what it counts."""

import re

from qiao.engines.extraction.needles import led
from qiao.engines.extraction.numerals import NUMERAL
from qiao.engines.extraction.quantities import UNIT

SEGMENT = re.compile(
    r"(?:[^、，,;。!?‼⁉\u2600-\u27bf\U0001f000-\U0001faff\n|【】\[\]…“”\"\ue000\ue002\ue003]+|(?<=\d),(?=\d{3}(?!\d)))+|[\ue002\ue003]"
)
PIECE = re.compile(
    led(
        rf"(?=[以还和及与或+\s吃喝用穿])(?:以及|还有|和|及|(?<!参)与|或者|\+)|(?<=的)(?=[吃喝用穿]的)|(?:(?<=[^\s、，:;】][^\s、，:;】])|(?<=\s[水药船车粮油米面灯]))\s+(?=\S\S|[水药船车粮油米面灯][\s，。])(?!\s*(?:[*x:]\s?)?(?:(?:约|大约|大概|近|至少|最少|共|共计)?\s?\d|\(|(?:约|大约|大概|近|至少)?(?:好?几|数|十几)?[一二两三四五六七八九十百千万]+几?[多余来]?\s?(?:{UNIT})|[万千百]\s?(?:{UNIT})"
        rf"|(?:{UNIT})(?:\W|$)|若干|一批|(?:数量|用量)?不限|多多益善|越多越好|有多少))"
    )
)
MAY_CUT = re.compile(r"[以还和及与或+\s吃喝用穿]")
# 征集驾驶员：李**154…: somebody's name, and nothing more.
IS_NAMED = re.compile(
    r"(?<!联系)(?<!电话)(?<!位置)(?<!地址)(?<!我们):\s*[\u4e00-\u9fa5]{1,3}(?:\*{0,3}|先生|女士|老师|主任|经理|队长)\s*\ue000"
)
# 【志愿者】招募: a frame around the thing that is asked for.
_IN_FRAMES = re.compile(r"】(?=(?:招募|征集|募集|告急|紧缺|急缺|短缺|不足)(?![\u4e00-\u9fa5]))")
CHINESE = re.compile("[\u4e00-\u9fa5]")
NOTE = re.compile(r"\([^()]*\)?\s*$")
# 50箱 口罩: the number, white space, the thing.
NUMBER_LEADS = re.compile(rf"\s*(?:共|约)?{NUMERAL}\s?(?:{UNIT})\s+(?=[^\s\d])")
# 6、7个: a guess, not a list.
_SIX_OR_SEVEN = re.compile(
    rf"(?<=(?<!\d)[1-9])、(?=[1-9]\s?(?:{UNIT}))|(?<=(?<!\d)[1-9]0)、(?=[1-9]0\s?(?:{UNIT}))"
)
NOT_COUNTED_IN = re.compile("被困|受困|未救|没救|受灾|滞留|失联|遇难|死亡|受伤|伤员|救出|转移")
# What stands after a name and makes it a part of another: 中医药大学, 面包店.
ANOTHERS = re.compile(
    r"大学|学院|(?:运输|服务|配送|科技|快递)?(?:公司|集团)|[厂店局站]|大道|大街|超市|商[场店城]|市场|批发|仓库|电话|渠道|端口|联系方式"
)
LORRIES_OF = re.compile("(?:大|小)?(?:卡|货)?车的")
NUMBER_LABEL = re.compile("(?:需求|所需|需要|捐赠|现有|物资)?(?:数量|总量|总数)")
MORE_THAN_A_COUNT = re.compile(r"[^\s，,、:*()\ue000\ue001了吧呢就够左右的即可谢急现货库存共约各大概]")
# N95口罩：应符合《…》: what follows the colon says of which sort the thing must be.
SPECIFIES = re.compile(
    r":[\s\ue001]*(?:[应须需]?(?:符合|达到|满足)|浓度|纯度|视野|规格|型号|标准|要求|参照|执行|材质|透亮|有效期|国标)"
)


def without_false_cuts(plain: str) -> str:
    """Return *plain* without the marks that part no list: 6、7个, 【志愿者】招募."""
    if "】" in plain:
        plain = _IN_FRAMES.sub(" ", plain)
    return _SIX_OR_SEVEN.sub("-", plain) if "、" in plain else plain
