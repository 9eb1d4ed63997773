"""Jobs are rows first, claimed once, counted, and never called done by halves."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from qiao.trail import jobs
from qiao.trail.models import Job


def work(_job, _progress):
    """Stands for what a test wants done."""


@pytest.fixture
def kind(monkeypatch):
    """Register a kind of job for one test."""

    def register(function, name="count"):
        monkeypatch.setattr(f"{__name__}.work", function)
        monkeypatch.setitem(jobs.KINDS, name, f"{__name__}.work")
        return name

    return register


def counting(rows):
    def count(_job, progress):
        for _ in range(rows):
            progress.advance()
        return {"rows": rows}

    return count


def done(job: Job) -> Job:
    jobs.enqueue(job)
    job.refresh_from_db()
    return job


def test_a_job_that_keeps_its_promise_is_done(lin, kind):
    job = done(jobs.ask_for(lin, kind(counting(1200)), {}, total=1200))

    assert (job.state, job.done, job.result) == ("DONE", 1200, {"rows": 1200})


@pytest.mark.parametrize("written", [0, 9, 11])
def test_a_job_that_wrote_another_number_of_rows_is_never_done(lin, kind, written):
    job = done(jobs.ask_for(lin, kind(counting(written)), {}, total=10))

    assert (job.state, "10 行" in job.error) == ("FAILED", True)


def test_progress_is_saved_while_the_job_runs(lin, kind):
    seen = []

    def watch(job, progress):
        for _ in range(1100):
            progress.advance()
            seen.append(Job.objects.get(pk=job.pk).done)
        return {}

    done(jobs.ask_for(lin, kind(watch), {}, total=1100))

    assert sorted(set(seen)) == [0, 500, 1000]


def test_a_job_handed_over_twice_is_done_once(lin, kind):
    runs = []
    job = jobs.ask_for(lin, kind(lambda _job, _progress: runs.append(1) or {}), {})

    done(job)
    done(job)

    assert len(runs) == 1


def test_a_failure_keeps_the_kind_of_error_and_no_data(lin, kind, caplog):
    def fail(_job, _progress):
        message = "15400000001"
        raise ValueError(message)

    job = done(jobs.ask_for(lin, kind(fail), {}))

    assert (job.state, "ValueError" in job.error, "154" in job.error) == ("FAILED", True, False)


def test_an_unknown_kind_is_refused_before_there_is_a_row(lin):
    with pytest.raises(KeyError):
        jobs.ask_for(lin, "unheard-of", {})
    assert not Job.objects.exists()


def test_a_forgotten_job_is_handed_over_again(lin, kind):
    job = jobs.ask_for(lin, kind(counting(1)), {}, total=1)

    jobs.revive(timezone.now() + jobs.FORGOTTEN_AFTER * 2)

    job.refresh_from_db()
    assert job.state == "DONE"


def test_a_job_whose_worker_died_fails_with_a_sentence(lin, kind):
    job = jobs.ask_for(lin, kind(counting(1)), {})
    Job.objects.filter(pk=job.pk).update(state="RUNNING", started_at=timezone.now() - timedelta(hours=2))

    jobs.revive(timezone.now())

    job.refresh_from_db()
    assert (job.state, job.error) == ("FAILED", jobs.LOST)


def test_a_long_job_that_beats_is_left_and_one_that_stopped_is_given_up(lin, kind):
    begun = timezone.now() - timedelta(hours=9)
    jobs_ = [jobs.ask_for(lin, kind(counting(1)), {}) for _ in range(2)]
    for job, minutes in zip(jobs_, (2, 12), strict=True):
        beat = timezone.now() - timedelta(minutes=minutes)
        Job.objects.filter(pk=job.pk).update(state="RUNNING", started_at=begun, beat_at=beat)

    jobs.revive(timezone.now())

    assert [Job.objects.get(pk=job.pk).state for job in jobs_] == ["RUNNING", "FAILED"]


@pytest.mark.django_db(transaction=True)
def test_a_job_beats_while_one_step_of_it_takes_long(lin, kind, monkeypatch):
    seen = []
    monkeypatch.setattr("qiao.trail.beat.BEAT_S", 0.02)

    def slow(job, _progress):
        claimed = Job.objects.get(pk=job.pk).beat_at
        until = time.monotonic() + 20
        while time.monotonic() < until and Job.objects.get(pk=job.pk).beat_at == claimed:
            time.sleep(0.02)
        seen.append(Job.objects.get(pk=job.pk).beat_at > claimed)
        return {}

    done(jobs.ask_for(lin, kind(slow), {}))

    assert seen == [True]
