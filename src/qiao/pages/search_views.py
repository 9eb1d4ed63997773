"""The search page: one box, groups by kind, the newest first; and a page for each kind."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from qiao.accounts.guard import actor_of, requires
from qiao.intake.queries.hearsay import mark_refuted
from qiao.pages.context import crisis_at_hand
from qiao.pages.search import Asked, find
from qiao.pages.search.find import LARGEST_ID
from qiao.pages.search.rows import group_of, kind_choices
from qiao.pages.search.sources import KINDS

LONGEST_SEARCHED = 80
A_GROUP, A_PAGE = 6, 30


@requires("overview.read")
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Find what the reader may see, in the crisis at hand or in all of them."""
    actor = actor_of(request)
    here = crisis_at_hand(request)
    everywhere = request.GET.get("in") == "all" or here is None
    kind = request.GET.get("kind", "")
    asked = Asked(
        request.GET.get("q", "")[:LONGEST_SEARCHED].strip(),
        None if everywhere else here,
        kind if kind in KINDS else "",
    )
    found = find(actor, asked, limit=A_PAGE if asked.kind else A_GROUP, before=_before(request))
    for hits in found:
        mark_refuted(hits.records)
    groups = [group_of(hits.kind, hits.records, asked.terms, next_before=hits.next_before) for hits in found]
    return render(
        request,
        "pages/search.html",
        {
            "query": asked.text,
            "searched": asked.text,
            "kind": asked.kind,
            "everywhere": everywhere,
            "crisis": here,
            "groups": groups,
            "kinds": kind_choices(groups, asked.kind),
            "is_asked": bool(asked.terms),
            "is_later": bool(_before(request)),
        },
    )


def _before(request: HttpRequest) -> int:
    text = request.GET.get("before", "")
    return min(int(text), LARGEST_ID) if text.isascii() and text.isdigit() and len(text) < 20 else 0  # noqa: PLR2004
