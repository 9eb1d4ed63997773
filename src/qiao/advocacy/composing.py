"""A proposal as the paper that is handed over: 情况, 分析, 建议, and what is still wrong with it.

The paper goes to departments and is in Chinese whatever the language of the page.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.advocacy.models import Proposal, ProposalItem
from qiao.engines.extraction import mask

OPINION_LIMIT = 1500
"""社情民意信息 may have so many 字 (广州政协 2019)."""

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,%/:_\-]*|[^\sA-Za-z0-9]")
_MASKED = re.compile(r"[^\s，。；：（）]{0,4}\*+[^\s，。；：（）]{0,2}")
NUMERALS = "零一二三四五六七八九十"
TEN = 10


@dataclass(frozen=True)
class Doubt:
    """Something that speaks against filing. `stops` where it would be refused."""

    text: str
    stops: bool
    item: int | None = None


def length_of(text: str) -> int:
    """Return the 字数 as word processors count it: a sign each, a Latin word or a number as one."""
    return len(_WORD.findall(text))


def chinese_number(number: int) -> str:
    """Return 1 to 99 in Chinese."""
    tens, ones = divmod(number, TEN)
    if not tens:
        return NUMERALS[ones]
    head = "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return head + (NUMERALS[ones] if ones else "")


def items_of(proposal: Proposal) -> list[ProposalItem]:
    """Return the items with addressee and evidence, in order."""
    return list(
        proposal.items.select_related("addressee").prefetch_related("evidence", "outcomes__department")
    )


def compose(proposal: Proposal, items: list[ProposalItem]) -> str:
    """Return the body of the paper, whose length counts: title, addressees, 情况, 分析, 建议."""
    to = list(dict.fromkeys(str(item.addressee) for item in items if item.addressee))
    parts = [
        proposal.title,
        f"主送：{'、'.join(to)}" if to else "",
        "一、情况",
        proposal.situation,
        _weight(items),
    ]
    parts += ["二、分析", proposal.analysis, "三、建议", *(_clause(item) for item in items)]
    return "\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _weight(items: list[ProposalItem]) -> str:
    """Return one sentence on what the paper stands on, or nothing."""
    bound = {one.pk: one for item in items for one in item.evidence.all()}
    if not bound:
        return ""
    records = sum(one.summary.get("records", 0) for one in bound.values())
    verified = sum(one.summary.get("verified", 0) for one in bound.values())
    return f"以上依据 {len(bound)} 份定格证据、{records} 条一线记录，其中 {verified} 条需求经过核实。"


def _clause(item: ProposalItem) -> str:
    text = f"（{chinese_number(item.number)}）{item.problem.rstrip('。')}。{item.ask}"
    notes = [
        f"承办：{item.addressee}" if item.addressee else "",
        f"衡量：{item.indicator}" if item.indicator else "",
    ]
    said = "；".join(note for note in notes if note)
    return f"{text}（{said}）" if said else text


def annex(items: list[ProposalItem]) -> str:
    """Return the list of evidence with the hashes that let anyone check it; it does not count as length."""
    lines = []
    for item in items:
        for one in item.evidence.all():
            places = one.summary.get("places", 0)
            lines.append(
                f"第{chinese_number(item.number)}条：{one.statement}"
                f"（{one.summary.get('records', 0)} 条记录，{places} 个县区，定格于 {timezone.localtime(one.frozen_at):%Y-%m-%d}，"
                f"内容指纹 {one.hash[:16]}）"
            )
    return "附：证据目录\n" + "\n".join(lines) + "\n" if lines else ""


def doubts(proposal: Proposal, items: list[ProposalItem]) -> list[Doubt]:
    """Return what speaks against filing, in the order of the paper."""
    found = [Doubt(_("还没有写“情况”。"), stops=False)] if not proposal.situation.strip() else []
    if not proposal.analysis.strip():
        found.append(Doubt(_("还没有写“分析”。"), stops=False))
    if not items:
        found.append(Doubt(_("还没有一条建议。"), stops=True))
    for item in items:
        found += _item_doubts(item)
    personal = personal_spots(compose(proposal, items))
    if personal:
        found.append(
            Doubt(_("文中像是有个人信息（%(spot)s），报送前请删去。") % {"spot": personal[0]}, stops=False)
        )
    return found


def personal_spots(text: str) -> list[str]:
    """Return what looks like a telephone, a document number, an account or a contact's name, masked."""
    return [spot.group() for spot in _MASKED.finditer(mask(text))] if mask(text) != text else []


def _item_doubts(item: ProposalItem) -> list[Doubt]:
    number: dict[str, Any] = {"n": item.number}
    found = []
    if item.addressee is None:
        found.append(Doubt(_("第 %(n)d 条没有报送对象。") % number, stops=True, item=item.number))
    if not item.evidence.all():
        found.append(Doubt(_("第 %(n)d 条没有证据。") % number, stops=True, item=item.number))
    if not item.indicator:
        found.append(
            Doubt(
                _("第 %(n)d 条没有衡量指标，日后难以看出是否落实。") % number, stops=False, item=item.number
            )
        )
    return found
