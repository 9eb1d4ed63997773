"""The daily digest: the themes of a day, and the brief drafted from them."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.advocacy import actions
from qiao.advocacy.digesting import Digest, digest_of, newest_day
from qiao.advocacy.forms import BriefForm
from qiao.intake.words.voices import GROUP_WORDS
from qiao.registry.models import Crisis


def _day(told: str, crisis: Crisis) -> date:
    """Return the day asked for; the newest one with voices where none is."""
    try:
        return date.fromisoformat(told)
    except ValueError:
        return newest_day(crisis)


@requires("digest.read")
@require_GET
def digest(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the themes of a day."""
    crisis = get_object_or_404(Crisis, slug=slug)
    found = digest_of(crisis, _day(request.GET.get("day", ""), crisis))
    return _page(request, crisis, found, BriefForm(found))


def _page(
    request: HttpRequest, crisis: Crisis, found: Digest, form: BriefForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "crisis": crisis,
        "digest": found,
        "form": form,
        "groups": GROUP_WORDS,
        "may_draft": actor_of(request).may("brief.draft"),
    }
    return render(request, "advocacy/digest.html", context, status=status)


@requires("brief.draft")
@require_POST
def brief_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Draft a brief of the themes ticked."""
    crisis = get_object_or_404(Crisis, slug=slug)
    found = digest_of(crisis, _day(request.POST.get("day", ""), crisis))
    form = BriefForm(found, request.POST)
    if not form.is_valid():
        return _page(request, crisis, found, form, status=422)
    proposal = actions.draft_brief(
        actor_of(request),
        crisis,
        found,
        title=form.cleaned_data["title"],
        form=form.cleaned_data["format"],
        themes=form.groups,
        frozen_at=timezone.now(),
    )
    messages.success(request, _("已起草，数字都来自定格的证据。请改写成文，再写建议条目。"))
    return redirect("advocacy:proposal", proposal.pk)
