"""A table of roads: uploaded, its unread rows told, kept, and used when a lorry is loaded."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from qiao.exceptions import RightMissingError, RoadsUnreadError
from qiao.relief import actions
from qiao.relief.lorries import plan_lorry
from qiao.relief.models import RoadList
from qiao.relief.roads import newest_roads, read_table, table_of
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.makers import make_need, make_offer

pytestmark = pytest.mark.usefixtures("at_work")
HEAD = "从,到,公里,分钟\n"
GOOD = "罗田县,英山县,91.5,100\n"
BAD = "罗田县,没有这个县,10,\n罗田县,罗田县,1,\n罗田县,421124,很远,\n"


@pytest.fixture
def address(crisis):
    return reverse("relief:road_list", args=[crisis.slug])


@pytest.fixture
def held(at_work, lin, crisis, mask, yingshan, luotian):
    offer = make_offer(lin, crisis, item=mask, place=luotian, quantity_kind="EXACT", quantity=100)
    need = make_need(lin, crisis, item=mask, place=yingshan)
    return actions.make_match(lin, need, offer, quantity=10, confirmed_at=NOW)


def upload(client, address, content, name="示例路程.csv"):
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_is_understood_is_kept_and_each_other_row_is_told(as_lin, address, crisis, encoding):
    assert upload(as_lin, address, (HEAD + GOOD + BAD).encode(encoding)).status_code == 302
    page = as_lin.get(address).content.decode()

    kept = newest_roads(crisis)
    assert kept.roads == [["421123", "421124", 91.5, 100]]
    assert [row for row, _code, _cell in kept.refused] == [3, 4, 5]
    for each in ("没有这个县", "同一处", "很远", "第 5 行"):
        assert each in page
    assert TrailEntry.objects.get(verb="road.save").details == {"roads": 1, "refused": 3}


def test_the_table_counts_where_it_has_the_road(held, lin, crisis):
    guessed = plan_lorry([held], now=NOW)
    actions.save_roads(lin, crisis, read_table(HEAD + GOOD), name="示例", saved_at=NOW)

    plan = plan_lorry([held], now=NOW, table=table_of(newest_roads(crisis)))

    assert [(one.km, one.is_measured) for one in plan.stops] == [(91.5, True)]
    assert not guessed.stops[0].is_measured
    assert guessed.stops[0].km != 91.5


def test_the_page_for_loading_says_which_roads_it_used(as_lin, held, lin, crisis):
    page = reverse("relief:shipment_new", args=[crisis.slug])
    form = {"match": [str(held.pk)], "order": "1"}
    assert "直线" in as_lin.post(page, form).content.decode()

    actions.save_roads(lin, crisis, read_table(HEAD + GOOD), name="示例路程.csv", saved_at=NOW)

    said = as_lin.post(page, form).content.decode()
    assert "按路程表" in said
    assert "示例路程.csv" in said


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", "甲,乙\n".encode(), (HEAD + BAD).encode()])
def test_a_file_without_one_road_is_refused_and_the_table_before_still_counts(
    as_lin, lin, crisis, address, content
):
    actions.save_roads(lin, crisis, read_table(HEAD + GOOD), name="示例", saved_at=NOW)

    assert upload(as_lin, address, content).status_code == 422
    assert RoadList.objects.count() == 1


def test_the_newest_table_counts(lin, crisis):
    for km in (10, 20):
        table = read_table(HEAD + f"罗田县,英山县,{km},\n")
        actions.save_roads(lin, crisis, table, name="示例", saved_at=NOW)

    assert newest_roads(crisis).roads[0][2] == 20


def test_who_only_volunteers_saves_no_table(chen, as_chen, crisis, address):
    assert upload(as_chen, address, (HEAD + GOOD).encode()).status_code == 403
    with pytest.raises(RightMissingError):
        actions.save_roads(chen, crisis, read_table(HEAD + GOOD), name="示例", saved_at=NOW)
    assert not RoadList.objects.exists()


def test_an_empty_table_is_refused(lin, crisis):
    with pytest.raises(RoadsUnreadError):
        actions.save_roads(lin, crisis, read_table(HEAD), name="示例", saved_at=NOW)
