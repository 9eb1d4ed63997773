"""The index is kept by the database: whatever changes is found, whatever is gone is not."""

import sys
from datetime import timedelta

import pytest
from django.db import connection

from qiao.intake.actions import amend_need, erase_report, take_in
from qiao.intake.actions.receive import Message
from qiao.intake.models import MaskedCopy, Need, Report
from qiao.pages.models import SearchEntry, SearchPending
from qiao.pages.search import Asked, drain, find, index, rebuild
from qiao.pages.search.index import drain_all, ensure, triggers
from qiao.pages.search.sources import KINDS
from qiao.registry.models import Item, QuantityKind
from tests.conftest import NOW
from tests.makers import make_need


def found(actor, text, kind="", crisis=None):
    return [one for hits in find(actor, Asked(text, crisis, kind), limit=50) for one in hits.records]


@pytest.fixture
def told(lin, crisis, at_work, new_id) -> Report:
    text = "示例数据：英山县人民医院急需医用外科口罩2000只，联系人张小三 15400000001"
    return take_in(lin, Message(text), id=new_id(), crisis=crisis, source="PASTE", received_at=NOW).report


@pytest.mark.parametrize("is_drained", [False, True])
def test_a_record_is_found_at_once_whether_written_into_the_index_or_waiting(lin, told, at_work, is_drained):
    if is_drained:
        drain_all()
        assert not SearchPending.objects.exists()

    assert told in found(lin, "口罩")
    assert found(lin, "口罩", "need") == [told.needs.get()]


@pytest.mark.parametrize(
    "text", ["外科口罩", "口", "罩2000", "英山 口罩", "YINGSHAN 口罩", "ysx 口罩", "急需"]
)
def test_words_and_beginnings_of_words_are_found(lin, told, at_work, text):
    drain_all()

    assert found(lin, text) != []


@pytest.mark.parametrize("text", ["罩口", "防护服 口罩", "15400000001", "张小三", "", "，。", "口罩厂"])
def test_what_stands_nowhere_is_not_found(lin, told, at_work, text):
    drain_all()

    assert not [one for one in found(lin, text) if isinstance(one, Report | Need)]


@pytest.mark.database("sqlite")  # PostgreSQL counts by itself
def test_a_page_of_hits_is_loaded_by_its_ids_and_not_by_reading_the_whole_organisation(
    lin, told, crisis, at_work, monkeypatch
):
    monkeypatch.setattr(index, "COUNTED_AFTER", 50)
    many = [
        Report(
            organization=at_work,
            crisis=crisis,
            source="PASTE",
            sealed_text=b"-",
            fingerprint=f"{number:064d}",
            received_at=NOW,
        )
        for number in range(120)
    ]
    Report.objects.bulk_create(many)
    MaskedCopy.objects.bulk_create([MaskedCopy(report=one, text="示例数据：暖贴") for one in many])
    page = KINDS["report"].rows([one.pk for one in many[:30]])
    assert "organization_id=?" in page.explain()

    drain_all()

    assert "(id=?)" in page.all().explain()
    assert "organization_id=?" not in page.all().explain()
    assert len(page.all()) == 30


def test_bulk_writes_are_found_too(lin, crisis, mask, yingshan, at_work):
    need = make_need(lin, crisis, item=mask, place=yingshan)
    drain_all()
    Need.objects.bulk_create(
        [
            Need(
                organization=at_work,
                crisis=crisis,
                report=need.report,
                item_text="暖贴",
                quantity_kind=QuantityKind.UNKNOWN,
            )
        ]
    )
    Need.objects.filter(pk=need.pk).update(party_text="河东村委会")

    assert len(found(lin, "暖贴", "need")) == 1
    assert found(lin, "河东村", "need") == [need]


def test_a_corrected_need_is_found_by_its_new_words_only(lin, told, gown, at_work):
    drain_all()
    need = told.needs.get()
    amend_need(lin, need, item=gown, quantity_kind="UNKNOWN")
    drain_all()

    assert found(lin, "防护服", "need") == [need]
    assert found(lin, "外科口罩", "need") == []


def test_an_erased_report_leaves_no_word_in_the_index(lin, told, at_work):
    drain_all()
    told.needs.all().update(item_text="", spans={})
    erase_report(lin, told, reason="本人要求删除")
    drain_all()

    assert found(lin, "急需", "report") == []
    assert not SearchEntry.objects.filter(kind="report", record_id=told.pk).exists()


def test_a_stranger_finds_nothing_of_others(lin, zhao, told, other_association):
    from django_scopes import scope

    drain_all()
    with scope(organization=other_association.pk):
        assert not [one for one in found(zhao, "口罩") if not isinstance(one, Item)]


def test_a_reader_without_the_right_finds_nothing_of_that_kind(told, association, at_work):
    from qiao.accounts.roles import Actor, Role

    finance = Actor(organization_id=association.pk, roles=frozenset({Role.FINANCE}))
    drain_all()

    assert "report" not in {hits.kind for hits in find(finance, Asked("口罩"))}


def test_one_crisis_does_not_answer_for_another(lin, told, crisis, at_work):
    from qiao.registry.models import Crisis

    other = Crisis.objects.create(name="示例洪水", slug="flood", hazard="FLOOD", began_on=NOW.date())
    drain_all()

    assert found(lin, "口罩", "report", crisis) == [told]
    assert found(lin, "口罩", "report", other) == []


@pytest.mark.parametrize(
    ("few", "newest"), [(1000, (500, 10_000)), (1000, (1, 1)), (2, (1, 100)), (2, (1, 4))]
)
def test_the_newest_stands_first_and_pages_neither_lose_nor_repeat(
    lin, crisis, at_work, new_id, monkeypatch, few, newest
):
    """The ways PostgreSQL is asked (common, few records, common and new, common and old) answer alike."""
    module = sys.modules["qiao.pages.search.find"]  # the package gives its name to the function
    monkeypatch.setattr(module, "FEW", few)
    monkeypatch.setattr(module, "NEWEST", newest)
    for hour in range(23):
        take_in(
            lin,
            Message(f"示例数据：{hour}号点缺暖贴"),
            id=new_id(),
            crisis=crisis,
            source="PASTE",
            received_at=NOW + timedelta(hours=hour % 3),
        )
    drain_all()
    seen, before = [], 0
    while True:
        hits = find(lin, Asked("暖贴", kind="report"), limit=5, before=before)
        seen += hits[0].records if hits else []
        before = hits[0].next_before if hits else 0
        if not before:
            break

    assert len(seen) == len({one.pk for one in seen}) == 23
    moments = [one.received_at for one in seen]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.owner
def test_writing_the_index_twice_changes_nothing(lin, told, at_work):
    drain_all()
    before = sorted(SearchEntry.objects.values_list("kind", "record_id", "tokens"))

    assert drain() == 0
    assert rebuild() == len(before)
    assert sorted(SearchEntry.objects.values_list("kind", "record_id", "tokens")) == before
    assert told in found(lin, "口罩")


def test_every_trigger_is_there(db):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger")
        there = {name for (name,) in cursor.fetchall()}

    assert set(triggers()) <= there


@pytest.mark.owner
def test_a_trigger_that_was_lost_comes_back_and_tells_what_it_missed(lin, told, at_work):
    drain_all()
    name = "search_intake_need_update_need"
    with connection.cursor() as cursor:
        on_table = "" if connection.vendor == "sqlite" else " ON intake_need"
        cursor.execute(f"DROP TRIGGER {name}{on_table}")
    told.needs.update(party_text="河东村委会")
    assert found(lin, "河东村", "need") == []

    ensure()

    assert found(lin, "河东村", "need") == [told.needs.get()]
