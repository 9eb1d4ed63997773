"""Which edition of a collection is read, and whether something in it was taken out since."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from qiao.casebook.models import CaseStudy, Collection, Edition, Takedown


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
    """Say whether something was taken out since the edition was issued: then nothing of it is given out."""
    return taken_out_since(edition.collection, edition.issued_at)


def taken_out_since(text: CaseStudy | Collection, at: datetime) -> bool:
    """Say whether a case or part was taken down, or something in it at somebody's request, since a moment."""
    if isinstance(text, CaseStudy):
        cases, parts = CaseStudy.objects.filter(pk=text.pk), text.parts.none()
    else:
        cases, parts = text.cases.all(), text.parts.all()
    mended = Takedown.objects.filter(state=Takedown.State.MENDED, decided_at__gte=at)
    return bool(
        cases.filter(hidden_at__gte=at).exists()
        or parts.filter(hidden_at__gte=at).exists()
        or mended.filter(case__in=cases).exists()
        or mended.filter(part__in=parts).exists()
    )
