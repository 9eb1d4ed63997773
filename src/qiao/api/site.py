"""The API as a whole: its doors, its answers to errors, and an OpenAPI that is complete for what exists."""

import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django_scopes.exceptions import ScopeError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from qiao.api.batches import router as batches
from qiao.api.doors import BearerToken, SessionCookie, x_qiao
from qiao.api.hooks import router as hooks
from qiao.api.plans import router as plans
from qiao.api.problems import MEDIA_TYPE, RETRY_SECONDS, RefusalError, refused, refused_by_house, wrong_fields
from qiao.api.strict import PlainRenderer, StrictParser
from qiao.api.warnings import router as warnings
from qiao.api.written import OPERATIONS
from qiao.exceptions import QiaoError, RightMissingError
from qiao.exceptions.storage import refusal_of

logger = logging.getLogger("qiao.api")

ROOT = "/api/"
ABOUT = (
    "一条记录从声音走到案例。Every record from the voice to the case. 错误一律为 application/problem+json。"
)


class HouseAPI(NinjaAPI):
    """Ninja's API, with an OpenAPI that says what kind the errors are and leaves no address out."""

    def get_openapi_schema(self, **_options: Any) -> OpenAPISchema:
        """Return the OpenAPI document."""
        schema = super().get_openapi_schema(path_prefix=ROOT)
        for operation in _operations(schema):
            for status, answer in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST and "content" in answer:
                    answer["content"] = {MEDIA_TYPE: next(iter(answer["content"].values()))}
        schema["paths"] |= _PLAIN_PATHS
        pages = (
            one for one in _pages(get_resolver().url_patterns, "/") if one["path"] not in schema["paths"]
        )
        schema["x-qiao-pages"] = sorted(pages, key=lambda one: one["path"])
        return schema


def _operations(schema: OpenAPISchema) -> Iterator[dict[str, Any]]:
    for path in schema["paths"].values():
        yield from path.values()


def _plain(verb: str, summary: str, media_type: str, *more: int) -> dict[str, Any]:
    answers: dict[str, Any] = {"200": {"description": "OK", "content": {media_type: {}}}}
    answers |= {str(status): {"description": HTTPStatus(status).phrase} for status in more}
    return {
        "get": {
            "operationId": verb.replace(".", "_") + "_" + media_type.rpartition("/")[2],
            "summary": summary,
            "tags": ["house"],
            "responses": answers,
            **x_qiao(verb),
        }
    }


_PLAIN_PATHS = {
    "/healthz": _plain(
        "health.read", "是否健在 / Liveness: 503 without its database", "text/plain", 405, 503
    ),
    "/api/openapi.json": _plain("docs.read", "本文件 / This document", "application/json", 405),
    "/api/docs": _plain("docs.read", "接口说明 / The API explained", "text/html", 405),
}


def _pages(patterns: list[Any], prefix: str) -> Iterator[dict[str, Any]]:
    """Yield the addresses of pages for people, with the right that each asks for."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _pages(pattern.url_patterns, path)
        elif path != ROOT and isinstance(pattern, URLPattern) and hasattr(pattern.callback, "right"):
            right = pattern.callback.right
            yield {
                "path": path,
                "name": pattern.name,
                **({} if right == "public" else x_qiao(right)),
                "right": right,
            }


api = HouseAPI(
    title="Qiao 桥",
    version="1",
    description=ABOUT,
    docs_url=None,
    openapi_url=None,
    urls_namespace="v1",
    auth=[BearerToken(), SessionCookie()],
    parser=StrictParser(),
    renderer=PlainRenderer(),
)
api.add_router("", OPERATIONS)
api.add_router("", batches)
api.add_router("", hooks)
api.add_router("", plans)
api.add_router("", warnings)


@api.exception_handler(RefusalError)
def _on_refusal(_request: HttpRequest, error: RefusalError) -> HttpResponse:
    return refused(error)


@api.exception_handler(QiaoError)
def _on_house(_request: HttpRequest, error: QiaoError) -> HttpResponse:
    return refused_by_house(error)


@api.exception_handler(ScopeError)
def _on_scope(_request: HttpRequest, _error: ScopeError) -> HttpResponse:
    return refused_by_house(RightMissingError(verb="organization"))


@api.exception_handler(Http404)
def _on_missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return refused(RefusalError("not_found"))


@api.exception_handler(AuthenticationError)
def _on_stranger(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return refused(RefusalError("unauthorized"))


@api.exception_handler(ValidationError)
def _on_wrong_fields(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    return refused(wrong_fields(error.errors))


@api.exception_handler(RequestDataTooBig)
def _on_too_big(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return refused(RefusalError("too_large", limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE))


@api.exception_handler(HttpError)
def _on_unreadable(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja wraps what the parser raises; the parser's own words say more."""
    cause = error.__cause__
    if isinstance(cause, RefusalError):
        return refused(cause)
    return refused(RefusalError("malformed_json", reason=error.message))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _on_no_storage(_request: HttpRequest, error: Exception) -> HttpResponse:
    logger.warning("storage unavailable: %s", error)
    told = refusal_of(error)
    return (
        refused_by_house(told)
        if told
        else refused(RefusalError("storage_unavailable", seconds=RETRY_SECONDS))
    )


@api.exception_handler(Exception)
def _on_anything(_request: HttpRequest, error: Exception) -> HttpResponse:
    if told := refusal_of(error):
        logger.warning("storage unavailable: %s", error)
        return refused_by_house(told)
    logger.error("unexpected error", exc_info=error)
    return refused(RefusalError("internal"))
