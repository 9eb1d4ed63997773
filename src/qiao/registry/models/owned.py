"""Records that belong to one organisation: without an active organisation no query returns them."""

from typing import Any

from django.db import models
from django_scopes import ScopedManager

from qiao.accounts.records import Record
from qiao.registry.models.organization import Organization


class OwnedRecord(Record):
    """A record of one organisation's work. `objects` raises ScopeError where no organisation is active."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="所属组织")

    objects: Any = ScopedManager(organization="organization")

    class Meta:
        abstract = True
