"""Two spellings of one own name: the province before it, a filling word in it, two halves turned round."""

import re

_PROVINCE_NAMES = "河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆"
_PROVINCE = re.compile(f"^(?:{_PROVINCE_NAMES})(?=.{{3}})")
_SAID_PROVINCE = re.compile("^(?P<name>[\u4e00-\u9fa5]{2,3}省)")
_COUNTRY = re.compile("^中国(?=.{2,6}大学$)")
_FILLING = re.compile("公益|应急|爱心|志愿")
_TEAMS = frozenset({"救援队", "志愿者协会", "义工协会"})
_KIND_OF_HOUSE = re.compile(
    "^(?:中医|中西医|骨伤|骨科|妇产|妇幼|儿童|肿瘤|传染病|精神|职业病|心血管|老年病|康复|口腔|眼科|生殖)"
)
"""Signs of an own name that say only what sort of house it is."""
_PROPER, _HALF = 4, 2


def with_province(one: str, other: str) -> tuple[str, str]:
    """Return both names of one city, a bare 省 with the province that the other names: 省慈善总会, 湖北省慈善总会."""
    for bare, said in ((one, other), (other, one)):
        found = _SAID_PROVINCE.match(said)
        if found and bare.startswith("省"):
            whole = f"{found['name']}{bare.removeprefix('省')}"
            return (whole, other) if bare is one else (one, whole)
    return one, other


def is_own_in_short(one: str, other: str, kind: str) -> bool:
    """Say whether one own name is the other in other words.

    The province left out (湖北火神山, 火神山); 中国 before a university left out; a filling word in the name of a team
    left out (重生公益应急, 重生), not exchanged for another; two halves turned round (华中阜外, 阜外华中).
    """
    short, long = sorted((one, other), key=len)
    if not short or _KIND_OF_HOUSE.match(short):
        return False
    if short in {_PROVINCE.sub("", long, count=1), _COUNTRY.sub("", long, count=1)}:
        return True
    if kind in _TEAMS and len(short) >= _PROPER and short == _FILLING.sub("", long):
        return True
    turned = long[_HALF:] + long[:_HALF]
    return len(long) == len(short) == _PROPER and short == turned
