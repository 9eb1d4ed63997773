"""Verdicts on the messages of a draft: one press each, or a correction in a form."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import DraftRepeatError, DraftStateError
from qiao.intake.actions import judge_line
from qiao.intake.forms import VerdictForm, voice_forms
from qiao.intake.models import DraftLine, PasteDraft
from qiao.intake.pasted.page import Review
from qiao.intake.pasted.plan import OPENING, blank_voice, voices_of
from qiao.intake.views.answering import INVALID, go, known_items, wants_fragment
from qiao.intake.views.drafts import get_draft_for_maker, query_of, review_page
from qiao.registry.models import Item


def get_line_for_maker(request: HttpRequest, pk: uuid.UUID, number: int) -> DraftLine:
    """Return one message of a draft of the reader's own, while it can be judged."""
    draft = get_draft_for_maker(request, pk)
    if draft.state != PasteDraft.State.READ:
        raise DraftStateError(state=draft.get_state_display())
    return get_object_or_404(DraftLine.objects.select_related("draft__crisis"), draft=draft, number=number)


@requires("draft.judge")
@require_POST
def draft_line(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Keep one verdict, and show the message as it stands then."""
    line = get_line_for_maker(request, pk, number)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _answer(request, line, error=_("请填另一条的序号，例如 12。"))
    before = Review.of(line.draft).groups()
    try:
        judge_line(actor_of(request), line, said=form.said(line))
    except DraftRepeatError as error:
        return _answer(request, line, error=error.message(get_language() or "zh-hans"))
    return _answer(request, line, before=before)


@requires("draft.judge")
@require_http_methods(["GET", "POST"])
def draft_line_edit(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Put right what was read of a message."""
    line = get_line_for_maker(request, pk, number)
    names = {one.code: one.name for one in Item.objects.only("code", "name")}
    kind = line.kind if line.kind in OPENING else DraftLine.Kind.NEED
    held = voices_of(line) or [dict(one) for one in line.said_voices or line.read_voices]
    data = request.POST if request.method == "POST" else None
    forms = voice_forms(held, names, data, blank=blank_voice(str(kind)))
    if data is None:
        return _edit(request, line, forms)
    if "more" in data:
        blank = blank_voice(str(kind))
        return _edit(request, line, voice_forms([*_typed(forms), blank], names, blank=blank))
    standing = [(before, form) for before, form in forms if form.data.get(f"{form.prefix}-kind") != "NONE"]
    wrong = [form for _before, form in standing if not form.is_valid()]
    if wrong:
        return _edit(request, line, forms, status=INVALID)
    kept = [form.voice(before) for before, form in standing]
    groups = Review.of(line.draft).groups()
    judge_line(actor_of(request), line, said=_corrected(kept))
    return _answer(request, line, before=groups)


def _typed(forms: list[tuple[Any, Any]]) -> list[dict[str, Any]]:
    """Return what was typed so far, as far as it can be understood; the rest stays as it was."""
    return [form.voice(before) if form.is_valid() else dict(before) for before, form in forms]


def _corrected(voices: list[dict[str, Any]]) -> dict[str, Any]:
    if not voices:
        return {"said_kind": DraftLine.Kind.INFO, "said_voices": [], "is_dropped": False}
    needs = any(one["kind"] == DraftLine.Kind.NEED for one in voices)
    # The kind of the message follows its parts; where they go both ways it is a need that also offers.
    kind = DraftLine.Kind.NEED if needs else DraftLine.Kind.OFFER
    return {"said_kind": kind, "said_voices": voices, "is_dropped": False}


def _edit(request: HttpRequest, line: DraftLine, forms: list[Any], *, status: int = 200) -> HttpResponse:
    review = Review.of(line.draft)
    group = review.page([[line.number]])[0]
    context = {
        "crisis": line.draft.crisis,
        "draft": line.draft,
        "row": group.head,
        "forms": [form for _before, form in forms],
        "items": known_items(),
        "query": query_of(request),
    }
    if not wants_fragment(request):
        return render(request, "intake/draft_edit.html", context, status=status)
    answer = render(request, "intake/_draft_edit.html", context, status=status)
    return retarget(reswap(answer, "outerHTML"), f"#line-{line.number}")


def _answer(
    request: HttpRequest, line: DraftLine, *, before: list[list[int]] | None = None, error: str = ""
) -> HttpResponse:
    """Show the message's group again; the whole list where messages came together or parted."""
    if not wants_fragment(request):
        if error:
            context = review_page(request, line.draft, error=error, error_line=line.number)
            return render(request, "intake/draft.html", context, status=INVALID)
        here = reverse("intake:draft", args=(line.draft_id,)) + query_of(request)
        return go(request, f"{here}#line-{line.number}")
    review = Review.of(line.draft)
    if before is not None and before != review.groups():
        context = review_page(request, line.draft, review=review, judged=line.number)
        return retarget(reswap(render(request, "intake/_draft_review.html", context), "outerHTML"), "#review")
    group = review.page([review.group_of(line.number)])[0]
    context = review_page(request, line.draft, review=review)
    context |= {"group": group, "error": error, "error_line": line.number, "is_swap": True}
    return render(request, "intake/_draft_group.html", context, status=INVALID if error else 200)
