"""How long a session lasts, when somebody is asked again who they are, and who needs a second factor (SECURITY 6)."""

import csv
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from qiao.accounts import open_sessions
from qiao.accounts.models import User
from qiao.accounts.roles import Role

TABLE = Path(__file__).with_name("asked_again.csv")
ENTERED, SEEN = "entered_at", "seen_at"
SEEN_EVERY_SECONDS = 60
"""How exact the last visit is kept: not every request needs a write."""

CONFIRMED_FOR_SECONDS = 30 * 60
NEEDS_SECOND = frozenset(
    {Role.ADMIN, Role.FINANCE, Role.COORDINATOR, Role.SUPERVISOR, Role.CASEWORKER, Role.OPERATOR}
)
"""Those for whom a second factor is compulsory (SECURITY 6)."""

SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
ALWAYS_OPEN = ("/accounts/", "/i18n/", "/healthz", "/static/")
"""Where somebody goes who still has to set up a second factor."""

Answering = Callable[[HttpRequest], HttpResponseBase]


@cache
def asked_again() -> frozenset[str]:
    """Return the verbs before which somebody must have confirmed who they are within the last half hour."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return frozenset(row["verb"] for row in csv.DictReader(file))


def begin(sender: object, request: HttpRequest, user: User, **_signal: Any) -> None:  # noqa: ARG001 - Django's signal
    """Note when somebody signed in, and where."""
    request.session[ENTERED] = request.session[SEEN] = int(time.time())
    open_sessions.begin(request, user)


class Bounds:
    """End a session twelve hours after it began, and half an hour after somebody last did anything.

    A page that asks by itself whether something is done yet does not keep a session alive.
    """

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.look(request)
        is_known = request.user.is_authenticated
        response = self.get_response(request)
        if is_known and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    def look(self, request: HttpRequest) -> None:
        """Sign out whoever stayed too long, or note that they are here."""
        now = int(time.time())
        entered = request.session.setdefault(ENTERED, now)
        seen = request.session.setdefault(SEEN, now)
        if now - entered > settings.SESSION_COOKIE_AGE or now - seen > settings.QIAO_IDLE_SECONDS:
            logout(request)
        elif now - seen >= SEEN_EVERY_SECONDS and not is_by_itself(request):
            request.session[SEEN] = now
            open_sessions.note(request, request.user)


def is_by_itself(request: HttpRequest) -> bool:
    """Say whether a page asked for a part of itself."""
    return request.method == "GET" and "HX-Request" in request.headers


def confirmed_at(request: HttpRequest) -> float:
    """Return when somebody last proved who they are: signing in, or asked again."""
    records = get_authentication_records(request, request.user)
    return max([float(request.session.get(ENTERED, 0)), *(float(one["at"]) for one in records)])


def must_confirm(request: HttpRequest, verb: str) -> bool:
    """Say whether somebody signed in has to prove again who they are before `verb`."""
    if verb not in asked_again() or not request.user.is_authenticated:
        return False
    return time.time() - confirmed_at(request) > CONFIRMED_FOR_SECONDS


def ask_again(request: HttpRequest) -> HttpResponse:
    """Send somebody to prove who they are, and from there back to where they were."""
    back = request.get_full_path() if request.method == "GET" else came_from(request)
    target = f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: back})}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def came_from(request: HttpRequest) -> str:
    """Return the page of ours on which a form stood, else the overview."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlparse(referer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class SecondFactorFirst:
    """Where it is compulsory, let those who may do much set up a second factor before anything else."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.QIAO_SECOND_FACTOR and self.lacks_one(request):
            return redirect("mfa_index")
        return self.get_response(request)

    def lacks_one(self, request: HttpRequest) -> bool:
        """Say whether somebody acts in a role that needs a second factor, and has none."""
        if not request.user.is_authenticated or request.path.startswith(ALWAYS_OPEN):
            return False
        actor = getattr(request, "actor", None)
        if actor is None or NEEDS_SECOND.isdisjoint(actor.roles):
            return False
        return not Authenticator.objects.filter(user=request.user, type__in=SECOND).exists()
