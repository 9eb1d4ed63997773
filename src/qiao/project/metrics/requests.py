"""What this process answered, and how fast: by class of status alone. No address is counted apart, since many hold codes."""

import bisect
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponseBase

from qiao.project.metrics.text import Metric, Sample

BOUNDS_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")


class Counts:
    """Requests of one process, counted by many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_class = dict.fromkeys(CLASSES, 0)
        self._by_bound = [0] * (len(BOUNDS_SECONDS) + 1)
        self._seconds = 0.0
        self._in_hand = 0
        self._began = time.time()

    def begin(self) -> None:
        """Count one request that is being answered."""
        with self._lock:
            self._in_hand += 1

    def end(self, status: int | None, seconds: float) -> None:
        """Count one answer; without a status where an error kept us from one."""
        with self._lock:
            self._in_hand -= 1
            self._seconds += seconds
            self._by_bound[bisect.bisect_left(BOUNDS_SECONDS, seconds)] += 1
            self._by_class[f"{(status or 500) // 100}xx"] += 1

    def metrics(self) -> Iterator[Metric]:
        """Yield the figures, each with the process it is of: others of the same site count for themselves."""
        process = {"process": f"{socket.gethostname()}:{os.getpid()}"}
        with self._lock:
            by_class, by_bound = dict(self._by_class), list(self._by_bound)
            seconds, in_hand = self._seconds, self._in_hand
        yield Metric(
            "qiao_requests_total",
            "counter",
            "Requests answered by this process, by class of status.",
            tuple(Sample(count, {**process, "status": name}) for name, count in by_class.items()),
        )
        yield Metric(
            "qiao_request_seconds",
            "histogram",
            "Seconds until this process began to answer.",
            tuple(_histogram(by_bound, seconds, process)),
        )
        yield Metric(
            "qiao_requests_in_hand",
            "gauge",
            "Requests this process is answering.",
            (Sample(in_hand, process),),
        )
        yield Metric(
            "qiao_process_started_seconds",
            "gauge",
            "When this process began to serve, in seconds since 1970.",
            (Sample(round(self._began), process),),
        )


def _histogram(by_bound: list[int], seconds: float, process: dict[str, str]) -> Iterator[Sample]:
    below = 0
    for bound, count in zip((*map(str, BOUNDS_SECONDS), "+Inf"), by_bound, strict=True):
        below += count
        yield Sample(below, {**process, "le": bound}, "_bucket")
    yield Sample(seconds, process, "_sum")
    yield Sample(below, process, "_count")


COUNTS = Counts()


class Measured:
    """The outermost of all: counts every answer and how long it took to begin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began, status = time.monotonic(), None
        COUNTS.begin()
        try:
            response = self.get_response(request)
            status = response.status_code
        finally:
            COUNTS.end(status, time.monotonic() - began)
        return response
