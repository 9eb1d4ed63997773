"""What can be asked of others' tables: their batches, and what each of their rows states."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from qiao.engines.extraction import QuantityKind
from qiao.gaps.loading import LOADED_MODELS, mark_in
from qiao.gaps.models import FigureBatch, FigureMapping, FigureRow, OfficialFigure
from qiao.gaps.tables import Content, FigurePlan, RowVerdict, Stated, StatedFigure, guess_columns, read_table
from qiao.gaps.tables.plan import FigurePlan as Plan
from qiao.intake.lexicon import catalogue_for
from qiao.intake.sources.tables import Issue, Level, RowKind, SourceRow, signature
from qiao.intake.sources.tables.cells import Amount
from qiao.intake.sources.tables.verdicts import LOADED, worst
from qiao.registry.models import Crisis

AT_ONCE = 500
LOOKED_AT = 60


def figure_batches(crisis: Crisis) -> QuerySet[FigureBatch]:
    """Return the tables of a crisis that were not put aside, the newest first."""
    rows: QuerySet[FigureBatch] = FigureBatch.objects.filter(crisis=crisis)
    return (
        rows.exclude(state=FigureBatch.State.DISCARDED).select_related("handed_in_by").order_by("-created_at")
    )


def figure_rows(batch: FigureBatch, level: str = "") -> QuerySet[FigureRow]:
    """Return the rows of a batch in the order of the table, of one level if named."""
    rows: QuerySet[FigureRow] = FigureRow.objects.filter(batch=batch)
    return (rows.filter(level=level) if level else rows).order_by("number")


def source_rows(batch: FigureBatch, most: int | None = None) -> list[SourceRow]:
    """Return the rows of a batch as they stood."""
    rows = FigureRow.objects.filter(batch=batch).order_by("number")
    return [
        SourceRow(number, tuple(cells), RowKind(kind), frozenset(merged))
        for number, cells, kind, merged in rows.values_list("number", "cells", "kind", "merged")[:most]
    ]


def first_plan(batch: FigureBatch) -> FigurePlan:
    """Return how a table is read at first: as one with these headers was last time, else as guessed."""
    if batch.plan:
        return Plan.from_json(batch.plan)
    content = Content(batch.content)
    year = batch.crisis.began_on.year
    remembered: FigureMapping | None = FigureMapping.objects.filter(
        content=batch.content, signature=signature(batch.headers)
    ).first()
    if remembered is not None:
        return replace(Plan.from_json(remembered.plan), year=year, tags=tuple(batch.tags))
    columns = guess_columns(batch.headers, content, catalogue_for(batch.crisis), tags=batch.tags, year=year)
    return Plan(content, columns, year=year, tags=tuple(batch.tags))


def read_first(batch: FigureBatch, plan: FigurePlan, *, today: date, most: int) -> list[RowVerdict]:
    """Return what the first rows would become."""
    rows = [row for row in source_rows(batch, LOOKED_AT) if row.kind is RowKind.DATA][:most]
    return list(read_table(rows, batch.headers, plan, catalogue_for(batch.crisis), today=today))


def verdicts(batch: FigureBatch, *, today: date, tell: Callable[[], None] = lambda: None) -> list[RowVerdict]:
    """Return the verdict of each row of a batch: what it states, and what of that is entered already.

    `tell` is called once a row, for whoever watches.
    """
    plan = Plan.from_json(batch.plan)
    read = []
    for one in read_table(source_rows(batch), batch.headers, plan, catalogue_for(batch.crisis), today=today):
        read.append(one)
        tell()
    return _beside_known(batch, read)


def known_marks(marks: Iterable[str]) -> set[str]:
    """Return the marks that are entered already."""
    wanted, found = sorted(set(marks)), set()
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        for model in LOADED_MODELS:
            rows = model.objects.filter(mark__in=part)
            found |= set(rows.values_list("mark", flat=True))
    return found


def _beside_known(batch: FigureBatch, read: list[RowVerdict]) -> list[RowVerdict]:
    """Mark what was entered before, what the table says twice, and where one source says two numbers."""
    fresh = [one for one in read if one.level in LOADED]
    entered = known_marks(mark_in(batch, one.mark) for row in fresh for one in row.stated)
    keys = _known_keys(batch)
    seen: dict[str, str] = {}
    found: list[RowVerdict] = []
    for row in read:
        if row.level not in LOADED:
            found.append(row)
            continue
        kept: list[Stated] = []
        issues = list(row.issues)
        repeated = 0
        for one in row.stated:
            if mark_in(batch, one.mark) in entered:
                repeated += 1
            elif seen.get(one.key) == one.mark:
                issues.append(Issue(Level.DOUBTFUL, "row_twice"))
            else:
                if one.key in seen or keys.get(one.key, one.mark) != one.mark:
                    issues.append(Issue(Level.DOUBTFUL, "figure_differs"))
                seen[one.key] = one.mark
                kept.append(one)
        level = worst(issues)
        if repeated and not kept:
            issues.append(Issue(Level.REPEATED, "row_repeated"))
            level = Level.REPEATED
        found.append(replace(row, level=level, issues=tuple(dict.fromkeys(issues)), stated=tuple(kept)))
    return found


def _known_keys(batch: FigureBatch) -> dict[str, str]:
    """Return what is counted → the last statement on it, for figures of the crisis."""
    if batch.content != FigureBatch.Content.FIGURES:
        return {}
    rows = OfficialFigure.objects.filter(crisis=batch.crisis_id).select_related("place", "item")
    return {one.key: one.mark for one in map(stated_of, rows.order_by("created_at"))}


def stated_of(figure: OfficialFigure) -> StatedFigure:
    """Return a figure as its table stated it."""
    kind = QuantityKind(figure.quantity_kind)
    return StatedFigure(
        side=figure.side,
        kind=figure.kind,
        place=figure.place.code,
        item=figure.item.code if figure.item else "",
        category=figure.category,
        amount=Amount(kind, figure.quantity, figure.quantity_max, figure.unit),
        stated_on=figure.stated_on,
        source=figure.source,
        period_from=figure.period_from,
        period_to=figure.period_to,
        stated_by=figure.stated_by,
        note=figure.note,
    )
