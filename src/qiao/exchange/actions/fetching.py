"""Over the net, where both sides wish: a token for them, and theirs with which we fetch from their one address."""

import secrets
from datetime import datetime

from django.utils import timezone, translation
from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint, unwrap_text, wrap_text
from qiao.exceptions import PlatformAddressError, QiaoError
from qiao.exchange.actions.platforms import check_open
from qiao.exchange.actions.taking import take
from qiao.exchange.models import Passing, Platform
from qiao.trail.channels.message import SendError
from qiao.trail.channels.outgoing import get, target_of
from qiao.trail.outbox_words import reason_text
from qiao.trail.recorded import detail, recorded

PREFIX, TOKEN_BYTES = "qiaox_", 32
PURPOSE = "platform-token"
FEED = "/platforms/feed/"
MOST_BYTES = 2 * 2**20
PAGES_AT_ONCE = 20


def mark_of(token: str) -> str:
    """Return the keyed mark by which a token is found; the token itself is stored nowhere."""
    return fingerprint(PURPOSE, token)


def make_token(actor: Actor, platform: Platform, *, now: datetime) -> str:
    """Make the token with which the other side fetches; the one before opens nothing more. Shown only now."""
    check_open(platform, timezone.localdate(now))
    token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    _keep_token(actor, platform, mark_of(token))
    return token


@recorded("platform.token")
def _keep_token(_actor: Actor, platform: Platform, mark: str) -> Platform:
    platform.token_mark = mark
    platform.save(update_fields=("token_mark",))
    return platform


def platform_of_token(token: str) -> Platform | None:
    """Return the platform that a token is for, of whatever organisation."""
    with scopes_disabled():
        found: Platform | None = (
            Platform.objects.filter(token_mark=mark_of(token)).select_related("organization").first()
        )
    return found


@recorded("platform.ask")
def begin_asking(_actor: Actor, platform: Platform, *, address: str, token: str, now: datetime) -> Platform:
    """Begin to fetch from an address; it stays the only one.

    Raises PlatformAddressError where this house may not call it: not https, not named by the operator, an inner one.
    """
    check_open(platform, timezone.localdate(now))
    address = address.rstrip("/")
    if "?" in address or "#" in address:
        raise _not_fetched("address_invalid")
    try:
        target = target_of(address + FEED)
    except SendError as error:
        raise _not_fetched(error.code) from error
    platform.address, platform.is_asked = address, True
    platform.sealed_token = wrap_text(token, f"platform.token:{platform.pk}")
    platform.asked_at, platform.asked_error = None, ""
    platform.save(update_fields=("address", "is_asked", "sealed_token", "asked_at", "asked_error"))
    detail(host=target.host)
    return platform


@recorded("platform.ask")
def stop_asking(_actor: Actor, platform: Platform) -> Platform:
    """Fetch no more; their token is forgotten."""
    platform.is_asked, platform.sealed_token = False, ""
    platform.save(update_fields=("is_asked", "sealed_token"))
    detail(stopped=1)
    return platform


def _not_fetched(code: str) -> PlatformAddressError:
    said = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said[language] = str(reason_text(code)).rstrip("。.")
    return PlatformAddressError(reason=said["zh-hans"], reason_en=said["en"])


def fetch(actor: Actor, platform: Platform, *, now: datetime) -> int:
    """Fetch what is new, page by page, and take it; return how many parcels. No transaction is open meanwhile.

    Raises
    ------
    PlatformAddressError
        When the other side could not be asked, or would not answer.
    ParcelRefusedError
        When what it answered was refused.
    """
    check_open(platform, timezone.localdate(now))
    if not platform.is_asked:
        raise _not_fetched("host_not_allowed")
    token = unwrap_text(platform.sealed_token, f"platform.token:{platform.pk}")
    parcels, error = 0, None
    try:
        for _page in range(PAGES_AT_ONCE):
            platform.refresh_from_db(fields=("taken_until",))
            before = platform.taken_until
            url = f"{platform.address}{FEED}?after={before}"
            answer = get(url, {"Authorization": f"Bearer {token}"}, most_bytes=MOST_BYTES)
            if not answer.body:
                break  # nothing new
            take(actor, platform, answer.body, now=now, way=Passing.Way.TAKEN_ADDRESS)
            parcels += 1
            platform.refresh_from_db(fields=("taken_until",))
            if platform.taken_until == before:
                break
    except SendError as failed:
        error = failed.code
    except QiaoError as refused:
        _note_asked(actor, platform, now=now, error=refused.code, parcels=parcels)
        raise
    _note_asked(actor, platform, now=now, error=error or "", parcels=parcels)
    if error:
        raise _not_fetched(error)
    return parcels


@recorded("platform.fetch")
def _note_asked(_actor: Actor, platform: Platform, *, now: datetime, error: str, parcels: int) -> Platform:
    platform.asked_at, platform.asked_error = now, error[:60]
    platform.save(update_fields=("asked_at", "asked_error"))
    detail(parcels=parcels, error=error or None)
    return platform
