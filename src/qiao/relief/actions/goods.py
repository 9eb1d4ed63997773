"""An imported list of goods received or handed out becomes lines: pieces with their ground, recipients with a verdict."""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.engines.extraction import mask, pieces_of
from qiao.engines.linkage import RecipientLink, link_recipients
from qiao.exceptions import GoodsNotLoadedError
from qiao.intake.lexicon import catalogue_for
from qiao.intake.loaded.opened import block_of, grids_of
from qiao.intake.models import ImportBatch, ImportRow, Need, Offer, Report
from qiao.intake.sources.tables import Direction, RowReading, VoiceReading, read_rows
from qiao.intake.sources.tables import Plan as Reading
from qiao.registry.models import Crisis, Item, Organization, Pack, Place
from qiao.relief.models import GoodsLine, GoodsTable
from qiao.trail.recorded import detail, recorded

PART = 500
EARMARKED = re.compile(r"定向|指定(?:捐|给|用)")
UNIT_LENGTH, TEXT_LENGTH, SPEC_LENGTH, REASON_LENGTH = 12, 120, 200, 200
READ_AS: Mapping[str, Direction] = {
    GoodsTable.Kind.RECEIVED: Direction.OFFER,
    GoodsTable.Kind.HANDED_OUT: Direction.NEED,
}
"""Which party of a row is meant: who gave, or who got."""


@recorded("goods.read")
def read_goods(
    actor: Actor, batch: ImportBatch, *, kind: str, publisher: str, place: Place | None, at: datetime
) -> GoodsTable:
    """Read the loaded rows of a batch into lines of goods received or handed out.

    Read again, rows that were loaded since are added and nothing is doubled. A row that was taken back with its batch
    does not count until it is given back. Offers of the list without a place lie where the list says the goods lie.

    Raises
    ------
    GoodsNotLoadedError
        When the batch is not loaded.
    """
    if batch.state != ImportBatch.State.LOADED:
        raise GoodsNotLoadedError(name=batch.name)
    table, _ = GoodsTable.objects.update_or_create(
        batch=batch,
        defaults={
            "organization_id": actor.acts_for,
            "crisis_id": batch.crisis_id,
            "kind": kind,
            "publisher": mask(publisher)[:TEXT_LENGTH],
            "place": place,
            "read_at": at,
        },
    )
    lines = list(_lines(table, batch))
    GoodsLine.objects.bulk_create(lines, batch_size=PART, ignore_conflicts=True)
    linked = link_goods(table)
    placed = _place_offers(table)
    detail(batch=str(batch.pk), kind=kind, lines=len(lines), recipients=linked, placed=placed)
    return table


def _place_offers(table: GoodsTable) -> int:
    """Let the offers of a list lie where its goods lie, unless a row said otherwise; return how many."""
    if table.place is None or table.kind != GoodsTable.Kind.RECEIVED:
        return 0
    homeless = Offer.objects.filter(report__import_row__batch=table.batch_id, place__isnull=True)
    return homeless.update(place=table.place)


def _lines(table: GoodsTable, batch: ImportBatch) -> Iterator[GoodsLine]:
    loaded = ImportRow.objects.filter(batch=batch, state=ImportRow.State.LOADED).select_related("report")
    reports = {row.number: row.report for row in loaded if row.report}
    items = {one.code: one for one in Item.objects.all()}
    packs = known_packs()
    for reading in _readings(batch, READ_AS[table.kind]):
        report = reports.get(reading.number)
        if report is not None:
            for number, voice in enumerate(reading.voices):
                yield _line(table, report, reading, _Thing(number, voice, items, packs))


def _readings(batch: ImportBatch, direction: Direction) -> Iterator[RowReading]:
    reading = replace(Reading.from_json(batch.plan), direction=direction)
    yield from read_rows(block_of(batch, grids_of(batch)), reading, catalogue_for(batch.crisis))


@dataclass(frozen=True)
class _Thing:
    number: int
    voice: VoiceReading
    items: Mapping[str, Item]
    packs: Mapping[uuid.UUID, Mapping[str, list[int]]]


def _line(table: GoodsTable, report: Report, reading: RowReading, thing: _Thing) -> GoodsLine:
    voice = thing.voice
    item = thing.items.get(voice.item_code or "")
    amount = voice.amount
    pieces = pieces_of(
        amount.quantity,
        amount.unit,
        item.unit if item else amount.unit,
        written=voice.specification,
        known=thing.packs.get(item.pk) if item else None,
    )
    is_handed = table.kind == GoodsTable.Kind.HANDED_OUT
    return GoodsLine(
        id=uuid.uuid5(report.pk, f"goods {thing.number}"),
        organization_id=table.organization_id,
        table=table,
        report=report,
        number=thing.number,
        item=item,
        item_text=mask(voice.item_text)[:TEXT_LENGTH],
        specification=mask(voice.specification)[:SPEC_LENGTH],
        written=amount.quantity,
        written_unit=amount.unit[:UNIT_LENGTH],
        is_earmarked=bool(EARMARKED.search(f"{voice.item_text} {voice.specification}")),
        at=report.told_at,
        low=pieces.low,
        high=pieces.high,
        ground=str(pieces.ground),
        content_low=pieces.content_low,
        content_high=pieces.content_high,
        party_text=mask(reading.party)[:TEXT_LENGTH] if is_handed else "",
    )


def known_packs() -> dict[uuid.UUID, dict[str, list[int]]]:
    """Return item → word for a box → contents such boxes are known to have, in base units."""
    found: dict[uuid.UUID, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for item, name, content in Pack.objects.values_list("item_id", "name", "content"):
        found[item][name].append(content)
    return found


def link_goods(table: GoodsTable) -> int:
    """Look the recipients of a table up among those that asked; what a person decided stays. Return how many."""
    undecided = GoodsLine.objects.filter(table=table).exclude(
        link__in=(GoodsLine.Link.CONFIRMED, GoodsLine.Link.REFUSED)
    )
    names = set(undecided.exclude(party_text="").values_list("party_text", flat=True))
    asked = _asked(table.crisis)
    for link in link_recipients(sorted(names), sorted(asked)):
        undecided.filter(party_text=link.written).update(**_linked(link, asked))
    return len(names)


def _asked(crisis: Crisis) -> dict[str, Organization]:
    parties = Need.objects.filter(crisis=crisis, party__isnull=False).order_by().values("party")
    return {one.name: one for one in Organization.objects.filter(pk__in=parties)}


def _linked(link: RecipientLink, asked: Mapping[str, Organization]) -> dict[str, object]:
    if link.name is None:
        return {"party": None, "link": GoodsLine.Link.NONE, "link_reason": "", "link_reason_en": ""}
    reasons = link.verdict.reasons if link.verdict else ()
    return {
        "party": asked[link.name],
        "link": GoodsLine.Link.SURE if link.is_sure else GoodsLine.Link.DOUBTFUL,
        "link_reason": "；".join(one.chinese for one in reasons)[:REASON_LENGTH],
        "link_reason_en": "; ".join(one.english for one in reasons)[:REASON_LENGTH],
    }


@recorded("goods.link")
def decide_link(_actor: Actor, line: GoodsLine, *, is_same: bool) -> GoodsLine:
    """Say of a recipient as written whether it is the unit that was proposed; for all lines of its table."""
    same = GoodsLine.objects.filter(table=line.table_id, party_text=line.party_text, party__isnull=False)
    link = GoodsLine.Link.CONFIRMED if is_same else GoodsLine.Link.REFUSED
    changed = same.update(link=link)
    line.link = link
    detail(lines=changed, link=str(link))
    return line
