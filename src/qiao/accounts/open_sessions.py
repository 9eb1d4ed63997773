"""Where somebody is signed in, so that they see it and can end it elsewhere."""

import re
import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from qiao.accounts.models import OpenSession

BY = "by"
"""Under what a session keeps by what it began."""
BROWSERS = (
    ("微信", "MicroMessenger"),
    ("Edge", "Edg(e|A|iOS)?/"),
    ("Firefox", "Firefox/|FxiOS/"),
    ("Chrome", "Chrome/|CriOS/|Chromium/"),
    ("Safari", "Safari/"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS|OpenHarmony"),
    ("Android", "Android"),
    ("iOS", "iPhone|iPad|iPod"),
    ("Windows", "Windows"),
    ("macOS", "Macintosh"),
    ("Linux", "Linux|X11"),
)


def device_of(agent: str) -> str:
    """Return browser and system in words, as coarse as they serve to tell one's own devices apart."""
    found = [
        next((name for name, sign in table if re.search(sign, agent)), "") for table in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(filter(None, found)) or "?"


def way_of(records: list[dict[str, Any]]) -> str:
    """Return by what somebody came in: passkey, password, or password+ the second factor."""
    last = records[-1]
    if last.get("passwordless"):
        return "passkey"
    if last["method"] != "mfa":
        return str(last["method"])
    return f"password+{'security_key' if last['type'] == 'webauthn' else last['type']}"


def begin(request: HttpRequest, user: Any) -> None:
    """Note a session that began by a proof; one without, as in a test, is nobody's."""
    records = get_authentication_records(request, user)
    if records:
        request.session[BY] = way_of(records)
        note(request, user)


def note(request: HttpRequest, user: Any) -> None:
    """Note that somebody is here. A new password gives a session a new key, and so a new line."""
    if BY not in request.session:
        return
    if request.session.session_key is None:
        request.session.create()
    now = timezone.now()
    first = {
        "user_id": user.pk,
        "device": device_of(request.headers.get("User-Agent", "")),
        "way": request.session[BY],
        "began_at": now,
        "seen_at": now,
    }
    OpenSession.objects.update_or_create(
        session_key=request.session.session_key, defaults={"seen_at": now}, create_defaults=first
    )


def open_sessions(user_id: uuid.UUID | None, now: datetime) -> QuerySet[OpenSession]:
    """Return where the user is signed in at this moment, last seen first."""
    if user_id is None:
        return OpenSession.objects.none()
    idle = timedelta(seconds=settings.QIAO_IDLE_SECONDS)
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    return OpenSession.objects.filter(
        user_id=user_id, seen_at__gt=now - idle, session_key__in=alive
    ).order_by("-seen_at", "pk")


def end(found: Collection[OpenSession]) -> None:
    """End sessions: their next request is a stranger's."""
    Session.objects.filter(session_key__in=[one.session_key for one in found]).delete()
    OpenSession.objects.filter(pk__in=[one.pk for one in found]).delete()


def sweep(now: datetime) -> int:
    """Forget what ended by itself."""
    return OpenSession.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()[0]
