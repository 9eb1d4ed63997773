"""Guessing is made slow: every try to sign in is counted, by account, by password and by client (SECURITY 6).

Counted before it is judged and in the database, so that many at once and many processes count as one. Only keyed
marks are kept. Who signed in from a client before is not locked out of it by somebody guessing elsewhere.
"""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from qiao.accounts.models import SignIn
from qiao.accounts.sealing import fingerprint
from qiao.exceptions import SignInTooOftenError

WINDOW = timedelta(hours=1)
KNOWN_FOR = timedelta(days=30)
MOST_ON_ACCOUNT = 20
"""Wrong tries at one account in an hour, from all clients together that it was never entered from."""
MOST_BY_PASSWORD = 10
"""Accounts that one password is tried at in an hour: spraying."""
MOST_FROM_CLIENT = 100
"""Wrong tries from one address in an hour; a county office shares one."""


TRIED = "sign_in"
"""Under what a session keeps which try it began with, until the second factor is through."""

PASSWORD_DIGITS = 8
"""So few of the mark that it fits thousands of millions of words: enough to count by, useless to guess by."""


def client_of(request: HttpRequest | None) -> str:
    """Return the client's address: the socket's, or what the one trusted proxy said (`QIAO_TRUSTED_PROXY`)."""
    return request.META.get("REMOTE_ADDR", "") if request is not None else ""


class CountedTries:
    """The first backend asked: it lets nobody in, it only counts, and refuses once there were too many.

    It has no `get_user`, so that no session is ever opened in its name.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> None:
        """Count a try; raise SignInTooOftenError where there were too many."""
        if request is None or not username or not password:
            return
        now = timezone.now()
        found = SignIn.objects.create(
            account_mark=fingerprint("account", username.casefold()),
            password_mark=fingerprint("password", password)[:PASSWORD_DIGITS],
            client_mark=fingerprint("client", client_of(request)),
            at=now,
        )
        request.sign_in = found  # type: ignore[attr-defined]
        if is_too_often(found, now=now):
            raise SignInTooOftenError


def is_too_often(found: SignIn, *, now: datetime) -> bool:
    """Say whether a try is one too many, itself counted."""
    wrong = SignIn.objects.filter(at__gt=now - WINDOW, has_succeeded=False)
    at_once = wrong.filter(password_mark=found.password_mark).values("account_mark").distinct()
    if at_once.count() > MOST_BY_PASSWORD:
        return True
    if wrong.filter(client_mark=found.client_mark).count() > MOST_FROM_CLIENT:
        return True
    if wrong.filter(account_mark=found.account_mark).count() <= MOST_ON_ACCOUNT:
        return False
    known = SignIn.objects.filter(
        at__gt=now - KNOWN_FOR,
        has_succeeded=True,
        account_mark=found.account_mark,
        client_mark=found.client_mark,
    )
    return not known.exists()


def note_password(sender: object, request: HttpRequest, method: str, **told: Any) -> None:  # noqa: ARG001 - allauth's signal
    """A password that was right is no guess, whatever becomes of the second factor; nothing stays of it."""
    found = getattr(request, "sign_in", None)
    if method != "password" or found is None:
        return
    SignIn.objects.filter(pk=found.pk).update(
        has_succeeded=bool(told.get("reauthenticated")), password_mark=""
    )
    request.session[TRIED] = str(found.pk)


def note_success(sender: object, request: HttpRequest, **_signal: Any) -> None:  # noqa: ARG001 - Django's signal
    """Note that a try has ended inside, also where the second factor was asked for in between."""
    tried = request.session.pop(TRIED, None)
    if tried is not None:
        SignIn.objects.filter(pk=tried).update(has_succeeded=True)


def sweep(now: datetime) -> int:
    """Forget wrong tries after a day, and from where somebody signed in after thirty."""
    wrong = SignIn.objects.filter(has_succeeded=False, at__lt=now - timedelta(days=1))
    old = SignIn.objects.filter(at__lt=now - KNOWN_FOR)
    return wrong.delete()[0] + old.delete()[0]
