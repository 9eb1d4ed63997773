"""JSON read strictly: no NaN, no infinities, no doubled keys, no abysses, no characters that cannot be kept."""

import json
import math
from typing import Any, NoReturn

DEEPEST = 32
MOST_KEYS = 1000


def parse_strictly(body: bytes) -> Any:
    """Return the value of strict JSON in UTF-8; raise ValueError in few words where it is none."""
    try:
        value = json.loads(
            body.decode("utf-8"),
            parse_constant=_no_constant,
            parse_float=_finite,
            object_pairs_hook=_no_doubles,
        )
    except RecursionError as error:
        message = f"deeper than {DEEPEST}"
        raise ValueError(message) from error
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
            message = f"deeper than {DEEPEST}"
            raise ValueError(message)
        inner = (
            one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)
        )
        level = [part for parts in inner for part in parts]
        depth += 1
