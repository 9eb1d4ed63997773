"""What the OpenAPI says of a CAP message: the elements that are read, with their values (CAP 1.2, section 3.2)."""

from typing import Any

from qiao.intake.sources import cap

SIGN = r"\x00-\x20\ufffe\uffff"
"""What is no sign of a word: blanks, and what XML cannot hold."""
_DAY = r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
_MOMENT = _DAY + r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][+-](0[0-9]|1[0-4]):00"
_REFERENCE = rf"[^{SIGN},]+,[^{SIGN},]+,{_MOMENT}"


def _within_blanks(pattern: str) -> str:
    """Return the pattern of an element whose outer blanks do not count."""
    return rf"^[ \t\r\n]*{pattern}[ \t\r\n]*$"


NAME = _within_blanks(f"[^{SIGN},<&]{{1,200}}")
MOMENT, MOMENT_OR_NONE = _within_blanks(_MOMENT), _within_blanks(f"({_MOMENT})?")


def _said(**fields: Any) -> dict[str, Any]:
    return {"type": "string", **fields}


WORDS = {"type": ["string", "null", "boolean", "number"]}
"""In XML every plain value is words: what would be null or true in JSON is written out."""

_INFO: dict[str, Any] = {
    "type": "object",
    "xml": {"name": "info"},
    "required": ["event", "urgency", "severity", "certainty"],
    "properties": {
        "language": WORDS,
        "event": {**WORDS, "pattern": rf"[^{SIGN}]"},
        "urgency": _said(enum=list(cap.URGENCIES)),
        "severity": _said(enum=list(cap.SEVERITIES)),
        "certainty": _said(enum=list(cap.CERTAINTIES)),
        "onset": _said(pattern=MOMENT_OR_NONE),
        "expires": _said(pattern=MOMENT_OR_NONE),
        "headline": WORDS,
        "description": {**WORDS, "maxLength": cap.LONGEST_TEXT},
    },
}

CAP_ALERT: dict[str, Any] = {
    "type": "object",
    "xml": {"name": "alert", "namespace": cap.NAMESPACES[0]},
    "required": ["identifier", "sender", "sent", "status", "msgType", "scope"],
    "properties": {
        "identifier": {**WORDS, "pattern": NAME},
        "sender": {**WORDS, "pattern": NAME},
        "sent": _said(pattern=MOMENT),
        "status": _said(enum=list(cap.STATUSES)),
        "msgType": _said(enum=list(cap.MESSAGE_TYPES)),
        "scope": _said(enum=list(cap.SCOPES)),
        "references": _said(pattern=_within_blanks(f"({_REFERENCE})?")),
        "info": {"type": "array", "maxItems": cap.MOST_INFOS, "items": _INFO},
    },
    "anyOf": [
        {"properties": {"msgType": {"enum": [one for one in cap.MESSAGE_TYPES if one not in cap.ENDS]}}},
        {
            "properties": {"references": {"pattern": _within_blanks(_REFERENCE)}},
            "required": ["references"],
        },
    ],
}
"""An Update and a Cancel name what they end."""
