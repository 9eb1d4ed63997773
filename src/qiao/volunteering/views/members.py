"""Groups of members and calls for help to them; each member answers by a link on a phone."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_scopes import scopes_disabled

from qiao.accounts.guard import actor_of, public_page, requires
from qiao.exceptions import CallLinkUnknownError, QiaoError
from qiao.intake.reporter.behind_codes import kept_private
from qiao.intake.reporter.code_door import said
from qiao.registry.handing import FORMS, download
from qiao.registry.models import Crisis
from qiao.volunteering import actions, queries
from qiao.volunteering.codes import answer_token, mark_of_token
from qiao.volunteering.files import answers_file
from qiao.volunteering.member_forms import CallForm, ReplyForm, SegmentForm
from qiao.volunteering.models import HelpAnswer, HelpCall
from qiao.volunteering.views.joining import JOINING

INVALID = 422
BOUNDS = (1, 6, 24)
"""Hours between which answers are counted."""


def get_call_for_reader(pk: uuid.UUID) -> HelpCall:
    """Return a call of the active organisation."""
    rows = HelpCall.objects.select_related("crisis", "shift__activity", "segment")
    found: HelpCall = get_object_or_404(rows, pk=pk)
    return found


def get_answer_for_link(token: str) -> HelpAnswer:
    """Return the answer that a link opens."""
    with scopes_disabled():
        rows = HelpAnswer.objects.select_related(
            "call__crisis", "call__shift__activity__place", "organization", "enrolment"
        )
        found: HelpAnswer | None = rows.filter(token_mark=mark_of_token(token)).first()
    if found is None:
        raise CallLinkUnknownError
    return found


@requires("help_call.read")
@require_GET
def call_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the groups with how many belong to each, and the calls with how they were answered."""
    return _board(request, get_object_or_404(Crisis, slug=slug))


def _board(
    request: HttpRequest,
    crisis: Crisis,
    *,
    call_form: CallForm | None = None,
    segment_form: SegmentForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    actor = actor_of(request)
    groups = [
        (None, queries.members_of(None)),
        *((one, queries.members_of(one)) for one in queries.segments()),
    ]
    context = {
        "crisis": crisis,
        "groups": [(one, rows.count(), queries.who_may_be_asked(rows).count()) for one, rows in groups],
        "calls": [(one, queries.answered(list(one.answers.all()))) for one in queries.calls(crisis)],
        "call_form": call_form or _call_form(),
        "segment_form": segment_form or SegmentForm(),
        "may_send": actor.may("help_call.send"),
        "refusal": refusal,
    }
    status = INVALID if call_form or segment_form else 200
    return render(request, "volunteering/call_list.html", context, status=status)


def _call_form(data: Any = None) -> CallForm:
    return CallForm(data, segments=queries.segments(), shifts=queries.open_shifts(timezone.now()))


@requires("segment.save")
@require_POST
def segment_save(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a group."""
    crisis, form = get_object_or_404(Crisis, slug=slug), SegmentForm(request.POST)
    if not form.is_valid():
        return _board(request, crisis, segment_form=form)
    actions.save_segment(actor_of(request), **form.cleaned_data)
    messages.success(request, _("分组已保存。"))
    return redirect("volunteering:call_list", slug)


@requires("help_call.send")
@require_POST
def call_send(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a call."""
    crisis, form = get_object_or_404(Crisis, slug=slug), _call_form(request.POST)
    if not form.is_valid():
        return _board(request, crisis, call_form=form)
    told = form.cleaned_data
    segment = told["segment"]
    try:
        made = actions.send_call(
            actor_of(request),
            crisis,
            actions.Asked(told["means"], told["text"], told["shift"]),
            segment=segment,
            name=segment.name if segment else _("全部会员"),
            at=timezone.now(),
        )
    except QiaoError as error:
        return _board(request, crisis, call_form=form, refusal=said(error))
    messages.success(request, _("已交给发件箱。没有短信网关的，把下面各人的链接发给本人。"))
    return redirect("volunteering:call", made.pk)


@requires("help_call.read")
@require_GET
def call(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a call: who answered what and how soon."""
    here, actor = get_call_for_reader(pk), actor_of(request)
    answers = queries.answers_of(here)
    context = {
        "call": here,
        "crisis": here.crisis,
        "answers": answers,
        "waiting": [
            (one, request.build_absolute_uri(reverse("volunteering:call_answer", args=[answer_token(one)])))
            for one in answers
            if not one.kind
        ],
        "told": queries.answered(answers),
        "answers_chart": _chart(answers) if any(one.kind for one in answers) else None,
        "may_act": actor.may("help_call.take_up"),
    }
    return render(request, "volunteering/call.html", context)


def _chart(answers: list[HelpAnswer]) -> dict[str, Any]:
    counted = queries.answers_by_wait(answers, BOUNDS)
    tones = {"YES": "accent", "LATER": "amber", "NO": "blue"}
    return {
        "kind": "stack",
        "title": _("多久有答复"),
        "category": _("等了多久"),
        "unit": _("人"),
        "categories": [_("1 小时内"), _("1–6 小时"), _("6–24 小时"), _("24 小时以上")],
        "series": [
            {"name": _(str(HelpAnswer.Kind(kind).label)), "tone": tone, "values": counted[kind]}
            for kind, tone in tones.items()
        ],
    }


@requires("help_call.export")
@require_GET
def call_export(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    """Hand the answers out as a file, without names."""
    if form not in FORMS:
        raise Http404
    here = get_call_for_reader(pk)
    content = actions.export_answers(actor_of(request), here, answers_file(queries.answers_of(here), form))
    return download(content, "answers", form)


def _act(request: HttpRequest, pk: uuid.UUID, act: Callable[..., object], text: str) -> HttpResponse:
    answer: HelpAnswer = get_object_or_404(HelpAnswer, pk=pk)
    try:
        act(actor_of(request), answer, at=timezone.now())
    except QiaoError as error:
        messages.error(request, said(error))
    else:
        messages.success(request, text)
    return redirect("volunteering:call", answer.call_id)


@requires("help_call.take_up")
@require_POST
def answer_offer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let an answer become an offer."""
    return _act(request, pk, actions.make_offer, _("已成为一条资源，等核实。"))


@requires("help_call.enter")
@require_POST
def answer_place(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let an answer become a place in the shift."""
    return _act(request, pk, actions.make_place, _("已排进班次。"))


@public_page
@kept_private
@require_http_methods(["GET", "POST"])
def call_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Ask a member, and take the answer."""
    answer = get_answer_for_link(token)
    form = ReplyForm(request.POST or None)
    refusal = ""
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.take_reply(answer, actions.Reply(**form.cleaned_data), at=timezone.now())
            except QiaoError as error:
                refusal = said(error)
            else:
                messages.success(request, _("已收到您的答复，谢谢。情况有变，可以再点一次。"))
                return redirect("volunteering:call_answer", token)
        else:
            refusal = _("没有看懂。请再点一次；数量只写整数，不知道就不写。")
    context = {"answer": answer, "call": answer.call, "refusal": refusal, "token": token, **JOINING.files()}
    return render(request, "volunteering/call_answer.html", context, status=INVALID if refusal else 200)
