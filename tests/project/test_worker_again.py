"""A worker that dies is started again, but one that cannot live does not keep the machine busy."""

from itertools import accumulate, repeat

import pytest
from django.db import OperationalError

from qiao.project.management.commands import worker
from qiao.project.serving import LONGEST_RESTART_SECONDS, RESTART_SECONDS, pause_before


def test_a_worker_that_never_lives_is_tried_ever_more_rarely():
    pauses = list(
        accumulate(repeat(5.0, 8), lambda last, lived: pause_before(last, lived=lived), initial=10.0)
    )

    assert pauses[:4] == [10, 20, 40, 80]
    assert pauses[-1] == LONGEST_RESTART_SECONDS


def test_a_worker_that_lived_is_started_again_soon():
    assert pause_before(80.0, lived=3600.0) == RESTART_SECONDS


@pytest.mark.parametrize(
    ("error", "goes_on"), [("database is locked", True), ("disk I/O error", False)], ids=["busy", "gone"]
)
def test_a_worker_whose_turn_does_not_come_waits_and_lives(error, goes_on, monkeypatch):
    def refuse(*_args, **_options):
        raise OperationalError(error)

    monkeypatch.setattr(worker, "call_command", refuse)

    if goes_on:
        assert not worker.worked_to_the_end()
    else:
        with pytest.raises(OperationalError, match=error):
            worker.worked_to_the_end()
