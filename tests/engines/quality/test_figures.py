"""Rates stand on what was counted, and say what was not."""

from datetime import UTC, datetime, timedelta

import pytest

from qiao.engines.quality import Clock, on_time, share

NOW = datetime(2020, 2, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_share_has_the_interval_of_wilson():
    told = share(8, 10)

    assert (told.rate, round(told.low, 3), round(told.high, 3)) == (0.8, 0.490, 0.943)


@pytest.mark.parametrize(("part", "whole"), [(0, 5), (5, 5)])
def test_none_or_all_of_few_is_no_certainty(part, whole):
    told = share(part, whole)

    assert 0 <= told.low < told.high <= 1
    assert told.high - told.low > 0.4


def test_of_nothing_there_is_no_rate():
    assert share(0, 0).rate is None


@pytest.mark.parametrize(("part", "whole"), [(-1, 3), (4, 3)])
def test_what_cannot_be_a_share_is_refused(part, whole):
    with pytest.raises(ValueError, match="part"):
        share(part, whole)


def test_overdue_counts_as_late_and_no_term_as_nothing():
    told = on_time(
        [
            Clock(NOW, NOW),
            Clock(NOW - DAY, NOW),
            Clock(NOW - DAY, None),
            Clock(NOW + DAY, None),
            Clock(None, NOW),
        ],
        now=NOW,
    )

    assert (told.on_time, told.late, told.running, told.without_term) == (1, 2, 1, 1)
    assert (told.share.part, told.share.whole, told.missing) == (1, 3, 0.2)


def test_of_nothing_nothing_is_missing():
    assert on_time([], now=NOW).missing is None
