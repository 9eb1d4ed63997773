"""A second opinion: over a real server, checked, shown, never applied. All messages are invented (示例数据)."""

import json
import time

import pytest

from qiao.intake.actions import erase_report
from qiao.intake.actions.receive import Message
from qiao.intake.actions.understand import take_in
from qiao.intake.second_reader import KIND, ModelReader, opinion_of, opinion_on, read_second
from qiao.trail.jobs import Progress
from qiao.trail.models import Job
from tests.conftest import NOW
from tests.trail.servers import Taker, running

TEXT = "示例数据：英山县示例医院急需医用外科口罩300只，联系人林** 15400000001"


def said(content) -> bytes:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return json.dumps({"choices": [{"message": {"content": text}}]}).encode()


@pytest.fixture
def model(settings):
    with running(Taker()) as server:
        settings.QIAO_NOTICE_INNER_HOSTS = [server.address]
        settings.QIAO_SECOND_READER_URL = f"http://{server.address}/v1/chat/completions"
        settings.QIAO_SECOND_READER_MODEL = "sample"
        settings.QIAO_SECOND_READER_KEY = "key-of-the-sample"
        server.usual = (
            200,
            said(
                {
                    "type": "need",
                    "items": [{"item": "口罩", "quantity": 30000, "unit": "只", "direction": "need"}],
                }
            ),
            {},
        )
        yield server


def take(lin, crisis, new_id):
    return take_in(lin, Message(TEXT), id=new_id(), crisis=crisis, source="PASTE", received_at=NOW).report


def run(report):
    job = Job.objects.get(kind=KIND, parameters__report=str(report.pk))
    result = read_second(job, Progress(job))
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, result=dict(result))
    return result


def test_nobody_is_asked_until_the_operator_says_so(lin, crisis, at_work, new_id):
    take(lin, crisis, new_id)

    assert not Job.objects.filter(kind=KIND).exists()


def test_only_the_masked_text_leaves(model, lin, crisis, at_work, new_id):
    run(take(lin, crisis, new_id))
    (path, headers, body), *more = model.taken

    assert (path, headers["Authorization"], more) == ("/v1/chat/completions", "Bearer key-of-the-sample", [])
    assert "15400000001" not in body.decode()


def test_an_invented_number_is_refused_and_changes_no_need(model, lin, crisis, at_work, new_id):
    report = take(lin, crisis, new_id)
    result = run(report)

    assert [one["reason_en"] for one in result["refused"]] == ["this number does not stand in the text"]
    assert [need.quantity for need in report.needs.all()] == [300]


@pytest.mark.parametrize(
    ("status", "answer", "code"),
    [
        (200, said("好的，我来帮您"), "answer_unreadable"),
        (200, b"[]", "answer_unreadable"),
        (200, b"<html>", "answer_unreadable"),
        (302, b"", "redirected"),
        (429, b"", "too_many"),
        (500, b"", "try_later"),
    ],
)
def test_a_model_that_fails_is_told_as_such(model, status, answer, code):
    model.usual = (status, answer, {"Location": "http://127.0.0.1:9/"} if status == 302 else {})

    assert opinion_on(TEXT, ModelReader()) == {"failed": code}


def test_an_inner_address_is_not_called_unless_it_was_named(model, settings):
    settings.QIAO_NOTICE_INNER_HOSTS = []

    assert opinion_on(TEXT, ModelReader())["failed"] in {"host_not_allowed", "not_encrypted", "inner_address"}
    assert model.taken == []


def test_a_model_that_hangs_holds_nobody_up(lin, crisis, at_work, new_id, settings):
    settings.QIAO_SECOND_READER_URL = "http://127.0.0.1:9/v1/chat/completions"
    settings.QIAO_SECOND_READER_MODEL = "sample"
    started = time.monotonic()

    report = take(lin, crisis, new_id)

    assert report.needs.count() == 1
    assert opinion_of(report) == {"waiting": True}
    assert time.monotonic() - started < 5


def test_the_page_shows_it_beside_the_rules(model, lin, as_lin, crisis, at_work, new_id):
    model.usual = (200, said({"type": "offer", "place": "示例河"}), {})
    report = take(lin, crisis, new_id)
    run(report)

    page = as_lin.get(f"/reports/{report.pk}/").content.decode()

    assert "语言模型的第二意见" in page
    assert "<td>提供" in page
    assert "原文里没有这些字" in page


def test_erasing_a_report_empties_the_opinion(model, lin, crisis, at_work, new_id):
    report = take(lin, crisis, new_id)
    run(report)

    erase_report(lin, report, reason="示例")

    assert Job.objects.get(kind=KIND).result == {}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_failure_is_a_sentence_and_no_code(model, lin, as_lin, crisis, at_work, new_id, language):
    model.usual = (500, b"", {})
    report = take(lin, crisis, new_id)
    run(report)

    page = as_lin.get(f"/reports/{report.pk}/", headers={"accept-language": language}).content.decode()

    assert {"zh-hans": "模型暂时答不了。", "en": "The model cannot answer now."}[language] in page
    assert "try_later" not in page
