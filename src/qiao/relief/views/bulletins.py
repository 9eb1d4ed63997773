"""The bulletin inside the house: how often, issue now, correct, answer."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.relief import actions
from qiao.relief.actions.bulletins import made_anew, standing_version
from qiao.relief.bulletin_forms import AnswerForm, BoardForm, CorrectionForm
from qiao.relief.bulletin_page import changed_in, issues_of, questions_of
from qiao.relief.models import Bulletin, BulletinBoard, BulletinQuestion
from qiao.relief.views.loaders import get_crisis, page_of
from qiao.relief.views.plans import language

UNPROCESSABLE = 422


@requires("bulletin.read")
@require_GET
def bulletin_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the board, its issues, and what people say is wrong with them."""
    return _list(request, slug)


def _list(
    request: HttpRequest, slug: str, *, answering: AnswerForm | None = None, asked: object = None
) -> HttpResponse:
    crisis = get_crisis(slug)
    board = BulletinBoard.objects.filter(crisis=crisis).first()
    questions = questions_of(board) if board else BulletinQuestion.objects.none()
    waiting = list(questions.filter(state=BulletinQuestion.State.ASKED))
    context = {
        "crisis": crisis,
        "board": board,
        "board_form": BoardForm(
            initial={"rhythm": board.rhythm if board else BulletinBoard.Rhythm.TWO_HOURS}
        ),
        "page": page_of(request, issues_of(board)) if board else [],
        "waiting": [
            (one, answering if one == asked else AnswerForm(auto_id=f"{one.pk}_%s")) for one in waiting
        ],
        "answered": questions.filter(state=BulletinQuestion.State.ANSWERED).order_by("-answered_at")[:20],
        "address": request.build_absolute_uri(f"/b/{board.code}/") if board else "",
    }
    return render(request, "relief/bulletin_list.html", context, status=UNPROCESSABLE if answering else 200)


@requires("bulletin.board")
@require_POST
def bulletin_board(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the board, or change its rhythm."""
    form = BoardForm(request.POST)
    if form.is_valid():
        actions.set_board(
            actor_of(request), get_crisis(slug), rhythm=form.cleaned_data["rhythm"], now=timezone.now()
        )
        messages.success(request, _("公告栏已设好。地址不变，可以印在任何地方。"))
    else:
        messages.error(request, _("没有改动：请从列出的间隔里选一个。"))
    return redirect("relief:bulletin_list", slug)


@requires("bulletin.issue")
@require_POST
def bulletin_issue(request: HttpRequest, slug: str) -> HttpResponse:
    """Issue now what the books say."""
    board = get_object_or_404(BulletinBoard, crisis=get_crisis(slug))
    now = timezone.now()
    issued = actions.issue_bulletin(actor_of(request), board, as_of=now, issued_at=now)
    messages.success(request, _("第 %(number)d 期已发布。") % {"number": issued.number})
    return redirect("relief:bulletin_list", slug)


@requires("bulletin.correct")
@require_http_methods(["GET", "POST"])
def bulletin_correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make an issue anew from the books as they are, with a note for the public."""
    issued: Bulletin = get_object_or_404(Bulletin.objects.select_related("board__crisis"), pk=pk)
    standing = standing_version(issued.board, issued.number) or issued
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.correct_bulletin(
                actor_of(request), standing, note=form.cleaned_data["note"], at=timezone.now()
            )
        except QiaoError as error:
            refusal = error.message(language())
        else:
            messages.success(request, _("第 %(number)d 期已更正。") % {"number": made.number})
            return redirect("relief:public_bulletin", made.board.code, made.number)
    context = {
        "crisis": issued.board.crisis,
        "issued": standing,
        "form": form,
        "refusal": refusal,
        "changed": changed_in(standing.content, made_anew(standing)),
    }
    status = UNPROCESSABLE if form.errors or refusal else 200
    return render(request, "relief/bulletin_correct.html", context, status=status)


@requires("bulletin.answer")
@require_POST
def question_answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer in public."""
    question: BulletinQuestion = get_object_or_404(
        BulletinQuestion.objects.select_related("bulletin__board__crisis"), pk=pk
    )
    slug = question.bulletin.board.crisis.slug
    form = AnswerForm(request.POST, auto_id=f"{question.pk}_%s")
    if not form.is_valid():
        return _list(request, slug, answering=form, asked=question)
    standing = standing_version(question.bulletin.board, question.bulletin.number)
    corrected = standing if standing and standing.version > question.bulletin.version else None
    try:
        actions.answer_question(
            actor_of(request),
            question,
            answer=form.cleaned_data["answer"],
            at=timezone.now(),
            corrected_in=corrected,
        )
    except QiaoError as error:
        form.add_error("answer", error.message(language()))
        return _list(request, slug, answering=form, asked=question)
    messages.success(request, _("已公开答复。"))
    return redirect("relief:bulletin_list", slug)
