"""JSON read strictly, and written as people read it: Chinese as Chinese, no NaN, no surprises."""

import json
import math
from typing import Any, NoReturn

from django.conf import settings
from django.http import HttpRequest
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from qiao.api.problems import RefusalError

DEEPEST = 32
MOST_KEYS = 1000
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
        value = json.loads(
            body.decode("utf-8"),
            parse_constant=_no_constant,
            parse_float=_finite,
            object_pairs_hook=_no_doubles,
        )
    except RecursionError as error:
        raise RefusalError("malformed_json", reason=f"deeper than {DEEPEST}") from error
    except ValueError as error:
        raise RefusalError("malformed_json", reason=str(error)[:120]) from error
    _measure(value)
    return value


def _no_constant(word: str) -> NoReturn:
    message = f"{word} is not JSON"
    raise ValueError(message)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        message = f"number too large: {text[:20]}"
        raise ValueError(message)
    return number


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(pairs) > MOST_KEYS:
        message = f"more than {MOST_KEYS} keys in one object"
        raise ValueError(message)
    if len(found) != len(pairs):
        message = "a key stands twice in one object"
        raise ValueError(message)
    return found


def _measure(value: Any) -> None:
    level, depth = [value], 0
    while level:
        if depth > DEEPEST:
            raise RefusalError("malformed_json", reason=f"deeper than {DEEPEST}")
        inner = (
            one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)
        )
        level = [part for parts in inner for part in parts]
        depth += 1


class PlainRenderer(JSONRenderer):
    """Chinese as Chinese; NaN never."""

    json_dumps_params = {"ensure_ascii": False, "allow_nan": False}
