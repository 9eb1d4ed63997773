"""The trace inside the house, both ways along the chain. And the trail itself."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao import chain
from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.accounts.roles import Role
from qiao.intake.queries.hearsay import mark_refuted
from qiao.pages import queries
from qiao.pages.cards import TOGETHER, Card, card_of, may_read
from qiao.pages.menu import address
from qiao.pages.trace import Walk, cut_note, label_of, model_of, walk
from qiao.registry.models import Crisis
from qiao.trail import chain as trail_chain

SHOWN = 8
"""How many records of one link the page opens at once; the others stand folded below them."""

MOST_CARDS = 40
"""How many are laid out at once, in the order in which they were entered; a page of the link reads on."""
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
    before: str = ""
    after: str = ""
    """The addresses of the cards before and after these, where not all fit."""


def _step(key: str, found: Walk, request: HttpRequest) -> LinkStep:
    ids = found.ids(key)
    may = may_read(actor_of(request), key)
    page = Paginator(_in_order(key, found) if ids and may else [], MOST_CARDS).get_page(request.GET.get(key))
    cards = _cards(key, found, list(page.object_list))
    return LinkStep(
        key=key,
        label=label_of(key),
        count=len(ids),
        cards=cards[:SHOWN],
        folded=cards[SHOWN:],
        is_current=key == found.kind,
        is_closed=bool(ids) and not may,
        note=" ".join(one for one in (cut_note(found, key), _left_out(page) if may else "") if one),
        before=_leading(request, key, page.number - 1) if page.has_previous() else "",
        after=_leading(request, key, page.number + 1) if page.has_next() else "",
    )


def _in_order(key: str, found: Walk) -> list[uuid.UUID]:
    """Return the ids of a link as they were entered, outcomes item by item; where one stands comes first."""
    rows = model_of(key).objects.filter(pk__in=found.ids(key))
    numbered = (Coalesce("item__number", 0),) if key == "outcome" else ()
    ids = list(rows.order_by(*numbered, "created_at", "pk").values_list("pk", flat=True))
    return sorted(ids, key=lambda pk: pk != found.start) if key == found.kind else ids


def _cards(key: str, found: Walk, ids: Sequence[uuid.UUID]) -> list[Card]:
    rows = (
        list(model_of(key).objects.filter(pk__in=ids).select_related(*TOGETHER.get(key, ()))) if ids else []
    )
    mark_refuted(rows)
    place = {pk: number for number, pk in enumerate(ids)}
    rows.sort(key=lambda row: place[row.pk])
    cards = [card_of(key, row, is_here=row.pk == found.start and key == found.kind) for row in rows]
    return sorted(cards, key=lambda card: (not card.is_here, str(card.at or "")))


def _leading(request: HttpRequest, key: str, number: int) -> str:
    asked = request.GET.copy()
    asked[key] = str(number)
    return f"?{asked.urlencode()}#{key}"


def _left_out(page: Any) -> str:
    return (
        _("共 %(count)d 条，这里是第 %(first)d 至 %(last)d 条，先登记的在前。")
        % {"count": page.paginator.count, "first": page.start_index(), "last": page.end_index()}
        if page.has_other_pages()
        else ""
    )


@requires("trace.read")
@require_GET
def trace(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    """Show the chain of one record: back to the voices it came from, ahead to what became of it."""
    try:
        record = get_object_or_404(model_of(kind), pk=pk)
    except KeyError as error:
        raise Http404 from error
    found = walk(kind, pk)
    steps = [_step(one.key, found, request) for one in chain.LINKS]
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
