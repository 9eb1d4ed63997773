"""The chain walked both ways: from any record back to the voices it came from, and on to what became of it.

The links and what each is made from stand in `qiao.chain`; here stands how to step over each of them.
All queries are scoped: a walk never leaves the organisation at work.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from qiao import chain
from qiao.advocacy.models import EvidenceRecord, Outcome, Proposal
from qiao.casebook.models import CaseFact
from qiao.intake.models import Need, Offer, Telling
from qiao.pages.menu import address
from qiao.pages.words import in_english
from qiao.relief.models import Delivery, Match, Receipt

Ids = set[uuid.UUID]
Step = Callable[[Ids], Ids]

LIMIT = 400
"""How many records of one link a walk follows. What it leaves out is said on the page."""

CASE = "case_study"
EVIDENCE = "evidence"


@dataclass(frozen=True)
class Edge:
    """How to step between two links: `down` from the earlier to the later, `up` back again."""

    down: Step
    up: Step


@dataclass(frozen=True)
class Walk:
    """What a walk found: the ids of every link, and where it stopped counting."""

    kind: str
    start: uuid.UUID
    back: Mapping[str, Ids]
    ahead: Mapping[str, Ids]
    cut: frozenset[str]

    def ids(self, kind: str) -> Ids:
        """Return the ids found for one link, in both directions."""
        own = {self.start} if kind == self.kind else set()
        return own | self.back.get(kind, set()) | self.ahead.get(kind, set())


@dataclass(frozen=True)
class Knot:
    """One link as the strip of a record shows it."""

    key: str
    label: str
    count: int
    url: str
    is_current: bool


def label_of(kind: str) -> str:
    """Return the word of a link in the language of the page."""
    one = chain.link(kind)
    return one.en if in_english() else one.zh


def model_of(kind: str) -> Any:
    """Return the model class of a link; raise KeyError for a word that is no link."""
    return apps.get_model(chain.link(kind).model)


def kind_of(record: models.Model) -> str:
    """Return the link to which a record belongs, or "" where it belongs to none."""
    name = type(record).__name__
    return next((one.key for one in chain.LINKS if one.model.split(".")[1] == name), "")


def names_of(kind: str) -> tuple[str, ...]:
    """Return every way in which a frozen record may name its kind."""
    one = chain.link(kind)
    return (one.key, one.model, one.model.lower(), one.model.split(".")[1])


def _by(model: Any, field: str) -> Edge:
    """Return the edge over a foreign key that the later record holds."""
    # In no order: in the order of its list the database would rather walk all of a large table.
    rows = model.objects.order_by()

    def down(ids: Ids) -> Ids:
        return set(rows.filter(**{f"{field}__in": ids}).values_list("pk", flat=True)[: LIMIT + 1])

    def up(ids: Ids) -> Ids:
        return set(rows.filter(pk__in=ids).values_list(f"{field}_id", flat=True)[: LIMIT + 1])

    return Edge(down, up)


def _said(model: Any, field: str) -> Edge:
    """Return the edge from reports to the needs or offers opened from them or told in them again."""
    first = _by(model, "report")
    again = Telling.objects.filter(undone_at__isnull=True)

    def down(ids: Ids) -> Ids:
        told = again.filter(report__in=ids, **{f"{field}__isnull": False})
        return first.down(ids) | set(told.values_list(f"{field}_id", flat=True)[: LIMIT + 1])

    def up(ids: Ids) -> Ids:
        told = again.filter(**{f"{field}__in": ids})
        return first.up(ids) | set(told.values_list("report_id", flat=True)[: LIMIT + 1])

    return Edge(down, up)


def _frozen(kind: str) -> Edge:
    """Return the edge from a record to the evidence that froze it."""
    rows = EvidenceRecord.objects.filter(record_type__in=names_of(kind))
    evidence = model_of(EVIDENCE)

    def down(ids: Ids) -> Ids:
        found = rows.filter(record_id__in=ids).values("evidence_id")
        return set(evidence.objects.filter(pk__in=found).values_list("pk", flat=True)[: LIMIT + 1])

    def up(ids: Ids) -> Ids:
        return set(rows.filter(evidence__in=ids).values_list("record_id", flat=True)[: LIMIT + 1])

    return Edge(down, up)


def _told(kind: str) -> Edge:
    """Return the edge from a record to the cases that state it."""
    rows = CaseFact.objects.filter(record_type__in=names_of(kind))
    cases = model_of(CASE)

    def down(ids: Ids) -> Ids:
        found = rows.filter(record_id__in=ids).values("case_id")
        return set(cases.objects.filter(pk__in=found).values_list("pk", flat=True)[: LIMIT + 1])

    def up(ids: Ids) -> Ids:
        told = rows.filter(case__in=ids, record_id__isnull=False).values_list("record_id", flat=True)
        return {one for one in told[: LIMIT + 1] if one}

    return Edge(down, up)


def _told_outcome() -> Edge:
    """Return the edge from outcomes to cases: a case that states a proposal tells what became of it, too."""
    own, of_proposal = _told("outcome"), _told("proposal")
    proposed = _by(Outcome, "proposal")

    def down(ids: Ids) -> Ids:
        return own.down(ids) | of_proposal.down(proposed.up(ids))

    def up(ids: Ids) -> Ids:
        return own.up(ids) | proposed.down(of_proposal.up(ids))

    return Edge(down, up)


def _advised() -> Edge:
    """Return the edge from evidence to the proposals whose items stand on it."""
    rows = Proposal.objects

    def down(ids: Ids) -> Ids:
        return set(rows.filter(items__evidence__in=ids).values_list("pk", flat=True).distinct()[: LIMIT + 1])

    def up(ids: Ids) -> Ids:
        found = rows.filter(pk__in=ids, items__evidence__isnull=False)
        return set(found.values_list("items__evidence", flat=True).distinct()[: LIMIT + 1])

    return Edge(down, up)


def edge(earlier: str, later: str) -> Edge:
    """Return how to step from one link to a later one that may be made from it."""
    held: dict[tuple[str, str], tuple[Any, str]] = {
        ("need", "match"): (Match, "need"),
        ("offer", "match"): (Match, "offer"),
        ("match", "delivery"): (Delivery, "match"),
        ("delivery", "receipt"): (Receipt, "delivery"),
        ("proposal", "outcome"): (Outcome, "proposal"),
    }
    if earlier == "report" and later in {"need", "offer"}:
        return _said(Need if later == "need" else Offer, later)
    if (earlier, later) in held:
        return _by(*held[earlier, later])
    if later == CASE:
        return _told_outcome() if earlier == "outcome" else _told(earlier)
    return _frozen(earlier) if later == EVIDENCE else _advised()


def walk(kind: str, start: uuid.UUID) -> Walk:
    """Walk from one record back to its voices and on to its cases."""
    cut: set[str] = set()
    back = _follow(kind, start, reversed(chain.LINKS), cut, up=True)
    ahead = _follow(kind, start, chain.LINKS, cut, up=False)
    return Walk(kind, start, back, ahead, frozenset(cut))


def _follow(
    kind: str, start: uuid.UUID, links: Iterable[chain.Link], cut: set[str], *, up: bool
) -> dict[str, Ids]:
    found: dict[str, Ids] = {kind: {start}}
    for link in links:
        ids: Ids = set(found.get(link.key, set()))
        for earlier, later in _steps(link, up=up):
            source = later if up else earlier
            if source in found:
                step = edge(earlier, later)
                ids |= (step.up if up else step.down)(found[source])
        if len(ids) > LIMIT:
            cut.add(link.key)
            ids = set(sorted(ids)[:LIMIT])
        if ids:
            found[link.key] = ids
    return {key: ids for key, ids in found.items() if key != kind}


def _steps(link: chain.Link, *, up: bool) -> list[tuple[str, str]]:
    if up:
        return [(link.key, other.key) for other in chain.LINKS if link.key in other.made_from]
    return [(earlier, link.key) for earlier in link.made_from]


def knots_of(record: models.Model) -> list[Knot]:
    """Return the strip of a record: every link with its count and the way to the trace page."""
    kind = kind_of(record)
    found = walk(kind, record.pk)
    return [_knot(one.key, found, record) for one in chain.LINKS]


def _knot(key: str, found: Walk, record: models.Model) -> Knot:
    ids = found.ids(key)
    is_current = key == found.kind
    page = address("pages:trace", found.kind, record.pk) if ids else ""
    return Knot(key, label_of(key), len(ids), f"{page}#{key}" if page else "", is_current)


def cut_note(found: Walk, kind: str) -> str:
    """Return the sentence that says where a walk stopped following."""
    if kind not in found.cut:
        return ""
    return _("这一环超过 %(limit)d 条，只沿前 %(limit)d 条继续追。") % {"limit": LIMIT}
