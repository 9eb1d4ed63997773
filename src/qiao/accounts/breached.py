"""Passwords known from breaches elsewhere, looked up in a file of the operator's: no service is asked (ASVS 6.2.12)."""

import hashlib
from pathlib import Path
from typing import BinaryIO

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils.translation import gettext as _

DIGITS = 40
"""Of SHA-1 in hexadecimal, as the lists are published: HASH:COUNT, a line each, in order."""


def is_breached(password: str, path: Path) -> bool:
    """Say whether a sorted list of SHA-1 holds a password. A list of any length is asked some forty times."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, file.seek(0, 2)
        while low < high:
            middle = (low + high) // 2
            found = _line_from(file, middle)
            if found and found[:DIGITS].upper() < wanted:
                low = file.tell()
            elif found[:DIGITS].upper() == wanted:
                return True
            else:
                high = middle
    return False


def _line_from(file: BinaryIO, at: int) -> bytes:
    """Return the first line that begins at `at` or after it, b"" where there is none; the file stands behind it."""
    file.seek(max(0, at - 1))
    if at:
        file.readline()
    return file.readline()


class Breached:
    """Refuse a password that stands in the list of QIAO_BREACHED_PASSWORDS, where the operator has one."""

    def __init__(self, path: str = "") -> None:
        self.path = Path(path) if path else None
        if self.path and not self.path.is_file():
            raise ImproperlyConfigured(f"QIAO_BREACHED_PASSWORDS 不是文件 / is no file: {path}")

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002 - Django's contract
        """Raise ValidationError where the list holds the password."""
        if self.path and is_breached(password, self.path):
            raise ValidationError(self.get_help_text(), code="password_breached")

    def get_help_text(self) -> str:
        """Return what is asked for."""
        return _("不要用在别处泄露过的密码：猜密码的人会先试它。请换一个。")
