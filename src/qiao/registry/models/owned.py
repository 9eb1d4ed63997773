"""Records that belong to one organisation: without an active organisation no query returns them."""

from typing import TypeVar

from django.db import models
from django.db.models import QuerySet
from django_scopes import get_scope
from django_scopes.manager import DisabledQuerySet

from qiao.accounts.records import Record
from qiao.registry.models.organization import Organization

M = TypeVar("M", bound=models.Model)
SCOPE = "organization"


class OwnedManager(models.Manager[M]):
    """Return the active organisation's rows; where none is active, a query set that raises ScopeError."""

    def get_queryset(self) -> QuerySet[M]:
        active = get_scope()
        if not active.get("_enabled", True):
            return super().get_queryset()
        if SCOPE not in active:
            closed: QuerySet[M] = DisabledQuerySet(self.model, using=self._db, missing_scopes=[SCOPE])
            return closed
        return super().get_queryset().filter(organization=active[SCOPE])

    def all(self) -> QuerySet[M]:
        """Return the rows, closed where no organisation is active."""
        return self.get_queryset()


class OwnedRecord(Record):
    """A record of one organisation's work."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="所属组织")

    objects = OwnedManager()

    class Meta:
        abstract = True
