"""The paste box: any message, what would be read of it, and its records."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.roles import Actor
from qiao.batch.pictures import is_installed
from qiao.exceptions import DraftConflictError, ReportConflictError
from qiao.intake import actions as intake
from qiao.intake import queries
from qiao.intake.actions import Understood
from qiao.intake.forms import LONGEST_TEXT, PasteForm, plain_lines
from qiao.intake.pasted.chat import Pasted, pieces_of, take_in_all, understand
from qiao.intake.pasted.known import likely_known
from qiao.intake.pasted.samples import SAMPLES
from qiao.intake.pasted.samples_chat import sample_chat
from qiao.intake.views.answering import get_crisis, go, refuse, wants_fragment
from qiao.intake.words.voices import voice_words
from qiao.registry.models import Crisis

SHOWN_MESSAGES = 8
NAMED = 6
CHAT = "chat"
"""The sample that is a whole invented chat; drills have it."""
SAMPLE_HOURS = 3


@requires("report.receive")
@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in what is pasted."""
    crisis = get_crisis(slug)
    if request.method == "POST":
        return _take(request, crisis)
    text = _sample(request.GET.get("sample", ""), crisis)
    form = PasteForm.blank(text=text, channel="微信群" if request.GET.get("sample") == CHAT else "")
    return render(request, "intake/paste.html", paste_page(request, form, crisis, text))


def _sample(key: str, crisis: Crisis) -> str:
    if key == CHAT and settings.QIAO_DEMO:
        return sample_chat(crisis, now=timezone.localtime() - timedelta(hours=SAMPLE_HOURS))
    return SAMPLES.get(key, "")


def paste_page(request: HttpRequest, form: PasteForm | Any, crisis: Crisis, text: str) -> dict[str, Any]:
    """Return what the paste page shows: the form, what would be read of its text, what the reader pasted before."""
    return {
        "form": form,
        "crisis": crisis,
        "reads_pictures": is_installed(),
        "samples": list(SAMPLES),
        "drafts": queries.drafts_of(actor_of(request), crisis),
        **_preview(text, crisis),
    }


def _preview(text: str, crisis: Crisis) -> dict[str, Any]:
    """Return what would be read of the first few messages. Nothing is kept."""
    pasted = pieces_of(plain_lines(text)[:LONGEST_TEXT], now=timezone.localtime())
    shown = pasted.pieces[:SHOWN_MESSAGES]
    alone = shown[0] if len(pasted.pieces) == 1 else None
    likely = likely_known(alone.text, alone.sender, crisis=crisis, now=timezone.now()) if alone else []
    return {
        "likely": likely,
        "understood": [understand(one.text, crisis=crisis, sender=one.sender) for one in shown],
        "pasted": pasted,
        "message_count": len(pasted.pieces),
        "is_reviewed": needs_review(pasted),
        "left_out": max(0, len(pasted.pieces) - SHOWN_MESSAGES),
    }


def needs_review(pasted: Pasted) -> bool:
    """Say whether a paste is looked at message by message before it is saved: a chat, or more than the preview shows."""
    count = len(pasted.pieces)
    return count > SHOWN_MESSAGES or (pasted.is_chat and count > 1)


def _take(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    form = PasteForm(request.POST, request.FILES)
    actor = actor_of(request)
    if not form.is_valid():
        return _again(request, form, crisis)
    held = form.cleaned_data
    if held["file"] or needs_review(held["pasted"]):
        return _draft(request, form, crisis)
    said = [piece.message(held["channel"]) for piece in held["pasted"].pieces]
    sent: dict[str, Any] = {"crisis": crisis, "received_at": timezone.now()}
    try:
        if held["fold"] and len(said) == 1:
            taken = [intake.take_in_again(actor, said[0], id=held["submission"], of=held["fold"], **sent)]
        else:
            taken = take_in_all(actor, said, submission=held["submission"], **sent)
    except ReportConflictError:
        return _afresh(request, held, crisis)
    messages.success(request, told(taken))
    return go(request, _next_page(actor, taken, crisis))


def _draft(request: HttpRequest, form: PasteForm, crisis: Crisis) -> HttpResponse:
    """Keep the messages for their maker to look at."""
    held = form.cleaned_data
    found = held["pasted"]
    pasted = intake.Pasted(
        [piece.message(held["channel"]) for piece in found.pieces],
        name=form.file_name,
        channel=held["channel"],
        is_chat=found.is_chat,
        notices=found.notices,
    )
    try:
        made = intake.make_draft(
            actor_of(request), pasted, id=held["submission"], crisis=crisis, at=timezone.now()
        )
    except DraftConflictError:
        return _afresh(request, held, crisis)
    if not made.is_new:
        messages.info(request, _("这份内容您已经粘贴过，这里就是那一份，没有重复登记。"))
    return go(request, reverse("intake:draft", args=(made.draft.pk,)))


def _afresh(request: HttpRequest, held: dict[str, Any], crisis: Crisis) -> HttpResponse:
    """Ask again under a new id: the browser went back to a page already sent, and its text was changed."""
    fresh = PasteForm.blank(text=held["text"], channel=held["channel"])
    messages.warning(request, _("之前那份已经收下。现在这份内容不同，如要另存一份，请再按一次“保存”。"))
    return _again(request, fresh, crisis)


def _again(request: HttpRequest, form: PasteForm | Any, crisis: Crisis) -> HttpResponse:
    context = paste_page(request, form, crisis, str(form["text"].value() or ""))
    return refuse(request, "intake/paste.html", "intake/_paste_form.html", context)


def _next_page(actor: Actor, taken: Sequence[Understood], crisis: Crisis) -> str:
    if not actor.may("report.read"):
        return reverse("intake:paste", args=(crisis.slug,))
    if len(taken) > 1:
        return reverse("intake:inbox", args=(crisis.slug,))
    return reverse("intake:report", args=(taken[0].report.pk,))


def told(taken: Sequence[Understood]) -> str:
    """Return the sentence that names what was made of a submission."""
    fresh = [one for one in taken if one.is_new]
    needs = [need for one in fresh or taken for need in one.needs]
    offers = [offer for one in fresh or taken for offer in one.offers]
    parts = [_("已收下 %(count)d 条信息。") % {"count": len(fresh)}]
    if not fresh:
        parts = [_("这份信息之前已经收下，没有重复登记。")]
    elif len(fresh) < len(taken):
        parts.append(_("另有 %(count)d 条之前已经收下，没有重复登记。") % {"count": len(taken) - len(fresh)})
    parts += _made(_("需求 %(count)d 条：%(names)s。"), needs) + _made(
        _("资源 %(count)d 条：%(names)s。"), offers
    )
    again = [telling.voice for one in fresh or taken for telling in one.report.tellings.all()]
    parts += _made(_("并入已登记的 %(count)d 条：%(names)s。"), again)
    if not needs and not offers and not again:
        parts.append(_("没有认出需求或资源，可以在信息页上手工添加。"))
    return " ".join(parts)


def _made(sentence: str, voices: Sequence[Any]) -> list[str]:
    """Return the sentence that names what was opened, the first few by name."""
    if not voices:
        return []
    names = _("、").join(voice_words(one) for one in voices[:NAMED])
    more = _("等") if len(voices) > NAMED else ""
    return [sentence % {"count": len(voices), "names": names + more}]


@requires("report.receive")
@require_POST
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what would be read of a text. Nothing is kept, and persons' data are masked."""
    crisis = get_crisis(slug)
    text = request.POST.get("text", "")
    context = {"crisis": crisis, "is_swap": wants_fragment(request), **_preview(text, crisis)}
    return render(request, "intake/_preview.html", context)
