"""Pages whose right is a code in their address: kept from caches and other sites, kept by the phone if they say so."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
KEEP = "X-Qiao-Keep"
"""Tells the phone's worker that this page still waits for an answer and may be kept for working offline."""


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
