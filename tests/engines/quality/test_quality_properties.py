"""What holds of any share and of any set of terms."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engines.quality import Clock, on_time, share

NOW = datetime(2020, 2, 1, tzinfo=UTC)
PAIRS = st.integers(1, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))
MOMENTS = st.none() | st.integers(-5, 5).map(lambda days: NOW + timedelta(days=days))
CLOCKS = st.lists(st.builds(Clock, MOMENTS, MOMENTS), max_size=12)


@settings(max_examples=80)
@given(PAIRS)
def test_a_rate_lies_in_its_interval_and_the_complement_mirrors_it(pair):
    part, whole = pair
    told, rest = share(part, whole), share(whole - part, whole)

    assert 0 <= told.low <= told.rate <= told.high <= 1
    assert abs(told.low + rest.high - 1) < 1e-9


@settings(max_examples=60)
@given(PAIRS)
def test_ten_times_as_many_say_it_ten_times_over_more_surely(pair):
    part, whole = pair
    few, many = share(part, whole), share(10 * part, 10 * whole)

    assert many.high - many.low < few.high - few.low


@settings(max_examples=60)
@given(CLOCKS, st.randoms())
def test_the_order_of_terms_does_not_matter_and_each_is_counted_once(clocks, chance):
    told = on_time(clocks, now=NOW)
    mixed = list(clocks)
    chance.shuffle(mixed)

    assert on_time(mixed, now=NOW) == told
    assert told.on_time + told.late + told.running + told.without_term == len(clocks)


@settings(max_examples=60)
@given(CLOCKS)
def test_as_time_goes_nothing_late_becomes_timely(clocks):
    now, later = on_time(clocks, now=NOW), on_time(clocks, now=NOW + timedelta(days=2))

    assert (later.on_time, later.without_term) == (now.on_time, now.without_term)
    assert later.late >= now.late
