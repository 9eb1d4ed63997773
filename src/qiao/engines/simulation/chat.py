"""An invented group chat as WeChat copies it, with the dirt of real ones and the truth beside it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from qiao.engines.simulation import templates
from qiao.engines.simulation.crisis import REPEAT_SHARE, set_stage
from qiao.engines.simulation.dirt import soil, written_phone
from qiao.engines.simulation.messages import Stage, invent_message
from qiao.engines.simulation.records import (
    INFO,
    LABEL,
    NEED,
    OPEN,
    RANGE,
    Hazard,
    ItemRow,
    PlaceRow,
    TrueItem,
    Truth,
)

LARGEST_CLUSTER = 16
"""The largest group of posts of the Henan flood that tell the same thing (DOMAIN 4.2)."""
_MEAN_GAP = timedelta(seconds=45)
_LOOK_BACK = 150
_NOTICE_SHARE, _MARKED_SHARE, _MEMBERS = 0.07, 0.5, 40
_FORWARDED, _AGAIN = 0.5, 0.65
# Three messages of four ask or offer, and only those are repeated: 18 % of them.
_ASKING_SHARE, _PULL = 0.72, 1.5
_NICKNAMES = ("小", "阿", "老", "")
_OWN = "禾岭溪坪林桥湾坡园河枫竹塘果杏畈桐井松柏荷梅兰菊"
_TAGS = ("", "", "", "（志愿者）", "-物资组", "🌻", "（夜班）", "～")
_NOTICES = ("[图片]", "[图片]", "[图片]", "[语音]", "[视频]", "你撤回了一条消息", "“{a}”邀请“{b}”加入了群聊", "“{a}”拍了拍“{b}”")  # fmt: skip
_RELAYS = (
    "帮{who}问：还缺{things}{call}",
    "{who}那边还没着落，要{things}，有的联系{call}",
    "再提一下{who}，{things}，能帮的帮一把{call}",
    "刚又有人提到{who}急需{things}{call}",
)


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One line of a chat. A notice (a picture, a withdrawal, somebody joining) has no truth."""

    id: str
    at: datetime
    sender: str
    text: str
    truth: Truth | None
    synthetic: bool = True

    @property
    def is_notice(self) -> bool:
        """Say whether nobody wrote it."""
        return self.truth is None


@dataclass(frozen=True, slots=True)
class SimulatedChat:
    """A chat: its lines in order of time."""

    seed: int
    lines: tuple[ChatLine, ...]
    synthetic: bool = True
    label: str = LABEL

    @property
    def text(self) -> str:
        """Return the chat as WeChat copies it: 昵称 2020/2/3 14:22:01, then what was said, then an empty line."""
        return "\n\n".join(_copied(line) for line in self.lines) + "\n"


def _copied(line: ChatLine) -> str:
    if line.is_notice and not line.sender:
        return line.text
    at = line.at
    return f"{line.sender} {at.year}/{at.month}/{at.day} {at:%H:%M:%S}\n{line.text}"


def _nicknames(random: Random) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < _MEMBERS:
        made[
            f"{random.choice(_NICKNAMES)}{random.choice(_OWN)}{random.choice(_OWN)}{random.choice(_TAGS)}"
        ] = None
    return list(made)


def _notice(random: Random, members: list[str]) -> tuple[str, str]:
    text = random.choice(_NOTICES).format(a=random.choice(members), b=random.choice(members))
    return (random.choice(members) if text.startswith("[") else ""), text


def _amount(item: TrueItem) -> str:
    if item.quantity is None:
        return "不限量" if item.quantity_kind == OPEN else ""
    most = f"-{item.quantity_max}" if item.quantity_kind == RANGE else ""
    return f"{item.quantity}{most}{item.unit or ''}"


def _relayed(random: Random, stage: Stage, truth: Truth) -> str | None:
    """Return the same ask in other words; None where it names neither who nor what."""
    county = stage.names[truth.place].name if truth.place else ""
    organization = truth.organization or ""
    who = organization if county and organization.startswith(county) else f"{county}{organization}"
    if truth.type != NEED or not truth.items or not truth.organization:
        return None
    things = "、".join(f"{item.text}{_amount(item)}" for item in truth.items)
    call = f"，电话{written_phone(random, truth.phones[0])}" if truth.phones else ""
    return random.choice(_RELAYS).format(who=who, things=things, call=call)


def _repeat(random: Random, stage: Stage, earlier: ChatLine) -> tuple[str, Truth]:
    """Return a forward, the same words again, or a relay in other words."""
    truth = earlier.truth
    if truth is None:
        raise ValueError("a notice cannot be repeated.")
    again = replace(truth, repeat_of=truth.repeat_of or earlier.id)
    kind = random.random()
    relay = _relayed(random, stage, truth) if kind >= _AGAIN else None
    if relay is not None:
        return soil(random, relay), replace(again, contact=None, verified=False)
    forwarded = random.choice(templates.FORWARDED) if kind < _FORWARDED else ""
    return soil(random, forwarded + earlier.text), again


def _marked(random: Random, text: str, truth: Truth) -> str:
    """Return the text, now and then with the label of samples, where it asks or offers."""
    return f"【{LABEL}】{text}" if truth.type != INFO and random.random() < _MARKED_SHARE else text


def simulate_group_chat(
    seed: int,
    *,
    places: Iterable[PlaceRow | tuple[str, str, str, str | None]],
    items: Iterable[ItemRow | tuple[str, str, tuple[str, ...], str | None]],
    start: datetime,
    messages: int = 300,
    hazard: Hazard = Hazard.FLOOD,
) -> SimulatedChat:
    """Return an invented group chat; the same arguments give the same chat.

    Parameters
    ----------
    seed
        Any integer.
    places, items
        As for ``simulate_crisis``.
    start
        The local time before the first message.
    messages
        How many lines, notices included; 0 or more.
    hazard
        Which voices speak.

    Returns
    -------
    SimulatedChat
        Lines in order of time: 7 % notices (pictures, voices, withdrawals, joining); of the asks and
        offers 18 % told before, by forwarding, word for word or in other words, in clusters of at most
        16; telephone numbers, places, quantities, closures and rumours as in ``simulate_crisis``.

    Raises
    ------
    ValueError
        When there is no county, no item, or a negative number of messages.

    References
    ----------
    DOMAIN.md 4.2.
    """
    if messages < 0:
        raise ValueError("messages < 0 not understood.")
    random = Random(seed)  # noqa: S311 - a drill must be repeatable, it keeps no secret
    rows, things = [PlaceRow(*row) for row in places], [ItemRow(*row) for row in items]
    stage = set_stage(random, hazard, rows, things, messages)
    members = _nicknames(random)
    lines: list[ChatLine] = []
    told: Counter[str] = Counter()
    at = start
    for serial in range(messages):
        at += timedelta(seconds=int(random.expovariate(1 / _MEAN_GAP.total_seconds())) + 1)
        pk = f"chat-{serial:05d}"
        if random.random() < _NOTICE_SHARE:
            sender, text = _notice(random, members)
            lines.append(ChatLine(pk, at, sender, text, None))
            continue
        text, truth = _said(random, stage, lines, told)
        told[truth.repeat_of or pk] += 1
        lines.append(ChatLine(pk, at, random.choice(members), text, truth))
    return SimulatedChat(seed, tuple(lines))


def _said(random: Random, stage: Stage, lines: list[ChatLine], told: Counter[str]) -> tuple[str, Truth]:
    """Return something new, or something told before: what was told often is told again more often."""
    worth = [
        line
        for line in lines[-_LOOK_BACK:]
        if line.truth and line.truth.type != INFO and told[line.truth.repeat_of or line.id] < LARGEST_CLUSTER
    ]
    if worth and random.random() < REPEAT_SHARE * _ASKING_SHARE:
        weights = [told[line.truth.repeat_of or line.id] ** _PULL for line in worth if line.truth]
        return _repeat(random, stage, random.choices(worth, weights=weights)[0])
    draft = invent_message(random, stage)
    return _marked(random, draft.text, draft.truth), draft.truth
