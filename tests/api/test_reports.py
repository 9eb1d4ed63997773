"""A program sends reports: received once, kept sealed, shown masked, never to another organisation."""

import json
import uuid

import pytest
from django.test import Client
from django_scopes import scope, scopes_disabled

from qiao.intake import actions
from qiao.intake.models import Report

TEXT = "示例数据：英山县人民医院急需医用外科口罩2000只，联系人林女士 15400000001"


def send(client: Client, content, **headers):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.post("/api/reports", body, content_type="application/json", **headers)


@pytest.fixture
def body(crisis):
    return {
        "instance_id": str(uuid.uuid4()),
        "crisis": crisis.slug,
        "text": TEXT,
        "contact": "15400000002",
        "place": "421124",
        "received_at": "2020-02-01T16:00:00+08:00",
    }


def test_a_new_report_is_created_with_the_need_it_speaks_of(as_lin, body, mask):
    answer = send(as_lin, body)

    (need,) = answer.json()["needs"]
    quantity = {"kind": "EXACT", "value": 2000, "max": None, "unit": mask.unit, "text": f"2,000{mask.unit}"}
    assert (answer.status_code, need["quantity"], need["item"]["code"]) == (201, quantity, mask.code)


def test_the_answer_shows_no_telephone(as_lin, body):
    answer = send(as_lin, body)

    assert b"15400000001" not in answer.content
    assert b"15400000002" not in answer.content


def test_chinese_is_written_as_chinese(as_lin, body):
    assert "英山县" in send(as_lin, body).content.decode()


def test_the_same_again_is_answered_with_the_same(as_lin, body):
    first, again = send(as_lin, body), send(as_lin, body)

    assert (again.status_code, again.json()) == (200, first.json())


def test_a_thousand_repeats_leave_one_report(as_lin, body):
    for _ in range(20):
        send(as_lin, body)

    with scopes_disabled():
        assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"text": "示例数据：另一份内容"},
        {"contact": "15400000003"},
        {"place": "421123"},
        {"place": None},
        {"received_at": "2020-02-01T16:00:01+08:00"},
    ],
)
def test_the_same_id_with_another_body_is_a_conflict(as_lin, body, other):
    send(as_lin, body)

    answer = send(as_lin, body | other)

    assert (answer.status_code, answer.json()["code"]) == (409, "report_conflict")


def test_the_same_moment_in_another_zone_is_the_same(as_lin, body):
    send(as_lin, body)

    assert send(as_lin, body | {"received_at": "2020-02-01T08:00:00Z"}).status_code == 200


def test_after_erasure_the_same_again_is_still_the_same(as_lin, lin, body):
    send(as_lin, body)
    with scope(organization=lin.organization_id):
        actions.erase_report(lin, Report.objects.get(pk=body["instance_id"]), reason="本人要求")

    answer = send(as_lin, body)

    assert (answer.status_code, answer.json()["text"], answer.json()["is_erased"]) == (200, None, True)


def test_an_id_of_another_organisation_is_a_conflict_and_shows_nothing(as_lin, as_zhao, body):
    send(as_lin, body)

    answer = send(as_zhao, body)

    assert answer.status_code == 409
    assert "口罩" not in answer.content.decode()


def test_a_report_is_read_back_masked(as_lin, body):
    sent = send(as_lin, body).json()

    assert as_lin.get(f"/api/reports/{body['instance_id']}").json() == sent


def test_zhao_does_not_see_lins_report(as_lin, as_zhao, body):
    send(as_lin, body)

    foreign = as_zhao.get(f"/api/reports/{body['instance_id']}")
    missing = as_zhao.get(f"/api/reports/{uuid.uuid4()}")
    assert (foreign.status_code, foreign.content) == (404, missing.content)


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"text": True}, "body.text", "string_type"),
        ({"text": ""}, "body.text", "string_too_short"),
        ({"text": "甲" * 20_001}, "body.text", "string_too_long"),
        ({"text": "a\0b"}, "body.text", "nul"),
        ({"text": 7}, "body.text", "string_type"),
        ({"instance_id": "1"}, "body.instance_id", "uuid_parsing"),
        ({"instance_id": True}, "body.instance_id", "uuid_type"),
        ({"place": "42112"}, "body.place", "string_pattern_mismatch"),
        ({"place": 421124}, "body.place", "string_type"),
        ({"received_at": 1580544000}, "body.received_at", "moment"),
        ({"received_at": False}, "body.received_at", "moment"),
        ({"received_at": "2020-02-01T08:00:00"}, "body.received_at", "timezone_aware"),
        ({"quantity": False}, "body.quantity", "extra_forbidden"),
        ({"organization": "x"}, "body.organization", "extra_forbidden"),
    ],
)
def test_a_wrong_field_is_named_with_what_to_do(as_lin, body, wrong, field, code):
    answer = send(as_lin, body | wrong)

    (named,) = answer.json()["details"]["fields"]
    assert (answer.status_code, named["field"], named["code"]) == (422, field, code)


@pytest.mark.parametrize("field", ["instance_id", "crisis", "text"])
def test_a_missing_field_is_named(as_lin, body, field):
    del body[field]

    (named,) = send(as_lin, body).json()["details"]["fields"]
    assert (named["field"], named["code"]) == (f"body.{field}", "missing")


@pytest.mark.parametrize(
    ("other", "status", "code", "named"),
    [
        ({"place": "999999"}, 404, "reference_unknown", "place_unknown"),
        ({"crisis": "unheard-of"}, 404, "reference_unknown", "crisis_unknown"),
        ({"received_at": "2999-01-01T00:00:00Z"}, 409, "clock_ahead", "in_future"),
    ],
)
def test_what_is_well_written_and_fits_nothing_here_is_told_from_what_is_wrong(
    as_lin, body, other, status, code, named
):
    answer = send(as_lin, body | other)

    (field,) = answer.json()["details"]["fields"]
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (field["field"], field["code"]) == (f"body.{next(iter(other))}", named)


def test_an_empty_text_is_refused(as_lin, body):
    assert send(as_lin, body | {"text": "   "}).status_code == 422


@pytest.mark.parametrize(
    "text",
    [
        b'{"x": NaN}',
        b'{"x": Infinity}',
        b'{"x": -Infinity}',
        b'{"x": 1e400}',
        b'{"x": ' + b"9" * 5000 + b"}",
        b'{"x": 1, "x": 2}',
        b"[" * 200_000 + b"]" * 200_000,
        b'{"x":' * 40 + b"1" + b"}" * 40,
        b"{",
        b"",
        b"\xff\xfe{\x00}\x00",
        "{'x': 1}".encode("gbk"),
        b"{" + b",".join(b'"k%d": 1' % number for number in range(1001)) + b"}",
    ],
    ids=range(13),
)
def test_what_is_not_plain_json_is_refused(as_lin, text):
    answer = send(as_lin, text)

    assert answer.status_code in {400, 422}
    assert answer["Content-Type"].startswith("application/problem+json")


def test_a_body_over_the_limit_is_refused(as_lin, body):
    answer = send(as_lin, body | {"text": "a" * 2_700_000})

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_another_content_type_is_refused(as_lin, body, kind):
    answer = as_lin.post("/api/reports", json.dumps(body), content_type=kind)

    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")


def test_nothing_is_kept_of_a_refused_report(as_lin, body):
    send(as_lin, body | {"place": "999999"})

    with scopes_disabled():
        assert not Report.objects.exists()
