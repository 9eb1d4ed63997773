"""Deadlines as moments; all messages are invented (示例数据)."""

from datetime import UTC, datetime

import pytest

from qiao.engines.extraction import read
from qiao.engines.extraction.deadlines import BEIJING, deadline_at

SATURDAY = datetime(2021, 7, 24, 15, 10, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("words", "month", "day", "hour", "minute"),
    [
        ("今晚8点前", 7, 24, 20, 0),
        ("晚上八点前", 7, 24, 20, 0),
        ("8点前", 7, 24, 20, 0),
        ("明早前", 7, 25, 8, 0),
        ("明天下午3点半前", 7, 25, 15, 30),
        ("今天中午之前", 7, 24, 12, 0),
        ("晚上12点前", 7, 25, 0, 0),
        ("后天前", 7, 27, 0, 0),
        ("大后天前", 7, 28, 0, 0),
        ("24小时内", 7, 25, 15, 10),
        ("半天内", 7, 25, 3, 10),
        ("三天内", 7, 27, 15, 10),
        ("两周内", 8, 7, 15, 10),
        ("周一前", 7, 27, 0, 0),
        ("下周三前", 7, 29, 0, 0),
        ("7月26日前", 7, 27, 0, 0),
        ("20号前", 8, 21, 0, 0),
        ("月底前", 8, 1, 0, 0),
        ("截止到7月25日18:00", 7, 25, 18, 0),
    ],
)
def test_words_become_the_moment_they_mean(words, month, day, hour, minute):
    assert deadline_at(words, SATURDAY) == datetime(2021, month, day, hour, minute, tzinfo=BEIJING)


@pytest.mark.parametrize("words", ["开学前", "春节前", "2月31日前", "尽快"])
def test_words_that_name_no_day_stay_words(words):
    assert deadline_at(words, SATURDAY) is None


def test_days_are_counted_in_beijing():
    late = datetime(2021, 7, 24, 17, 0, tzinfo=UTC)  # one in the morning of the 25th in Beijing

    assert deadline_at("明天前", late) == datetime(2021, 7, 27, tzinfo=BEIJING)


def test_a_date_of_january_said_in_december_is_next_year():
    december = datetime(2021, 12, 30, 9, 0, tzinfo=BEIJING)

    assert deadline_at("1月2日前", december) == datetime(2022, 1, 3, tzinfo=BEIJING)


def test_a_date_gone_by_is_told_as_it_is():
    assert deadline_at("7月20日前", SATURDAY) == datetime(2021, 7, 21, tzinfo=BEIJING)


@pytest.mark.parametrize("words", ["三天内", "明天前", "下周三前", "1月2日前"])
def test_bug_the_last_day_of_the_calendar_stops_nobody(words):
    assert deadline_at(words, datetime.max.replace(tzinfo=UTC)) is None


def test_a_message_of_unknown_time_keeps_only_the_words(lexicon):
    (reading,) = read("急需口罩500只，请今晚8点前送到英山县", lexicon)

    assert reading.deadline is not None
    assert (reading.deadline.text, reading.deadline.until) == ("今晚8点前", None)


def test_a_message_of_known_time_has_its_moment(lexicon):
    (reading,) = read("急需口罩500只，请今晚8点前送到英山县", lexicon, at=SATURDAY)

    assert reading.deadline is not None
    assert reading.deadline.until == datetime(2021, 7, 24, 20, tzinfo=BEIJING)
