"""Which edition of a collection is read, and whether something in it was taken down since."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from qiao.casebook.models import Collection, Edition


def own_collection() -> QuerySet[Collection]:
    """Return the collections of the active organisation."""
    rows: QuerySet[Collection] = Collection.objects.select_related("crisis", "organization")
    return rows


def readable_collection(pk: uuid.UUID, organization_id: Any) -> Collection | None:
    """Return a collection somebody of the organisation may look at: with an edition, or their own."""
    with scopes_disabled():
        found = own_collection().filter(pk=pk).first()
        if found is None:
            return None
        is_own = organization_id is not None and found.organization_id == organization_id
        return found if is_own or found.editions.exists() else None


def current(collection: Collection, language: str) -> Edition | None:
    """Return the edition that is read in a language."""
    found: Edition | None = collection.editions.filter(language=language).order_by("-number").first()
    return found


def is_given_out(collection: Collection, language: str) -> bool:
    """Say whether everybody reads an edition in a language now."""
    edition = current(collection, language)
    return edition is not None and not is_withdrawn(edition)


def is_withdrawn(edition: Edition) -> bool:
    """Say whether a case or part was taken down since the edition was issued: then nothing of it is given out."""
    collection = edition.collection
    since = {"hidden_at__gte": edition.issued_at}
    return bool(collection.cases.filter(**since).exists() or collection.parts.filter(**since).exists())
