"""A job says that its process lives, from a thread of its own, however long a step of it takes."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import DatabaseError, connection
from django.utils import timezone

from qiao.trail.models import Job

logger = logging.getLogger(__name__)

BEAT_S = 60.0


@contextmanager
def beating(job: Job) -> Iterator[None]:
    """Write down every minute that the job is at work; a beat that finds the database busy is left out."""
    ended = Event()
    thread = Thread(target=_beat, args=(job, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(job: Job, ended: Event) -> None:
    try:
        while not ended.wait(BEAT_S):
            try:
                Job.objects.filter(pk=job.pk).update(beat_at=timezone.now())
            except DatabaseError:
                logger.info("job %s: the beat found the database busy", job.pk)
                connection.close()
    finally:
        connection.close()
