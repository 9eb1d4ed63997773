"""Where passkeys work: at one name, encrypted or on this machine alone. A browser knows none for a number.

A passkey belongs to the name it was made at. That is the name in QIAO_URL; without it, the name in the address bar.
Where that name changes, passkeys made before open nothing any more.
"""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.http import HttpRequest

LOCAL = "localhost"


class Why(StrEnum):
    """Why passkeys do not work at an address."""

    NUMBER = "number"
    PLAIN = "plain"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Place:
    """The name passkeys belong to here; else why there is none, and at which address they would work."""

    name: str = ""
    why: Why | None = None
    go_to: str = ""


def is_number(host: str) -> bool:
    """Say whether a host is an address in numbers."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def is_local(host: str) -> bool:
    """Say whether a browser takes the name for this machine itself."""
    return host == LOCAL or host.endswith(f".{LOCAL}")


def configured() -> SplitResult:
    """Return the address under which the site is known, in its parts; empty where none is set."""
    return urlsplit(settings.QIAO_URL)


def place_of(request: HttpRequest) -> Place:
    """Return where passkeys work for whoever asks."""
    here = urlsplit(f"{request.scheme}://{request.get_host()}")
    told = configured()
    host, name = here.hostname or "", told.hostname or ""
    if name and not is_number(name):
        if host != name and not host.endswith(f".{name}"):
            return Place(why=Why.ELSEWHERE, go_to=settings.QIAO_URL)
        return judged(here, name)
    if is_number(host):
        return Place(why=Why.NUMBER, go_to=by_name(here))
    return judged(here, host)


def judged(here: SplitResult, name: str) -> Place:
    """Return a name at which passkeys work, where the way to it is encrypted or stays in the machine."""
    is_safe = here.scheme == "https" or is_local(here.hostname or "")
    return Place(name=name) if is_safe else Place(why=Why.PLAIN)


def by_name(here: SplitResult) -> str:
    """Return the same address with this machine's name for its number."""
    is_here = ipaddress.ip_address(here.hostname or "0.0.0.0").is_loopback  # noqa: S104 - nothing is opened
    if not is_here or LOCAL not in settings.ALLOWED_HOSTS:
        return ""
    return f"{here.scheme}://{LOCAL}" + (f":{here.port}" if here.port else "")


def entity(request: HttpRequest) -> dict[str, str]:
    """Return the name a passkey is made for and opens (WebAuthn's relying party)."""
    name = place_of(request).name or (urlsplit(f"//{request.get_host()}").hostname or "")
    return {"id": name, "name": "桥 Qiao"}
