"""What the page in hindsight shows of an answer: plain rows and counts, so that those of a large crisis can be kept."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import override

from qiao.registry.models import Crisis
from qiao.relief.hindsight import HANDED, Case
from qiao.relief.hindsight_answer import Question, answer
from qiao.relief.hindsight_file import case_name
from qiao.relief.models import GoodsLine
from qiao.relief.past import Hour, Pool, Source, span_of
from qiao.relief.rules import NAMES, sentence_of_rule

SHOWN = 30


def asked_words(question: Question, language: str) -> tuple[str, ...]:
    """Return a question as the words that `told_in` takes."""
    hour = question.hour
    return (str(question.source), hour.at.isoformat(), str(hour.hours), str(question.pool), question.rule, language)  # fmt: skip


def told_in(crisis: Crisis, source: str, at: str, hours: str, *more: str) -> dict[str, Any]:
    """Answer a question in a language: source, hour, pool, rule and language as `asked_words` gives them."""
    pool, rule, language = more
    hour = Hour(datetime.fromisoformat(at), int(hours))
    with override(language):
        return _told(Question(crisis, Source(source), hour, Pool(pool), rule))


def _told(question: Question) -> dict[str, Any]:
    found = answer(question)
    items, recipients, outside = found.by_item(), found.by_recipient(), found.outside()
    lines = list(found.past.lines.values())
    return {
        "is_told": True,
        "source": str(question.source),
        "demand_count": len(found.past.demands),
        "reached_count": len(found.found.reached),
        "is_matched": bool(found.found.handed.given_high),
        "amended_unsure": found.past.amended_unsure,
        "outside_count": len(found.past.outside),
        "cases": [(_lean(case), case_name(case), case.name == HANDED, case.name == question.rule) for case in found.cases],
        "rule_name": NAMES[question.rule],
        "rule_words": sentence_of_rule(found.rule_used),
        "items": items,
        "recipients": recipients[:SHOWN],
        "recipients_more": recipients[SHOWN:],
        "outside": outside[:SHOWN],
        "outside_more": outside[SHOWN:],
        "line_count": len(lines),
        "span": None if lines else span_of(question.crisis, question.source),
        "estimated": [one for one in lines if isinstance(one, GoodsLine) and one.ground in {"KNOWN", "PAIRED"}],
        "uncounted": found.past.uncounted,
        "unnamed": found.past.unnamed,
        "open_needs": sum(one.is_open for one in found.found.reached),
        "overdrawn": [found.items[code] for code in found.past.overdrawn if code in found.items],
    }  # fmt: skip


def _lean(case: Case) -> Case:
    """Return a case without what each need gets: the page shows its figures alone."""
    return replace(case, given_low={}, given_high={})
