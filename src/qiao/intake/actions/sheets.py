"""Synchronised sheets, version by version: what stands is kept, what vanishes raises an alert (DESIGN law 5)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.intake.actions.receive import Message, receive_report
from qiao.intake.actions.voices import amend_need, close_need, open_need
from qiao.intake.lexicon import recent_lexicon
from qiao.intake.models import Alert, Need, Note, Refusal, Report, SheetLine, SheetSource
from qiao.intake.notices import tell_vanished
from qiao.intake.sources.sheet import Amount, Change, ChangeKind, Institution, Misfit, Version, read_amount
from qiao.registry.gazetteer import national_gazetteer
from qiao.registry.models import Crisis, Item, Organization, Place, QuantityKind
from qiao.registry.queries import item_by_name
from qiao.trail.recorded import detail, recorded

NAMESPACE = uuid.UUID("8a7d3a52-0f5e-5d1a-8d0e-2020a0128001")
LISTED = {ChangeKind.CELL, ChangeKind.SPECIFICATION}


@dataclass(frozen=True)
class Sheet:
    """A sheet being read: where it is kept, for which crisis, and its own signs for "any amount"."""

    source: SheetSource
    open_marks: frozenset[str] = frozenset()

    def id_of(self, *parts: str) -> uuid.UUID:
        """Return an id that is the same whenever the same thing is read again."""
        return uuid.uuid5(NAMESPACE, "\0".join((str(self.source.pk), *parts)))


def open_sheet(actor: Actor, crisis: Crisis, *, name: str, open_marks: Iterable[str] = ()) -> Sheet:
    """Return the sheet called so, made on first use."""
    organization_id = actor.acts_for
    source, _ = SheetSource.objects.get_or_create(
        organization_id=organization_id,
        name=name,
        defaults={"crisis": crisis, "id": uuid.uuid5(NAMESPACE, f"{organization_id}\0{name}")},
    )
    return Sheet(source, frozenset(open_marks))


@recorded("sheet.load")
def load_version(actor: Actor, sheet: Sheet, version: Version) -> SheetSource:
    """Take over one version of a sheet, wholly or not at all.

    An institution that is gone keeps its needs and raises an alert; one that comes back clears it and changes
    nothing. A cell that was emptied while its row stands withdraws the need. A shifted row is refused.
    """
    source = sheet.source
    for key, changes in version.by_institution().items():
        line = SheetLine.objects.filter(source=source, key=key).select_related("institution__home").first()
        kinds = {change.kind for change in changes}
        if ChangeKind.GONE in kinds and ChangeKind.SEEN not in kinds:
            if line is not None and line.absent_since is None:
                _vanish(actor, line, version.at)
            continue
        if line is None:
            line = _new_line(sheet, changes[0].institution, version.at)
        elif line.absent_since is not None:
            _return(actor, line, version.at)
            _withdraw_unlisted(actor, sheet, line, changes, version.at)
        _read_cells(actor, sheet, line, changes, version)
    for misfit in version.refused:
        refuse_row(actor, sheet, misfit, version=version.name)
    source.last_version = version.name
    source.last_version_at = version.at
    source.versions_read += 1
    source.save(update_fields=("last_version", "last_version_at", "versions_read"))
    detail(version=version.name, changes=len(version.changes), refused=len(version.refused))
    return source


@recorded("sheet.refuse")
def refuse_row(actor: Actor, sheet: Sheet, misfit: Misfit, *, version: str) -> Refusal:
    """Keep which row was not loaded and which cell did not belong."""
    refusal, _ = Refusal.objects.get_or_create(
        source=sheet.source,
        version=version,
        row=misfit.row,
        column=misfit.column,
        defaults={
            "organization_id": actor.acts_for,
            "value": misfit.value[:200],
            "code": "sheet_row_shifted",
        },
    )
    detail(row=misfit.row, column=misfit.column)
    return refusal


def _new_line(sheet: Sheet, one: Institution, at: datetime) -> SheetLine:
    place = place_of(one.province, one.city, one.district, timezone.localdate(at))
    organization, _ = Organization.objects.get_or_create(
        name=one.name,
        home=place,
        defaults={
            "id": sheet.id_of("institution", one.key),
            "kind": Organization.Kind.HOSPITAL if "医院" in one.name else Organization.Kind.OTHER,
            "source": sheet.source.name,
        },
    )
    return SheetLine.objects.create(
        id=sheet.id_of("line", one.key),
        source=sheet.source,
        key=one.key,
        institution=organization,
        first_seen_at=at,
        last_seen_at=at,
    )


def place_of(province: str, city: str, district: str, on: date) -> Place | None:
    """Return the place a row names, as it was coded on the day: its district, else its city."""
    return _place_of(province, city, district, on, id(recent_lexicon()))


@lru_cache(maxsize=4096)
def _place_of(province: str, city: str, district: str, on: date, _of: int) -> Place | None:
    """Look a place up once for each state of the registry, which another process may have changed."""
    gazetteer = national_gazetteer()
    for name, context in ((district, (city, province)), (district, (province,)), (city, (province,))):
        above = [one for one in context if one]
        chosen = gazetteer.choose(gazetteer.by_name(name, context=above, on=on)) if name else None
        if chosen is not None:
            return Place.objects.filter(code=chosen.code).first()
    return None


def item_of(header: str) -> Item | None:
    """Return the item that a column header names."""
    return _item_of(header, id(recent_lexicon()))


@lru_cache(maxsize=1024)
def _item_of(header: str, _of: int) -> Item | None:
    """Look an item up once for each state of the registry, which another process may have changed."""
    return item_by_name(header)


@recorded("alert.raise")
def _raise_alert(actor: Actor, line: SheetLine, at: datetime) -> Alert:
    """Open the alert of a vanished line; the same line vanishing again opens its old alert."""
    alert = Alert.objects.filter(line=line, kind=Alert.Kind.VANISHED).first()
    if alert is None:
        alert = Alert(
            organization_id=actor.acts_for,
            crisis=line.source.crisis,
            kind=Alert.Kind.VANISHED,
            line=line,
            details={"times": 0},
        )
    alert.raised_at, alert.state, alert.closed_at = at, Alert.State.OPEN, None
    alert.details = alert.details | {"times": alert.details.get("times", 0) + 1}
    alert.save()
    tell_vanished(actor, alert)
    return alert


@recorded("alert.clear")
def _clear_alert(_actor: Actor, line: SheetLine, at: datetime) -> SheetLine:
    Alert.objects.filter(line=line, kind=Alert.Kind.VANISHED, state=Alert.State.OPEN).update(
        state=Alert.State.CLEARED, closed_at=at
    )
    return line


def _vanish(actor: Actor, line: SheetLine, at: datetime) -> None:
    line.absent_since = at
    line.save(update_fields=("absent_since",))
    _raise_alert(actor, line, at)


def _return(actor: Actor, line: SheetLine, at: datetime) -> None:
    line.absent_since = None
    line.last_seen_at = at
    line.appearances += 1
    line.save(update_fields=("absent_since", "last_seen_at", "appearances"))
    _clear_alert(actor, line, at)


def _key(line: SheetLine, column: str) -> str:
    return f"{line.source_id}\t{line.key}\t{column}"[:200]


def _withdraw_unlisted(
    actor: Actor, sheet: Sheet, line: SheetLine, changes: list[Change], at: datetime
) -> None:
    """A row that came back lists all it asks for: what it no longer lists was withdrawn meanwhile."""
    listed = {
        _key(line, change.column) for change in changes if change.kind in LISTED and change.value.strip()
    }
    standing = Need.objects.filter(
        organization_id=sheet.source.organization_id, key__startswith=_key(line, ""), closed_at__isnull=True
    )
    for need in standing.exclude(key__in=listed):
        _withdraw(actor, need, at)


def _withdraw(actor: Actor, need: Need, at: datetime) -> None:
    close_need(actor, need, state=Need.State.WITHDRAWN, closed_at=at, reason="来源中已删去")


def _read_cells(actor: Actor, sheet: Sheet, line: SheetLine, changes: list[Change], version: Version) -> None:
    specifications = {one.column: one.value for one in changes if one.kind is ChangeKind.SPECIFICATION}
    cells = [change for change in changes if change.kind is ChangeKind.CELL]
    report: Report | None = None
    for change in cells:
        amount = read_amount(change.value, open_marks=sheet.open_marks)
        key = _key(line, change.column)
        need = Need.objects.filter(organization_id=actor.acts_for, key=key).order_by("-created_at").first()
        if amount.kind == QuantityKind.NONE:
            if need is not None and need.closed_at is None:
                _withdraw(actor, need, version.at)
            continue
        specification = specifications.get(change.column, need.specification if need else "")[:200]
        if need is not None and _says_the_same(need, amount):
            continue
        if need is not None:
            _change(actor, need, amount, specification, version.at)
            continue
        if report is None:
            report = _row_report(actor, sheet, line, version, changes)
        _open(actor, sheet, line, report, amount=amount, column=change.column, specification=specification)
    _only_specifications(actor, line, specifications, {change.column for change in cells}, version.at)


def _says_the_same(need: Need, amount: Amount) -> bool:
    return need.closed_at is None and (need.quantity_kind, need.quantity) == (amount.kind, amount.quantity)


def _only_specifications(
    actor: Actor, line: SheetLine, specifications: dict[str, str], with_cell: set[str], at: datetime
) -> None:
    for column, text in specifications.items():
        if column in with_cell:
            continue
        need = Need.objects.filter(
            organization_id=actor.acts_for, key=_key(line, column), closed_at__isnull=True
        ).first()
        if need is not None and need.specification != text[:200]:
            amount = Amount(QuantityKind(need.quantity_kind), need.quantity, need.unit)
            _change(actor, need, amount, text[:200], at)


def _change(actor: Actor, need: Need, amount: Amount, specification: str, at: datetime) -> None:
    """Take over what the sheet now says; a withdrawn need stands again."""
    reopened: dict[str, Any] = {}
    if need.closed_at is not None:
        reopened = {"closed_at": None, "state": Need.State.NEW}
    amend_need(
        actor,
        need,
        item=need.item,
        quantity_kind=amount.kind,
        quantity=amount.quantity,
        unit=amount.unit or (need.item.unit if need.item else ""),
        place=need.place,
        specification=specification or amount.said[:200],
        told_at=at,
        **reopened,
    )


def _row_report(
    actor: Actor, sheet: Sheet, line: SheetLine, version: Version, changes: list[Change]
) -> Report:
    """Keep the row's new words as a report of their own."""
    one = changes[0].institution
    head = "\t".join(part for part in (one.province, one.city, one.district, one.name) if part)
    cells = [f"{change.column}\t{change.value}" for change in changes if change.column and change.value]
    return receive_report(
        actor,
        Message("\n".join([head, *cells]), channel=sheet.source.name, origin=version.name),
        id=sheet.id_of("report", version.name, line.key),
        crisis=sheet.source.crisis,
        source=Report.Source.SHEET,
        received_at=version.at,
        place=line.institution.home,
    ).report


def _open(
    actor: Actor,
    sheet: Sheet,
    line: SheetLine,
    report: Report,
    *,
    amount: Amount,
    column: str,
    specification: str,
) -> None:
    item = item_of(column)
    need = open_need(
        actor,
        report,
        item=item,
        item_text=column[:120],
        id=sheet.id_of("need", line.key, column),
        key=_key(line, column),
        place=line.institution.home,
        party=line.institution,
        tier=Need.Tier.URGENT,
        quantity_kind=amount.kind,
        quantity=amount.quantity,
        unit=amount.unit or (item.unit if item else ""),
        specification=specification or amount.said[:200],
    )
    if amount.doubt:
        Note.objects.create(
            organization_id=actor.acts_for,
            report=report,
            need=need,
            level=Note.Level.WARNING,
            code=amount.doubt,
            details={"column": column, "said": amount.said[:80]},
        )


def sheet_figures(sheet: Sheet) -> dict[str, int]:
    """Return what stands in the sheet now: institutions present and vanished, needs by kind of quantity."""
    lines = SheetLine.objects.filter(source=sheet.source)
    present = set(lines.filter(absent_since__isnull=True).values_list("key", flat=True))
    standing = dict.fromkeys(QuantityKind, 0)
    held = Need.objects.filter(
        organization_id=sheet.source.organization_id, key__startswith=f"{sheet.source.pk}\t"
    ).exclude(state=Need.State.WITHDRAWN)
    for key, kind in held.values_list("key", "quantity_kind"):
        if key.split("\t")[1] in present:
            standing[QuantityKind(kind)] += 1
    return {
        "versions": sheet.source.versions_read,
        "institutions": lines.count(),
        "present": len(present),
        "vanished": lines.filter(absent_since__isnull=False).count(),
        "needs": sum(standing.values()),
        "open_ended": standing[QuantityKind.OPEN],
        "exact": standing[QuantityKind.EXACT],
        "unknown": standing[QuantityKind.UNKNOWN],
        "refused_rows": Refusal.objects.filter(source=sheet.source).count(),
    }
