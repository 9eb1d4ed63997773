"""Refusals become pages: a QiaoError is answered with its sentence, never with a trace."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote

from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django_scopes.exceptions import ScopeError

from qiao.exceptions import QiaoError, RightMissingError
from qiao.exceptions.storage import refusal_of
from qiao.pages.views import bad_request

NUL = "\0"


class Refusals:
    """Answer every QiaoError with a page (or a fragment for htmx) that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if NUL in request.path or NUL in unquote(request.META.get("QUERY_STRING", "")):
            # PostgreSQL keeps no such text: a search for it would end in an error, not in an answer.
            return bad_request(request, ValueError("NUL"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a refusal into an answer; leave every other exception alone."""
        if isinstance(error, ScopeError):
            error = RightMissingError(verb="organization")
        if isinstance(error, DatabaseError | OSError):
            error = refusal_of(error) or error
        if not isinstance(error, QiaoError):
            return None
        if isinstance(error, RightMissingError) and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        message = error.message(get_language() or "zh-hans")
        template = "pages/_refusal.html" if request.headers.get("HX-Request") else "pages/refusal.html"
        response = render(request, template, {"message": message, "code": error.code}, status=error.status)
        if error.status == HTTPStatus.SERVICE_UNAVAILABLE and "seconds" in error.details:
            response["Retry-After"] = str(error.details["seconds"])
        return response
