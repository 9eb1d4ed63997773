"""Hide one category of need and see whether the engine lists a word of it (METHODS 6.4).

The posts of the Henan flood of 2021, eight categories of weak labels by keyword; each is hidden in turn, the words of
the other seven are known. A hidden category is found where a listed term, or a longer form of it, holds one of its words.
"""

from __future__ import annotations

import csv
import re
import statistics
import time
from pathlib import Path

from qiao.batch.lexicon import reference_lexicon
from qiao.engines.extraction import read
from qiao.engines.gaps import NewKind, Voice, new_kinds

POSTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "henan2021" / "posts.csv"
TOP = 10
LISTED = 30
SHORTEST, SAME = 15, 40
SOURCES = frozenset({"rls", "both"})

CATEGORIES: dict[str, tuple[str, ...]] = {
    "救援转移": ("被困", "救援队", "转移", "冲锋舟", "皮划艇", "橡皮艇", "救生衣", "救生圈"),
    "食物饮水": ("食物", "饮用水", "矿泉水", "方便面", "泡面", "面包", "没吃", "没有吃", "断粮", "缺水", "吃的"),
    "电力通信": ("断电", "停电", "没电", "信号", "失联", "充电宝", "断网", "停水"),
    "医药母婴": (
        "孕妇", "产妇", "孕", "透析", "胰岛素", "糖尿病", "奶粉", "新生儿", "婴儿", "尿不湿", "月子", "药品", "吃药", "急救", "发烧", "卫生巾",
    ),
    "安置住宿": ("住宿", "酒店", "帐篷", "安置点", "避难", "被子", "棉被", "衣服"),
    "堤坝工程": ("决堤", "沙袋", "溃坝", "堤坝", "大坝", "泄洪", "管涌", "编织袋"),
    "排水设备": ("水泵", "抽水", "发电机", "铲车", "挖掘机", "排水", "装载机"),
    "寻人": ("寻人", "联系不上", "失踪", "走失", "找人", "下落"),
}  # fmt: skip


def load() -> list[Voice]:
    """Return the posts as METHODS 6.4 takes them: cleaned, long enough, once each."""
    voices, seen = [], set()
    lexicon = reference_lexicon()
    with POSTS.open(encoding="utf-8", newline="") as table:
        for number, row in enumerate(csv.DictReader(table)):
            text = re.sub(r"#[^#]{1,40}#|@\S+", "", row["text"]).strip()
            if row["src"] not in SOURCES or len(text) < SHORTEST or text[:SAME] in seen:
                continue
            seen.add(text[:SAME])
            groups = {(who.group, *who.span) for one in read(text, lexicon) for who in one.who}
            voices.append(Voice(f"{number:05}", text, groups=tuple(sorted(groups))))
    return voices


def first_hit(found: list[NewKind], words: tuple[str, ...]) -> int | None:
    """Return the rank of the first listed term of the hidden category, from one; None where none is listed."""
    for rank, one in enumerate(found, start=1):
        terms = (one.term, *one.variants)
        if any(word in term for term in terms for word in words):
            return rank
    return None


def hide_each(voices: list[Voice]) -> dict[str, int | None]:
    """Return for each category the rank of its first word while it is hidden."""
    ranks = {}
    for name, words in CATEGORIES.items():
        mapped = [word for other, known in CATEGORIES.items() if other != name for word in known]
        ranks[name] = first_hit(new_kinds(voices, mapped, limit=LISTED), words)
    return ranks


def report() -> list[dict[str, object]]:
    """Return one line a category and one in all, as the bench prints them."""
    started = time.process_time()
    voices = load()
    read_s = time.process_time() - started
    started = time.process_time()
    ranks = hide_each(voices)
    known = [rank if rank is not None else LISTED + 1 for rank in ranks.values()]
    lines: list[dict[str, object]] = [{"hidden": name, "rank": rank} for name, rank in ranks.items()]
    lines.append(
        {
            "posts": len(voices),
            "in_top_10": sum(rank <= TOP for rank in known),
            "in_top_30": sum(rank <= LISTED for rank in known),
            "of": len(CATEGORIES),
            "median_rank": statistics.median(known),
            "cpu_s": round(time.process_time() - started, 1),
            "reading_cpu_s": round(read_s, 1),
        }
    )
    return lines
