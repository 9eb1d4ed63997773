"""Taking a published article into the book: tried first, kept as a draft, taken back."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.casebook import importing_actions as actions
from qiao.casebook.importing_forms import CASE, ArticleForm, TargetForm
from qiao.casebook.models import ImportedText
from qiao.engines.article import Line, read_article
from qiao.engines.extraction import mask
from qiao.exceptions import ImportChangedError
from qiao.registry.queries import find_organization

A_PAGE = 50


def get_imported(pk: uuid.UUID) -> ImportedText:
    """Return an imported article of the organisation at work."""
    found: ImportedText = get_object_or_404(ImportedText.objects.select_related("part", "case"), pk=pk)
    return found


@requires("article.import")
@require_http_methods(["GET", "POST"])
def article_import(request: HttpRequest) -> HttpResponse:
    """Take an article, and show what would become of it; nothing is kept before that was looked at."""
    if request.method == "GET":
        return _asking(request, ArticleForm())
    if "lines" in request.POST:
        return _kept(request)
    form = ArticleForm(request.POST, request.FILES)
    if not form.is_valid():
        return _asking(request, form, status=422)
    title = read_article(form.lines).title or form.name
    told = [[line.text, line.level] for line in form.lines]
    start = {
        "title": title,
        "source": form.cleaned_data["source"],
        "name": form.name,
        "lines": json.dumps(told, ensure_ascii=False),
    }
    return _tried(request, form.lines, TargetForm(initial=start))


def _asking(request: HttpRequest, form: ArticleForm, *, status: int = 200) -> HttpResponse:
    page = page_of(request, ImportedText.objects.select_related("part", "case"), A_PAGE)
    return render(request, "casebook/article_import.html", {"form": form, "page": page}, status=status)


def _tried(
    request: HttpRequest,
    lines: tuple[Line, ...],
    form: TargetForm,
    *,
    kept: frozenset[int] = frozenset(),
    status: int = 200,
) -> HttpResponse:
    article = read_article(lines, kept=kept)
    context: dict[str, Any] = {
        "form": form,
        "article": article,
        "kept": [(number, lines[number - 1].text) for number in sorted(kept) if number <= len(lines)],
        "personal": [one for one in article.paragraphs if mask(one) != one],
        "visible": [form[name] for name in ("title", "kind", "chapter", "collection", "crisis")],
        "hidden": [form[name] for name in ("source", "name", "lines")],
    }
    return render(request, "casebook/article_tried.html", context, status=status)


def _kept(request: HttpRequest) -> HttpResponse:
    """Keep the article as it was looked at, or look again with lines kept that were left out."""
    form = TargetForm(request.POST)
    kept = frozenset(int(one) for one in request.POST.getlist("kept") if one.isdecimal())
    valid = form.is_valid()
    lines = form.cleaned_data.get("lines", ())
    if not lines:
        return _asking(request, ArticleForm(), status=422)
    if "again" in request.POST or not valid:
        return _tried(request, lines, form, kept=kept, status=200 if "again" in request.POST else 422)
    actor = actor_of(request)
    told = form.cleaned_data
    target: dict[str, Any] = {"title": told["title"], "chapter": told["chapter"]}
    if told["kind"] == CASE:
        target |= {"crisis": told["crisis"], "subject": find_organization(actor.acts_for)}
    else:
        target |= {"collection": told["collection"], "kind": told["kind"]}
    imported = actions.import_article(
        actor, read_article(lines, kept=kept), lines=lines, name=told["name"], source=told["source"], **target
    )
    messages.success(request, _("已存为草稿，全文不公开。接着给每条说法找依据，再写核心内容。"))
    return redirect("casebook:imported", imported.pk)


@requires("article.import")
@require_GET
def imported(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show an imported article: what it became, what was left out, the claims and their evidence."""
    return _page(request, get_imported(pk))


def _page(request: HttpRequest, here: ImportedText, *, status: int = 200, refusal: str = "") -> HttpResponse:
    claims = list(here.claims.all())
    context = {
        "imported": here,
        "claims": claims,
        "open": sum(1 for one in claims if not one.evidence),
        "refusal": refusal,
        "may_undo": actor_of(request).may("article.undo") and here.undone_at is None,
    }
    return render(request, "casebook/imported.html", context, status=status)


@requires("article.evidence")
@require_POST
def claim_evidence(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what bears a claim out."""
    here = get_imported(pk)
    number = request.POST.get("number", "")
    claim = here.claims.filter(number=number).first() if number.isdecimal() else None
    if claim is None:
        raise Http404
    actions.evidence_claim(actor_of(request), claim, evidence=request.POST.get("evidence", "").strip()[:300])
    messages.success(request, _("已记下依据。"))
    return redirect(f"{request.path.removesuffix('evidence/')}#c-{number}")


@requires("article.undo")
@require_POST
def import_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an import back."""
    here = get_imported(pk)
    try:
        actions.undo_import(actor_of(request), here, undone_at=timezone.now())
    except ImportChangedError as error:
        return _page(request, here, status=error.status, refusal=error.message(get_language() or "zh-hans"))
    messages.success(request, _("已撤销，草稿删去，原文各行留作出处。"))
    return redirect("casebook:imported", pk)
