"""A worker that dies is started again, but one that cannot live does not keep the machine busy."""

from itertools import accumulate, repeat

from qiao.project.serving import LONGEST_RESTART_SECONDS, RESTART_SECONDS, pause_before


def test_a_worker_that_never_lives_is_tried_ever_more_rarely():
    pauses = list(
        accumulate(repeat(5.0, 8), lambda last, lived: pause_before(last, lived=lived), initial=10.0)
    )

    assert pauses[:4] == [10, 20, 40, 80]
    assert pauses[-1] == LONGEST_RESTART_SECONDS


def test_a_worker_that_lived_is_started_again_soon():
    assert pause_before(80.0, lived=3600.0) == RESTART_SECONDS
