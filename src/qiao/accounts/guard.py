"""Doors of pages: every view is either public on purpose or asks for a verb of the table of rights."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from qiao.accounts.rights import rights
from qiao.accounts.roles import Actor
from qiao.accounts.sessions import ask_again, must_confirm
from qiao.exceptions import RightMissingError, RightUnknownError

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in this request; somebody without an account where nobody signed in."""
    actor: Actor = getattr(request, "actor", Actor.public())
    return actor


def requires(verb: str) -> Callable[[View[P]], View[P]]:
    """Open the view only to roles that may do `verb`; its pages are never cached."""
    if verb not in rights():
        raise RightUnknownError(verb=verb)

    def door(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not actor_of(request).may(verb):
                raise RightMissingError(verb=verb)
            if must_confirm(request, verb):
                return ask_again(request)
            response = view(request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        guarded.right = verb  # type: ignore[attr-defined]
        return guarded

    return door


def public_page(view: View[P]) -> View[P]:
    """Open the view to everyone, on purpose."""
    opened: View[P] = login_not_required(view)
    opened.right = "public"  # type: ignore[attr-defined]
    return opened
