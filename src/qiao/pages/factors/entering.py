"""Who signed in, and by what, stands in the trail."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from qiao.accounts.models import User
from qiao.accounts.open_sessions import way_of
from qiao.registry.queries import actor_for
from qiao.trail.chain import append


def note_entry(sender: object, request: HttpRequest, user: User, **_signal: Any) -> None:  # noqa: ARG001 - Django's signal
    """Write who signed in and by what; nothing where no proof was asked for, as in a test."""
    records = get_authentication_records(request, user)
    if records:
        append(actor_for(user), "session.begin", subject=user, details={"by": way_of(records)})
