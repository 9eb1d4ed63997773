"""Receiving: public, made for a phone, without an account. The code is the right."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods
from django_scopes import scopes_disabled

from qiao.accounts.guard import public_page
from qiao.accounts.roles import Actor
from qiao.exceptions import CodeLockedError, CodeUnknownError, LineAlreadyDecidedError
from qiao.relief import actions
from qiao.relief.forms import CodeForm, ReceiptForm
from qiao.relief.models import Delivery, Receipt
from qiao.relief.views.plans import language

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
UNPROCESSABLE = 422
SEE_OTHER = 303


def kept_private(view: View[P]) -> View[P]:
    """Let neither caches nor the next site learn a code that stands in the address."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        # Not no-referrer: browsers would post the form with "Origin: null", which the CSRF check refuses.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answered


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
    form = ReceiptForm(request.POST if request.method == "POST" else None, sent=delivery.quantity)
    if request.method == "GET" or not form.is_valid():
        context = {"delivery": delivery, "match": delivery.match, "form": form, "code": code}
        return render(
            request, "relief/receive_code.html", context, status=UNPROCESSABLE if form.errors else 200
        )
    try:
        actions.sign_receipt(
            Actor.recipient(delivery.organization_id), delivery, signed_at=timezone.now(), **form.facts
        )
    except LineAlreadyDecidedError:
        return _thank(request, delivery)  # signed a moment ago by another tap: the first receipt stands
    answer = redirect("relief:receive_code", code)
    answer.status_code = SEE_OTHER
    return answer


def _thank(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    receipt = get_receipt_for_code(delivery)
    context = {"delivery": delivery, "match": delivery.match, "receipt": receipt}
    return render(request, "relief/received.html", context)
