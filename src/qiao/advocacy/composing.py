"""A proposal as the paper that is handed over, in the form of its channel, and what is still wrong with it.

The paper goes to departments and is in Chinese whatever the language of the page. What may leave is `gate.cleared`;
here nothing is held back, so that whoever writes sees what the gate will see.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import override

from qiao.advocacy.formats import Format, formats
from qiao.advocacy.models import Evidence, Proposal, ProposalItem, Quote
from qiao.advocacy.published import Figures, figures_of, figures_together
from qiao.advocacy.references import Resolver
from qiao.advocacy.searching import words_of
from qiao.advocacy.standing import STANDING_HEAD, standing_of

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,%/:_\-]*|[^\sA-Za-z0-9]")
NUMERALS = "零一二三四五六七八九十"
TEN = 10


class Kind(StrEnum):
    """What a line of a paper is."""

    TO = "TO"
    HEADING = "HEADING"
    PARAGRAPH = "PARAGRAPH"
    ITEM = "ITEM"
    QUOTE = "QUOTE"
    SIGNED = "SIGNED"


@dataclass(frozen=True)
class Line:
    """One paragraph of a paper; `where` says to whoever writes where it comes from."""

    kind: Kind
    text: str
    where: str


@dataclass(frozen=True)
class AnnexRow:
    """One bundle as the annex lists it."""

    evidence: Evidence
    items: tuple[int, ...]
    figures: Figures
    query: tuple[tuple[str, str], ...]
    quotes: tuple[Quote, ...]

    @property
    def name(self) -> str:
        """Return how texts call it."""
        return f"证{self.evidence.number}" if self.evidence.number else "证"

    @property
    def frozen_on(self) -> str:
        """Return the day on which it was frozen."""
        return f"{timezone.localtime(self.evidence.frozen_at):%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Paper:
    """A proposal in the form of its channel."""

    proposal: Proposal
    form: Format
    title: str
    lines: tuple[Line, ...]
    annex: tuple[AnnexRow, ...]
    together: Figures | None = None
    standing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = field(default=())

    @property
    def body(self) -> str:
        """Return the text whose length counts: title, addressees and parts; signatures and annex do not."""
        lines = [line.text for line in self.lines if line.kind is not Kind.SIGNED]
        return "\n".join([self.title, *lines]) + "\n"

    @property
    def signatures(self) -> tuple[Line, ...]:
        """Return the lines of those who sign."""
        return tuple(line for line in self.lines if line.kind is Kind.SIGNED)


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
        proposal.items.select_related("addressee").prefetch_related(
            "evidence__records__quotes", "outcomes__department"
        )
    )


def form_of(proposal: Proposal) -> Format:
    """Return the form of its channel."""
    return formats()[proposal.format]


def paper_of(proposal: Proposal, items: list[ProposalItem]) -> Paper:
    """Return the paper of a proposal; a reference that names no bundle stays as it was written, and is told of."""
    with override("zh-hans"):
        return _paper(proposal, items)


def _paper(proposal: Proposal, items: list[ProposalItem]) -> Paper:
    form, resolver = form_of(proposal), Resolver(proposal.crisis)
    writer = _Writer(resolver)
    lines = _lines(proposal, items, form, writer)
    bundles = _bundles(proposal, items, resolver)
    together = figures_together(bundles) if bundles else None
    return Paper(
        proposal=proposal,
        form=form,
        title=proposal.title,
        lines=tuple(_with_weight(lines, bundles, together)),
        annex=tuple(_annex_rows(bundles, items)),
        together=together,
        standing=standing_of(proposal),
        unknown=tuple(writer.unknown),
    )


class _Writer:
    """Puts what bundles tell in the place of references."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.unknown: list[str] = []

    def says(self, text: str) -> str:
        wrong = self.resolver.unknown(text)
        self.unknown += wrong
        return text if wrong else self.resolver.resolve(text)


def _lines(proposal: Proposal, items: list[ProposalItem], form: Format, writer: _Writer) -> list[Line]:
    to = list(dict.fromkeys(str(item.addressee) for item in items if item.addressee))
    lines = [Line(Kind.TO, f"{form.to}{'、'.join(to)}", "报送对象")] if to else []
    for number, part in enumerate(form.parts, start=1):
        lines.append(Line(Kind.HEADING, f"{chinese_number(number)}、{part.heading}", part.key))
        if part.key == "asks":
            lines += [
                Line(Kind.ITEM, writer.says(_clause(item, proposal)), f"第 {item.number} 条")
                for item in items
            ]
        else:
            lines += _paragraphs(writer.says(getattr(proposal, part.key)), part.heading)
    lines += _signed(proposal)
    lines.append(Line(Kind.SIGNED, _day_of(proposal), "日期"))
    return lines


def _signed(proposal: Proposal) -> Iterable[Line]:
    """Yield who signs: the organisation, those that co-sign, and the experts who agreed to be named."""
    yield Line(Kind.SIGNED, str(proposal.organization), "署名")
    for one in proposal.cosignatures.select_related("organization"):
        yield Line(Kind.SIGNED, str(one.organization), "联署")
    named = [f"{one.name}（{one.field}）" for one in proposal.contributions.all() if one.is_named]
    if named:
        yield Line(Kind.SIGNED, f"参与专家：{'、'.join(dict.fromkeys(named))}", "专家")


def _paragraphs(text: str, where: str) -> Iterable[Line]:
    return (Line(Kind.PARAGRAPH, one.strip(), where) for one in text.splitlines() if one.strip())


def _day_of(proposal: Proposal) -> str:
    first = proposal.filings.filter(filed_on__isnull=False).order_by("filed_on").first()
    day = first.filed_on if first and first.filed_on else timezone.localdate()
    return f"{day.year}年{day.month}月{day.day}日"


def _with_weight(lines: list[Line], bundles: list[Evidence], together: Figures | None) -> Iterable[Line]:
    """Yield the lines, and after the first part what the paper stands on and what people said."""
    headings = [index for index, line in enumerate(lines) if line.kind is Kind.HEADING]
    for index, line in enumerate(lines):
        if len(headings) > 1 and index == headings[1] and together is not None:
            quotes = [quote for one in bundles for quote in quotes_of(one)]
            yield from (Line(Kind.QUOTE, f"“{quote.text}”", "引语") for quote in quotes)
            yield Line(Kind.PARAGRAPH, _weight(bundles, together), "依据")
        yield line


def _weight(bundles: list[Evidence], together: Figures) -> str:
    """Return one sentence on what the paper stands on."""
    where = f"涉及 {together.place_count} 个县区、" if together.place_count else ""
    days = f"，{together.since}至{together.until}" if together.since else ""
    return (
        f"以上依据 {len(bundles)} 份定格证据：一线反映{together.voices} 条，{where}"
        f"{together.sources} 类来源{days}，其中{together.verified} 条经过核实。"
    )


def quotes_of(evidence: Evidence) -> list[Quote]:
    """Return the quotes of a bundle that may leave, of records that were not dropped."""
    rows = [row for row in evidence.records.all() if row.dropped_at is None]
    return [quote for row in rows for quote in row.quotes.all() if quote.may_leave]


def _bundles(proposal: Proposal, items: list[ProposalItem], resolver: Resolver) -> list[Evidence]:
    """Return the bundles that a paper stands on: those of its items, and those its texts refer to."""
    texts = [proposal.situation, proposal.analysis]
    texts += [text for item in items for text in (item.problem, item.cause, item.ask, item.indicator)]
    found = {one.pk: one for item in items for one in item.evidence.all()}
    for one in resolver.used(texts):
        found.setdefault(one.pk, one)
    return sorted(found.values(), key=lambda one: (one.number, str(one.pk)))


def _annex_rows(bundles: list[Evidence], items: list[ProposalItem]) -> Iterable[AnnexRow]:
    for one in bundles:
        yield AnnexRow(
            evidence=one,
            items=tuple(item.number for item in items if one in item.evidence.all()),
            figures=figures_of(one),
            query=tuple(words_of(one.query)) if one.query else (),
            quotes=tuple(quotes_of(one)),
        )


def _clause(item: ProposalItem, proposal: Proposal) -> str:
    text = f"（{chinese_number(item.number)}）{item.problem.rstrip('。')}。"
    if item.cause.strip():
        text += f"原因：{item.cause.strip().rstrip('。')}。"
    text += item.ask
    horizon = item.get_horizon_display() if item.horizon and item.horizon != proposal.horizon else ""
    notes = [
        f"承办：{item.addressee}" if item.addressee else "",
        f"时限：{horizon}" if horizon else "",
        f"衡量：{item.indicator}" if item.indicator else "",
    ]
    said = "；".join(note for note in notes if note)
    return f"{text}（{said}）" if said else text


def annex_lines(paper: Paper) -> list[str]:
    """Return the list of evidence with the hashes that let anyone check it, and what is done already.

    Neither counts as length.
    """
    standing = [STANDING_HEAD, *paper.standing] if paper.standing else []
    return [*_evidence_lines(paper), *standing]


def _evidence_lines(paper: Paper) -> list[str]:
    if not paper.annex:
        return []
    lines = ["附：证据目录"]
    for row in paper.annex:
        used = "、".join(f"第{chinese_number(number)}条" for number in row.items) or "正文"
        graded = row.figures.grade.zh if row.figures.grade else ""
        where = f"{row.figures.place_count} 个县区，" if row.figures.place_count else ""
        lines.append(
            f"{row.name}（{used}）：{row.evidence.statement}（一线反映{row.figures.voices} 条，"
            f"{where}等级{graded}；定格于 {row.frozen_on}，内容指纹 {row.evidence.hash[:16]}）"
        )
        if row.query:
            lines.append(f"　　查询条件：{'；'.join(f'{label} {value}' for label, value in row.query)}")
    return lines
