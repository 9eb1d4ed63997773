"""Moving a need or an offer to another crisis, and back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.accounts.guard import actor_of, requires
from qiao.intake.actions import move_told, move_voice
from qiao.intake.forms import MoveForm
from qiao.intake.models import Need, Offer, Report
from qiao.intake.queries import crisis_before
from qiao.intake.views.answering import INVALID, get_crisis, get_need_for_reader, get_offer_for_reader, go
from qiao.intake.words.voices import voice_words
from qiao.registry.models import Crisis


@requires("voice.move")
@require_http_methods(["GET", "POST"])
def need_move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Move a need to another crisis."""
    return _move(request, get_need_for_reader(request, pk), "intake:need")


@requires("voice.move")
@require_http_methods(["GET", "POST"])
def offer_move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Move an offer to another crisis."""
    return _move(request, get_offer_for_reader(request, pk), "intake:offer")


def _move(request: HttpRequest, voice: Need | Offer, page: str) -> HttpResponse:
    before = crisis_before(actor_of(request).acts_for, voice)
    if request.method == "POST":
        form = MoveForm(request.POST, at=voice.crisis)
        if form.is_valid():
            moved = move_voice(actor_of(request), voice, to=form.crisis, reason=form.cleaned_data["reason"])
            said = _("已移到“%(crisis)s”，历史都在。移错了，可以再移回来。")
            messages.success(request, said % {"crisis": moved.crisis})
            return go(request, reverse(page, args=(voice.pk,)))
    else:
        start = {"to": before.slug, "reason": _("移错了，移回原处")} if before else {}
        form = MoveForm(at=voice.crisis, initial=start)
    context = {
        "crisis": voice.crisis,
        "voice": voice,
        "form": form,
        "before": before,
        "back": reverse(page, args=(voice.pk,)),
    }
    return render(request, "intake/voice_move.html", context, status=INVALID if form.errors else 200)


MOST_AT_ONCE = 200
SHOWN_HELD = 5


def _chosen(request: HttpRequest, crisis: Crisis) -> list[Report]:
    """Return the reports that were ticked in the inbox of this crisis; what is no id, or not there, is left out."""
    ids = set()
    for text in (request.POST if request.method == "POST" else request.GET).getlist("report")[:MOST_AT_ONCE]:
        try:
            ids.add(uuid.UUID(text))
        except ValueError:
            continue
    rows = Report.objects.filter(crisis=crisis, pk__in=ids).select_related("masked")
    return list(rows.prefetch_related("needs__crisis", "offers__crisis"))


@requires("voice.move")
@require_http_methods(["GET", "POST"])
def inbox_move(request: HttpRequest, slug: str) -> HttpResponse:
    """Move what several reports told to another crisis, or back to this one."""
    crisis = get_crisis(slug)
    chosen = _chosen(request, crisis)
    back = reverse("intake:inbox", args=(slug,))
    if not chosen:
        messages.warning(request, _("还没有选中信息。请先在收件箱里勾选。"))
        return go(request, back)
    form = MoveForm(request.POST, at=None) if request.method == "POST" else MoveForm(at=None)
    if request.method == "POST" and form.is_valid():
        result = move_told(actor_of(request), chosen, to=form.crisis, reason=form.cleaned_data["reason"])
        said = _(
            "已移走 %(count)d 条需求和资源到“%(crisis)s”，历史都在。移错了，在这里勾选同样的信息再移回来。"
        )
        messages.success(request, said % {"count": len(result.moved), "crisis": form.crisis})
        if result.held:
            language = get_language() or "zh-hans"
            names = _("、").join(
                f"{voice_words(one)}（{error.message(language)}）" for one, error in result.held[:SHOWN_HELD]
            )
            kept = _("有 %(count)d 条没有移：%(names)s")
            messages.warning(request, kept % {"count": len(result.held), "names": names})
        return go(request, back)
    told = [(one, [*one.needs.all(), *one.offers.all()]) for one in chosen]
    context = {"crisis": crisis, "form": form, "told": told, "back": back}
    return render(request, "intake/inbox_move.html", context, status=INVALID if form.errors else 200)
