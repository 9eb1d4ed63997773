"""What can be found: each kind with the right it asks for, the tables that tell of changes, and its texts."""

import uuid
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet

from qiao.advocacy.models import Evidence, Proposal
from qiao.casebook.models import CaseStudy
from qiao.intake.models import MaskedCopy, Need, Offer, Report
from qiao.pages.search.tokens import plain
from qiao.registry.models import Crisis, Department, Item, ItemAlias, Organization, Place
from qiao.relief.models import Lot
from qiao.volunteering.models import Activity

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
SHORT_ID = 8


@dataclass(frozen=True)
class Text:
    """What of one record is searched. ``names`` are also found by pinyin; ``codes`` as they stand."""

    record_id: uuid.UUID
    at: datetime
    names: tuple[str, ...]
    body: str = ""
    codes: tuple[str, ...] = ()
    organization_id: uuid.UUID | None = None
    crisis_id: uuid.UUID | None = None

    @property
    def whole(self) -> str:
        """Return all of it, plain, as questions are compared with it."""
        parts = (*self.names, self.body, *self.codes, self.record_id.hex[:SHORT_ID])
        return plain("\n".join(part for part in parts if part))

    @property
    def plain_names(self) -> tuple[str, ...]:
        """Return the names, plain."""
        return tuple(plain(name) for name in self.names if name)


Watched = tuple[type[models.Model], str]
"""A model whose changes are told, and the column that holds the id of the record found."""


@dataclass(frozen=True)
class Kind:
    """One kind of record: the right to read it, its model, its texts, and the further tables it draws on."""

    key: str
    right: str
    model: type[models.Model]
    tell: Callable[[Any], Text]
    together: tuple[str, ...] = ()
    watched: tuple[Watched, ...] = ()
    """Tables whose changes concern this kind; none named: its own."""
    lists: tuple[str, ...] = ()
    crisis: str = "crisis"
    """The path to the record's crisis; empty for what is common to all crises and organisations."""

    @property
    def is_common(self) -> bool:
        """Say whether the records belong to no organisation."""
        return not self.crisis

    def rows(self, ids: Collection[uuid.UUID]) -> QuerySet[Any]:
        """Return the records as they stand now, in no order. The scope holds where one is active."""
        rows: QuerySet[Any] = self.model.objects.filter(pk__in=ids)  # type: ignore[attr-defined]
        if self.key == "report":
            rows = rows.filter(masked__isnull=False)  # an erased report has no text to be found by
        return rows.select_related(*self.together).prefetch_related(*self.lists)

    def texts(self, ids: Collection[uuid.UUID]) -> Iterator[Text]:
        """Yield the texts of the records as they stand now."""
        return map(self.tell, self.rows(ids))


def _names(*things: Any) -> tuple[str, ...]:
    """Return the Chinese and English names of things, texts as they are."""
    found: list[str] = []
    for thing in things:
        if isinstance(thing, str):
            found.append(thing)
        elif thing is not None:
            found += [thing.name, getattr(thing, "name_en", "")]
    return tuple(one for one in found if one)


def _report(row: Report) -> Text:
    return Text(
        row.pk,
        row.received_at,
        (),
        row.masked.text,
        organization_id=row.organization_id,
        crisis_id=row.crisis_id,
    )


def _voice(row: Need | Offer) -> Text:
    return Text(
        row.pk,
        row.created_at,
        _names(row.item, row.item_text, row.party, row.party_text, row.place),
        getattr(row, "specification", ""),
        tuple(one.code for one in (row.item, row.place) if one),
        row.organization_id,
        row.crisis_id,
    )


def _organization(row: Organization) -> Text:
    return Text(row.pk, row.created_at, _names(row), codes=(row.uscc,))


def _place(row: Place) -> Text:
    former = getattr(row, "former_names", "") or ""
    return Text(row.pk, BEGINNING, _names(row), str(former), (row.code,))


def _item(row: Item) -> Text:
    aliases = (one.alias for one in row.aliases.all())
    return Text(row.pk, BEGINNING, (*_names(row), *aliases), codes=(row.code,))


def _department(row: Department) -> Text:
    return Text(row.pk, row.created_at, _names(row))


def _crisis(row: Crisis) -> Text:
    return Text(row.pk, row.created_at, _names(row), codes=(row.slug,))


def _proposal(row: Proposal) -> Text:
    body = f"{row.situation}\n{row.situation_en}\n{row.analysis}\n{row.analysis_en}"
    return Text(
        row.pk, row.created_at, _names(row.title, row.title_en), body, (), row.organization_id, row.crisis_id
    )


def _evidence(row: Evidence) -> Text:
    return Text(
        row.pk, row.frozen_at, (row.statement,), "", (row.hash[:12],), row.organization_id, row.crisis_id
    )


def _case(row: CaseStudy) -> Text:
    body = f"{row.core}\n{row.core_en}\n{row.challenges}\n{row.growth}"
    names = _names(row.title, row.title_en, row.subject)
    return Text(row.pk, row.created_at, names, body, (), row.organization_id, row.crisis_id)


def _lot(row: Lot) -> Text:
    offer = row.offer
    names = _names(offer.item, offer.party, offer.party_text)
    return Text(row.pk, row.created_at, names, "", (row.trace_code,), row.organization_id, offer.crisis_id)


def _activity(row: Activity) -> Text:
    return Text(
        row.pk, row.created_at, _names(row.title, row.place), "", (), row.organization_id, row.crisis_id
    )


KINDS: dict[str, Kind] = {
    one.key: one
    for one in (
        Kind("need", "need.read", Need, _voice, ("item", "party", "place")),
        Kind("offer", "offer.read", Offer, _voice, ("item", "party", "place")),
        Kind("report", "report.read", Report, _report, ("masked",), ((MaskedCopy, "report_id"),)),
        Kind("lot", "stock.read", Lot, _lot, ("offer__item", "offer__party"), crisis="offer__crisis"),
        Kind("activity", "activity.read", Activity, _activity, ("place",)),
        Kind("evidence", "proposal.read", Evidence, _evidence),
        Kind("proposal", "proposal.read", Proposal, _proposal),
        Kind("case_study", "case_study.read", CaseStudy, _case, ("subject",)),
        Kind("crisis", "overview.read", Crisis, _crisis, crisis=""),
        Kind("organization", "registry.read", Organization, _organization, crisis=""),
        Kind("department", "registry.read", Department, _department, crisis=""),
        Kind(
            "item",
            "registry.read",
            Item,
            _item,
            (),
            ((Item, "id"), (ItemAlias, "item_id")),
            ("aliases",),
            crisis="",
        ),
        Kind("place", "place.read", Place, _place, crisis=""),
    )
}
"""The kinds in the order of the page: first what is moving, then what is known. Case files are never searched."""
