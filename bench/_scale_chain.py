"""Stages of `bench scale` beyond single engines: plans by province, the live door, the whole batch chain here and on Spark."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of Linux: Java outlives the Python that started it, and is to be counted all the same."""
PROVINCE = 2


def allocation(reports: int) -> dict[str, Any]:
    """Share out the offers of each province among its needs, thing by thing, as the batch layer does, in one process."""
    from bench._scale_stages import START, _Clock, nation_of
    from qiao.batch.allocate_words import Reference
    from qiao.batch.between import goods_of
    from qiao.engines.allocation import allocate
    from qiao.engines.simulation import blocks, rows_of

    nation = nation_of(reports)
    tables = Reference()
    goods = goods_of(tables.items, tables.substitutes)
    told: dict[str, Any] = {"wall": 0.0, "cpu": 0.0, "mb": 0.0, "needs": 0, "shares": 0}
    for _province, held in groupby(blocks(nation), key=lambda one: one.county.place.code[:PROVINCE]):
        needs: dict[str, list[Any]] = {}
        offers: dict[str, list[Any]] = {}
        for block in held:
            made = rows_of(nation, block)
            for need in _needs(made.messages, tables):
                needs.setdefault(goods[need.item], []).append(need)
            for offer in _offers(made.offers, tables):
                offers.setdefault(goods[offer.item], []).append(offer)
        with _Clock() as clock:
            for name, demands in sorted(needs.items()):
                supplies, ends_at = offers.get(name, []), START + nation.setting.span
                plan = allocate(demands, supplies, now=ends_at, substitutes=tables.substitutes)
                told["needs"] += len(demands)
                told["shares"] += len(plan.shares)
        told |= {name: told[name] + clock.told[name] for name in ("wall", "cpu")} | {"mb": clock.told["mb"]}
    return told


def _needs(messages: Iterable[Any], tables: Any) -> Iterator[Any]:
    """Yield what is truly asked for the first time, of things that the table knows."""
    from qiao.engines.allocation import Demand

    for one in messages:
        if one.truth.type != "NEED" or one.truth.repeat_of:
            continue
        place = one.truth.place or one.reporter_place
        at, tier = tables.position(place), 3 - min(2, one.truth.urgency)
        for number, thing in enumerate(one.truth.items):
            if tables.knows(thing.item):
                is_exact = thing.quantity_kind == "EXACT" and bool(thing.quantity)
                yield Demand(
                    f"{one.id}/{number}", thing.item, thing.quantity if is_exact else None,
                    "EXACT" if is_exact else "UNKNOWN", place=place, longitude=at[0], latitude=at[1], tier=tier,
                )  # fmt: skip


def _offers(offers: Iterable[Any], tables: Any) -> Iterator[Any]:
    from qiao.engines.allocation import Supply

    for one in offers:
        if tables.knows(one.item) and one.quantity:
            at = tables.position(one.place)
            yield Supply(one.id, one.item, one.quantity, place=one.place, longitude=at[0], latitude=at[1])


def intake(forms: int) -> dict[str, Any]:
    """Send filled forms through the live door, eight at a time; seconds of web server, worker and database together."""
    import django

    django.setup()
    from django.db import connection

    from bench._storm import Storm, prepare, served
    from bench.intake import _child, _cluster, _cpu, _postmaster

    code, form_id, version = prepare()
    postmaster = _postmaster(connection)
    connection.close()
    with served(dict(os.environ)) as server:
        Storm(server.port, code, form_id, version).run(4, 40)

        def used() -> float:
            return _cpu(server.pid) + _cpu(_child(server.pid)) + _cluster(postmaster)

        storm, before = Storm(server.port, code, form_id, version), used()
        wall = storm.run(8, forms)
        spent = used() - before
        megabytes = _peak(server.pid)
    if storm.others or len(storm.acknowledged) != forms:
        raise RuntimeError(f"{len(storm.acknowledged)} of {forms} were taken in; {storm.others[:3]}")
    times = sorted(storm.seconds)
    return {"wall": wall, "cpu": spent, "mb": megabytes, "p50_ms": 1000 * times[len(times) // 2]}


def _peak(pid: int) -> float:
    """Return the largest that a process was, in MB."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def batch_local(reports: int) -> dict[str, Any]:
    """Run all jobs over a crisis on this machine, two processes."""
    return _chain(reports, "local")


def batch_spark(reports: int) -> dict[str, Any]:
    """Run all jobs over a crisis on Spark, two threads of this machine; Java's seconds are counted, a lower bound."""
    return _chain(reports, "spark")


def _chain(reports: int, runner: str) -> dict[str, Any]:
    from bench._scale_stages import nation_of
    from qiao.batch import command
    from qiao.batch.simulate import simulate

    with tempfile.TemporaryDirectory(prefix="qiao-bench-") as folder:
        top = Path(folder)
        simulate(nation_of(reports), top / "in", form="parquet")
        line = ["chain", str(top / "in"), str(top / "out"), "--processes", "2", "--runner", runner]
        with _all_children() as used:
            done = subprocess.run(
                [sys.executable, "-P", "-m", command.__name__, *line, "--master", "local[2]"],
                check=False,
                capture_output=True,
                text=True,
            )
        if done.returncode:
            raise RuntimeError(done.stderr[-400:])
        return used | _disk(top / "out")


def _disk(folder: Path) -> dict[str, float]:
    return {"disk_mb": sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / 2**20}


@contextlib.contextmanager
def _all_children() -> Iterator[dict[str, Any]]:
    """Measure what is started inside, also where its parent ended before it.

    Of Spark it is a lower bound: Python workers that its daemon ended are lost to who waits for Java.
    """
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    told: dict[str, Any] = {}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    yield told
    told["wall"] = time.perf_counter() - began
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told["cpu"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told["mb"] = after.ru_maxrss / 1024
