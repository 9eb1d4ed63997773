"""Turns of speech that say who speaks to whom, whatever the crisis: look at us, who has seen her, send it to me."""

from typing import Final

from qiao.engines.extraction.cued import EVERYTHING, Cued, Seen

_SAME: Final = r"[^，。;!?\n\ue000]"
"""Within one clause."""
# 看看我们县城吧, 请关注一下某小区, 顶一顶: who begs to be looked at asks, though no word of need stands there.
_ATTENTION: Final = Cued(
    rf"(?:看一?看|看一下|看下|救救|帮帮)(?!视频|图|这个|评论|大家|题)(?:咱|我们?|这里|这边|{_SAME}{{1,10}})?(?:[吧叭]|[!🙏])"
    rf"|(?:请|求|多|麻烦|拜托|希望|大家|官方|各位|呼吁|需要|得到|引起|够|也){_SAME}{{0,8}}?(?:关注|重视)(?!着|到了|了|@)"
    rf"|关注(?:一?下|关注){_SAME}|关注{_SAME}{{1,10}}[吧叭]|顶(?:一顶|顶|一下)|没人?关注|关注[度量](?:低|弱|少)"
)
# 弟弟失联两天了，有知道情况的请告知: a person is lost, and whoever knows is asked.
_LOST: Final = Cued(
    r"失联|联系不[上到]|没有?(?:再|能)?联系[上到]|走[失丢]|丢失|冲走|失踪|未归|寻人|找不到(?:父母|家人|爸|妈)|没有?(?:任何)?消息|打不通"
)
_ASKED_AFTER: Final = Cued(
    rf"(?:知道|了解|见到|看到|见过|看见|发现|认识|遇到|知情|消息|线索|信息){_SAME}{{0,16}}?[，,]?(?:请|麻烦|望|希望|可以|能|一定|及时|速|尽快)+{_SAME}{{0,6}}(?:告知|告诉|通知|联系|回复)"
    rf"|(?:如能|如有|若能|有){_SAME}{{0,6}}(?:联系|消息|线索){_SAME}{{0,4}}[，,]?请|有没有{_SAME}{{0,12}}(?:知道|了解|在)|有(?:住在|人在){_SAME}{{2,16}}(?:朋友|人)"
    r"|(?:我|同学|朋友|同事|他|她)的?(?:家|爸|妈|弟|妹|哥|姐|爷|奶|老公|老婆|朋友|同学|室友|亲人|父母|姥|舅|姑|叔|孩子)"
)
# 有求救信息可以发给我, 我是线上志愿者: who passes on what others ask gives a hand.
_RELAYS: Final = Cued(
    rf"(?:有|需要?|请){_SAME}{{0,14}}(?:情况|求救|求助|救援|帮助|支援|上报|被困|求援信息|信息)[^。;!?\n]{{0,16}}?(?:联系我|私信|发给我|找我|艾特我|告诉我|于我|私联|@|\ue000|留言)"
    rf"|(?:我是|我们是|本人){_SAME}{{0,14}}(?:志愿者|救援人员|救援队)|帮(?:你们?|您|忙|大家)(?:上报|登记|转发|汇总)"
)
# 哪里有接收点, 衣服可以寄到哪里, 还需要志愿者吗: who asks where to help offers.
_WHERE_TO: Final = Cued(
    r"(?:寄|送|捐|运|拉)(?:到|往|给|去)?(?:哪|那里)|(?:哪里|哪有|有没有|找不到|有其他的?|怎么|怎样|如何|什么渠道)[^，。;!?\n]{0,10}?(?:接[收受]点|对接|捐|接收)"
    r"|对接的?电话|(?:还|缺|需)[^，。;!?\n]{0,6}志愿者吗|组织(?:接收|请?联系)|找到?(?:新的)?组织|一起去"
)
# 请绕行, 千万不要靠近, 大家注意安全: who warns tells.
_WARNS: Final = Cued(
    rf"(?:大家|请|千万|一定|尽量|赶紧|赶快|快点|立即|速速?|注意){_SAME}{{0,8}}?(?:撤离|绕行|避开|远离|小心|漏电|塌)"
    rf"|(?:不要|别|勿){_SAME}{{0,6}}(?:出门|靠近|前往|过来|过去|去|走|下|碰|吃|喝|信|传|乱)|请绕|注意安全|(?:道路|路面)塌"
)
_PATTERNS: Final = (
    (_ATTENTION, "attention"), (_RELAYS, "relays"), (_WHERE_TO, "where to"), (_WARNS, "warns"),
)  # fmt: skip


def turns(plain: str, seen: Seen = EVERYTHING) -> dict[str, int]:
    """Return which turns of speech stand in the blanked text *plain*, each as 1; ``seen`` as in ``cued``."""
    found = {name: 1 for pattern, name in _PATTERNS if pattern.search(plain, seen)}
    if _LOST.search(plain, seen) and _ASKED_AFTER.search(plain, seen):
        found["lost"] = 1
    return found
