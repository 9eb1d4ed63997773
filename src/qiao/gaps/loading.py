"""What the rows of others' tables become: figures, facts on places, presence. Nothing is saved here."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from qiao.gaps.models import FigureBatch, OfficialFigure, PlaceFact, Presence
from qiao.gaps.tables import RowVerdict, StatedFact, StatedFigure, StatedPresence
from qiao.registry.models import Item, Organization, Place

LOADED_MODELS: tuple[type[OfficialFigure] | type[PlaceFact] | type[Presence], ...] = (
    OfficialFigure,
    PlaceFact,
    Presence,
)


def mark_in(batch: FigureBatch, mark: str) -> str:
    """Return the mark of a statement within its crisis; facts on places hold for every crisis."""
    within = "" if batch.content == FigureBatch.Content.PLACE_FACTS else batch.crisis_id.hex
    return hashlib.sha256(f"{within}{mark}".encode()).hexdigest()


class RecordsOf:
    """Makes the records of a batch; looks up places, items and organisations once."""

    def __init__(self, batch: FigureBatch) -> None:
        self.batch = batch
        self.items = {one.code: one for one in Item.objects.all()}
        self.parties: dict[str, Any] = dict(Organization.objects.values_list("name", "pk"))

    def made(self, verdicts: Iterable[RowVerdict]) -> Mapping[Any, list[Any]]:
        """Return model → unsaved records, in the order of the rows."""
        rows = list(verdicts)
        codes = {one.place for row in rows for one in row.stated}
        places: dict[str, Any] = dict(Place.objects.filter(code__in=codes).values_list("code", "pk"))
        found: dict[Any, list[Any]] = {model: [] for model in LOADED_MODELS}
        for row in rows:
            for one in row.stated:
                record = self._record(one, places[one.place])
                record.row_number, record.mark = row.number, mark_in(self.batch, one.mark)
                found[type(record)].append(record)
        return found

    def _record(self, one: Any, place: Any) -> OfficialFigure | PlaceFact | Presence:
        common = {
            "organization_id": self.batch.organization_id,
            "batch": self.batch,
            "place_id": place,
            "source": one.source,
            "note": one.note,
            "is_sample": self.batch.crisis.is_sample,
        }
        if isinstance(one, StatedFact):
            return PlaceFact(kind=one.kind, value=one.value, as_of=one.as_of, **common)
        if isinstance(one, StatedFigure):
            return OfficialFigure(
                crisis_id=self.batch.crisis_id,
                side=one.side,
                kind=one.kind,
                item=self.items.get(one.item),
                category=one.category,
                quantity_kind=str(one.amount.kind),
                quantity=one.amount.quantity,
                quantity_max=one.amount.quantity_max,
                unit=one.amount.unit[:12],
                stated_on=one.stated_on,
                period_from=one.period_from,
                period_to=one.period_to,
                stated_by=one.stated_by,
                **common,
            )
        return self._presence(one, common)

    def _presence(self, one: StatedPresence, common: dict[str, Any]) -> Presence:
        return Presence(
            crisis_id=self.batch.crisis_id,
            who=one.who,
            party_id=self.parties.get(one.who),
            what=one.what,
            stated_on=one.stated_on,
            began_on=one.began_on,
            ended_on=one.ended_on,
            for_whom=one.for_whom,
            persons=one.persons,
            volunteers=one.volunteers,
            status=one.status,
            **common,
        )
