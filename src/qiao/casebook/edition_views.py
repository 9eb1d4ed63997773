"""The book of a collection: its page, its files, and issuing it."""

import mimetypes
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_scopes import scopes_disabled

from qiao.accounts.guard import actor_of, public_page, requires
from qiao.batch.book import FORMATS, SITE
from qiao.casebook import edition_actions as actions
from qiao.casebook import printing as printing_
from qiao.casebook.binding import left_out, not_final
from qiao.casebook.editions import current, is_withdrawn, own_collection, readable_collection
from qiao.casebook.models import Collection, Edition
from qiao.exceptions import PrintingEndedError

LABELS = {"pdf": "PDF", "docx": "Word", "epub": "EPUB"}


def get_collection(request: HttpRequest, pk: uuid.UUID) -> Collection:
    """Return a collection with an edition to everybody, any to those who keep it."""
    found = readable_collection(pk, actor_of(request).organization_id)
    if found is None:
        raise Http404
    return found


@public_page
@require_GET
def book(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the book of a collection: where it is read, what it is downloaded as, how it is cited."""
    return _page(request, get_collection(request, pk))


def _page(request: HttpRequest, here: Collection, *, status: int = 200, refusal: str = "") -> HttpResponse:
    actor = actor_of(request)
    is_own = here.organization_id == actor.organization_id
    with scopes_disabled():
        editions = [
            (
                language,
                label,
                edition,
                is_withdrawn(edition) if edition else False,
                _files(edition),
                printing_.latest(here, language),
            )
            for language, label in Edition.Language.choices
            if (edition := current(here, language)) or is_own
        ]
        context = {
            "collection": here,
            "roles": list(here.roles.select_related("organization")),
            "editions": editions,
            "is_own": is_own,
            "may_issue": is_own and actor.may("edition.ask"),
            "may_ask": any(edition and not gone for _l, _n, edition, gone, _f, _p in editions),
            "not_final": not_final(here) if is_own else [],
            "left_out": left_out(here) if is_own else ([], []),
            "refusal": refusal,
        }
        return render(request, "casebook/book.html", context, status=status)


def _files(edition: Edition | None) -> list[tuple[str, str, int]]:
    """Return the downloads of an edition: label, name, bytes."""
    if edition is None:
        return []
    told = []
    for ending in FORMATS:
        name = f"{edition.name}.{ending}"
        path = actions.folder_of(edition.pk) / name
        if name in edition.files and path.exists():
            told.append((LABELS.get(ending, _("网站（ZIP）")), name, path.stat().st_size))
    return told


def _asked(pk: uuid.UUID, language: str) -> Collection:
    """Return a collection of the organisation at work, and refuse a language no edition has."""
    if language not in Edition.Language.values:
        raise Http404
    here: Collection = get_object_or_404(own_collection(), pk=pk)
    return here


@requires("edition.ask")
@require_POST
def edition_issue(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let the worker build and publish an edition."""
    language = request.POST.get("language", "")
    here = _asked(pk, language)
    base = request.build_absolute_uri("/").rstrip("/")
    printing_.ask_for_edition(actor_of(request), here, language=language, base=base, now=timezone.now())
    return redirect("casebook:book", pk)


@requires("edition.ask")
@require_GET
def printing(request: HttpRequest, pk: uuid.UUID, language: str) -> HttpResponse:
    """Tell how far an edition is; once it has ended, the whole page is shown anew."""
    here = _asked(pk, language)
    seen = printing_.latest(here, language)
    context = {
        "collection": here,
        "language": language,
        "printing": seen,
        "may_issue": actor_of(request).may("edition.ask"),
    }
    answer = render(request, "casebook/_printing.html", context)
    if seen is None or not seen.is_running:
        answer["HX-Refresh"] = "true"
    return answer


@requires("edition.cancel")
@require_POST
def printing_cancel(request: HttpRequest, pk: uuid.UUID, language: str) -> HttpResponse:
    """Call an edition in the making off."""
    here = _asked(pk, language)
    seen = printing_.latest(here, language)
    if seen is None:
        raise Http404
    try:
        printing_.cancel_edition(actor_of(request), seen.row, now=timezone.now())
    except PrintingEndedError as error:
        return _page(request, here, status=error.status, refusal=error.message(get_language() or "zh-hans"))
    messages.success(request, _("已取消，原来的版本不变。"))
    return redirect("casebook:book", pk)


@public_page
@require_GET
def edition_site(request: HttpRequest, pk: uuid.UUID, language: str) -> HttpResponse:
    """Show the cover of the site of the current edition."""
    return edition_file(request, pk, language, "index.html")


@public_page
@require_GET
def edition_file(request: HttpRequest, pk: uuid.UUID, language: str, name: str) -> HttpResponse:
    """Give one file of the current edition: a page of its site, or a download. Only what was recorded is given."""
    here = get_collection(request, pk)
    with scopes_disabled():
        edition = current(here, language)
        withdrawn = edition is not None and is_withdrawn(edition)
    if edition is None:
        raise Http404
    if withdrawn:
        return render(request, "casebook/book_withdrawn.html", {"collection": here}, status=410)
    held = next((one for one in (f"{SITE}/{name}", name) if one in edition.files), None)
    path = actions.folder_of(edition.pk) / held if held else None
    if path is None or not path.is_file():
        raise Http404
    kind = FORMATS.get(name.rpartition(".")[2]) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    ending = name.rpartition(".")[2]
    answer = HttpResponse(path.read_bytes(), content_type=kind)
    if ending in FORMATS:
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
