"""Programs read needs, offers, places, plans and the chain; only their own organisation's."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from qiao.advocacy.models import Evidence
from qiao.relief import actions as relief
from qiao.trail.models import TrailEntry
from tests.makers import make_delivery, make_need, make_offer


@pytest.fixture
def needs(at_work, lin, crisis, mask, yingshan, now):
    return [
        make_need(
            lin,
            crisis,
            item=mask,
            place=yingshan,
            quantity_kind="EXACT",
            quantity=count,
            at=now + timedelta(count),
        )
        for count in range(1, 6)
    ]


def test_needs_come_with_their_kind_of_quantity(at_work, lin, crisis, mask, as_lin):
    make_need(lin, crisis, item=mask, quantity_kind="OPEN")

    (need,) = as_lin.get("/api/needs").json()["items"]
    assert need["quantity"] == {
        "kind": "OPEN",
        "value": None,
        "max": None,
        "unit": mask.unit,
        "text": "不限量",
    }


def test_moments_carry_their_zone(needs, as_lin):
    assert as_lin.get("/api/needs").json()["items"][0]["received_at"].endswith("Z")


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 7])
def test_pages_hold_every_need_once(needs, as_lin, limit):
    seen, cursor = [], ""
    while cursor is not None:
        answer = as_lin.get("/api/needs", {"limit": limit, "cursor": cursor}).json()
        seen += [one["id"] for one in answer["items"]]
        cursor = answer["next"]

    assert sorted(seen) == sorted(str(one.pk) for one in needs)
    assert len(seen) == len(set(seen))


def test_a_need_that_comes_in_between_moves_no_page(needs, lin, crisis, mask, as_lin):
    first = as_lin.get("/api/needs", {"limit": 3}).json()
    make_need(lin, crisis, item=mask)

    second = as_lin.get("/api/needs", {"limit": 3, "cursor": first["next"]}).json()
    assert not {one["id"] for one in first["items"]} & {one["id"] for one in second["items"]}
    assert len(second["items"]) == 2


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"state": "OPEN"}, 5),
        ({"state": "MET"}, 0),
        ({"place": "4211"}, 5),
        ({"place": "31"}, 0),
        ({"crisis": "small"}, 5),
    ],
)
def test_needs_are_narrowed_down(needs, as_lin, query, count):
    assert len(as_lin.get("/api/needs", query).json()["items"]) == count


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0}, {"limit": 201}, {"limit": "true"}, {"limit": "1e2"}, {"limit": "NaN"},
        {"cursor": "x"}, {"cursor": "MjAyMA"}, {"state": "ALL"}, {"place": "42%"},
    ],
)  # fmt: skip
def test_a_wrong_query_is_refused_with_its_field(needs, as_lin, query):
    answer = as_lin.get("/api/needs", query)

    assert answer.status_code == 422
    assert answer.json()["details"]["fields"][0]["field"] == f"query.{next(iter(query))}"


def test_a_crisis_nobody_knows_is_not_found_and_named(needs, as_lin):
    answer = as_lin.get("/api/needs", {"crisis": "unheard-of"})

    assert answer.status_code == 404
    assert answer.json()["details"]["fields"][0]["field"] == "query.crisis"


@pytest.mark.parametrize("digits", ["0" * 16, "9" * 16])
def test_whatever_has_the_form_of_a_cursor_is_a_place_in_the_list(needs, as_lin, digits):
    answer = as_lin.get("/api/needs", {"cursor": digits + "f" * 32})

    assert (answer.status_code, len(answer.json()["items"])) == (200, 5 if digits[0] == "9" else 0)


def test_a_list_asks_the_database_as_often_for_five_needs_as_for_one(
    needs, as_lin, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        assert len(as_lin.get("/api/needs").json()["items"]) == 5


@pytest.mark.parametrize("kind", ["needs", "offers"])
def test_zhao_gets_an_empty_list(needs, lin, crisis, mask, as_zhao, kind):
    make_offer(lin, crisis, item=mask)

    assert as_zhao.get(f"/api/{kind}").json() == {"items": [], "next": None}


def test_zhao_is_told_the_same_of_a_foreign_record_as_of_a_missing_one(
    needs, lin, crisis, mask, now, as_zhao
):
    offer = make_offer(lin, crisis, item=mask)
    plan = relief.make_plan(lin, crisis, now=now)
    foreign = [f"/api/needs/{needs[0].pk}", f"/api/offers/{offer.pk}", f"/api/plans/{plan.pk}"]
    foreign += [f"/api/trace/need/{needs[0].pk}", f"/api/trace/offer/{offer.pk}"]

    for address in foreign:
        answer = as_zhao.get(address)
        missing = as_zhao.get(address.rsplit("/", 1)[0] + f"/{uuid.uuid4()}")
        assert (answer.status_code, answer.content) == (404, missing.content)


def test_a_volunteer_may_read_needs_but_no_plan(needs, lin, crisis, now, as_chen):
    plan = relief.make_plan(lin, crisis, now=now)

    assert as_chen.get(f"/api/needs/{needs[0].pk}").status_code == 200
    assert as_chen.get(f"/api/plans/{plan.pk}").json()["code"] == "right_missing"


def test_a_plan_tells_why_in_the_readers_language(needs, lin, crisis, mask, shanghai, now, as_lin):
    make_offer(lin, crisis, item=mask, place=shanghai)
    plan = relief.make_plan(lin, crisis, now=now)

    chinese = as_lin.get(f"/api/plans/{plan.pk}", headers={"accept-language": "zh-hans"}).json()
    english = as_lin.get(f"/api/plans/{plan.pk}", headers={"accept-language": "en"}).json()
    assert chinese["shares"][0]["reason"] != english["shares"][0]["reason"]
    assert english["shares"][0]["reason"].isascii() or "示例" in english["shares"][0]["reason"]


def test_a_trace_walks_back_to_the_voices_and_on_to_the_receipt(at_work, lin, crisis, mask, now, as_lin):
    delivery = make_delivery(lin, crisis, item=mask)
    receipt = relief.sign_receipt(lin, delivery, quantity=100, signed_at=now)

    trace = as_lin.get(f"/api/trace/match/{delivery.match_id}").json()
    back = {one["kind"]: one["ids"] for one in trace["back"]}
    ahead = {one["kind"]: one["ids"] for one in trace["ahead"]}
    need, offer = delivery.match.need, delivery.match.offer
    assert set(back["report"]) == {str(need.report_id), str(offer.report_id)}
    assert (back["need"], back["offer"]) == ([str(need.pk)], [str(offer.pk)])
    assert (ahead["delivery"], ahead["receipt"]) == ([str(delivery.pk)], [str(receipt.pk)])


def test_a_trace_leads_through_evidence(at_work, lin, association, crisis, mask, now, as_lin):
    need = make_need(lin, crisis, item=mask)
    evidence = Evidence.objects.create(
        organization=association, crisis=crisis, statement="示例数据", frozen_at=now, hash="0" * 64
    )
    evidence.records.create(record_type="need", record_id=need.pk, content={})

    ahead = as_lin.get(f"/api/trace/need/{need.pk}").json()["ahead"]
    back = as_lin.get(f"/api/trace/evidence/{evidence.pk}").json()["back"]
    assert [one["ids"] for one in ahead if one["kind"] == "evidence"] == [[str(evidence.pk)]]
    assert {"need": [str(need.pk)], "report": [str(need.report_id)]} == {
        one["kind"]: one["ids"] for one in back
    }


def test_a_word_that_is_no_link_is_refused(as_lin):
    assert as_lin.get(f"/api/trace/person/{uuid.uuid4()}").status_code == 422


def test_places_are_public_and_found_by_code(db):
    (place,) = Client().get("/api/places", {"code": "421124"}).json()["items"]

    assert (place["name"], place["full_name"], place["parent"]) == ("英山县", "湖北省黄冈市英山县", "421100")


def test_a_name_that_several_places_bear_is_narrowed_by_context(db):
    alone = Client().get("/api/places", {"name": "鼓楼区"}).json()["items"]
    within = Client().get("/api/places", {"name": "鼓楼区", "context": ["江苏省", "南京市"]}).json()["items"]

    assert len(alone) > 1
    assert [one["full_name"] for one in within] == ["江苏省南京市鼓楼区"]
    assert within[0]["reason"]


def test_places_by_prefix_are_those_below(db):
    codes = [one["code"] for one in Client().get("/api/places", {"prefix": "4211"}).json()["items"]]

    assert "421124" in codes
    assert all(code.startswith("4211") for code in codes)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"code": "421124", "name": "英山县"}, ["421124"]),
        ({"code": "421124", "prefix": "4211"}, ["421124"]),
        ({"name": "鼓楼区", "prefix": "3201"}, ["320106"]),
        ({"code": "421124", "name": "武汉市"}, []),
        ({"code": "421124", "prefix": "31"}, []),
    ],
)
def test_a_place_is_all_that_is_asked_of_it(db, query, found):
    assert [one["code"] for one in Client().get("/api/places", query).json()["items"]] == found


def test_asked_nothing_the_places_are_the_provinces(db):
    places = Client().get("/api/places").json()["items"]

    assert {one["level"] for one in places} == {"PROVINCE"}
    assert len(places) == 34


def test_crises_come_with_their_places(crisis, as_lin):
    (found,) = as_lin.get("/api/crises").json()["items"]

    assert (found["slug"], found["places"]) == ("small", [{"code": "421124", "name": "英山县"}])


def test_the_checkpoint_is_public_and_names_the_head(needs):
    point = Client().get("/api/checkpoint").json()

    last = TrailEntry.objects.order_by("-sequence").first()
    assert (point["entries"], point["head"], set(point)) == (
        last.sequence,
        last.hash,
        {"entries", "head", "at"},
    )
