"""Rows written by a kept statement are those that `bulk_create` writes."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from qiao.registry.models import Crisis, Place
from qiao.trail.models import TrailEntry
from qiao.trail.rows import insert_rows

pytestmark = pytest.mark.django_db
AT = datetime(2020, 1, 25, 8, 30, 15, 123456, tzinfo=UTC)


def entry(sequence: int, **facts: object) -> TrailEntry:
    told = {"details": {"次": 1, "名": None}, "subject_id": uuid.UUID(int=sequence)}
    return TrailEntry(
        sequence=sequence,
        verb="report.receive",
        roles="REPORTER",
        at=AT,
        subject_type="intake.report",
        previous_hash="0" * 64,
        hash=f"{sequence:064x}",
        **(told | facts),
    )


def facts_of(row: TrailEntry) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in TrailEntry._meta.concrete_fields}


@pytest.mark.parametrize("count", [1, 3])
def test_rows_come_back_as_bulk_create_writes_them(count):
    begin = TrailEntry.objects.count()
    mine = [entry(begin + number) for number in range(1, count + 1)]
    theirs = [entry(begin + count + number) for number in range(1, count + 1)]
    insert_rows(mine)
    TrailEntry.objects.bulk_create(theirs)

    differing = {"sequence", "id", "subject_id", "hash", "created_at", "updated_at"}
    for one, other in zip(mine, theirs, strict=True):
        read, beside = (facts_of(TrailEntry.objects.get(pk=row.pk)) for row in (one, other))
        assert read == facts_of(one)
        assert {name for name in read if read[name] != beside[name]} <= differing
        assert not one._state.adding


def test_moments_and_ids_are_given_as_models_give_them():
    crisis = Crisis(name="示例汛期", slug="rows", hazard="FLOOD", began_on=date(2020, 7, 1))
    insert_rows([crisis])

    kept = Crisis.objects.get(slug="rows")
    assert (kept.pk, kept.name, kept.began_on) == (crisis.pk, "示例汛期", date(2020, 7, 1))


def test_a_row_that_is_there_is_refused():
    place = Place.objects.create(code="990000", name="示例省", level=Place.Level.PROVINCE)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows([Place(pk=place.pk, code="990001", name="示例", level=Place.Level.PROVINCE)])
    assert Place.objects.filter(code="990001").count() == 0


def test_nothing_to_write_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_rows([])
