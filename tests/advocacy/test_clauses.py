"""An enacted text beside a proposal: split, suggested, read by a person, taken back with a trace."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from qiao.advocacy import actions
from qiao.advocacy.actions.measures import Read, add_measure, read_clause, undo_reading, withdraw_measure
from qiao.advocacy.comparing import compare, measures
from qiao.advocacy.models import ClauseReading
from qiao.exceptions import (
    AttributionBeforeFilingError,
    ClauseReadAlreadyError,
    MeasureInUseError,
    ReasonMissingError,
    RightMissingError,
)
from qiao.trail.models import TrailEntry
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("at_work")

TEXT = """一、总体要求
及时、足额。
二、主要任务
（一）每周向村卫生室配发口罩。
（二）公开物资去向。
三、本通知自印发之日起施行。"""
LATER = date(2020, 2, 20)


@pytest.fixture
def measure(lin, crisis):
    return add_measure(
        lin,
        crisis,
        title="示例通知",
        issuer="示例县卫生健康局",
        adopted_on=LATER,
        text=TEXT,
        source="示例公报",
    )


@pytest.fixture
def item(lin, ready, health_commission):
    actions.file_proposal(
        lin, ready, departments=[health_commission], channel="DIRECT", filed_on=date(2020, 2, 5)
    )
    return ready.items.get()


@pytest.fixture
def clause(measure):
    return measure.clauses.get(number="二、（一）")


def read(lin, item, measure, clause, **facts):
    told = {"degree": "FULL", "attribution": 2, "reason": "都写到每周配发到村"} | facts
    return read_clause(lin, item, measure, Read(clause, **told), at=NOW)


def test_a_text_is_kept_word_for_word_and_split(measure):
    assert measure.text == TEXT
    assert [one.number for one in measure.clauses.all()] == [
        "一、",
        "二、",
        "二、（一）",
        "二、（二）",
        "三、",
    ]


def test_the_clause_that_says_the_like_is_suggested_first_with_the_words_both_have(item, measure):
    (row,) = compare(item.proposal, measure).rows

    assert row.suggestions[0].clause.number == "二、（一）"
    assert "每周" in row.suggestions[0].shared


def test_a_suggestion_is_no_reading(item, measure):
    assert compare(item.proposal, measure).read == 0


def test_what_was_read_is_no_longer_suggested(lin, item, measure, clause):
    read(lin, item, measure, clause)

    (row,) = compare(item.proposal, measure).rows

    assert [one.clause for one in row.readings] == [clause]
    assert clause not in [one.clause for one in row.suggestions]


def test_a_reading_leaves_a_trail_entry_without_its_words(lin, item, measure, clause):
    read(lin, item, measure, clause)

    entry = TrailEntry.objects.get(verb="clause.read")
    assert (entry.details["clause"], entry.details["attribution"]) == ("二、（一）", 2)


def test_a_reading_taken_back_stays_in_sight_and_the_clause_is_suggested_again(lin, item, measure, clause):
    reading = read(lin, item, measure, clause)

    undo_reading(lin, reading, reason="看错了条款", at=NOW)

    (row,) = compare(item.proposal, measure).rows
    assert (row.readings, [one.undone_reason for one in row.undone]) == ((), ["看错了条款"])
    assert row.suggestions[0].clause == clause
    assert TrailEntry.objects.filter(verb="clause.undo").exists()


def test_a_clause_is_read_once_and_again_after_it_was_taken_back(lin, item, measure, clause):
    reading = read(lin, item, measure, clause)
    with pytest.raises(ClauseReadAlreadyError):
        read(lin, item, measure, clause)

    undo_reading(lin, reading, reason="看错了条款", at=NOW)

    assert read(lin, item, measure, clause, degree="PARTLY").degree == "PARTLY"


def test_that_nothing_was_found_is_said_once_as_well(lin, item, measure):
    read(lin, item, measure, None, degree="NOT_SEEN", attribution=0)

    with pytest.raises(ClauseReadAlreadyError):
        read(lin, item, measure, None, degree="ELSEWHERE", attribution=0)


@pytest.mark.parametrize("attribution", [1, 2, 3, 4])
def test_nothing_is_due_to_advice_filed_after_the_text_was_adopted(lin, item, crisis, attribution):
    early = add_measure(
        lin, crisis, title="早先的通知", issuer="局", adopted_on=date(2020, 1, 30), text=TEXT, source="示例"
    )
    clause = early.clauses.first()

    with pytest.raises(AttributionBeforeFilingError):
        read(lin, item, early, clause, attribution=attribution, source="示例")

    assert read(lin, item, early, clause, attribution=0).attribution == 0


def test_where_the_day_of_filing_is_unknown_sequence_may_be_claimed(lin, item, crisis):
    item.proposal.filings.update(filed_on=None)
    early = add_measure(
        lin, crisis, title="早先的通知", issuer="局", adopted_on=date(2020, 1, 30), text=TEXT, source="示例"
    )

    assert read(lin, item, early, early.clauses.first(), attribution=1).attribution == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"degree": "NOT_SEEN", "attribution": 2},
        {"attribution": 3, "source": ""},
        {"attribution": 5, "source": "示例"},
    ],
)
def test_the_database_keeps_what_a_grade_needs(lin, item, measure, clause, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        read(lin, item, measure, clause, **facts)


def test_text_alike_without_a_clause_is_refused_by_the_database(lin, item, measure):
    with pytest.raises(IntegrityError), transaction.atomic():
        read(lin, item, measure, None, degree="PARTLY", attribution=1)


@pytest.mark.parametrize("reason", ["", "  ", "像"])
def test_a_reading_says_why(lin, item, measure, clause, reason):
    with pytest.raises(ReasonMissingError):
        read(lin, item, measure, clause, reason=reason)


def test_a_text_in_use_is_not_withdrawn(lin, item, measure, clause):
    reading = read(lin, item, measure, clause)
    with pytest.raises(MeasureInUseError):
        withdraw_measure(lin, measure, reason="登记错了", at=NOW)

    undo_reading(lin, reading, reason="文件登记错了", at=NOW)
    withdraw_measure(lin, measure, reason="登记错了", at=NOW)

    assert list(measures(measure.crisis)) == []


def test_a_volunteer_reads_no_clauses(chen, item, measure, clause):
    with pytest.raises(RightMissingError):
        read(chen, item, measure, clause)


# Pages


def page_of(item) -> str:
    return reverse("advocacy:clauses", args=[item.proposal_id])


def send(client, item, measure, **facts):
    told = {
        "measure": measure.pk, "item": item.pk, "clause": "", "degree": "FULL", "attribution": 2,
        "reason": "都写到每周配发到村", "source": "",
    }  # fmt: skip
    return client.post(reverse("advocacy:clause_read", args=[item.proposal_id]), told | facts)


def test_the_page_shows_suggestions_with_the_words_shared(as_lin, item, measure):
    text = as_lin.get(page_of(item)).content.decode()

    assert "二、（一）" in text
    assert "共有的字词" in text


def test_a_reading_is_written_from_the_page(as_lin, item, measure, clause):
    answer = send(as_lin, item, measure, clause=clause.pk, place_in_list=1)

    assert (answer.status_code, answer.url.rpartition("#")[2]) == (302, f"item-{item.number}")
    assert ClauseReading.objects.get().place_in_list == 1


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "说有对应，就要指明是哪一条。"),
        ({"degree": "NOT_SEEN"}, "“文字相符”以上，要有对应的条款。"),
        ({"reason": "像"}, "理由"),
    ],
)
def test_a_faulty_reading_is_sent_back_with_what_is_lacking(as_lin, item, measure, facts, said):
    answer = send(as_lin, item, measure, **facts)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert ClauseReading.objects.count() == 0


def test_cited_asks_for_a_source(as_lin, item, measure, clause):
    answer = send(as_lin, item, measure, clause=clause.pk, attribution=3)

    assert "“被引用或答复”以上，要写明来源。" in answer.content.decode()


def test_a_clause_of_another_text_is_refused(as_lin, lin, item, measure, crisis):
    other = add_measure(lin, crisis, title="另一份", issuer="局", adopted_on=LATER, text=TEXT, source="示例")

    assert send(as_lin, item, measure, clause=other.clauses.first().pk).status_code == 422


def test_a_reading_is_taken_back_from_the_page_with_a_reason_only(as_lin, lin, item, measure, clause):
    reading = read(lin, item, measure, clause)
    undo = reverse("advocacy:reading_undo", args=[reading.pk])

    as_lin.post(undo, {"reason": ""})
    assert ClauseReading.objects.get().undone_at is None

    as_lin.post(undo, {"reason": "看错了条款"})
    assert "看错了条款" in as_lin.get(page_of(item)).content.decode()


def test_the_text_shows_what_each_clause_answers(as_lin, lin, item, measure, clause):
    read(lin, item, measure, clause)
    read(lin, item, measure, None, degree="NOT_SEEN", attribution=0, reason="公开去向没有提")

    text = as_lin.get(reverse("advocacy:measure", args=[measure.pk])).content.decode()

    assert "都写到每周配发到村" in text
    assert "公开去向没有提" in text


def test_a_text_is_put_in_and_withdrawn_from_the_pages(as_lin, crisis):
    told = {
        "title": "示例通知", "issuer": "示例局", "adopted_on": "2020-02-20", "source": "示例", "text": TEXT,
    }  # fmt: skip
    made = as_lin.post(reverse("advocacy:measure_add", args=[crisis.slug]), told)
    assert "示例通知" in as_lin.get(made.url).content.decode()

    as_lin.post(made.url + "withdraw/", {"reason": "登记错了"})

    assert "示例通知" not in as_lin.get(reverse("advocacy:measure_list", args=[crisis.slug])).content.decode()


def test_a_text_without_its_source_is_sent_back(as_lin, crisis):
    answer = as_lin.post(reverse("advocacy:measure_add", args=[crisis.slug]), {"title": "示例", "text": TEXT})

    assert answer.status_code == 422


def test_empty_pages_say_what_to_do(as_lin, item, crisis):
    assert "还没有登记出台的文件" in as_lin.get(page_of(item)).content.decode()
    assert (
        "还没有登记出台的文件"
        in as_lin.get(reverse("advocacy:measure_list", args=[crisis.slug])).content.decode()
    )


def test_who_may_only_read_sees_no_form(as_chen, item, measure):
    text = as_chen.get(page_of(item)).content.decode()

    assert "二、（一）" in text
    assert "<textarea" not in text


def test_nothing_is_due_to_advice_nobody_was_handed(lin, ready, measure, clause):
    with pytest.raises(AttributionBeforeFilingError):
        read(lin, ready.items.get(), measure, clause, attribution=1)
