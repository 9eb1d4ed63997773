import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.eligibility import Act, DeadlineState, LegalForm, emergency_clock, yearly_clock

START = date(2026, 7, 21)


def due(code: str, deadlines) -> list[date]:
    return [deadline.due_on for deadline in deadlines if deadline.rule.code == code]


def state(code: str, deadlines) -> DeadlineState:
    return next(deadline.state for deadline in deadlines if deadline.rule.code == code)


def test_a_plan_of_2026_07_21_is_filed_by_07_31():
    assert due("F3", emergency_clock(START, None, START)) == [date(2026, 7, 31)]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 7, 30), DeadlineState.UPCOMING),
        (date(2026, 7, 31), DeadlineState.DUE_TODAY),
        (date(2026, 8, 1), DeadlineState.OVERDUE),
    ],
)
def test_the_filing_clock_turns_on_its_last_day(today, expected):
    assert state("F3", emergency_clock(START, None, today)) is expected


def test_a_filed_plan_is_done():
    assert state("F3", emergency_clock(START, None, date(2026, 9, 1), filed_on=START)) is DeadlineState.DONE


def test_receipts_are_due_every_five_days():
    deadlines = emergency_clock(START, None, date(2026, 8, 4))

    assert due("D1", deadlines) == [date(2026, 7, 26), date(2026, 7, 31), date(2026, 8, 5)]


def test_a_due_day_reached_shows_the_next_one_too():
    assert due("D1", emergency_clock(START, None, date(2026, 7, 26)))[-1] == date(2026, 7, 31)


def test_the_window_that_holds_the_end_of_the_response_is_the_last():
    deadlines = emergency_clock(START, date(2026, 8, 2), date(2026, 12, 1))

    assert due("D1", deadlines)[-1] == date(2026, 8, 5)


def test_publishing_early_moves_the_next_five_days_forward():
    deadlines = emergency_clock(START, None, date(2026, 7, 25), published_on=[date(2026, 7, 23)])

    assert due("D1", deadlines) == [date(2026, 7, 26), date(2026, 7, 28)]


def test_a_missed_publication_is_overdue():
    assert state("D1", emergency_clock(START, None, date(2026, 7, 27))) is DeadlineState.OVERDUE


@pytest.mark.parametrize(("start", "clocks"), [(date(2024, 9, 4), []), (date(2024, 9, 5), ["D1"])])
def test_the_five_day_rule_exists_from_2024_09_05(start, clocks):
    deadlines = emergency_clock(start, start, start)

    assert [deadline.rule.code for deadline in deadlines if deadline.rule.code == "D1"] == clocks


def test_a_campaign_of_2020_was_to_file_before_it_started():
    assert due("F3", emergency_clock(date(2020, 1, 25), None, date(2020, 2, 1))) == [date(2020, 1, 25)]


def test_a_campaign_of_a_year_reports_each_quarter_and_at_the_end():
    deadlines = emergency_clock(START, START, START, campaign_end=date(2027, 7, 21))

    assert due("D2", deadlines) == [
        date(2026, 10, 21),
        date(2027, 1, 21),
        date(2027, 4, 21),
        date(2027, 7, 21),
        date(2027, 10, 21),
    ]


def test_a_campaign_of_six_months_owes_the_final_report_only():
    deadlines = emergency_clock(START, START, START, campaign_end=date(2027, 1, 21))

    assert due("D2", deadlines) == [date(2027, 4, 21)]


def test_a_quarter_from_the_last_of_november_ends_with_february():
    deadlines = emergency_clock(date(2025, 11, 30), None, date(2025, 12, 1))

    assert due("D2", deadlines)[0] == date(2026, 2, 28)


def test_every_deadline_cites_its_article():
    deadlines = emergency_clock(START, None, START)

    assert all(deadline.rule.article in deadline.reason.zh for deadline in deadlines)


@given(st.integers(0, 60), st.lists(st.integers(0, 60), max_size=8))
def test_no_two_disclosures_are_ever_due_more_than_five_days_apart(days, published):
    today = START + timedelta(days=days)
    dates = [START + timedelta(days=n) for n in published if n <= days]

    deadlines = emergency_clock(START, None, today, published_on=dates)

    dues = [START, *due("D1", deadlines)]
    assert all(
        timedelta(0) < later - earlier <= timedelta(days=5) for earlier, later in itertools.pairwise(dues)
    )
    assert dues[-1] >= today


def test_a_publication_after_its_day_is_late_and_ends_the_alarm():
    deadlines = emergency_clock(START, None, date(2026, 7, 28), published_on=[date(2026, 7, 28)])

    first = next(one for one in deadlines if one.rule.code == "D1")
    assert (first.state, first.done_on) == (DeadlineState.LATE, date(2026, 7, 28))


def test_a_plan_filed_on_the_eleventh_day_is_late():
    deadlines = emergency_clock(START, None, date(2026, 8, 2), filed_on=date(2026, 8, 1))

    assert state("F3", deadlines) is DeadlineState.LATE


def test_a_quarter_published_is_done_and_the_next_is_not():
    end, today = date(2027, 7, 21), date(2026, 11, 1)

    quarters = [
        one
        for one in emergency_clock(START, START, today, campaign_end=end, quarterly_on=[date(2026, 10, 20)])
        if one.act is Act.REPORT_QUARTER
    ]

    assert [one.state for one in quarters[:2]] == [DeadlineState.DONE, DeadlineState.UPCOMING]


@pytest.mark.parametrize(
    ("form", "dues"),
    [
        (LegalForm.ASSOCIATION, [date(2026, 3, 31), date(2026, 5, 31)]),
        (LegalForm.SERVICE_AGENCY, [date(2026, 3, 31), date(2026, 5, 31)]),
        (LegalForm.FOUNDATION, [date(2026, 3, 31)]),
        (LegalForm.UNREGISTERED, []),
    ],
)
def test_the_report_of_the_year_is_due_by_the_days_of_its_form(form, dues):
    deadlines = yearly_clock(form, date(2019, 5, 1), 2026, date(2026, 1, 5))

    assert [one.due_on for one in deadlines] == dues


def test_who_was_registered_this_year_owes_no_report_about_the_year_before():
    assert yearly_clock(LegalForm.ASSOCIATION, date(2026, 1, 2), 2026, date(2026, 1, 5)) == []


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 3, 30), DeadlineState.UPCOMING),
        (date(2026, 3, 31), DeadlineState.DUE_TODAY),
        (date(2026, 4, 1), DeadlineState.OVERDUE),
    ],
)
def test_the_report_to_the_supervising_unit_turns_on_31_march(today, expected):
    assert yearly_clock(LegalForm.ASSOCIATION, None, 2026, today)[0].state is expected


def test_each_yearly_deadline_says_what_is_due_and_when_it_was_sent():
    sent = {"supervisor_on": date(2026, 3, 30), "registrar_on": date(2026, 6, 9)}

    told = yearly_clock(LegalForm.ASSOCIATION, None, 2026, date(2026, 6, 10), **sent)

    assert [(one.act, one.state, one.done_on) for one in told] == [
        (Act.REPORT_SUPERVISOR, DeadlineState.DONE, date(2026, 3, 30)),
        (Act.REPORT_REGISTRAR, DeadlineState.LATE, date(2026, 6, 9)),
    ]
