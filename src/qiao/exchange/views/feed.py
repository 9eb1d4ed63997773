"""Where another platform fetches its parcels: a token, and nothing else, is the right."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django_scopes import scope

from qiao.accounts.guard import public_page
from qiao.accounts.roles import Actor
from qiao.exceptions import QiaoError
from qiao.exchange import actions
from qiao.exchange.models import Passing

BEARER = "Bearer "
LONGEST_TOKEN = 120
DIGITS = 12


def _refused(status: int, code: str) -> JsonResponse:
    said = {"type": f"urn:qiao:{code}", "status": status, "code": code}
    return JsonResponse(said, status=status, content_type="application/problem+json")


@public_page
@never_cache
@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """Hand the next parcel to whoever holds a platform's token."""
    said = request.headers.get("Authorization", "")
    token = said.removeprefix(BEARER)[:LONGEST_TOKEN] if said.startswith(BEARER) else ""
    platform = actions.platform_of_token(token) if token else None
    after = request.GET.get("after", "0")
    if platform is None:
        return _refused(HTTPStatus.UNAUTHORIZED, "unauthorized")
    if not (after.isascii() and after.isdigit() and len(after) <= DIGITS):
        return _refused(HTTPStatus.BAD_REQUEST, "after_invalid")
    now = timezone.now()
    with scope(organization=platform.organization_id):
        try:
            if not actions.has_news(platform, after=int(after), now=now):
                return HttpResponse(status=HTTPStatus.NO_CONTENT)
            handed = actions.give(
                Actor.operator(platform.organization_id),
                platform,
                now=now,
                way=Passing.Way.GIVEN_ADDRESS,
                after=int(after),
            )
        except QiaoError as error:
            return _refused(error.status, error.code)
    return HttpResponse(handed.sent, content_type="application/gzip")
