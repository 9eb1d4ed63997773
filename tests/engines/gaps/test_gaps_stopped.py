from datetime import UTC, datetime, timedelta

import pytest

from qiao.engines.gaps import HeardLine, Stop, stopped_voices

START = datetime(2020, 1, 25, 8, tzinfo=UTC)


def at(days: float) -> datetime:
    return START + timedelta(days=days)


def line(name: str, speaker: str = "医院甲", *days: float, **facts: object) -> HeardLine:
    return HeardLine(name, speaker, "421124", tuple(at(day) for day in days or (0,)), **facts)


def test_a_line_that_vanished_without_an_outcome_is_a_stopped_voice():
    (voice,) = stopped_voices([line("n1", "医院甲", 0, 2, vanished=at(7))], now=at(8))

    assert (voice.how, voice.speaker, voice.place) == (Stop.VANISHED, "医院甲", "421124")
    assert (voice.last_heard, voice.vanished, voice.voices) == (at(2), at(7), ("n1",))
    assert "不等于已经解决" in voice.reason.zh
    assert "unknown" in voice.reason.en


def test_a_line_with_an_end_state_did_not_stop():
    assert stopped_voices([line("n1", vanished=at(7), ended=True)], now=at(30)) == []


def test_who_went_on_with_another_line_did_not_vanish():
    lines = [line("n1", "医院甲", 0, vanished=at(3)), line("n2", "医院甲", 6)]

    assert stopped_voices(lines, now=at(7)) == []


def test_an_open_line_nobody_spoke_of_for_days_is_quiet():
    (voice,) = stopped_voices([line("n1", "医院甲", 0, 1, 2)], now=at(6))

    assert voice.how is Stop.QUIET
    assert voice.quiet_for == timedelta(days=4)


def test_the_chance_of_the_silence_is_solows():
    """Solow (1993): n signs after the first, the last at t of T, p = (t / T) ** n."""
    (voice,) = stopped_voices([line("n1", "医院甲", 0, 1, 2)], now=at(6))

    assert voice.p == pytest.approx((2 / 6) ** 2)


def test_a_single_sign_has_no_pace():
    (voice,) = stopped_voices([line("n1")], now=at(9))

    assert voice.p is None


def test_what_happens_after_the_moment_of_asking_is_not_known_yet():
    later = line("n1", "医院甲", 0, 1, 9, vanished=at(10))

    (voice,) = stopped_voices([later], now=at(6))

    assert (voice.how, voice.last_heard) == (Stop.QUIET, at(1))


def test_the_order_of_lines_changes_nothing():
    lines = [line(f"n{n}", f"s{n % 3}", n / 2, vanished=at(8) if n % 3 == 1 else None) for n in range(9)]

    assert stopped_voices(lines, now=at(20)) == stopped_voices(lines[::-1], now=at(20))
    assert [one.how for one in stopped_voices(lines, now=at(20))] == [Stop.VANISHED, Stop.QUIET, Stop.QUIET]


@pytest.mark.parametrize("heard", [(), (datetime(2020, 1, 1),)])  # noqa: DTZ001 the point of the test
def test_times_without_a_zone_and_lines_never_heard_are_refused(heard):
    with pytest.raises(ValueError, match=r"heard once|zone"):
        HeardLine("n1", "s", None, heard)


def test_two_lines_of_one_id_are_refused():
    with pytest.raises(ValueError, match="two lines"):
        stopped_voices([line("n1"), line("n1")], now=at(1))
