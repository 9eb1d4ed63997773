"""Filled forms over OpenRosa, durable: submissions a second, latency and CPU, on the server as it is deployed.

SQLite always; PostgreSQL too where QIAO_DATABASE_URL names a database that may be filled
(`pg_virtualenv bash -c '…'`). Each answer 201 is given after the commit that one or more submissions share. CPU is
the web server's and, on PostgreSQL, that of all its processes; the worker beside it (search) is told apart.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

from bench._databases import add_databases, urls
from bench._storm import ROOT, Storm, environment, instance, prepare, served

PEERS = """ODK Central, PEERS.md 1 (another machine state; 9 questions, PostgreSQL, fsync; median of 3):
  1 client    82/s  p50  11 ms  p99  32 ms  17.7 CPU-ms      8 clients  336/s  p50 23 ms  p99  45 ms  5.1 CPU-ms
  32 clients 255/s  p50 124 ms  p99 180 ms   5.4 CPU-ms      84k stored, 8 clients: 85 -> 55/s, 8.4 -> 16.6 CPU-ms"""
CLIENTS = (1, 8, 32)
GROUP = 250
TICKS = os.sysconf("SC_CLK_TCK")


def main(argv: list[str]) -> int:
    """Run each database in a process of its own."""
    parser = argparse.ArgumentParser(prog="bench intake", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="submissions a run, default 1,000")
    parser.add_argument(
        "--stored", type=int, default=100_000, help="rows of the curve's end, default 100,000"
    )
    parser.add_argument("--steps", type=int, default=2, help="points of the curve after the empty one")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    add_databases(parser)
    options = parser.parse_args(argv)
    if options.inside:
        return measure(options.count, options.stored, options.steps)
    print(PEERS, flush=True)
    for url in urls(options):
        with tempfile.TemporaryDirectory(prefix="qiao-bench-") as data:
            numbers = [f"--{name}={getattr(options, name)}" for name in ("count", "stored", "steps")]
            command = [sys.executable, "-m", "bench", "intake", "--inside", *numbers]
            subprocess.run(command, env=environment(data, url), cwd=ROOT, check=True)
    return 0


def measure(count: int, stored: int, steps: int) -> int:
    """Send, fill up, send again, and print a line for each number of clients."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    code, form_id, version = prepare()
    print(f"\n{connection.vendor}: {settings.DATABASES['default']['OPTIONS']}", flush=True)
    postmaster = _postmaster(connection)
    connection.close()
    with served(dict(os.environ)) as server:
        storm = Storm(server.port, code, form_id, version)
        storm.run(4, 40)  # the first request loads what later ones find
        for step in range(steps + 1):
            held = _fill(code, form_id, version, stored * step // steps if steps else 0)
            connection.close()
            for clients in CLIENTS:
                storm = Storm(server.port, code, form_id, version)
                before = _cpu(server.pid), _cpu(_child(server.pid)), _cluster(postmaster)
                seconds = storm.run(clients, max(60, count // 4) if clients == 1 else count)
                after = _cpu(server.pid), _cpu(_child(server.pid)), _cluster(postmaster)
                print(
                    _line(held, clients, storm, seconds, [b - a for a, b in zip(before, after, strict=True)])
                )
                sys.stdout.flush()
    return 0


def _line(held: int, clients: int, storm: Storm, seconds: float, cpu: list[float]) -> str:
    done = len(storm.acknowledged)
    times = sorted(storm.seconds)
    web, worker, cluster = (1000 * spent / done for spent in cpu)
    return (
        f"  {held:>7,} stored  {clients:>2} clients  {done / seconds:6.0f}/s  "
        f"p50 {1000 * times[len(times) // 2]:6.1f} ms  p99 {1000 * times[int(len(times) * 0.99) - 1]:6.1f} ms  "
        f"CPU-ms {web + cluster:5.2f} (web {web:.2f}, database {cluster:.2f}; worker beside {worker:.2f})"
        + (f"  NOT 201: {storm.others[:5]}" if storm.others else "")
    )


def _fill(code: str, form_id: str, version: str, until: int) -> int:
    """Store filled forms by the same action, in large groups, until there are `until`; return how many there are."""
    from django.utils import timezone
    from django_scopes import scopes_disabled

    from qiao.intake import actions, queries
    from qiao.intake.actions.filled import _write
    from qiao.intake.actions.filled import prepare as made
    from qiao.intake.models import FilledForm
    from qiao.intake.sources.openrosa.instance import read_instance

    with scopes_disabled():
        held = FilledForm.objects.count()
        collector = queries.collector_of(actions.mark_of_code(code), timezone.now())
        assert collector is not None
        known = queries.version_filled(collector, form_id, version)
        assert known is not None
        actor = actions.actor_of_collector(collector)
        while held < until:
            xmls = [instance(form_id, version, uuid.uuid4(), number) for number in range(1, GROUP + 1)]
            now = timezone.now()
            _write([made(actor, read_instance(xml), xml, version=known, received_at=now) for xml in xmls])
            held += GROUP
    return held


def _cpu(pid: int) -> float:
    """Return the CPU seconds of a process and of its children that have ended."""
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(int(one) for one in parts[11:15]) / TICKS


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in found.read_text().split()] if found.exists() else []


def _child(pid: int) -> int:
    """Return the worker beside the web server; it is started by a thread or by the main one."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return next((int(one) for task in tasks for one in task.read_text().split()), 0)


def _cluster(postmaster: int) -> float:
    return _cpu(postmaster) + sum(_cpu(one) for one in _children(postmaster)) if postmaster else 0.0


def _postmaster(connection: object) -> int:
    """Return the parent of PostgreSQL's processes, or 0."""
    if connection.vendor == "sqlite":  # type: ignore[attr-defined]
        return 0
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
