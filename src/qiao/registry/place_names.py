"""The names one division goes by: full, short, and the ones it had before.

河南蒙古族自治县 is written 河南县 and 河南; 恩施土家族苗族自治州 is 恩施州 and 恩施; 内蒙古自治区 is 内蒙古.
"""

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import Final


class Form(IntEnum):
    """How a name stands to the official one, best first."""

    FULL = 0
    CLASSED = 1
    """Short, but with the word of its class: 恩施州, 河南县."""
    SHORT = 2
    FORMER = 3


SHORTEST: Final = 2
"""Characters in the shortest short name; 蓟县 and 城区 have none."""

_PEOPLES_BY_WORD: Final = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔"
    "|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|裕固|保安|独龙|鄂温克|鄂伦春|各"
)
_PEOPLES: Final = re.compile(
    rf"((?:{_PEOPLES_BY_WORD})族|维吾尔|哈萨克|蒙古|柯尔克孜|锡伯|塔吉克|鄂伦春)+$",
)
_AUTONOMOUS: Final = re.compile(r"^(?P<stem>.+?)自治(?P<word>区|州|县|旗)$")
_PEOPLES_DISTRICT: Final = re.compile(rf"^(?P<stem>.{{2,}}?)(?:{_PEOPLES_BY_WORD})族区$")
_PLAIN: Final = re.compile(
    r"^(?P<stem>.{2,}?)(?:特别行政区|地区|(?<=神农架)林区|特区|新区|省|市|盟|县|区|旗)$",
)
_NO_SHORT: Final = re.compile(r"(?:矿区|[左右前中后]旗|联合旗)$")


def _autonomous(stem: str, word: str) -> Iterator[tuple[str, Form]]:
    bare = _PEOPLES.sub("", stem)
    if len(bare) < SHORTEST:
        bare = stem.removesuffix("族")
    if word != "区":
        yield bare + word, Form.CLASSED
    yield bare, Form.SHORT


def names_of(name: str) -> Iterator[tuple[str, Form]]:
    """Yield every name an official name is written as, with its form.

    Parameters
    ----------
    name
        Official name, such as "积石山保安族东乡族撒拉族自治县".

    Yields
    ------
    tuple[str, Form]
        The name itself first, then its short forms; no name twice.

    """
    yield name, Form.FULL
    autonomous = _AUTONOMOUS.match(name)
    if autonomous:
        yield from _autonomous(autonomous["stem"], autonomous["word"])
        return
    district = _PEOPLES_DISTRICT.match(name)
    if district:
        yield district["stem"] + "区", Form.CLASSED
        yield district["stem"], Form.SHORT
        return
    plain = _PLAIN.match(name)
    if plain and not _NO_SHORT.search(name):
        yield plain["stem"], Form.SHORT
