"""Requests that leave the house: only to hosts the operator named, never to inner addresses, never redirected."""

import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from qiao.trail.channels.message import SendError

SECONDS = 5.0
MOST_BYTES = 65_536
HTTPS_PORT = 443
TRY_AGAIN = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}


@dataclass(frozen=True)
class Target:
    """Where a request goes: the parts of an address that was let through."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def may_be_inner(self) -> bool:
        """Say whether the operator named this very host and port as one inside the own network."""
        return f"{self.host}:{self.port}" in settings.QIAO_NOTICE_INNER_HOSTS


def target_of(url: str) -> Target:
    """Return the parts of a web address; raise SendError where it is not one we may call."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port or (HTTPS_PORT if parts.scheme == "https" else 80)
    except ValueError as error:
        raise SendError("address_invalid", permanent=True) from error
    host = (parts.hostname or "").rstrip(".").lower()
    odd = any(character <= " " or character == "\\" or ord(character) > 126 for character in url.strip())  # noqa: PLR2004
    if parts.scheme not in {"http", "https"} or not host or odd or parts.username is not None:
        raise SendError("address_invalid", permanent=True)
    target = Target(
        parts.scheme, host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    )
    if not target.may_be_inner:
        named = host if port == HTTPS_PORT else f"{host}:{port}"
        if named not in settings.QIAO_NOTICE_HOSTS:
            raise SendError("host_not_allowed", permanent=True)
        if target.scheme != "https":
            raise SendError("not_encrypted", permanent=True)
    return target


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = SECONDS) -> bytes:
    """Send a POST and return the answer's body; raise SendError for everything but 2xx.

    The other side has *seconds* for each part of its answer and twice as many for the whole.
    """
    status, _held, answer = _exchange("POST", target_of(url), body, headers, seconds=seconds, most=MOST_BYTES)
    _judge(status)
    return answer


@dataclass(frozen=True)
class Answer:
    """What the other side said: 200 with a body, or 304 where nothing changed. Names of headers are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def get(
    url: str, headers: Mapping[str, str], *, seconds: float = SECONDS, most_bytes: int = MOST_BYTES
) -> Answer:
    """Send a GET and return the answer; raise SendError for everything but 2xx and 304, and for too long a body."""
    status, held, body = _exchange("GET", target_of(url), None, headers, seconds=seconds, most=most_bytes + 1)
    if status != HTTPStatus.NOT_MODIFIED:
        _judge(status)
    if len(body) > most_bytes:
        raise SendError("answer_unreadable", permanent=True)
    return Answer(status, held, body)


def _exchange(
    method: str, target: Target, body: bytes | None, headers: Mapping[str, str], *, seconds: float, most: int
) -> tuple[int, Mapping[str, str], bytes]:
    try:
        connection = _connect(target, seconds)
        try:
            connection.request(method, target.path, body=body, headers={"User-Agent": "Qiao", **headers})
            with connection.getresponse() as response:
                held = {name.lower(): value for name, value in response.getheaders()}
                return response.status, held, _read(response, 2 * seconds, most)
        finally:
            connection.close()
    except ssl.SSLError as error:
        raise SendError("certificate") from error
    except TimeoutError as error:
        raise SendError("timed_out") from error
    except (OSError, http.client.HTTPException) as error:
        raise SendError("unreachable") from error


def post_json(
    url: str,
    content: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
    *,
    seconds: float = SECONDS,
) -> Any:
    """Send JSON and return the JSON of the answer."""
    body = json.dumps(content, ensure_ascii=False).encode()
    answer = post(
        url, body, {"Content-Type": "application/json; charset=utf-8", **(headers or {})}, seconds=seconds
    )
    try:
        return json.loads(answer or b"{}")
    except (ValueError, RecursionError) as error:
        raise SendError("answer_unreadable") from error


def _judge(status: int) -> None:
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status < HTTPStatus.BAD_REQUEST:
        raise SendError("redirected", permanent=True)
    if status in TRY_AGAIN:
        raise SendError("too_many" if status == HTTPStatus.TOO_MANY_REQUESTS else "try_later")
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise SendError("refused", permanent=True)
    raise SendError("try_later")


def _connect(target: Target, seconds: float) -> http.client.HTTPConnection:
    """Connect to the very address that was looked at, so that a name cannot change between look and call."""
    address = _address_of(target)
    connection = http.client.HTTPConnection(target.host, target.port, timeout=seconds)
    plain = socket.create_connection((address, target.port), timeout=SECONDS)
    plain.settimeout(seconds)
    if target.scheme == "https":
        try:
            plain = ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
        except BaseException:
            plain.close()
            raise
    connection.sock = plain
    return connection


def _address_of(target: Target) -> str:
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not target.may_be_inner and not all(_is_outer(one) for one in addresses):
        raise SendError("inner_address", permanent=True)
    if not addresses:
        raise SendError("unreachable")
    return addresses[0]


def _is_outer(address: str) -> bool:
    parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_global and not (mapped or parsed).is_multicast


def _read(response: http.client.HTTPResponse, seconds: float, most: int) -> bytes:
    until = time.monotonic() + seconds
    parts: list[bytes] = []
    while sum(map(len, parts)) < most:
        part = response.read1(MOST_BYTES)
        if not part:
            break
        if time.monotonic() > until:
            raise TimeoutError
        parts.append(part)
    return b"".join(parts)[:most]
