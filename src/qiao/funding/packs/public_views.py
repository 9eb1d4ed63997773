"""Packs outside the house: anybody reads them, keeps them, checks the hash, sees what was corrected."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django_scopes import scope, scopes_disabled

from qiao.accounts.guard import public_page
from qiao.accounts.paging import page_of
from qiao.funding.ledger_chain import canonical
from qiao.funding.models import DisclosurePack, PackBoard
from qiao.funding.packs.content import changed
from qiao.funding.packs.files import pdf_of, xlsx_of
from qiao.funding.packs.showing import shown, total_rows
from qiao.registry.handing import download

View = Callable[..., HttpResponse]
A_PAGE = 30
LONGEST_VERSION = 4


def with_board(view: View) -> View:
    """Open a page of the board at this address, inside its organisation's records."""

    @wraps(view)
    def opened(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
        with scopes_disabled():
            board = PackBoard.objects.select_related("organization").filter(code=code).first()
        if board is None:
            raise Http404
        with scope(organization=board.organization_id):
            return view(request, board, **kwargs)

    return public_page(opened)


def get_pack_for_public(request: HttpRequest, board: PackBoard, number: int) -> DisclosurePack:
    """Return the version of a pack that the address asks for; the standing one where it asks for none."""
    wanted = request.GET.get("v", "")
    versions = DisclosurePack.objects.select_related("organization", "board").filter(
        board=board, number=number
    )
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= LONGEST_VERSION:
        versions = versions.filter(version=int(wanted))
    elif wanted:
        raise Http404
    found: DisclosurePack | None = versions.order_by("-version").first()
    if found is None:
        raise Http404
    return found


@require_GET
@with_board
def board_page(request: HttpRequest, board: PackBoard) -> HttpResponse:
    """List what an organisation published, the newest first."""
    found = (
        DisclosurePack.objects.filter(board=board).select_related("campaign").order_by("-number", "-version")
    )
    context = {"board": board, "page": page_of(request, found, A_PAGE)}
    return render(request, "funding/pack_board.html", context)


@require_GET
@with_board
def pack_page(request: HttpRequest, board: PackBoard, number: int) -> HttpResponse:
    """Show one pack, and what its corrections changed."""
    pack = get_pack_for_public(request, board, number)
    versions = list(DisclosurePack.objects.filter(board=board, number=number).order_by("version"))
    before = next((one for one in versions if one.version == pack.version - 1), None)
    context = {
        "board": board,
        "pack": pack,
        "told": shown(pack.content),
        "versions": versions,
        "standing": versions[-1],
        "changed": total_rows(changed(before.content, pack.content)) if before else [],
    }
    return render(request, "funding/pack.html", context)


@require_GET
@with_board
def pack_file(request: HttpRequest, board: PackBoard, number: int, form: str) -> HttpResponse:
    """Hand a pack over as workbook or paper, or the very text whose hash it shows."""
    pack = get_pack_for_public(request, board, number)
    name = f"pack-{board.code}-{pack.number}-v{pack.version}"
    if form == "xlsx":
        return download(xlsx_of(pack), name, form)
    address = request.build_absolute_uri(f"/packs/{board.code}/{pack.number}/")
    if form == "pdf":
        answer = HttpResponse(pdf_of(pack, address), content_type="application/pdf")
    elif form == "json":
        answer = HttpResponse(canonical(pack.content), content_type="application/json; charset=utf-8")
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Content-SHA256"] = pack.hash
    return answer
