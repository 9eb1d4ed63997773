"""What the levels of agreement say, in both languages."""

from qiao.engines.linkage.levels import FIELDS
from qiao.engines.linkage.many import CAMPUS, NUMBER

_WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "name": (
        ("单位不同", "other organisation"),
        ("单位名称相近", "names alike"),
        ("单位名称相同（地名写法不同）", "same name but for its places"),
        ("单位名称相同", "same name"),
    ),
    "phone": (
        ("电话不同", "other telephone"),
        ("电话相近（遮掩或一位之差）", "telephone alike (masked or one figure off)"),
        ("电话相同", "same telephone"),
    ),
    "address": (
        ("地址不同", "other address"),
        ("地址开头相同", "addresses begin alike"),
        ("地址相同", "same address"),
    ),
    "quantity": (("数量不同", "other quantity"), ("数量相同", "same quantity")),
    "time": (
        ("相隔一周以上", "more than a week apart"),
        ("相隔三到七天", "three to seven days apart"),
        ("相隔三天内", "within three days"),
        ("相隔一天半内", "within a day and a half"),
        ("相隔半天内", "within half a day"),
    ),
    "text": (("原文不同", "other text"), ("原文相近", "texts alike"), ("原文相同", "same text")),
    "link": (("来源链接不同", "other link"), ("来源链接相同", "same link")),
}
PARTED = {
    NUMBER: ("序号不同，不合并", "numbered apart, never merged"),
    CAMPUS: ("分支不同", "another branch"),
}


def words_of(field: int, level: int) -> tuple[str, str]:
    """Return what a level of a field says, in Chinese and English; level 0 says nothing."""
    return _WORDS[FIELDS[field]][level - 1] if level else ("", "")
