"""Many reports in one request: each gets its verdict, and nothing is doubled or lost."""

import json
import uuid

import pytest
from django_scopes import scopes_disabled

from qiao.intake.models import Report

TEXT = "示例数据：英山县人民医院急需医用外科口罩2000只，联系人林女士 15400000001"


def send(client, rows, mode="SKIP"):
    body = json.dumps({"mode": mode, "rows": rows})
    return client.post("/api/reports/batch", body, content_type="application/json")


def row(**more):
    return {"instance_id": str(uuid.uuid4()), "crisis": "small", "text": TEXT} | more


def kept() -> int:
    with scopes_disabled():
        return Report.objects.count()


def test_each_row_gets_its_verdict(as_lin, crisis):
    answer = send(as_lin, [row(), row(crisis="nowhere"), row(text=""), row(extra=1), 7]).json()

    assert [one["verdict"] for one in answer["rows"]] == ["RECEIVED", *["REFUSED"] * 4]
    assert kept() == 1


def test_refused_row_names_its_field_and_the_remedy(as_lin, crisis):
    (refused,) = send(as_lin, [row(crisis="nowhere")]).json()["rows"]

    assert refused["row"] == 1
    assert refused["fields"][0]["remedy"] == "没有这个突发事件，见 /api/crises"


def test_one_refused_row_keeps_all_out_where_all_is_asked(as_lin, crisis):
    answer = send(as_lin, [row(), row(place="999999")], mode="ALL")

    (refused,) = answer.json()["details"]["rows"]
    assert (answer.status_code, refused["status"], refused["fields"][0]["code"]) == (
        404,
        404,
        "place_unknown",
    )
    assert kept() == 0


def test_batch_sent_again_doubles_nothing(as_lin, crisis):
    rows = [row(), row()]
    send(as_lin, rows)

    assert send(as_lin, rows).json()["repeated"] == 2
    assert kept() == 2


def test_same_id_twice_in_a_batch_with_another_content_is_refused(as_lin, crisis):
    one = row()
    answer = send(as_lin, [one, one | {"text": "示例数据：另一份内容"}]).json()

    assert answer["rows"][1]["code"] == "report_conflict"


@pytest.mark.parametrize("rows", [[], [{}] * 501, "x", None])
def test_batch_without_rows_or_with_too_many_is_refused(as_lin, crisis, rows):
    assert send(as_lin, rows).status_code == 422


def test_verdicts_show_no_telephone(as_lin, crisis):
    assert b"15400000001" not in send(as_lin, [row(), row(text="15400000001", place="x")]).content


def test_somebody_without_an_account_sends_no_batch(client, crisis):
    assert send(client, [row()]).status_code in {401, 403}
