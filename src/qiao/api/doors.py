"""The doors of the API: a session with CSRF or a token, the right asked for, the organisation's scope opened.

Every operation names its verb here, and the OpenAPI says so (`x-qiao`, SECURITY 7).
"""

import csv
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django_scopes import scope
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from qiao.accounts.guard import actor_of
from qiao.accounts.rights import TABLE
from qiao.accounts.roles import Actor
from qiao.api.actions import mark_of
from qiao.api.models import ApiToken
from qiao.api.problems import RefusalError
from qiao.api.used import note_use
from qiao.exceptions import RightMissingError, RightUnknownError
from qiao.registry.queries import actor_for

OPEN_TO_ALL: dict[str, dict[str, str]] = {
    "checkpoint.read": {"resource": "checkpoint", "action": "read", "scope": "public"},
    "health.read": {"resource": "health", "action": "read", "scope": "public"},
    "docs.read": {"resource": "docs", "action": "read", "scope": "public"},
}
"""What holds nobody's data and so asks for no right; everything else stands in rights.csv."""


@cache
def _table() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = {row["verb"]: row for row in csv.DictReader(file)}
    kept = ("resource", "action", "scope")
    return OPEN_TO_ALL | {verb: {name: row[name] for name in kept} for verb, row in rows.items()}


def x_qiao(verb: str) -> dict[str, dict[str, str]]:
    """Return what the OpenAPI says of an operation: resource, action, scope."""
    if verb not in _table():
        raise RightUnknownError(verb=verb)
    return {"x-qiao": dict(_table()[verb])}


class BearerToken(HttpBearer):
    """A token in the Authorization header. It can do no more than its user can today."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """Return who acts; refuse a token that is unknown, expired, revoked or outlived by its rights."""
        now = timezone.now()
        kept = ApiToken.objects.select_related("user").filter(mark=mark_of(token)).first()
        actor = actor_of_token(kept, now=now) if kept else None
        if kept is None or actor is None:
            raise RefusalError("unauthorized")
        note_use(kept, now=now)
        request.actor = actor  # type: ignore[attr-defined]
        return actor


def actor_of_token(token: ApiToken, *, now: Any) -> Actor | None:
    """Return who acts with `token`: the user's roles of today, cut down to those of the token."""
    if not token.is_valid(now) or not token.user.is_active:
        return None
    today = actor_for(token.user, str(token.organization_id))
    roles = today.roles & set(token.roles)
    if today.organization_id != token.organization_id or not roles:
        return None
    return Actor(today.user_id, today.organization_id, frozenset(roles), today.name)


class SessionCookie(APIKeyCookie):
    """The session of the pages, with CSRF for everything that writes."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return who is signed in, or None."""
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, _key: str | None) -> Actor | None:
        """Return who is signed in, or None; refuse a write without the page's CSRF value."""
        if not request.user.is_authenticated:
            return None
        if check_csrf(request) is not None:
            raise RefusalError("csrf_failed")
        return actor_of(request)


Operation = Callable[..., Any]


def door(verb: str, *, is_public: bool = False) -> Callable[[Operation], Operation]:
    """Ask for the right `verb` and open the scope of the actor's organisation around the operation."""
    x_qiao(verb)

    def wrap(operation: Operation) -> Operation:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if is_public:
                return operation(request, *args, **kwargs)
            actor = actor_of(request)
            if actor.organization_id is None or not actor.may(verb):
                raise RightMissingError(verb=verb)
            with scope(organization=actor.organization_id):
                return operation(request, *args, **kwargs)

        return guarded

    return wrap
