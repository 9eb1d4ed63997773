"""Pages of other platforms: who they are, what passed, what waits; a file out, a file in."""

import base64
import json
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.engines.exchange import fingerprint_of
from qiao.exceptions import QiaoError
from qiao.exchange import actions, queries
from qiao.exchange.forms import AgreedForm, AskForm, CheckForm, EndForm, ParcelForm, PlatformForm, ShareForm
from qiao.exchange.keys import card_of, public_key
from qiao.exchange.models import Passing, Platform, SharedCrisis
from qiao.exchange.shown import (
    KINDS,
    STANDINGS,
    VERDICTS,
    counted_words,
    file_of,
    kinds_in_words,
    told_of,
    why_refused,
)
from qiao.registry.handing import FORMS, download
from qiao.registry.models import Organization
from qiao.trail.outbox_words import reason_text

INVALID = 422
ROWS_A_PAGE = 30
PASSINGS_SHOWN = 12
PAIRS_SHOWN = 20


def language() -> str:
    """Return the language of the page."""
    return get_language() or "zh-hans"


def get_platform_for_reader(pk: uuid.UUID) -> Platform:
    """Return a platform of the active organisation."""
    found: Platform = get_object_or_404(
        Platform.objects.select_related("organization", "added_by", "checked_by"), pk=pk
    )
    return found


def _standing(platform: Platform) -> tuple[Platform.State, str | Promise, str]:
    state = platform.state_on(timezone.localdate())
    return state, *STANDINGS[state]


@requires("platform.read")
@require_GET
def platform_list(request: HttpRequest) -> HttpResponse:
    """Show the platforms, those that were ended last."""
    return _list(request, PlatformForm())


def _list(request: HttpRequest, form: forms.Form, *, status: int = 200) -> HttpResponse:
    page = Paginator(queries.platforms(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, _standing(one)) for one in page],
        "form": form,
        "fingerprint": fingerprint_of(public_key()),
    }
    return render(request, "exchange/platform_list.html", context, status=status)


@requires("platform.add")
@require_POST
def platform_new(request: HttpRequest) -> HttpResponse:
    """Enter a platform."""
    form = PlatformForm(request.POST)
    if form.is_valid():
        try:
            made = actions.add_platform(
                actor_of(request), form.cleaned_data["card"], form.agreed, at=timezone.now()
            )
        except QiaoError as error:
            form.add_error("card", error.message(language()))
        else:
            messages.success(request, _("已登记。请另一位同事打电话向对方核对指纹，核对之前什么都不往来。"))
            return redirect("exchange:platform", made.pk)
    return _list(request, form, status=INVALID)


@requires("platform.read")
@require_GET
def platform_card(request: HttpRequest) -> HttpResponse:
    """Hand out one's own card. Nothing in it is secret."""
    own = get_object_or_404(Organization, pk=actor_of(request).acts_for)
    text = json.dumps(card_of(own), ensure_ascii=False, indent=2) + "\n"
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="qiao-card.json"'
    return answer


@requires("platform.read")
@require_GET
def platform(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a platform: its key, what was agreed, what waits, what passed."""
    return _page(request, get_platform_for_reader(pk))


def _page(
    request: HttpRequest,
    here: Platform,
    bound: tuple[str, forms.Form] | None = None,
    looked: actions.Looked | None = None,
    token: str = "",
) -> HttpResponse:
    name, form = bound or ("", None)
    state, word, tone = _standing(here)
    agreed = {"basis": here.basis, "until": here.until, "gives": here.gives, "takes": here.takes}
    records = Paginator(queries.foreign_records(here), ROWS_A_PAGE).get_page(request.GET.get("page"))
    pairs = list(queries.open_likenesses(here)[:PAIRS_SHOWN])
    passings = Passing.objects.filter(platform=here).select_related("by").order_by("-at", "-created_at")
    own_forms: dict[str, Callable[[], forms.Form]] = {
        "change_form": lambda: AgreedForm(initial=agreed, auto_id="change_%s"),
        "ask_form": lambda: AskForm(initial={"address": here.address}, auto_id="ask_%s"),
        "check_form": lambda: CheckForm(auto_id="check_%s"),
        "share_form": lambda: ShareForm(auto_id="share_%s"),
        "end_form": lambda: EndForm(auto_id="end_%s"),
        "parcel_form": lambda: ParcelForm(auto_id="parcel_%s"),
    }
    context: dict[str, Any] = {
        "platform": here,
        "state": state,
        "state_word": word,
        "state_tone": tone,
        "is_open": state == Platform.State.ACTIVE,
        "fingerprint": fingerprint_of(here.public_key),
        "own_fingerprint": fingerprint_of(public_key()),
        "gives": kinds_in_words(here.gives),
        "takes": kinds_in_words(here.takes),
        "crises": here.crises.select_related("crisis", "area").order_by("key"),
        "page": records,
        "records": told_of(records),
        "pairs": list(zip(pairs, told_of(one.foreign for one in pairs), strict=True)),
        "passings": [
            (one, counted_words(one.counts), why_refused(one, language()))
            for one in passings[:PASSINGS_SHOWN]
        ],
        "is_second": here.added_by_id != actor_of(request).user_id,
        "looked": looked,
        "token": token,
        "asked_why": reason_text(here.asked_error) if here.asked_error else "",
        "verdicts": counted_words(looked.counts) if looked else [],
        "looked_rows": _looked_rows(looked),
        **{key: form if key == name else make() for key, make in own_forms.items()},
    }
    status = INVALID if form is not None and form.errors else 200
    return render(request, "exchange/platform.html", context, status=status)


def _looked_rows(looked: actions.Looked | None) -> list[dict[str, Any]]:
    if looked is None:
        return []
    return [
        {
            "kind": KINDS[one.entry.kind],
            "verdict": VERDICTS[one.kind],
            "is_kept": one.is_kept,
            "what": (one.entry.body or {}).get("item") or (one.entry.body or {}).get("name") or "",
            "version": one.entry.version,
        }
        for one in looked.verdicts[:PAIRS_SHOWN]
    ]


def _do(request: HttpRequest, here: Platform, act: Callable[[], Any], done: str) -> HttpResponse:
    """Do it, say so or say why not, and lead back to the platform's page."""
    try:
        act()
    except QiaoError as error:
        messages.error(request, error.message(language()))
    else:
        messages.success(request, done)
    return redirect("exchange:platform", here.pk)


@requires("platform.check")
@require_POST
def platform_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that one compared the fingerprint."""
    here, form = get_platform_for_reader(pk), CheckForm(request.POST, auto_id="check_%s")
    if not form.is_valid():
        return _page(request, here, ("check_form", form))
    how = form.cleaned_data["how"]
    return _do(
        request,
        here,
        lambda: actions.check_platform(actor_of(request), here, how=how, at=timezone.now()),
        _("指纹已核对，可以往来了。"),
    )


@requires("platform.agree")
@require_POST
def platform_agree(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down what was agreed anew."""
    here, form = get_platform_for_reader(pk), AgreedForm(request.POST, auto_id="change_%s")
    if not form.is_valid():
        return _page(request, here, ("change_form", form))
    return _do(
        request,
        here,
        lambda: actions.agree_platform(actor_of(request), here, form.agreed),
        _("已改。不再给的，下一份文件里会告诉对方收回。"),
    )


@requires("platform.share")
@require_POST
def platform_share(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Agree on a crisis."""
    here, form = get_platform_for_reader(pk), ShareForm(request.POST, auto_id="share_%s")
    if form.is_valid():
        try:
            actions.share_crisis(actor_of(request), here, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("key", error.messages)
        else:
            messages.success(request, _("从下一份文件起往来这个事件。"))
            return redirect("exchange:platform", pk)
    return _page(request, here, ("share_form", form))


@requires("platform.unshare")
@require_POST
def platform_unshare(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Tell of a crisis no more."""
    shared: SharedCrisis = get_object_or_404(SharedCrisis.objects.select_related("platform", "crisis"), pk=pk)
    return _do(
        request,
        shared.platform,
        lambda: actions.unshare_crisis(actor_of(request), shared),
        _("不再往来这个事件。给过的，下一份文件里告诉对方收回。"),
    )


@requires("platform.end")
@require_POST
def platform_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End it."""
    here, form = get_platform_for_reader(pk), EndForm(request.POST, auto_id="end_%s")
    if not form.is_valid():
        return _page(request, here, ("end_form", form))
    reason = form.cleaned_data["reason"]
    return _do(
        request,
        here,
        lambda: actions.end_platform(actor_of(request), here, reason=reason, at=timezone.now()),
        _("已终止，马上生效。"),
    )


@requires("platform.export")
@require_GET
def platform_export(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    """Hand out what they told as a table."""
    if form not in FORMS:
        raise Http404
    here = get_platform_for_reader(pk)
    rows = list(queries.foreign_records(here))
    actions.note_export(actor_of(request), here, rows=len(rows), form=form)
    return download(file_of(rows, form), "platform", form)


@requires("platform.token")
@require_POST
def platform_token(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make the token with which the other side fetches; shown once, the one before opens nothing more."""
    here = get_platform_for_reader(pk)
    try:
        token = actions.make_token(actor_of(request), here, now=timezone.now())
    except QiaoError as error:
        messages.error(request, error.message(language()))
        return redirect("exchange:platform", pk)
    return _page(request, here, token=token)


@requires("platform.ask")
@require_POST
def platform_ask(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin to fetch by address, or stop."""
    here = get_platform_for_reader(pk)
    if request.POST.get("stop"):
        return _do(
            request,
            here,
            lambda: actions.stop_asking(actor_of(request), here),
            _("不再按网址去取，用文件往来。"),
        )
    form = AskForm(request.POST, auto_id="ask_%s")
    if not form.is_valid():
        return _page(request, here, ("ask_form", form))
    try:
        actions.begin_asking(actor_of(request), here, now=timezone.now(), **form.cleaned_data)
    except QiaoError as error:
        form.add_error("address", error.message(language()))
        return _page(request, here, ("ask_form", form))
    messages.success(request, _("已开。每十分钟去取一次，也可以现在就取。"))
    return redirect("exchange:platform", pk)


@requires("platform.fetch")
@require_POST
def platform_fetch(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Fetch now."""
    here = get_platform_for_reader(pk)
    return _do(
        request,
        here,
        lambda: actions.fetch(actor_of(request), here, now=timezone.now()),
        _("取过了。取到什么，看下面往来的文件。"),
    )


@requires("platform.give")
@require_POST
def platform_give(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand out the next file, or all from the beginning."""
    here = get_platform_for_reader(pk)
    after = 0 if request.POST.get("all") else None
    try:
        handed = actions.give(
            actor_of(request), here, now=timezone.now(), way=Passing.Way.GIVEN_FILE, after=after
        )
    except QiaoError as error:
        messages.error(request, error.message(language()))
        return redirect("exchange:platform", pk)
    answer = HttpResponse(handed.sent, content_type="application/gzip")
    answer["Content-Disposition"] = f'attachment; filename="{handed.name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@requires("platform.take")
@require_http_methods(["POST"])
def platform_take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try a file, and take it as it was tried."""
    here = get_platform_for_reader(pk)
    form = ParcelForm(request.POST, request.FILES, auto_id="parcel_%s")
    if not form.is_valid():
        return _page(request, here, ("parcel_form", form))
    sent, now = form.cleaned_data["sent"], timezone.now()
    try:
        if form.cleaned_data.get("file"):
            looked = actions.look(here, sent, now=now)
            held = ParcelForm(initial={"held": base64.b64encode(sent).decode()}, auto_id="parcel_%s")
            return _page(request, here, ("parcel_form", held), looked)
        actions.take(actor_of(request), here, sent, now=now, way=Passing.Way.TAKEN_FILE)
    except QiaoError as error:
        form.add_error(None, error.message(language()))
        return _page(request, here, ("parcel_form", form))
    messages.success(request, _("已收下。要不要接、是不是同一件，在下面由您判断。"))
    return redirect("exchange:platform", pk)
