"""When a token or a collector's code was last used: noted now and then, never in the way of what was asked."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction

from qiao.api.models import ApiToken
from qiao.intake.models import Collector

NOTED_EVERY = timedelta(minutes=5)
"""How exact `last_used_at` is: not every request needs a write."""


def note_use(row: ApiToken | Collector, *, now: datetime) -> None:
    """Note that it was used. Where nothing can be written (a full disk), what is read is still given."""
    if row.last_used_at is not None and now - row.last_used_at <= NOTED_EVERY:
        return
    with suppress(DatabaseError), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(last_used_at=now)  # noqa: SLF001 - of either model
