"""Contacts of a store: kept by the registry like an institution's, sealed, in versions."""

import uuid

from django.urls import reverse

from qiao.registry.contact_subjects import Subject
from qiao.relief.models import Store


def store_of(pk: uuid.UUID) -> Subject | None:
    """Return a store of the active organisation as somebody whose contacts are kept."""
    found: Store | None = Store.objects.filter(pk=pk).first()
    return Subject("store", pk, found.name, reverse("relief:store", args=(pk,))) if found else None
