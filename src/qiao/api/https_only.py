"""Programs that send in the clear are refused, not redirected: a redirect would hide that a token was seen (ASVS 4.1.2)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from qiao.api.problems import RefusalError, refused

PROGRAMS = ("/api/", "/v1/", "/submission", "/formList", "/platforms/feed/")


class ProgramsOverHttps:
    """Stands before Django's own redirect, which is for people in browsers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and request.path.startswith(PROGRAMS):
            return refused(RefusalError("https_only"))
        return self.get_response(request)
