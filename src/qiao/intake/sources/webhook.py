"""A delivery of another system: whether it is genuine, which delivery it is, and what its JSON tells.

The JSON may have any shape. A mapping says where each field stands in it: as a JSON Pointer (RFC 6901,
`/data/answers/0`) or with dots (`data.answers.0`). A key that holds dots or slashes itself is found whole.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from qiao.intake.sources.openrosa.mapping import LABELS, NAMES
from qiao.intake.sources.strict_json import parse_strictly

REPLAY_SECONDS = 300
"""How far the time of a signature may lie from ours: what was overheard cannot be sent again later."""

LONGEST_VALUE = 5_000
LONGEST_TEXT = 20_000
LONGEST_PATH = 200
LONGEST_ID = 400
MOST_LEAVES = 400
OUR_SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")
GITHUB_SIGNATURE = re.compile(r"sha256=([0-9a-f]{64})")

FIELDS = (
    *("text", "item", "quantity", "unit", "place", "party", "contact", "phone"),
    *("tier", "deadline", "specification", "note", "delivery", "said_at"),
)
"""What a mapping may name: the fields of a report and, last, the delivery's own id and time."""

TOLD = ("text", "item", "quantity", "unit", "place", "party", "tier", "deadline", "specification", "note")
"""The fields that become words of the report. Contact and telephone are sealed beside it."""

OWN_NAMES: Mapping[str, tuple[str, ...]] = {
    "delivery": (
        "_uuid",
        "uuid",
        "instanceid",
        "event_id",
        "submission_id",
        "delivery_id",
        "response_id",
        "id",
        "_id",
    ),
    "said_at": ("_submission_time", "submitted_at", "created_at", "timestamp", "time", "date"),
    "text": ("text", "message", "content", "body", "description", "nei_rong", "情况", "内容"),
}
Words = dict[str, str]


class UnreadableError(Exception):
    """A delivery that cannot be read into a report; `code` is a key of the desk's reasons."""

    def __init__(self, code: str, **details: str | int) -> None:
        self.code = code
        self.details = details
        super().__init__(code)


@dataclass(frozen=True)
class Sent:
    """What a delivery tells, field by field."""

    words: Words = field(default_factory=dict)

    @property
    def contact(self) -> str:
        """Return who to ask, with the number: it is sealed, and stands in no text."""
        return " ".join(self.words[name] for name in ("contact", "phone") if self.words.get(name))

    @property
    def told(self) -> Words:
        """Return the fields that become words of the report."""
        return {name: self.words[name] for name in TOLD if self.words.get(name)}


def is_signed(secret: str, body: bytes, header: str, *, now: int) -> bool:
    """Say whether `t=…,v1=…` is our signature of "time.body" under the secret, made just now."""
    found = OUR_SIGNATURE.fullmatch(header.strip())
    if found is None or abs(now - int(found[1])) > REPLAY_SECONDS:
        return False
    expected = hmac.new(secret.encode(), f"{found[1]}.".encode() + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, found[2])


def is_signed_as_github_does(secret: str, body: bytes, header: str) -> bool:
    """Say whether `sha256=…` is the signature of the body under the secret."""
    found = GITHUB_SIGNATURE.fullmatch(header.strip())
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return found is not None and hmac.compare_digest(expected, found[1])


def read_body(body: bytes) -> Any:
    """Return the JSON of a body; raise UnreadableError in the sender's terms."""
    try:
        value = parse_strictly(body.removeprefix(b"\xef\xbb\xbf"))
    except UnicodeDecodeError as error:
        raise UnreadableError("not_utf8") from error
    except ValueError as error:
        raise UnreadableError("not_json", why=str(error)[:120]) from error
    if not isinstance(value, dict | list):
        raise UnreadableError("not_an_object")
    return value


def read_delivery(value: Any, mapping: Mapping[str, str]) -> Sent:
    """Return what the mapping finds in a JSON value. A path that leads nowhere is left out.

    Raises UnreadableError where nothing of a message is found, or a found value cannot be kept.
    """
    words = {
        name: in_words(find(value, path), name) for name, path in mapping.items() if path and name in FIELDS
    }
    sent = Sent({name: text for name, text in words.items() if text})
    if not sent.told.get("text") and not sent.told.get("item"):
        raise UnreadableError(
            "nothing_found", paths="、".join(mapping[one] for one in ("text", "item") if mapping.get(one))
        )
    if sum(map(len, sent.told.values())) > LONGEST_TEXT:
        raise UnreadableError("too_long", most=LONGEST_TEXT)
    return sent


def in_words(value: Any, name: str) -> str:
    """Return a found value as a text: a list of plain values is joined, an object is none."""
    if isinstance(value, list):
        parts = (in_words(one, name) for one in value if not isinstance(one, dict | list))
        value = "、".join(part for part in parts if part)
    if value is None or isinstance(value, dict):
        return ""
    text = (str(value).lower() if isinstance(value, bool) else str(value)).strip()
    if "\0" in text or any("\ud800" <= one <= "\udfff" for one in text):
        raise UnreadableError("bad_characters", field=name)
    if len(text) > (LONGEST_TEXT if name == "text" else LONGEST_VALUE):
        raise UnreadableError("value_too_long", field=name)
    return text


def find(value: Any, path: str) -> Any:
    """Return what stands at a path, or None."""
    if path.startswith("/"):
        return _walk(value, [part.replace("~1", "/").replace("~0", "~") for part in path[1:].split("/")])
    return _walk_dots(value, path.split("."))


def _walk(value: Any, parts: list[str]) -> Any:
    for part in parts:
        value = _step(value, part)
        if value is None:
            return None
    return value


def _walk_dots(value: Any, parts: list[str]) -> Any:
    """Walk with dots; the longest key that exists is taken, so that `a.b` finds the key "a.b" too."""
    while parts:
        for taken in range(len(parts), 0, -1):
            found = _step(value, ".".join(parts[:taken]))
            if found is not None:
                value, parts = found, parts[taken:]
                break
        else:
            return None
    return value


def _step(value: Any, part: str) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    is_index = isinstance(value, list) and part.isascii() and part.isdigit() and len(part) < 6  # noqa: PLR2004
    return value[int(part)] if is_index and int(part) < len(value) else None


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield pointer and text of each plain value, in order."""
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in inner:
            yield from leaves(one, f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}")
    else:
        yield path, "" if value is None else str(value)


def guess(value: Any) -> dict[str, str]:
    """Return field → pointer as the names in a sample suggest it; what is not sure is left out."""
    found: dict[str, str] = {}
    listed = [(path, _last(path)) for path, _text in leaves(value)][:MOST_LEAVES]
    for name, names in {**NAMES, **OWN_NAMES}.items():
        if name in FIELDS:
            _take(found, name, [path for known in names for path, last in listed if last == known])
    for name, words in LABELS.items():
        if name in FIELDS:
            _take(found, name, [path for path, last in listed if any(word in last for word in words)])
    return found


def _last(path: str) -> str:
    """Return the last name of a pointer, in small letters: of group/question the question."""
    name = path.rpartition("/")[2].replace("~1", "/").replace("~0", "~").lower()
    return name.rpartition("/")[2]


def _take(found: dict[str, str], name: str, paths: list[str]) -> None:
    free = [one for one in paths if one not in found.values()]
    if name not in found and free:
        found[name] = free[0]
