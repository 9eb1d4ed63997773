"""JSON read strictly, and written as people read it: Chinese as Chinese, no NaN, no surprises."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from qiao.api.problems import RefusalError
from qiao.intake.sources.strict_json import parse_strictly

JSON_TYPE = "application/json"


class StrictParser(Parser):
    """Refuse what other parsers let through: NaN, infinities, doubled keys, abysses, other media types."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the value of the body; raise RefusalError saying what is wrong with it."""
        if request.content_type != JSON_TYPE or (request.encoding or "utf-8").lower() != "utf-8":
            raise RefusalError("not_json")
        if len(request.body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RefusalError("too_large", limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        return parse(request.body)


def parse(body: bytes) -> Any:
    """Return the value of strict JSON; raise RefusalError where it is none."""
    try:
        return parse_strictly(body)
    except ValueError as error:
        raise RefusalError("malformed_json", reason=str(error)[:120]) from error


class PlainRenderer(JSONRenderer):
    """Chinese as Chinese; NaN never."""

    json_dumps_params = {"ensure_ascii": False, "allow_nan": False}
