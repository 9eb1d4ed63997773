"""Acts a second while many act at once: messages taken in by threads of their own, each one unit of several acts.

Runs on the database that QIAO_DATABASE_URL names, which is filled; on SQLite where none is named. Counts what raised,
deadlocks among them, and verifies the chain afterwards.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from pathlib import Path

from bench._storm import environment

ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str]) -> int:
    """Run the bench in a process of its own; 1 where anything raised or the chain is broken."""
    parser = argparse.ArgumentParser(prog="bench trail", description=__doc__)
    parser.add_argument("--threads", type=int, default=8, help="default 8")
    parser.add_argument("--each", type=int, default=60, help="messages of a thread, default 60")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.inside:
        return measure(options.threads, options.each)
    with tempfile.TemporaryDirectory(prefix="qiao-bench-") as data:
        command = [sys.executable, "-m", "bench", "trail", "--inside"]
        command += ["--threads", str(options.threads), "--each", str(options.each)]
        url = os.environ.get("QIAO_DATABASE_URL", "")
        return subprocess.run(command, env=environment(data, url), cwd=ROOT, check=False).returncode


def measure(threads: int, each: int) -> int:
    """Take messages in from all threads at once; print acts a second and what went wrong."""
    import django

    django.setup()
    from django.db import connection
    from django_scopes import scope, scopes_disabled

    from bench._storm import prepare
    from qiao.accounts.roles import Actor
    from qiao.intake.actions.receive import Message
    from qiao.intake.actions.understand import take_in
    from qiao.registry.models import Crisis, Organization
    from qiao.trail.chain import verify
    from qiao.trail.models import TrailEntry

    with scopes_disabled():
        prepare()
        owner, crisis = Organization.objects.get(runs_qiao=True), Crisis.objects.get(slug="bench")
        begun = TrailEntry.objects.count()
    actor = Actor.operator(owner.pk)
    ready, wrong = threading.Barrier(threads + 1), Counter[str]()

    def send(sender: int) -> None:
        ready.wait()
        for number in range(each):
            text = f"示例数据：英山县人民医院急需口罩{sender * each + number + 1}只，联系人示例，15400000001"
            try:
                with scope(organization=owner.pk):
                    take_in(
                        actor,
                        Message(text),
                        id=uuid.uuid4(),
                        crisis=crisis,
                        source="PASTE",
                        received_at=now(),
                    )
            except Exception as error:  # noqa: BLE001 - what goes wrong is what is counted
                wrong[f"{type(error).__name__}: {str(error).splitlines()[0][:60]}"] += 1
        connection.close()

    senders = [threading.Thread(target=send, args=(sender,)) for sender in range(threads)]
    for one in senders:
        one.start()
    ready.wait()
    start, used = time.perf_counter(), time.process_time()
    for one in senders:
        one.join()
    wall, cpu = time.perf_counter() - start, time.process_time() - used
    with scopes_disabled():
        acts, breaks = TrailEntry.objects.count() - begun, len(verify().breaks)
    print(
        f"{connection.vendor}: {threads} threads, {threads * each} messages, {acts} acts in {wall:.1f} s "
        f"({acts / wall:.0f} a second, {acts / cpu:.0f} a CPU second); raised {sum(wrong.values())}, breaks {breaks}"
    )
    for what, times in wrong.most_common():
        print(f"  {times} × {what}")
    return int(bool(wrong) or bool(breaks))


def now():  # noqa: ANN201 - an inner helper
    """Return this moment."""
    from django.utils import timezone

    return timezone.now()
