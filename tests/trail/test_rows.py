"""Rows written by a kept statement are those that `bulk_create` writes."""

import uuid
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, models, transaction

from qiao.registry.models import Crisis, Place
from qiao.trail.models import TrailEntry
from qiao.trail.rows import _value_of, insert_rows, row_of, values_of

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


def test_many_rows_go_in_as_few():
    begin = TrailEntry.objects.count()
    insert_rows(
        [entry(begin + number) for number in range(1, 2501)]
    )  # more values than one statement may carry
    assert TrailEntry.objects.count() == begin + 2500


SORTS = [
    (models.CharField(), "字"),
    (models.TextField(), "示例\n数据"),
    (models.BooleanField(), True),
    (models.BinaryField(), b"\x00\xff"),
    (models.IntegerField(), 3),
    (models.PositiveBigIntegerField(), 2**40),
    (models.FloatField(), 1.5),
    (models.JSONField(), {"只": [1, None]}),
    (models.UUIDField(), uuid.UUID(int=7)),
    (models.DateField(), date(2020, 1, 25)),
    (models.DateTimeField(), AT),
    (models.DateTimeField(), datetime(2020, 1, 25, 8, 30, tzinfo=UTC)),
    (models.DateTimeField(), AT.astimezone(ZoneInfo("Asia/Shanghai"))),
]


@pytest.mark.parametrize(("field", "value"), SORTS)
def test_each_sort_of_value_is_written_as_django_writes_it(field, value):
    field.set_attributes_from_name("given")
    for one in (value, None):
        row = type("Row", (), {"given": one})()
        mine = _value_of(field, connection.vendor)(row, connection)
        theirs = field.get_db_prep_save(one, connection)
        assert repr(mine) == repr(theirs) or mine == one  # PostgreSQL's driver writes some values by itself


def test_a_row_is_found_by_a_kept_statement_as_by_a_query_set():
    insert_rows([entry(TrailEntry.objects.count() + 1)])
    newest = TrailEntry.objects.order_by("-sequence")[0]

    found = row_of(TrailEntry, hash=newest.hash)
    assert found is not None
    assert facts_of(found) == facts_of(newest)
    assert not found._state.adding
    assert row_of(TrailEntry, hash="-") is None
    assert values_of(TrailEntry, ("at", "details"), id=newest.pk) == [(newest.at, newest.details)]
