"""What the log says: one line an event, no control character, no number of a person, no code out of an address.

Bodies, query strings and local variables never come here (SECURITY 6): a log is read by more people than the data.
"""

import json
import logging
import re
from datetime import UTC, datetime

from django.views.debug import ExceptionReporter

PERSONAL = (
    (re.compile(r"\b(?:\d{4}-){3}\d{4}\b"), "[code]"),
    (re.compile(r"(?<![0-9a-fA-F-])\d{17}[0-9Xx](?![0-9a-fA-F-])"), "[id]"),
    (re.compile(r"(?<![0-9a-fA-F-])\d{16,19}(?![0-9a-fA-F-])"), "[account]"),
    (re.compile(r"(?<![0-9a-fA-F-])(?:\+?86[- ]?)?1[3-9]\d{9}(?![0-9a-fA-F-])"), "[phone]"),
    (re.compile(r"\bqiao_[A-Za-z0-9_-]{8,}"), "[token]"),
    (re.compile(r"(/v1/key/|/api/hooks/|/s/|/t/|/d/)[^/\s?'\"]+"), r"\1[code]"),
    (re.compile(r"\?[^\s'\"]*=[^\s'\"]*"), "?[query]"),
)
"""What never stands in a log, and what stands there instead. A UUID is no person."""

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LONGEST = 8000


def cleaned(text: str) -> str:
    """Return a text fit for a log."""
    for pattern, instead in PERSONAL:
        text = pattern.sub(instead, text)
    return CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", text)[:LONGEST]


class PlainLine(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, and its trace below it."""
        said = f"{record.levelname} {record.name}: {cleaned(record.getMessage())}"
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        return "\n".join([said, *(cleaned(line) for line in trace.splitlines())])


class JsonLine(logging.Formatter):
    """A line for machines: always one, whatever stands in it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        said = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": cleaned(record.getMessage()),
        }
        if record.exc_info:
            trace = self.formatException(record.exc_info)
            said["trace"] = "\n".join(cleaned(line) for line in trace.splitlines())
        return json.dumps(said, ensure_ascii=False)


class BareReporter(ExceptionReporter):
    """A report of an error without the values of variables, wherever one is made."""

    def get_traceback_frames(self) -> list[dict[str, object]]:
        """Return the frames, each without its variables."""
        return [frame | {"vars": []} for frame in super().get_traceback_frames()]
