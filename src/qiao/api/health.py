"""Whether the house stands: liveness, and the answer to what nobody expected."""

import sys

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from qiao.accounts.guard import public_page
from qiao.api.problems import RETRY_SECONDS, RefusalError, refused, refused_by_house, said
from qiao.exceptions import QiaoError
from qiao.exceptions.storage import refusal_of

NO_STORAGE = (OperationalError, InterfaceError)


@public_page
@csrf_exempt
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say "ok" where the database answers, 503 where it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except NO_STORAGE:
        return _text("database unreachable", 503)
    return _text("ok", 200)


def _text(sentence: str, status: int) -> HttpResponse:
    response = HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    if status != 200:  # noqa: PLR2004 - the one status that needs no second try
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what was raised outside of every desk: 503 without a database, else 500. Asks nothing of it."""
    error = sys.exc_info()[1]
    if error is not None and (told := refusal_of(error)):
        return _refused(request, told)
    is_storage = isinstance(error, NO_STORAGE)
    if request.path.startswith("/api/"):
        code = "storage_unavailable" if is_storage else "internal"
        return refused(RefusalError(code, seconds=RETRY_SECONDS) if is_storage else RefusalError(code))
    if is_storage:
        return _text(
            said(
                (
                    "数据库暂时连不上或写不进，请稍后再试。",
                    "The database cannot be reached or written. Try again.",
                )
            ),
            503,
        )
    return _text(said(("服务器出错了，什么都没有做一半。", "Something failed; nothing was half done.")), 500)


def _refused(request: HttpRequest, error: QiaoError) -> HttpResponse:
    if request.path.startswith("/api/"):
        return refused_by_house(error)
    response = _text(error.message(get_language() or "zh-hans"), error.status)
    response["Retry-After"] = str(error.details["seconds"])
    return response
