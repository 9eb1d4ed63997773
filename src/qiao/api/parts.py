"""Every part of a multipart body is read or refused: a part that the parser passes over must not be thanked for."""

import re
from typing import Any, BinaryIO, cast

from django.http import HttpRequest

from qiao.exceptions import PartUnreadableError

BOUNDARY = re.compile(r'boundary="?([^";,\s]{1,70})"?', re.IGNORECASE)
NOTHING_CHOSEN = b'filename=""\r\n'
"""What a browser sends for a file field that was left empty: no part is lost with it."""


class CountedStream:
    """The body of a request, which counts the parts that begin in it while it is read."""

    def __init__(self, stream: Any, boundary: bytes) -> None:
        self._stream = stream
        self._marks = (b"--" + boundary + b"\r\n", NOTHING_CHOSEN)
        self._keep = max(len(one) for one in self._marks) - 1
        self._tail = b""
        self._counts = [0, 0]

    @property
    def parts(self) -> int:
        """Return how many parts have begun, without file fields left empty."""
        return self._counts[0] - self._counts[1]

    def read(self, *size: int) -> bytes:
        """Return what comes next."""
        chunk = bytes(self._stream.read(*size))
        seen = self._tail + chunk
        for place, mark in enumerate(self._marks):
            self._counts[place] += seen.count(mark) - self._tail.count(mark)
        self._tail = seen[-self._keep :]
        return chunk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def read_every_part(request: HttpRequest) -> None:
    """Parse the body of a request.

    Raises
    ------
    PartUnreadableError
        When a part was passed over, as one is whose file name holds a line break.
    """
    found = BOUNDARY.search(request.META.get("CONTENT_TYPE", ""))
    if found is None:
        return
    stream = request._stream  # noqa: SLF001 - Django has no other way in
    counted = CountedStream(stream, found[1].encode("latin-1"))
    request._stream = cast("BinaryIO", counted)  # noqa: SLF001
    read = sum(len(parts) for fields in (request.POST, request.FILES) for _name, parts in fields.lists())
    if read < counted.parts:
        raise PartUnreadableError(count=counted.parts - read)
