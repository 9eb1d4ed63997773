"""The files of the reporter's page: small, versioned by their content, so that a phone can keep them offline."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

STYLES = ("qiao/qiao.css", "qiao/shell.css", "intake/intake.css", "intake/reporter.css")
SCRIPTS = (
    "vendor/idb/umd.js",
    "intake/reporter-photos.js",
    "intake/reporter-outbox.js",
    "intake/reporter.js",
)
RECEIPT_SCRIPTS = ("intake/receipt.js",)
LOGO = "qiao/logo.svg"
WORKER = "intake/reporter-worker.js"
ICON = "intake/share.png"
VERSION_DIGITS = 12


def version() -> str:
    """Return the version of the page's files: a digest of what is in them."""
    return _version_now() if settings.DEBUG else _version_once()


def _version_now() -> str:
    digest = hashlib.sha256()
    for name in (*STYLES, *SCRIPTS, LOGO, WORKER):
        digest.update(path_of(name).read_bytes())
    for template in ("form", "public_base"):
        digest.update(
            (
                Path(apps.get_app_config("intake").path) / "templates" / "intake" / f"{template}.html"
            ).read_bytes()
        )
    return digest.hexdigest()[:VERSION_DIGITS]


@lru_cache(maxsize=1)
def _version_once() -> str:
    return _version_now()


def path_of(name: str) -> Path:
    """Return where a static file lies in the source."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found)


def address_of(name: str) -> str:
    """Return the address of one of the page's files, with its version."""
    return f"{static(name)}?v={version()}"


def addresses() -> list[str]:
    """Return the addresses that a phone keeps for working offline."""
    return [address_of(name) for name in (*STYLES, *SCRIPTS, LOGO)]
