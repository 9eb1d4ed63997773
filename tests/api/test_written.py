"""A program takes down needs, offers and checks: through a report, once, with the refusals of the pages."""

import json
import uuid

import pytest
from django.test import Client
from django_scopes import scope, scopes_disabled

from qiao.intake.models import Need, Report, ReportPhone, Verification
from tests.conftest import appoint
from tests.makers import make_need, make_offer


def send(client: Client, path: str, content):
    return client.post(f"/api/{path}", json.dumps(content), content_type="application/json")


@pytest.fixture
def need_body(crisis, mask):
    return {
        "instance_id": str(uuid.uuid4()),
        "crisis": crisis.slug,
        "item": mask.code,
        "quantity": {"kind": "EXACT", "value": 2000},
        "place": "421124",
        "party": "示例县人民医院",
        "tier": 2,
        "note": "示例数据：联系 15400000001",
        "contact": "15400000002",
    }


@pytest.fixture
def offer_body(crisis, gown):
    return {
        "instance_id": str(uuid.uuid4()),
        "crisis": crisis.slug,
        "item": gown.name,
        "quantity": {"kind": "RANGE", "value": 100, "max": 300},
        "pack_size": 50,
        "earmark_place": "421124",
    }


def check_of(need, **more):
    return {
        "instance_id": str(uuid.uuid4()),
        "need": str(need.pk),
        "method": "PHONE",
        "result": "CONFIRMED",
        **more,
    }


def test_a_need_comes_with_a_report_that_says_it_in_words(as_lin, need_body, mask, association):
    answer = send(as_lin, "needs", need_body)

    found = answer.json()
    with scope(organization=association.pk):
        report = Report.objects.get(pk=need_body["instance_id"])
        text = report.masked.text
    assert (answer.status_code, found["report"], found["state"]) == (201, need_body["instance_id"], "NEW")
    assert (report.source, report.channel) == ("API", "api")
    assert text.startswith(f"示例县人民医院需要{mask.name}2,000{mask.unit}（二级：急需）")
    for field, words in (("item", mask.name), ("place", "湖北省黄冈市英山县")):
        ((start, end),) = found["spans"][field]
        assert text[start:end] == words


def test_no_number_of_a_person_is_answered_and_both_are_marked(as_lin, need_body):
    answer = send(as_lin, "needs", need_body)

    with scopes_disabled():
        marks = ReportPhone.objects.filter(report=need_body["instance_id"]).count()
    assert (b"15400000001" in answer.content, b"15400000002" in answer.content, marks) == (False, False, 2)


def test_a_need_sent_again_is_the_first_one(as_lin, need_body):
    first, again = send(as_lin, "needs", need_body), send(as_lin, "needs", need_body)

    with scopes_disabled():
        assert (again.status_code, again.json(), Need.objects.count()) == (200, first.json(), 1)


@pytest.mark.parametrize(
    "other",
    [
        {"quantity": {"kind": "EXACT", "value": 2001}},
        {"tier": 1},
        {"contact": "15400000003"},
        {"place": "421123"},
        {"received_at": "2020-02-01T16:00:01+08:00"},
    ],
)
def test_the_same_id_with_another_need_is_a_conflict(as_lin, need_body, other):
    send(as_lin, "needs", need_body)

    answer = send(as_lin, "needs", need_body | other)

    assert (answer.status_code, answer.json()["code"]) == (409, "report_conflict")


def test_the_id_of_another_organisation_is_a_conflict(as_lin, as_zhao, need_body):
    send(as_lin, "needs", need_body)

    assert send(as_zhao, "needs", need_body).status_code == 409


@pytest.mark.parametrize(
    ("other", "status", "named"),
    [
        ({"quantity": {"kind": "EXACT"}}, 422, "quantity_invalid"),
        ({"quantity": {"kind": "UNKNOWN", "value": 5}}, 422, "quantity_invalid"),
        ({"quantity": {"kind": "EXACT", "value": 0}}, 422, "quantity_invalid"),
        ({"quantity": {"kind": "EXACT", "value": 2**63}}, 422, "quantity_invalid"),
        ({"quantity": {"kind": "EXACT", "value": True}}, 422, "body.quantity.value"),
        ({"quantity": {"kind": "EXACT", "value": "１０"}}, 422, "body.quantity.value"),
        ({"quantity": {"kind": "EXACT", "value": 1.5}}, 422, "body.quantity.value"),
        ({"quantity": {"kind": "NONE"}}, 422, "body.quantity.kind"),
        ({"quantity": {"kind": "EXACT", "value": 5, "max": 9}}, 422, "exact_with_max"),
        ({"tier": 4}, 422, "body.tier"),
        ({"item": "  "}, 422, "body.item"),
        ({"item": "口\0罩"}, 422, "body.item"),
        ({"place": "429999"}, 404, "place_unknown"),
        ({"crisis": "none"}, 404, "body.crisis"),
        ({"deadline": "2020-02-01T08:00"}, 422, "body.deadline"),
        ({"received_at": "2999-01-01T00:00:00Z"}, 409, "body.received_at"),
        ({"state": "OPEN"}, 422, "body.state"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(as_lin, need_body, other, status, named):
    answer = send(as_lin, "needs", need_body | other)

    with scopes_disabled():
        kept = Report.objects.count()
    assert (answer.status_code, kept) == (status, 0)
    assert named in answer.content.decode()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"kind": "EXACT", "value": 20.0}, ("EXACT", 20, None)),
        ({"kind": "RANGE", "value": 9, "max": 5}, ("RANGE", 5, 9)),
        ({"kind": "RANGE", "value": 5, "max": 5}, ("EXACT", 5, None)),
        ({"kind": "RANGE", "value": 5}, ("RANGE", 5, None)),
    ],
)
def test_a_range_is_put_in_order_and_a_whole_number_is_one_however_written(as_lin, need_body, sent, kept):
    found = send(as_lin, "needs", need_body | {"quantity": sent}).json()["quantity"]

    assert (found["kind"], found["value"], found["max"]) == kept


def test_an_offer_carries_its_terms(as_lin, offer_body, gown):
    found = send(as_lin, "offers", offer_body).json()

    assert (found["item"]["code"], found["quantity"]["value"], found["quantity"]["max"]) == (
        gown.code,
        100,
        300,
    )
    assert found["pack_size"] == 50


def test_an_offer_sent_again_is_the_first_one(as_lin, offer_body):
    first, again = send(as_lin, "offers", offer_body), send(as_lin, "offers", offer_body)

    assert (again.status_code, again.json()) == (200, first.json())


def test_an_offer_carries_the_standard_on_its_package_and_what_that_makes_of_it(as_lin, offer_body, mask):
    body = offer_body | {"item": mask.name, "standard": "GB 2626"}

    made = send(as_lin, "offers", body).json()
    read = as_lin.get(f"/api/offers/{made['id']}").json()

    assert (made["standard"], made["use_class"], made["item"]["code"]) == (
        "GB 2626",
        "NON_MEDICAL",
        "mask-kn95",
    )
    assert (read["standard"], read["earmark_place"]["code"]) == ("GB 2626", "421124")


def test_a_standard_that_the_table_lacks_is_refused(as_lin, offer_body):
    answer = send(as_lin, "offers", offer_body | {"standard": "GB 0"})

    assert answer.status_code == 404
    assert "standard_unknown" in answer.content.decode()


def test_an_offer_for_a_unit_nobody_knows_is_refused_by_its_name(as_lin, offer_body):
    answer = send(as_lin, "offers", offer_body | {"earmark_recipient": "没有这家"})

    (field,) = answer.json()["details"]["fields"]
    assert (answer.status_code, field["field"]) == (404, "body.earmark_recipient")


def test_a_check_opens_the_need(as_lin, lin, crisis, mask, at_work):
    need = make_need(lin, crisis, item=mask, is_verified=False)

    answer = send(as_lin, "verifications", check_of(need))

    assert (answer.status_code, answer.json()["state"]) == (201, "OPEN")


def test_a_check_sent_again_is_recorded_once_and_leaves_what_came_since(as_lin, lin, crisis, mask, at_work):
    need = make_need(lin, crisis, item=mask, is_verified=False)
    first = check_of(need)
    send(as_lin, "verifications", first)
    send(as_lin, "verifications", check_of(need, result="MET"))

    again = send(as_lin, "verifications", first)

    assert (again.status_code, again.json()["state"]) == (200, "MET")
    assert Verification.objects.filter(need=need).count() == 2


def test_another_check_under_the_same_id_is_a_conflict(as_lin, lin, crisis, mask, at_work):
    need = make_need(lin, crisis, item=mask, is_verified=False)
    first = check_of(need)
    send(as_lin, "verifications", first)

    answer = send(as_lin, "verifications", first | {"result": "FALSE"})

    assert (answer.status_code, answer.json()["code"]) == (409, "verification_conflict")


def test_a_need_merged_into_another_takes_no_further_check(as_lin, lin, crisis, mask, at_work):
    need, other = (make_need(lin, crisis, item=mask, is_verified=False) for _ in range(2))
    Need.objects.filter(pk=need.pk).update(state="MERGED", merged_into=other)

    answer = send(as_lin, "verifications", check_of(need))

    assert (answer.status_code, answer.json()["code"]) == (409, "line_already_decided")


def test_a_need_of_another_organisation_is_as_missing_as_none(as_zhao, lin, crisis, mask, at_work):
    need = make_need(lin, crisis, item=mask, is_verified=False)
    strange = check_of(need) | {"need": str(uuid.uuid4())}

    answers = [send(as_zhao, "verifications", one) for one in (check_of(need), strange)]

    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize("both", [True, False])
def test_a_check_is_of_exactly_one_thing(as_lin, lin, crisis, mask, at_work, both):
    need, offer = (
        make_need(lin, crisis, item=mask, is_verified=False),
        make_offer(lin, crisis, item=mask, is_verified=False),
    )
    body = check_of(need, offer=str(offer.pk)) if both else check_of(need) | {"need": None}

    assert send(as_lin, "verifications", body).status_code == 422


def test_who_may_check_needs_only_may_not_check_an_offer(lin, crisis, mask, association, at_work):
    offer = make_offer(lin, crisis, item=mask, is_verified=False)
    worker = Client()
    worker.force_login(
        appoint("sun", association, "CASEWORKER"), backend="django.contrib.auth.backends.ModelBackend"
    )
    body = {
        "instance_id": str(uuid.uuid4()),
        "offer": str(offer.pk),
        "method": "PHONE",
        "result": "CONFIRMED",
    }

    assert send(worker, "verifications", body).status_code == 403


@pytest.mark.parametrize(
    ("path", "role"), [("needs", "AUDITOR"), ("offers", "EDITOR"), ("verifications", "FINANCE")]
)
def test_who_may_not_on_the_pages_may_not_here(association, need_body, path, role):
    worker = Client()
    worker.force_login(appoint("one", association, role), backend="django.contrib.auth.backends.ModelBackend")
    body = need_body if path == "needs" else {}

    assert send(worker, path, body).status_code in {403, 422}
    if path == "needs":
        assert send(worker, path, body).json()["code"] == "right_missing"
