"""English names of Chinese places: pinyin and the class of division."""

from functools import cache

CLASSES = (
    ("特别行政区", "SAR"),
    ("自治区", "Autonomous Region"),
    ("自治州", "Prefecture"),
    ("自治县", "County"),
    ("自治旗", "Banner"),
    ("地区", "Prefecture"),
    ("林区", "Forestry District"),
    ("新区", "New Area"),
    ("省", "Province"),
    ("市", "City"),
    ("区", "District"),
    ("县", "County"),
    ("旗", "Banner"),
    ("盟", "League"),
)


@cache
def place_in_english(name: str) -> str:
    """Return the pinyin of a place with its English class: 英山县 becomes Yingshan County."""
    from pypinyin import lazy_pinyin  # 0.3 s and 30 MB that a Chinese page need not pay

    for chinese, english in CLASSES:
        stem = name.removesuffix(chinese)
        if stem and stem != name:
            return f"{''.join(lazy_pinyin(stem)).capitalize()} {english}"
    return "".join(lazy_pinyin(name)).capitalize()
