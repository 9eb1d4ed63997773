"""The files of a page for phones: small, versioned by their content, so that a phone can keep them offline."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.templatetags.static import static

STYLES = ("qiao/qiao.css", "qiao/shell.css", "intake/intake.css", "intake/reporter.css")
OUTBOX_SCRIPTS = ("vendor/idb/umd.js", "intake/reporter-photos.js", "intake/reporter-outbox.js")
SCRIPTS = (*OUTBOX_SCRIPTS, "intake/reporter.js")
RECEIPT_SCRIPTS = ("intake/receipt.js",)
LOGO = "qiao/logo.svg"
WORKER = "intake/reporter-worker.js"
ICON = "intake/share.png"
VERSION_DIGITS = 12


@dataclass(frozen=True)
class PhonePage:
    """A page that works without a network: its name, files and templates. `keeps_pages`: it lies behind codes."""

    name: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    templates: tuple[tuple[str, str], ...] = field(default=())
    keeps_pages: bool = False

    def version(self) -> str:
        """Return the version of the page's files: a digest of what is in them."""
        return _version_now(self) if settings.DEBUG else _version_once(self)

    def address_of(self, name: str) -> str:
        """Return the address of one of the page's files, with its version."""
        return f"{static(name)}?v={self.version()}"

    def addresses(self) -> list[str]:
        """Return the addresses that a phone keeps for working offline."""
        return [self.address_of(name) for name in (*self.styles, *self.scripts, LOGO)]

    def files(self, scripts: Sequence[str] | None = None) -> dict[str, Any]:
        """Return what the base template of the pages without an account loads."""
        wanted = self.scripts if scripts is None else scripts
        return {
            "styles": [self.address_of(name) for name in self.styles],
            "scripts": [self.address_of(name) for name in wanted],
            "logo": self.address_of(LOGO),
        }

    def worker(self) -> HttpResponse:
        """Return the service worker, with what it keeps written before its lines."""
        kept = {
            "name": self.name,
            "version": self.version(),
            "addresses": self.addresses(),
            "pages": self.keeps_pages,
        }
        code = path_of(WORKER).read_text(encoding="utf-8")
        body = f"const KEPT = {json.dumps(kept)};\n{code}"
        return HttpResponse(body, content_type="text/javascript; charset=utf-8")


def _version_now(page: PhonePage) -> str:
    digest = hashlib.sha256()
    for name in (*page.styles, *page.scripts, LOGO, WORKER):
        digest.update(path_of(name).read_bytes())
    for app, template in page.templates:
        folder = Path(apps.get_app_config(app).path) / "templates" / app
        digest.update((folder / f"{template}.html").read_bytes())
    return digest.hexdigest()[:VERSION_DIGITS]


@lru_cache(maxsize=8)
def _version_once(page: PhonePage) -> str:
    return _version_now(page)


def path_of(name: str) -> Path:
    """Return where a static file lies in the source."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found)


REPORTER = PhonePage("reporter", STYLES, SCRIPTS, (("intake", "form"), ("intake", "public_base")))
"""The page on which anybody tells what happened."""


def address_of(name: str) -> str:
    """Return the address of one of the reporter page's files."""
    return REPORTER.address_of(name)


def addresses() -> list[str]:
    """Return the addresses that a phone keeps of the reporter's page."""
    return REPORTER.addresses()
