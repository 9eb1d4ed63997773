"""The chain walked both ways by ids: from a record back to its voices, and on to what became of it.

All queries are scoped: a walk never leaves the organisation at work.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from qiao import chain

LIMIT = 400
"""How many records of one link a walk follows."""

FROM: dict[tuple[str, str], str] = {
    ("need", "report"): "report",
    ("offer", "report"): "report",
    ("match", "need"): "need",
    ("match", "offer"): "offer",
    ("delivery", "match"): "match",
    ("receipt", "delivery"): "delivery",
    ("proposal", "evidence"): "items__evidence",
    ("outcome", "proposal"): "proposal",
}
"""(later, earlier) → where the later record names the earlier one."""

NAMES_ANY = {"evidence": "records__record_id", "case_study": "facts__record_id"}
"""Links that may name records of many kinds by their id."""


@dataclass(frozen=True)
class Reach:
    """The ids found for one link, and whether there were more."""

    link: chain.Link
    ids: tuple[uuid.UUID, ...]
    is_cut: bool


def model_of(kind: str) -> Any:
    """Return the model of a link; raise KeyError for a word that is none."""
    return apps.get_model(chain.link(kind).model)


def _lookup(later: str, earlier: str) -> str:
    return NAMES_ANY.get(later) or FROM[later, earlier]


def _ahead(later: str, earlier: str, ids: set[uuid.UUID]) -> set[uuid.UUID]:
    rows = model_of(later).objects.filter(**{f"{_lookup(later, earlier)}__in": ids})
    return set(rows.order_by().values_list("pk", flat=True).distinct()[: LIMIT + 1])


def _back(later: str, earlier: str, ids: set[uuid.UUID]) -> set[uuid.UUID]:
    named = model_of(later).objects.filter(pk__in=ids).order_by().values(_lookup(later, earlier))
    rows = model_of(earlier).objects.filter(pk__in=named)
    return set(rows.order_by().values_list("pk", flat=True)[: LIMIT + 1])


def walk_back(kind: str, start: uuid.UUID) -> list[Reach]:
    """Return what the record was made from, nearest link first."""
    return list(_walk(kind, start, is_back=True))


def walk_ahead(kind: str, start: uuid.UUID) -> list[Reach]:
    """Return what became of the record, nearest link first."""
    return list(_walk(kind, start, is_back=False))


def _walk(kind: str, start: uuid.UUID, *, is_back: bool) -> Iterator[Reach]:
    found: dict[str, set[uuid.UUID]] = {kind: {start}}
    for link in reversed(chain.LINKS) if is_back else chain.LINKS:
        ids: set[uuid.UUID] = set()
        for later, earlier in _steps(link, is_back=is_back):
            source = later if is_back else earlier
            if source in found:
                ids |= (_back if is_back else _ahead)(later, earlier, found[source])
        if ids and link.key != kind:
            kept = tuple(sorted(ids)[:LIMIT])
            found[link.key] = set(kept)
            yield Reach(link, kept, len(ids) > LIMIT)


def _steps(link: chain.Link, *, is_back: bool) -> list[tuple[str, str]]:
    if is_back:
        return [(other.key, link.key) for other in chain.LINKS if link.key in other.made_from]
    return [(link.key, earlier) for earlier in link.made_from]
