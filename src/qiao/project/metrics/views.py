"""Where figures are read: by whoever holds the token of the operator. For everybody else there is no such address."""

import ipaddress
import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from qiao.accounts.guard import public_page
from qiao.accounts.signing_in import client_of
from qiao.project.metrics.figures import all_figures
from qiao.project.metrics.requests import COUNTS
from qiao.project.metrics.text import CONTENT_TYPE, text_of

SCHEME = "Bearer "


@public_page
@csrf_exempt
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the figures to whoever sends the token; a stranger meets a page that is not there."""
    if request.method not in ("GET", "HEAD") or not may_read(request):
        raise Http404
    response = HttpResponse(text_of([*COUNTS.metrics(), *all_figures()]), content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def may_read(request: HttpRequest) -> bool:
    """Say whether the token was sent, over HTTPS or within the own network."""
    wanted, sent = settings.QIAO_METRICS_TOKEN, request.headers.get("Authorization", "")
    if not wanted or not sent.startswith(SCHEME):
        return False
    is_right = secrets.compare_digest(sent.removeprefix(SCHEME).strip().encode(), wanted.encode())
    return is_right and (request.is_secure() or is_near(client_of(request)))


def is_near(client: str) -> bool:
    """Say whether an address is of this machine or of a private network."""
    try:
        return ipaddress.ip_address(client).is_private
    except ValueError:
        return False
