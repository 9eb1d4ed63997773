"""The page, the file and the command in hindsight say the same: figures by rule, by item, by recipient, and the ground."""

import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from qiao.engines.allocation import RULES, Demand, Rule
from qiao.intake.keeping import kept
from qiao.intake.models import Need
from qiao.registry.models import Crisis, Item
from qiao.relief.hindsight import Case, HandedOut, Hindsight, compare
from qiao.relief.models import GoodsLine
from qiao.relief.past import Hour, Pool, Situation, Source, situation, source_of, span_of

PATIENCE_S = 8.0
DAY_HOURS = 24
MOST_WINDOWS = 12
"""So many windows are drawn: the last ones."""
DRAWN = (RULES[0], RULES[1], RULES[2], RULES[3])


@dataclass(frozen=True)
class Question:
    """What is looked at: from which hour, whose hand-outs, which goods, and which rule is shown in detail."""

    crisis: Crisis
    source: Source
    hour: Hour
    pool: Pool
    rule: str = RULES[0]


@dataclass(frozen=True)
class ItemRow:
    """One item: the goods, what went to known askers and elsewhere, and what the rule gives; intervals of pieces."""

    item: Item
    needs: int
    goods: tuple[int, int]
    handed: tuple[int, int]
    served: int
    elsewhere: tuple[int, int]
    rule: tuple[int, int]
    rule_served: int


@dataclass(frozen=True)
class RecipientRow:
    """One that asked: how many things, how many of them it got some of, and would have got under the rule."""

    who: str
    asked: int
    served: int
    rule_served: int


@dataclass(frozen=True)
class NeedRow:
    """One need: what was asked, what it got, what each rule would have given; intervals of pieces."""

    need: Need
    demand: Demand
    asked: tuple[int, int] | None
    handed: tuple[int, int]
    rules: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class OutsideRow:
    """A line that is credited to no need: what, how much, to whom as written, and why."""

    line: HandedOut
    item: Item
    to: str
    why: str

    @property
    def ends(self) -> tuple[int, int]:
        """Return least and most pieces."""
        return self.line.low, self.line.high


@dataclass(frozen=True)
class Answer:
    """What was known and done, and what each rule would have done."""

    question: Question
    past: Situation
    found: Hindsight
    items: dict[str, Item]

    @property
    def asking(self) -> set[str]:
        """Return the recipients that had asked for anything by the hour."""
        return {one.recipient for one in self.past.demands if one.recipient}

    @property
    def rule(self) -> Case:
        """Return the case of the rule that is shown in detail."""
        return next(one for one in self.found.rules if one.name == self.question.rule)

    @property
    def rule_used(self) -> Rule:
        """Return the rule that is shown in detail, with its usual parameters."""
        return Rule(self.question.rule)

    @property
    def cases(self) -> list[Case]:
        """Return what was handed out, then every rule."""
        return [self.found.handed, *self.found.rules]

    def by_item(self) -> list[ItemRow]:
        """Return the items that anybody got or could have got, the most asked first."""
        needs: dict[str, list[Demand]] = defaultdict(list)
        for one in self.found.reached:
            needs[one.item].append(one)
        goods = _sums((one.item, one.low, one.high) for one in self.past.goods(self.question.pool))
        outside = _sums((one.item, one.low, one.high) for one in self.past.outside)
        rows = []
        for code in sorted({*needs, *goods, *outside}, key=lambda code: (-len(needs[code]), code)):
            got = [self.found.handed.given(one.id) for one in needs[code]]
            ruled = [self.rule.given(one.id) for one in needs[code]]
            rows.append(
                ItemRow(
                    item=self.items[code],
                    needs=len(needs[code]),
                    goods=goods.get(code, (0, 0)),
                    handed=_total(got),
                    served=sum(high > 0 for _low, high in got),
                    elsewhere=outside.get(code, (0, 0)),
                    rule=_total(ruled),
                    rule_served=sum(high > 0 for _low, high in ruled),
                )
            )
        return rows

    def by_recipient(self) -> list[RecipientRow]:
        """Return those that asked for what the goods could serve; those that anybody gave to first."""
        rows: dict[str, list[Demand]] = defaultdict(list)
        for one in self.found.reached:
            rows[_who(self.past.needs[one.id])].append(one)
        found = [
            RecipientRow(
                who,
                len(demands),
                sum(self.found.handed.given(one.id)[1] > 0 for one in demands),
                sum(self.rule.given(one.id)[1] > 0 for one in demands),
            )
            for who, demands in rows.items()
        ]
        return sorted(found, key=lambda row: (-row.served, -row.rule_served, row.who))

    def by_need(self) -> list[NeedRow]:
        """Return every need that the goods could serve, by recipient and item."""
        rows = [
            NeedRow(
                self.past.needs[one.id],
                one,
                _asked(one),
                self.found.handed.given(one.id),
                tuple(case.given(one.id) for case in self.found.rules),
            )
            for one in self.found.reached
        ]
        return sorted(rows, key=lambda row: (_who(row.need), row.demand.item, row.demand.id))

    def outside(self) -> list[OutsideRow]:
        """Return the lines that went to nobody who is known to have asked for such a thing, each with why."""
        outside = self.past.outside
        told = _first_told(self.question.crisis, {one.recipient for one in outside if one.recipient})
        return [
            OutsideRow(
                one, self.items[one.item], self._to(one), self._why(one, told.get(one.recipient or ""))
            )
            for one in outside
        ]

    def _to(self, one: HandedOut) -> str:
        line = self.past.lines[one.id]
        return line.party_text if isinstance(line, GoodsLine) else line.match.need.who

    def _why(self, one: HandedOut, first: datetime | None) -> str:
        line = self.past.lines[one.id]
        if one.recipient is None:
            if isinstance(line, GoodsLine) and line.link == GoodsLine.Link.DOUBTFUL and line.party:
                return _("可能是%(who)s，待确认") % {"who": line.party.name}
            return _("不是登记过需求的单位")
        if one.recipient in self.asking:
            return _("那时没有登记要这种物资")
        if first is not None and first > self.question.hour.at:
            day = date_format(timezone.localtime(first), "Y-m-d")
            return _("%(day)s 才登记需求") % {"day": day}
        return _("那时的需求已经结束")


def answer(question: Question) -> Answer:
    """Work the question out: every rule, at both ends of what is known."""
    past = situation(question.crisis, question.source, question.hour)
    found = compare(
        past.demands,
        past.goods(question.pool),
        past.handed,
        now=question.hour.at,
        rules=[Rule(name) for name in RULES],
        substitutes=past.substitutes,
        stop=_patience(),
    )
    codes = {one.item for one in past.demands} | {one.item for one in past.handed}
    codes |= {one.item for one in past.stock}
    return Answer(question, past, found, {one.code: one for one in Item.objects.filter(code__in=codes)})


@dataclass(frozen=True)
class Window:
    """The cases of one window of the course: what was handed out, then the rules that are drawn."""

    hour: Hour
    cases: tuple[Case, ...]


def course(question: Question) -> tuple[list[Window], bool]:
    """Return the windows from the first hand-out to the last, and whether all of them were worked out in time."""
    names = list(dict.fromkeys((question.rule, *DRAWN)))
    stop = _patience()
    windows: list[Window] = []
    for hour in hours_of(question):
        if stop():
            return windows, False
        past = situation(question.crisis, question.source, hour)
        goods = past.goods(question.pool)
        rules = [Rule(name) for name in names]
        found = compare(
            past.demands,
            goods,
            past.handed,
            now=hour.at,
            rules=rules,
            substitutes=past.substitutes,
            stop=stop,
        )
        windows.append(Window(hour, (found.handed, *found.rules)))
    return windows, True


def hours_of(question: Question) -> list[Hour]:
    """Return the last windows of the span, one after the other, that end with the last hand-out."""
    span = span_of(question.crisis, question.source)
    if span is None:
        return []
    hours = question.hour.hours
    begin, step = start_of(span[0], question.source), timedelta(hours=hours)
    count = (span[1] - begin) // step + 1
    return [Hour(begin + number * step, hours) for number in range(max(0, count - MOST_WINDOWS), count)]


def usual_question(crisis: Crisis, source: Source | None = None) -> Question | None:
    """Return what is shown first: from the first hand-out on; None where nothing was handed out."""
    source = source or source_of(crisis)
    span = kept(span_in, crisis, str(source))
    if span is None:
        return None
    return Question(crisis, source, Hour(start_of(span[0], source), DAY_HOURS), Pool.HANDED)


def span_in(crisis: Crisis, source: str) -> tuple[datetime, datetime] | None:
    """Return the moments of the first and the last hand-out of a source by its name."""
    return span_of(crisis, Source(source))


def start_of(first: datetime, source: Source) -> datetime:
    """Return from when on a first hand-out is looked at: its minute; of a list, which tells days only, its midnight."""
    local = timezone.localtime(first).replace(second=0, microsecond=0)
    return local if source is Source.OWN else local.replace(hour=0, minute=0)


def _patience() -> Callable[[], bool]:
    until = time.monotonic() + PATIENCE_S
    return lambda: time.monotonic() > until


def _who(need: Need) -> str:
    return need.who or (need.place.name if need.place else _("未写明单位"))


def _asked(demand: Demand) -> tuple[int, int] | None:
    """Return what is asked in all, at least and at most; None where nobody put a number on it."""
    if demand.is_open:
        return None
    had = demand.received
    low = demand.estimate_low if demand.estimate_low is not None else demand.firm
    high = demand.estimate_high if demand.estimate_high is not None else demand.firm + demand.soft
    return had + low, had + high


def _sums(lines: Iterator[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for item, low, high in lines:
        least, most = found.get(item, (0, 0))
        found[item] = least + low, most + high
    return found


def _total(intervals: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(low for low, _high in intervals), sum(high for _low, high in intervals)


def _first_told(crisis: Crisis, parties: set[str]) -> dict[str, datetime]:
    """Return id of a unit → when its first need was told, at whatever hour."""
    rows = (
        Need.objects.filter(crisis=crisis, party__in=[uuid.UUID(one) for one in parties])
        .order_by()
        .values_list("party")
    )
    told = rows.annotate(first=Min(Coalesce("report__said_at", "report__received_at")))
    return {str(party): first for party, first in told}
