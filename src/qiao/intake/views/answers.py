"""The queue of offers that wait for an answer, overdue ones first, and the answer in two taps."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.intake.actions.answering import answer_offer
from qiao.intake.forms.offers import AnswerForm
from qiao.intake.models import OfferAnswer
from qiao.intake.queries.answers import CLOCK, overdue_offers, waiting_offers
from qiao.intake.views.answering import INVALID, get_crisis, get_offer_for_reader, page_of
from qiao.registry.models import Crisis

HOUR = 3600
SAID = {
    "ACCEPTED": gettext_lazy("已答复：接受。请接着打电话核实、约交接。"),
    "ASKED": gettext_lazy("问题已留给对方，回答后会再排进来。"),
    "DECLINED": gettext_lazy("已答复：这次不接受，理由对方看得到。"),
}


@requires("offer.answer")
@require_GET
def offer_queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the offers that wait for an answer, the longest waiting first."""
    return _queue(request, get_crisis(slug))


def _queue(
    request: HttpRequest, crisis: Crisis, *, failed: uuid.UUID | None = None, refusal: str = ""
) -> HttpResponse:
    now = timezone.now()
    page = page_of(request, waiting_offers(crisis))
    rows: list[Any] = list(page)
    for one in rows:
        one.due_at = one.since + CLOCK
        one.hours_late = int((now - one.due_at).total_seconds() // HOUR)
    context = {
        "crisis": crisis,
        "page": page,
        "rows": rows,
        "now": now,
        "overdue": overdue_offers(crisis, now=now),
        "reasons": [(value, _(str(label))) for value, label in OfferAnswer.Reason.choices],
        "failed": failed,
        "refusal": refusal,
        "typed": request.POST.get("text", ""),
    }
    return render(request, "intake/offer_queue.html", context, status=INVALID if refusal else 200)


@requires("offer.answer")
@require_POST
def offer_answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer an offer, and go on with the next."""
    found = get_offer_for_reader(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _queue(
            request, found.crisis, failed=pk, refusal=_("没有答复：请按下一个答复，话不超过 200 字。")
        )
    try:
        answer_offer(actor_of(request), found, at=timezone.now(), **form.cleaned_data)
    except QiaoError as error:
        return _queue(request, found.crisis, failed=pk, refusal=error.message(get_language() or "zh-hans"))
    messages.success(request, SAID[form.cleaned_data["kind"]])
    return redirect("intake:offer_queue", found.crisis.slug)
