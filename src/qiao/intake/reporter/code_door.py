"""The door that pages behind codes share: it asks for the code, opens what the code opens, and takes what phones send."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qiao.exceptions import QiaoError
from qiao.intake.reporter.behind_codes import KEEP
from qiao.intake.reporter.outbox import is_own_page
from qiao.intake.reporter.page import PhonePage

T = TypeVar("T")
P = ParamSpec("P")
UNPROCESSABLE = 422
SEE_OTHER = 303
LOCKED = 429


@dataclass(frozen=True)
class CodeDoor(Generic[T]):
    """Pages whose right is a code: which page asks, where it leads, and what finds the record that a code opens.

    `find` takes the code, the client's address and the moment, and refuses codes that nobody has.
    """

    page: PhonePage
    template: str
    address: str
    form: type[forms.Form]
    find: Callable[..., T]

    def found(self, request: HttpRequest, code: str) -> T:
        """Return what a code opens; wrong codes are counted by the address they come from."""
        return self.find(code, client=request.META.get("REMOTE_ADDR", ""), now=timezone.now())

    def ask(self, request: HttpRequest) -> HttpResponse:
        """Ask for the code, and go where it leads."""
        form = self.form(request.POST or None)
        if request.method == "POST" and form.is_valid():
            code = form.cleaned_data["code"]
            try:
                self.found(request, code)
            except QiaoError as error:
                return self.ask_again(request, error)
            return redirect(self.address, code)
        context = {"form": form, **self.page.files(())}
        return render(request, self.template, context, status=UNPROCESSABLE if form.errors else 200)

    def ask_again(self, request: HttpRequest, error: QiaoError) -> HttpResponse:
        """Say why a code opens nothing, and ask once more unless too many were wrong."""
        context = {
            "form": self.form(),
            "refusal": said(error),
            "is_locked": error.status == LOCKED,
            **self.page.files(()),
        }
        return render(request, self.template, context, status=error.status)

    def opens(
        self, view: Callable[Concatenate[HttpRequest, T, str, P], HttpResponse]
    ) -> Callable[..., HttpResponse]:
        """Hand a view what the code in the address opens, and the code."""

        @wraps(view)
        def opened(request: HttpRequest, /, code: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                record = self.found(request, code)
            except QiaoError as error:
                return self.ask_again(request, error)
            return view(request, record, code, *args, **kwargs)

        return opened

    def show(
        self, request: HttpRequest, template: str, context: dict[str, Any], *, is_wrong: bool = False
    ) -> HttpResponse:
        """Show a page that the phone may keep for working without a network."""
        answer = render(
            request, template, context | self.page.files(), status=UNPROCESSABLE if is_wrong else 200
        )
        if self.page.keeps_pages:
            answer[KEEP] = "1"
        return answer

    def back(self, code: str) -> HttpResponse:
        """Lead back to the page of the code, so that loading again sends nothing again."""
        answer = redirect(self.address, code)
        answer.status_code = SEE_OTHER
        return answer

    def take_sent(
        self, request: HttpRequest, form: forms.Form, take: Callable[[T, Any], object]
    ) -> JsonResponse:
        """Take what a phone's outbox sends, perhaps hours later; `take` answers None, and the form knows why, if it cannot."""
        if not is_own_page(request):
            return JsonResponse({"error": _("只收本页面发来的信息。")}, status=HTTPStatus.FORBIDDEN)
        try:
            record = self.found(request, request.POST.get("code", ""))
            taken = take(record, form) if form.is_valid() else None
        except QiaoError as error:
            return JsonResponse({"error": said(error), "code": error.code}, status=error.status)
        if taken is None:
            return JsonResponse({"errors": form.errors.get_json_data()}, status=UNPROCESSABLE)
        return JsonResponse({"told": form.cleaned_data["kind"]})


def said(error: QiaoError) -> str:
    """Return the sentence of a refusal in the language of the page."""
    return error.message(get_language() or "zh-hans")
