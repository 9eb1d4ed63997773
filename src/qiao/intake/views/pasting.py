"""The paste box: any message, what would be read of it, and its records."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.roles import Actor
from qiao.exceptions import ReportConflictError
from qiao.intake.actions import Understood
from qiao.intake.actions.receive import Message
from qiao.intake.forms import LONGEST_TEXT, PasteForm, plain_lines
from qiao.intake.pasting import MOST_MESSAGES, split_messages, take_in_all, understand
from qiao.intake.samples import SAMPLES
from qiao.intake.views.answering import get_crisis, go, refuse
from qiao.intake.words import voice_words
from qiao.registry.models import Crisis

SHOWN_MESSAGES = 8


@requires("report.receive")
@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in what is pasted."""
    crisis = get_crisis(slug)
    if request.method == "POST":
        return _take(request, crisis)
    text = SAMPLES.get(request.GET.get("sample", ""), "")
    form = PasteForm.blank(text=text)
    return render(request, "intake/paste.html", _context(form, crisis, text))


def _context(form: PasteForm | Any, crisis: Crisis, text: str) -> dict[str, Any]:
    return {"form": form, "crisis": crisis, "samples": list(SAMPLES), **_preview(text, crisis)}


def _preview(text: str, crisis: Crisis) -> dict[str, Any]:
    """Return what would be read of the first few messages. Nothing is kept."""
    parts = split_messages(plain_lines(text)[:LONGEST_TEXT])
    return {
        "understood": [understand(part, crisis=crisis) for part in parts[:SHOWN_MESSAGES]],
        "message_count": len(parts),
        "left_out": max(0, len(parts) - SHOWN_MESSAGES),
    }


def _take(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    form = PasteForm(request.POST)
    actor = actor_of(request)
    if not form.is_valid():
        return _again(request, form, crisis)
    held = form.cleaned_data
    texts = split_messages(held["text"])[:MOST_MESSAGES]
    said = [Message(text, channel=held["channel"]) for text in texts]
    try:
        taken = take_in_all(
            actor, said, submission=held["submission"], crisis=crisis, received_at=timezone.now()
        )
    except ReportConflictError:
        # The browser went back to a page already sent and its text was changed: another message.
        fresh = PasteForm.blank(text=held["text"], channel=held["channel"])
        messages.warning(request, _("之前那份已经收下。现在这份内容不同，如要另存一份，请再按一次“保存”。"))
        return _again(request, fresh, crisis)
    messages.success(request, told(taken))
    return go(request, _next_page(actor, taken, crisis))


def _again(request: HttpRequest, form: PasteForm | Any, crisis: Crisis) -> HttpResponse:
    context = _context(form, crisis, str(form["text"].value() or ""))
    return refuse(request, "intake/paste.html", "intake/_paste_form.html", context)


def _next_page(actor: Actor, taken: Sequence[Understood], crisis: Crisis) -> str:
    if not actor.may("report.read"):
        return reverse("intake:paste", args=(crisis.slug,))
    if len(taken) > 1:
        return reverse("intake:inbox", args=(crisis.slug,))
    return reverse("intake:report", args=(taken[0].report.pk,))


def told(taken: Sequence[Understood]) -> str:
    """Return the sentence that names what was made of a submission."""
    needs = [need for one in taken for need in one.needs]
    offers = [offer for one in taken for offer in one.offers]
    parts = [_("已收下 %(count)d 条信息。") % {"count": len(taken)}]
    if not any(one.is_new for one in taken):
        parts = [_("这份信息之前已经收下，没有重复登记。")]
    if needs:
        names = _("、").join(voice_words(one) for one in needs)
        parts.append(_("需求 %(count)d 条：%(names)s。") % {"count": len(needs), "names": names})
    if offers:
        names = _("、").join(voice_words(one) for one in offers)
        parts.append(_("资源 %(count)d 条：%(names)s。") % {"count": len(offers), "names": names})
    if not needs and not offers:
        parts.append(_("没有认出需求或资源，可以在信息页上手工添加。"))
    return " ".join(parts)


@requires("report.receive")
@require_POST
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what would be read of a text. Nothing is kept, and persons' data are masked."""
    crisis = get_crisis(slug)
    text = request.POST.get("text", "")
    return render(request, "intake/_preview.html", {"crisis": crisis, **_preview(text, crisis)})
