"""Lines that belong to whoever re-posted an article, not to the article: dropped, and kept as provenance."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qiao.engines.article.lines import Line

SENTENCE = re.compile(r"[。！？；!?;]")
LEAST_KEYWORDS = 2
RULES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("转载声明", "a notice of re-posting", re.compile(r"转载(?:于|自)?(?:互联网|网络)|如有侵权|侵(?:权)?(?:请)?联系?删|版权归原作者")),
    ("只有链接名，没有链接", "the name of a link without it", re.compile(r"^(?:申领|报名|下载|原文|查看|购买)?链接[：:]?$")),
    ("请人关注或分享", "asks to follow or share", re.compile(r"点击(?:上方|下方)?蓝字|关注(?:我们|公众号)|长按.{0,6}(?:二维码|识别)|扫码关注|阅读原文$|点个?[“\"]?(?:在看|赞)|分享到朋友圈|转发(?:收藏|给)")),
    ("网站的按钮或计数", "a button or counter of the site", re.compile(r"^(?:打印|关闭|收藏|分享|返回|上一篇|下一篇|首页|目录|评论|点赞|举报)(?:[：:\s].*)?$|^(?:阅读|浏览|点击)(?:量|数|次数)?[：:\s]*[\d,.万+]+(?:次)?$")),
    ("编辑署名", "who edited the re-post", re.compile(r"^[（(【\[]?\s*(?:责任编辑|责编|编辑|审核|校对|排版|美编|值班编辑)[：:丨|]")),
    ("广告", "an advertisement", re.compile(r"^(?:广告|推广|相关(?:阅读|推荐|文章)|猜你喜欢|热门(?:文章|推荐))[：:]?")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Junk:
    """A line left out: its number from 1, its words, and why in two languages."""

    number: int
    text: str
    zh: str
    en: str


def junk_of(lines: Sequence[Line]) -> tuple[Junk, ...]:
    """Return the lines to be left out, in order.

    Keyword lines of search engines (several phrases joined by underscores, no sentence), notices of re-posting, bare
    names of links, calls to follow, buttons and counters. A line with a full sentence is left out only by its words.
    """
    found = []
    for number, line in enumerate(lines, start=1):
        why = _why(line.text)
        if why:
            found.append(Junk(number, line.text, *why))
    return tuple(found)


def _why(text: str) -> tuple[str, str] | None:
    phrases = [one for one in re.split(r"[_|｜]", text) if one.strip()]
    if len(phrases) > LEAST_KEYWORDS and not SENTENCE.search(text):
        return "搜索引擎的关键词行", "a line of keywords for search engines"
    return next(((zh, en) for zh, en, pattern in RULES if pattern.search(text)), None)
