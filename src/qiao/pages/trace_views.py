"""The trace inside the house, both ways along the chain. And the trail itself."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao import chain
from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.accounts.roles import Actor, Role
from qiao.intake.queries.hearsay import mark_refuted
from qiao.pages import queries
from qiao.pages.cards import TOGETHER, Card, card_of, may_read
from qiao.pages.menu import address
from qiao.pages.trace import Walk, cut_note, label_of, model_of, walk
from qiao.registry.models import Crisis
from qiao.trail import chain as trail_chain

SHOWN = 8
"""How many records of one link the page opens at once; the others stand folded below them."""

MOST_CARDS = 100
"""How many are laid out at all, the first that were entered: a page of hundreds of cards is read by nobody."""
ENTRIES_A_PAGE = 60


@dataclass(frozen=True)
class LinkStep:
    """One link of the trace page: its cards, how many more there are, and whether the reader may see them."""

    key: str
    label: str
    count: int
    cards: list[Card]
    folded: list[Card]
    is_current: bool
    is_closed: bool
    note: str


def _step(key: str, found: Walk, actor: Actor) -> LinkStep:
    ids = found.ids(key)
    may = may_read(actor, key)
    cards: list[Card] = []
    if ids and may:
        rows = list(model_of(key).objects.filter(pk__in=ids).select_related(*TOGETHER.get(key, ())))
        mark_refuted(rows)
        rows.sort(key=lambda row: (not (row.pk == found.start and key == found.kind), *_entered(row)))
        cards = [
            card_of(key, row, is_here=row.pk == found.start and key == found.kind)
            for row in rows[:MOST_CARDS]
        ]
        cards.sort(key=lambda card: (not card.is_here, str(card.at or "")))
    return LinkStep(
        key=key,
        label=label_of(key),
        count=len(ids),
        cards=cards[:SHOWN],
        folded=cards[SHOWN:],
        is_current=key == found.kind,
        is_closed=bool(ids) and not may,
        note=cut_note(found, key) or (_left_out(len(ids)) if may else ""),
    )


def _left_out(count: int) -> str:
    return (
        _("共 %(count)d 条，这里列出先登记的 %(shown)d 条。") % {"count": count, "shown": MOST_CARDS}
        if count > MOST_CARDS
        else ""
    )


def _entered(record: Any) -> tuple[int, str, str]:
    """Return what records of one day are sorted by: the item they answer, then the moment of entry."""
    number = getattr(getattr(record, "item", None), "number", 0)
    return number, str(getattr(record, "created_at", "")), str(record.pk)


@requires("trace.read")
@require_GET
def trace(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    """Show the chain of one record: back to the voices it came from, ahead to what became of it."""
    try:
        record = get_object_or_404(model_of(kind), pk=pk)
    except KeyError as error:
        raise Http404 from error
    found = walk(kind, pk)
    actor = actor_of(request)
    steps = [_step(one.key, found, actor) for one in chain.LINKS]
    here = next(index for index, step in enumerate(steps) if step.is_current)
    card = steps[here].cards[0] if steps[here].cards else None
    return render(
        request,
        "pages/trace.html",
        {
            "steps": steps,
            "here": steps[here],
            "card": card,
            "record": record,
            "back": sum(step.count for step in steps[:here]),
            "ahead": sum(step.count for step in steps[here + 1 :]),
            **_crisis_of(found),
        },
    )


def _crisis_of(found: Walk) -> dict[str, Crisis]:
    """Return the crisis to which the walked records belong, where one of them names it."""
    for kind in ("report", "need", "match", "evidence", "proposal", "case_study"):
        row = model_of(kind).objects.filter(pk__in=found.ids(kind)).select_related("crisis").first()
        if row:
            return {"crisis": row.crisis}
    return {}


@requires("trail.read")
@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """Show who did what for the organisation, the newest first."""
    actor = actor_of(request)
    rows = queries.trail_of(actor.organization_id, with_care=Role.AUDITOR in actor.roles)
    verb = request.GET.get("verb", "")
    if verb:
        rows = rows.filter(verb=verb)
    page = page_of(request, rows, ENTRIES_A_PAGE)
    kinds = {one.model.lower(): one.key for one in chain.LINKS}
    entries = [
        (entry, address("pages:trace", kinds[entry.subject_type], entry.subject_id))
        if entry.subject_type in kinds and entry.subject_id
        else (entry, "")
        for entry in page
    ]
    return render(request, "pages/trail.html", {"page": page, "entries": entries, "verb": verb})


@requires("trail.verify")
@require_POST
def verify_trail(request: HttpRequest) -> HttpResponse:
    """Walk the hash chain from the first entry to the last and say what was seen."""
    return render(request, "pages/_verdict.html", {"verdict": trail_chain.verify()})
