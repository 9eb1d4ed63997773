"""Snapshots of a case: what changed since, drawing again, and the records behind each figure."""

import uuid
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao import chain
from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.casebook import actions, showing
from qiao.casebook.models import CaseSnapshot, CaseStudy
from qiao.casebook.snapshots import Difference, difference, take
from qiao.casebook.views.reading import get_case_for_editor
from qiao.exceptions import CaseIncompleteError, SnapshotSameError

ROWS = 50


def _shown(found: Difference) -> dict[str, Any]:
    words, kinds = showing.figure_words(), showing.kind_words()
    return {
        "is_empty": found.is_empty,
        "figures": [
            (words[key], showing.figure_text(key, before), showing.figure_text(key, after))
            for key, before, after in found.figures
        ],
        "came": [showing.said(one) for one in found.came],
        "went": [showing.said(one) for one in found.went],
        "events_came": [(one["on"], showing.said(one)) for one in found.events_came],
        "events_went": [(one["on"], showing.said(one)) for one in found.events_went],
        "kinds": [kinds[one] for one in found.kinds],
    }


@requires("case_study.write")
@require_GET
def snapshots(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what the record would say now, and every snapshot with what changed from the one before."""
    return _page(request, get_case_for_editor(pk))


def _page(request: HttpRequest, here: CaseStudy, *, refusal: str = "", status: int = 200) -> HttpResponse:
    kept = list(here.snapshots.select_related("taken_by").defer("records"))
    now = take(actions.ground_of(here), timezone.now())
    last = kept[0].content if kept else {}
    rows = [
        (
            one,
            _shown(difference(before.content, one.content)) if before else None,
            showing.figures_told(one.content["figures"]),
        )
        for one, before in zip(kept, [*kept[1:], None], strict=True)
    ]
    context = {
        "case": here,
        "crisis": here.crisis,
        "now": _shown(difference(last, now.content)),
        "rows": rows,
        "refusal": refusal,
        "may_redraw": actor_of(request).may("case_study.redraw"),
    }
    return render(request, "casebook/snapshots.html", context, status=status)


@requires("case_study.redraw")
@require_POST
def redraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Draw a case again; the former snapshots stay."""
    here = get_case_for_editor(pk)
    try:
        actions.redraw_case_study(actor_of(request), here, at=timezone.now())
    except (SnapshotSameError, CaseIncompleteError) as error:
        words = error.message(get_language() or "zh-hans")
        return _page(request, get_case_for_editor(pk), refusal=words, status=error.status)
    messages.success(request, _("已重新取数并定格；从前的定格都还在。"))
    return redirect("casebook:snapshots", pk)


@requires("case_study.write")
@require_GET
def behind(request: HttpRequest, pk: uuid.UUID, number: int, key: str) -> HttpResponse:
    """List the records behind one figure of a snapshot, each leading to its trace."""
    here = get_case_for_editor(pk)
    snapshot = get_object_or_404(CaseSnapshot, case=here, number=number)
    kind = showing.kind_behind(key)
    if not kind or key not in snapshot.content.get("figures", {}):
        raise Http404
    page = page_of(request, snapshot.records.get(kind, []), ROWS)
    links = {one.key for one in chain.LINKS}
    context = {
        "case": here,
        "crisis": here.crisis,
        "snapshot": snapshot,
        "label": showing.figure_words()[key],
        "value": showing.figure_text(key, snapshot.content["figures"][key]),
        "kind": kind if kind in links else "",
        "kind_label": showing.kind_words()[kind],
        "page": page,
        "rows": _rows(kind, list(page.object_list)),
    }
    return render(request, "casebook/behind.html", context)


MODELS = {
    "hours": "volunteering.HourRecord",
    "gift": "funding.Donation",
    "filing": "advocacy.Filing",
}


def _rows(kind: str, ids: list[str]) -> list[tuple[str, Any]]:
    """Return id and record of each, None where it is gone since. Hours and gifts tell no person."""
    name = MODELS.get(kind) or chain.link(kind).model
    found = {str(one.pk): one for one in apps.get_model(name).objects.filter(pk__in=ids)}
    return [(pk, _told(kind, found.get(pk))) for pk in ids]


def _told(kind: str, record: Any) -> str:
    if record is None:
        return ""
    if kind == "hours":
        return f"{record.served_on:%Y-%m-%d} · {showing.figure_text('minutes', record.minutes)}"
    if kind == "gift":
        return f"{record.received_on:%Y-%m-%d} · {showing.figure_text('money_fen', record.amount_fen)}"
    if kind == "report":
        return f"{timezone.localtime(record.received_at):%Y-%m-%d %H:%M} · {record.pk.hex[:8]}"
    return str(record)
