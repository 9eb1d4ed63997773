"""The bulletin's pages: for anybody without an account, and for those who issue, correct and answer."""

import hashlib
import re
import uuid

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from qiao.intake.actions.reporter import MOST_SENT
from qiao.intake.models import PublicSending
from qiao.relief import actions as relief
from qiao.relief.models import Bulletin, BulletinBoard, BulletinQuestion, StockAccount
from qiao.relief.stock import move
from tests.conftest import NOW
from tests.relief.test_bulletins import CANARY, HOUR, ask, board, given, issue  # noqa: F401 - fixtures of the same books


@pytest.fixture
def issued(lin, board, given):  # noqa: F811
    return issue(lin, board, 2)


def page_of(client, issued, language="zh-hans", **query):
    address = reverse("relief:public_bulletin", args=[issued.board.code, issued.number])
    answer = client.get(address, query, headers={"accept-language": language})
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "期末在手"), ("en", "In hand at the end")])
def test_anybody_reads_what_stands(client, issued, language, word):
    page = page_of(client, issued, language)

    assert word in page
    assert all(figure in page for figure in ("500", "190", issued.hash))


def test_the_board_shows_the_newest_issue(client, lin, issued):
    issue(lin, issued.board, 4)

    page = client.get(reverse("relief:public_board", args=[issued.board.code])).content.decode()
    assert "第 2 期" in page.split("</title>")[0]


def test_the_file_has_the_hash_that_the_page_shows(client, issued):
    answer = client.get(reverse("relief:bulletin_file", args=[issued.board.code, 1]))

    assert hashlib.sha256(answer.content).hexdigest() == issued.hash


@pytest.fixture
def corrected(lin, issued, given):  # noqa: F811
    move(given.lot, StockAccount.AVAILABLE, StockAccount.OUTSIDE, 40, at=NOW + HOUR, reason="补记")
    return relief.correct_bulletin(lin, issued, note="示例数据：补记损耗 40 只", at=NOW + 3 * HOUR)


def test_a_correction_shows_what_changed_and_why(client, corrected):
    page = page_of(client, corrected)

    assert "补记损耗 40 只" in page
    assert re.search(r"<del>可用 300 · 已签收 190 · 差异 10</del>.*<ins>可用 260", page)


def test_the_version_before_is_still_there_and_points_to_the_standing_one(client, issued, corrected):
    page = page_of(client, issued, v=1)

    assert issued.hash in page
    assert "看现行版" in page


@pytest.mark.parametrize("version", ["9", "x", "-1", "１", "9" * 99])
def test_a_version_that_is_none_is_not_found(client, issued, version):
    address = reverse("relief:public_bulletin", args=[issued.board.code, 1])

    assert client.get(address, {"v": version}).status_code == 404


def asked(client, issued, **held):
    address = reverse("relief:bulletin_question", args=[issued.board.code, issued.number])
    told = {
        "submission": str(uuid.uuid4()),
        "text": f"示例数据：{CANARY}说数不对",
        "about": "",
        "contact": "",
    }
    return client.post(address, told | held)


def test_whoever_asks_gets_a_code_and_finds_the_answer_there_and_below_the_bulletin(client, lin, issued):
    status = asked(client, issued)["Location"]
    question = BulletinQuestion.objects.get()
    assert "正在核对" in client.get(status).content.decode()

    relief.answer_question(lin, question, answer="示例数据：已核对，190 无误。", at=NOW + 5 * HOUR)

    assert "190 无误" in client.get(status).content.decode()
    assert "190 无误" in page_of(client, issued)


def test_what_was_asked_is_not_published(client, issued):
    asked(client, issued, contact="15400000001")

    assert not [word for word in (CANARY, "15400000001", "说数不对") if word in page_of(client, issued)]


@pytest.mark.parametrize(
    "held",
    [
        {"text": ""},
        {"text": "\x00"},
        {"text": "长" * 1001},
        {"about": "nothing"},
        {"submission": "no"},
        {"contact": "9" * 61},
    ],
)
def test_what_cannot_be_a_question_is_refused_and_kept_nowhere(client, issued, held):
    assert asked(client, issued, **held).status_code == 422
    assert not BulletinQuestion.objects.exists()


@pytest.mark.parametrize(
    "text", ["=1+1", "<script>alert(1)</script>", "\u202e倒", "{{ 7*7 }}", "'; DROP TABLE x"]
)
def test_poison_is_kept_as_words(client, as_lin, issued, crisis, text):
    assert asked(client, issued, text=text).status_code == 302

    page = as_lin.get(reverse("relief:bulletin_list", args=[crisis.slug])).content.decode()
    assert "<script>alert" not in page


def test_a_flood_is_stopped(client, issued):
    for _ in range(MOST_SENT):
        asked(client, issued)

    assert asked(client, issued).status_code == 429
    assert PublicSending.objects.count() == MOST_SENT


def test_a_question_sent_again_gives_the_same_code(client, issued):
    submission = str(uuid.uuid4())

    first, second = (asked(client, issued, submission=submission)["Location"] for _ in range(2))
    assert first == second


def test_the_coordinator_opens_a_board_issues_corrects_and_answers(as_lin, crisis, given):  # noqa: F811
    address = reverse("relief:bulletin_list", args=[crisis.slug])
    as_lin.post(reverse("relief:bulletin_board", args=[crisis.slug]), {"rhythm": "120"})
    as_lin.post(reverse("relief:bulletin_issue", args=[crisis.slug]))
    with scopes_disabled():
        issued = Bulletin.objects.select_related("board__crisis").get()
    move(given.lot, StockAccount.AVAILABLE, StockAccount.OUTSIDE, 40, at=NOW, reason="补记")
    question = ask(issued)

    correct = reverse("relief:bulletin_correct", args=[issued.pk])
    assert "会改这些" in as_lin.get(correct).content.decode()
    as_lin.post(correct, {"note": "示例数据：补记损耗"})
    as_lin.post(reverse("relief:question_answer", args=[question.pk]), {"answer": "示例数据：已更正"})

    question.refresh_from_db()
    assert (question.state, question.corrected_in.version) == ("ANSWERED", 2)
    assert "没有等着答复的" in as_lin.get(address).content.decode()


@pytest.mark.parametrize(("verb", "held"), [("question_answer", "answer"), ("bulletin_correct", "note")])
def test_a_text_for_the_public_with_a_telephone_is_refused_and_stays_typed(as_lin, given, issued, verb, held):  # noqa: F811
    move(given.lot, StockAccount.AVAILABLE, StockAccount.OUTSIDE, 40, at=NOW, reason="补记")
    subject = ask(issued) if verb == "question_answer" else issued

    answer = as_lin.post(reverse(f"relief:{verb}", args=[subject.pk]), {held: "请打 15400000001"})
    assert answer.status_code == 422
    assert "请打 15400000001" in answer.content.decode()


def test_a_board_that_is_none_is_not_found(client, db):
    assert client.get("/b/nosuch/").status_code == 404


def test_a_rhythm_nobody_offers_is_not_set(as_lin, crisis, at_work):
    as_lin.post(reverse("relief:bulletin_board", args=[crisis.slug]), {"rhythm": "1"})

    assert not BulletinBoard.objects.exists()
