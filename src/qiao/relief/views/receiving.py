"""Receiving: public, made for a phone, without an account. The code is the right."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_scopes import scopes_disabled

from qiao.accounts.guard import public_page
from qiao.exceptions import (
    AlreadySignedError,
    CodeLockedError,
    CodeUnknownError,
    QiaoError,
    ReceiptConflictError,
)
from qiao.intake.forms import MOST_PHOTOS
from qiao.intake.reporter.behind_codes import KEEP, kept_private
from qiao.intake.reporter.outbox import is_own_page
from qiao.intake.reporter.page import OUTBOX_SCRIPTS, STYLES, PhonePage
from qiao.intake.words.voices import plain_words
from qiao.relief import actions
from qiao.relief.forms import CodeForm, ReceiptForm
from qiao.relief.models import Delivery, Receipt
from qiao.relief.views.plans import language
from qiao.relief.words import RECEIPT_WORDS

UNPROCESSABLE = 422
SEE_OTHER = 303

RECEIVING = PhonePage(
    "receiving",
    (*STYLES, "intake/phone.css"),
    (*OUTBOX_SCRIPTS, "intake/phone.js", "relief/receive.js"),
    (("relief", "receive_code"), ("relief", "_coming"), ("intake", "public_base")),
    keeps_pages=True,
)
"""The page on which a recipient signs."""


def get_delivery_for_code(request: HttpRequest, code: str) -> Delivery:
    """Return the delivery this code opens; wrong codes are counted by the address they come from."""
    return actions.find_delivery(code, client=request.META.get("REMOTE_ADDR", ""), now=timezone.now())


def get_receipt_for_code(delivery: Delivery) -> Receipt | None:
    """Return what was signed for, for a delivery whose code was shown."""
    with scopes_disabled():
        found: Receipt | None = Receipt.objects.filter(delivery=delivery).first()
    return found


@public_page
@kept_private
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Ask for the code on the slip."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            get_delivery_for_code(request, code)
        except (CodeUnknownError, CodeLockedError) as error:
            return _ask_again(request, error)
        return redirect("relief:receive_code", code)
    return render(
        request, "relief/receive.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200
    )


def _ask_again(request: HttpRequest, error: CodeUnknownError | CodeLockedError) -> HttpResponse:
    context = {
        "form": CodeForm(),
        "refusal": error.message(language()),
        "is_locked": error.code == "code_locked",
    }
    return render(request, "relief/receive.html", context, status=error.status)


@public_page
@kept_private
@require_http_methods(["GET", "POST"])
def receive_code(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is coming and take the signature; after that, show what was signed for."""
    try:
        delivery = get_delivery_for_code(request, code)
    except (CodeUnknownError, CodeLockedError) as error:
        return _ask_again(request, error)
    if delivery.state == Delivery.State.SIGNED:
        return _thank(request, delivery)
    if request.method == "GET":
        return _show(request, delivery, ReceiptForm(sent=delivery.quantity), code)
    form = ReceiptForm(request.POST, request.FILES, sent=delivery.quantity)
    if not form.is_valid():
        return _show(request, delivery, form, code)
    try:
        _take(delivery, form)
    except (AlreadySignedError, ReceiptConflictError):
        return _thank(request, delivery)  # signed a moment ago by another tap: the first receipt stands
    answer = redirect("relief:receive_code", code)
    answer.status_code = SEE_OTHER
    return answer


def _take(delivery: Delivery, form: ReceiptForm) -> actions.Taken:
    return actions.take_receipt(
        delivery, form.signed, submission=form.submission_id, received_at=timezone.now()
    )


def _show(request: HttpRequest, delivery: Delivery, form: ReceiptForm, code: str) -> HttpResponse:
    context = {
        "delivery": delivery,
        "match": delivery.match,
        "form": form,
        "code": code,
        "words": plain_words(RECEIPT_WORDS),
        "most_photos": MOST_PHOTOS,
        **RECEIVING.files(),
    }
    response = render(
        request, "relief/receive_code.html", context, status=UNPROCESSABLE if form.errors else 200
    )
    response[KEEP] = "1"
    return response


@public_page
@csrf_exempt
@kept_private
@require_POST
def receive_send(request: HttpRequest) -> HttpResponse:
    """Take a receipt from a phone's outbox, perhaps hours later, when no page's token holds any more."""
    if not is_own_page(request):
        return JsonResponse({"error": _("只收本页面发来的信息。")}, status=HTTPStatus.FORBIDDEN)
    code = request.POST.get("code", "")
    try:
        delivery = get_delivery_for_code(request, code)
        form = ReceiptForm(request.POST, request.FILES, sent=delivery.quantity)
        if not form.is_valid():
            return JsonResponse({"errors": form.errors.get_json_data()}, status=UNPROCESSABLE)
        taken = _take(delivery, form)
    except QiaoError as error:
        return JsonResponse({"error": error.message(language()), "code": error.code}, status=error.status)
    url = reverse("relief:receive_code", args=[code])
    return JsonResponse(
        {"url": url, "quantity": taken.receipt.quantity},
        status=HTTPStatus.CREATED if taken.is_new else HTTPStatus.OK,
    )


@public_page
@never_cache
@require_GET
def receive_worker(_request: HttpRequest) -> HttpResponse:
    """Hand over the service worker. It lies beside the pages of the codes, so that it rules over nothing else."""
    return RECEIVING.worker()


def _thank(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    receipt = get_receipt_for_code(delivery)
    found = request.resolver_match
    code = found.kwargs.get("code", "") if found else ""
    context = {"delivery": delivery, "match": delivery.match, "receipt": receipt, "code": code}
    return render(request, "relief/received.html", context)
