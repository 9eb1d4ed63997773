"""What must hold before a paper leaves: no personal data, no small cell, every number resolved, the form kept.

Figures of bundles are told in blocks already (`published`), so that a total never gives away a part. Here is looked
for what people typed themselves.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qiao.advocacy.composing import Kind, Paper, items_of, length_of, paper_of
from qiao.advocacy.models import Proposal, ProposalItem
from qiao.advocacy.personal import personal_spots
from qiao.advocacy.references import typed_numbers
from qiao.exceptions import PaperHeldError
from qiao.registry.leaving import few_people, known_names

_DESCRIBING = {Kind.PARAGRAPH, Kind.QUOTE}


@dataclass(frozen=True)
class Doubt:
    """Something that speaks against sending. `stops` where it would be refused."""

    text: str
    stops: bool
    item: int | None = None
    is_private: bool = False


def small_cells(text: str, *, is_telling: bool = True) -> list[str]:
    """Return the counts of people that are too small to be told, as `few_people` finds them."""
    return [spot.group() for spot in few_people(text, is_telling=is_telling)]


def doubts(proposal: Proposal, items: list[ProposalItem]) -> list[Doubt]:
    """Return what speaks against sending, in the order of the paper."""
    return doubts_of(paper_of(proposal, items), items)


def doubts_of(paper: Paper, items: list[ProposalItem]) -> list[Doubt]:
    """Return what speaks against sending a paper."""
    return [*_form_doubts(paper, items), *_number_doubts(paper), *_privacy_doubts(paper, items)]


def _form_doubts(paper: Paper, items: list[ProposalItem]) -> Iterable[Doubt]:
    for part in paper.form.parts:
        if part.key != "asks" and not getattr(paper.proposal, part.key).strip():
            yield Doubt(_("还没有写“%(part)s”。") % {"part": part.heading}, stops=part.required)
    if not items:
        yield Doubt(_("还没有一条建议。"), stops=True)
    for item in items:
        yield from _item_doubts(item)
    length, most = length_of(paper.body), paper.form.most_words
    if most and length > most:
        told = {"length": length, "most": most, "form": paper.form.name}
        yield Doubt(
            _("正文 %(length)d 字，%(form)s以 %(most)d 字为限，请精简。") % told, stops=paper.form.is_strict
        )


def _item_doubts(item: ProposalItem) -> Iterable[Doubt]:
    number = {"n": item.number}
    if item.addressee is None:
        yield Doubt(_("第 %(n)d 条没有报送对象。") % number, stops=True, item=item.number)
    if not item.evidence.all():
        yield Doubt(_("第 %(n)d 条没有证据。") % number, stops=True, item=item.number)
    if not item.cause:
        yield Doubt(_("第 %(n)d 条没有写原因。") % number, stops=False, item=item.number)
    if not item.indicator:
        yield Doubt(
            _("第 %(n)d 条没有衡量指标，日后难以看出是否落实。") % number, stops=False, item=item.number
        )


def _number_doubts(paper: Paper) -> Iterable[Doubt]:
    for reference in dict.fromkeys(paper.unknown):
        told = {"reference": reference}
        yield Doubt(_("“%(reference)s”对不上任何一份证据，请重新插入。") % told, stops=True)
    bundles = [row.evidence for row in paper.annex]
    proposal = paper.proposal
    typed = [
        number for text in (proposal.situation, proposal.analysis) for number in typed_numbers(text, bundles)
    ]
    if typed:
        told = {"numbers": "、".join(dict.fromkeys(typed))}
        yield Doubt(
            _("这些数字不在任何一份证据里：%(numbers)s。请改用证据里的数字，或写明出处。") % told, stops=False
        )


def _texts(paper: Paper, items: list[ProposalItem]) -> Iterable[tuple[str, str, bool]]:
    """Yield every text that leaves: where it stands, what it says, whether it tells or asks."""
    yield "标题", paper.title, True
    for line in paper.lines:
        if line.kind not in {Kind.HEADING, Kind.SIGNED, Kind.TO}:
            yield line.where, line.text, line.kind in _DESCRIBING and line.where != "依据"
    for item in items:
        yield f"第 {item.number} 条", f"{item.problem} {item.cause}", True
    for said in paper.standing:
        yield "附", said, True
    for row in paper.annex:
        yield row.name, row.evidence.statement, True
        for quote in row.quotes:
            yield f"{row.name} 引语", quote.text, True


def _privacy_doubts(paper: Paper, items: list[ProposalItem]) -> Iterable[Doubt]:
    names = known_names(except_for={one.name for one in paper.proposal.contributions.all() if one.is_named})
    for where, text, is_telling in _texts(paper, items):
        spots = personal_spots(text, names=names)
        if spots:
            told = {"where": where, "spot": spots[0]}
            yield Doubt(
                _("“%(where)s”中像是有个人信息（%(spot)s），报送前请删去。") % told,
                stops=True,
                is_private=True,
            )
        few = small_cells(text, is_telling=is_telling)
        if few:
            told = {"where": where, "spot": few[0]}
            yield Doubt(
                _("“%(where)s”中“%(spot)s”人数太少，能认出是谁；不足 5（丧亲、健康不足 10）请改为“少数”。")
                % told,
                stops=True,
                is_private=True,
            )


def cleared(proposal: Proposal, *, as_draft: bool = False) -> Paper:
    """Return the paper of a proposal as it may leave.

    A draft to be looked at, and one drawn up from public sources, may lack parts, never hold personal data. Raises
    PaperHeldError with the first thing that speaks against it.
    """
    items = items_of(proposal)
    paper = paper_of(proposal, items)
    may_lack = as_draft or bool(proposal.source and not paper.annex)
    stopping = [one for one in doubts_of(paper, items) if one.is_private or (one.stops and not may_lack)]
    if stopping:
        raise PaperHeldError(reason=stopping[0].text)
    return paper
