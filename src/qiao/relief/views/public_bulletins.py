"""The bulletin outside of the house: anybody reads it, keeps it, checks its hash, and says what is wrong."""

import uuid
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_scopes import scope

from qiao.accounts.guard import public_page
from qiao.exceptions import QiaoError, ReportConflictError
from qiao.intake.actions.receive import Message
from qiao.intake.reporter.codes import receipt_code
from qiao.relief import actions
from qiao.relief.actions.bulletins import newest_of
from qiao.relief.bulletin_content import canonical
from qiao.relief.bulletin_forms import QuestionForm
from qiao.relief.bulletin_page import get_board_for_public, issues_of, questions_of, tables_of
from qiao.relief.models import Bulletin, BulletinBoard
from qiao.relief.views.loaders import page_of

View = Callable[..., HttpResponse]
INVALID = HTTPStatus.UNPROCESSABLE_ENTITY
LONGEST_VERSION = 4


def with_board(view: View) -> View:
    """Open a page of the board at this address, inside its organisation's records."""

    @wraps(view)
    def opened(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
        board = get_board_for_public(code)
        if board is None:
            raise Http404
        with scope(organization=board.organization_id):
            return view(request, board, **kwargs)

    return public_page(opened)


def get_issue_for_public(request: HttpRequest, board: BulletinBoard, number: int) -> Bulletin:
    """Return the version of an issue that the address asks for; the standing one where it asks for none."""
    wanted = request.GET.get("v", "")
    versions = Bulletin.objects.filter(board=board, number=number).order_by("-version")
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= LONGEST_VERSION:
        versions = versions.filter(version=int(wanted))
    elif wanted:
        raise Http404
    issued = versions.first()
    if issued is None:
        raise Http404
    found: Bulletin = issued
    return found


@require_GET
@with_board
def board_page(request: HttpRequest, board: BulletinBoard) -> HttpResponse:
    """Show the newest issue and the list of all."""
    return _show(request, board, newest_of(board))


@require_GET
@with_board
def bulletin_page(request: HttpRequest, board: BulletinBoard, number: int) -> HttpResponse:
    """Show one issue, with what was corrected and what was asked and answered."""
    return _show(request, board, get_issue_for_public(request, board, number))


def _show(request: HttpRequest, board: BulletinBoard, issued: Bulletin | None) -> HttpResponse:
    context: dict[str, Any] = {"board": board, "issued": issued, "page": page_of(request, issues_of(board))}
    if issued is not None:
        versions = list(Bulletin.objects.filter(board=board, number=issued.number).order_by("version"))
        before = next((one for one in versions if one.version == issued.version - 1), None)
        context |= {
            "versions": versions,
            "standing": versions[-1],
            "tables": tables_of(issued, before),
            "questions": questions_of(board, issued.number),
            "address": request.build_absolute_uri(f"/b/{board.code}/{issued.number}/"),
        }
    return render(request, "relief/bulletin.html", context)


@require_GET
@with_board
def bulletin_file(request: HttpRequest, board: BulletinBoard, number: int) -> HttpResponse:
    """Hand over the very text whose hash the issue shows."""
    issued = get_issue_for_public(request, board, number)
    answer = HttpResponse(canonical(issued.content), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = (
        f'attachment; filename="bulletin-{board.code}-{issued.number}-v{issued.version}.json"'
    )
    answer["X-Content-SHA256"] = issued.hash
    return answer


@require_http_methods(["GET", "POST"])
@with_board
def bulletin_question(request: HttpRequest, board: BulletinBoard, number: int) -> HttpResponse:
    """Ask what is wrong, and give a code under which the answer is found."""
    issued = get_issue_for_public(request, board, number)
    rows = [(row["item"], _item_word(row)) for row in issued.content["items"]]
    if request.method == "GET":
        about = request.GET.get("about", "")
        initial = {"submission": uuid.uuid4(), "about": about if about in dict(rows) else ""}
        return _ask(request, board, issued, QuestionForm(initial=initial, rows=rows))
    form = QuestionForm(request.POST, rows=rows)
    if not form.is_valid():
        return _ask(request, board, issued, form, status=INVALID)
    held = form.cleaned_data
    try:
        question = actions.question_bulletin(
            issued,
            Message(held["text"], contact=held["contact"]),
            about=held["about"],
            submission=held["submission"],
            received_at=timezone.now(),
            client=request.META.get("REMOTE_ADDR", ""),
        )
    except ReportConflictError:
        refusal = _("之前那份已经收到。现在这份内容不同，请刷新页面再写。")
        return _ask(request, board, issued, form, status=INVALID, refusal=refusal)
    except QiaoError as error:
        refusal = error.message(get_language() or "zh-hans")
        return _ask(request, board, issued, form, status=error.status, refusal=refusal)
    messages.success(request, _("收到了，谢谢。请记下这一页的查询码：答复会登在这里和公告下面。"))
    return redirect("intake:status", receipt_code(question.report_id))


def _ask(
    request: HttpRequest,
    board: BulletinBoard,
    issued: Bulletin,
    form: Any,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    context = {"board": board, "issued": issued, "form": form, "refusal": refusal}
    return render(request, "relief/bulletin_question.html", context, status=status)


def _item_word(row: dict[str, Any]) -> str:
    own = str(row["name_en"]) if (get_language() or "").startswith("en") else ""
    return own or str(row["name"])
