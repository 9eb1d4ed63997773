"""The promises of an installation that is killed, asked again, filled up, and whose clock jumps (SECURITY 7)."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

from bench._storm import ROOT
from bench._trust_house import House, Row, answered, build, posted, served, statuses, storming, wait_for

CLOCKS = ("+0", "+30d", "-1d", "+0")
FAKETIME = ("/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime", "/usr/lib/faketime")
ROOMY = "600m"
FULL = "磁盘满"
"""What the refusal of a full disk says of itself."""


def killed(house: House, trials: int, seed: int = 1) -> Row:
    """R1: kill -9 the server, its worker, or both, under 8 clients; what was not answered is sent again."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    acknowledged, owed, again = list[uuid.UUID](), list[tuple[uuid.UUID, int]](), 0
    for trial in range(trials):
        with served(house.env) as server:
            storm = house.storm(server.port)
            storm.owed, again = owed, again + len(owed)
            with storming(storm) as thread:
                wait_for(storm, chance.randint(60, 200), thread)
                which = (trial + 1) % 3
                if which:
                    for worker in workers(server.pid):
                        os.kill(worker, signal.SIGKILL)
                if which == 1:
                    wait_for(storm, len(storm.acknowledged) + 40, thread)
                server.process.kill()
        owed = storm.owed
        acknowledged += storm.acknowledged
    again += len(owed)
    with served(house.env) as server:
        late = [posted(server.port, house.post(pk, number))[0] for pk, number in owed]
    lost, doubled = house.lost_and_doubled([*acknowledged, *(pk for pk, _number in owed)])
    said = (
        f"{trials} x kill -9 under 8 clients: {len(acknowledged):,} acknowledged, {lost} lost, {doubled} doubled; "
        f"{again} cut off and sent again"
    )
    return Row("R1", not lost and not doubled and set(late) <= {201, 202} and bool(acknowledged), said)


def workers(pid: int) -> list[int]:
    """Return the workers beside a web server."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(one) for task in tasks for one in task.read_text().split()]


def repeated(house: House, times: int = 1000) -> Row:
    """R4: one form 40 times at once and then again and again, changed, after a restart and after its erasure."""
    pk = uuid.uuid4()
    same, changed = house.post(pk), house.post(pk, 8)
    with served(house.env) as server:
        at_once = statuses(server.port, [same] * 40, 40)
        later = statuses(server.port, [same] * times, 8)
        other = posted(server.port, changed)[0]
    with served(house.env) as server:
        restarted = posted(server.port, same)[0], posted(server.port, changed)[0]
    once = house.held().get(pk)
    erased = house.command("person", "erase", str(pk), "--yes")
    with served(house.env) as server:
        after = posted(server.port, same)[0], posted(server.port, changed)[0]
    count = house.held().get(pk)
    holds = (
        (dict(at_once), dict(later), other) == ({201: 1, 202: 39}, {202: times}, 409)
        and restarted == after == (202, 409)
        and (once, count, erased.returncode) == (1, 1, 0)
    )
    said = (
        f"40 at once {dict(at_once)}, {times:,} repeats {dict(later)}, changed {other}; same/changed after a "
        f"restart {restarted}, after erasure {after}; {count} record" + erased.stderr[-300:]
    )
    return Row("R4", holds, said)


def one_offer(house: House, rounds: int) -> Row:
    """R6: 24 threads hold of one offer what it has not enough of."""
    told = [sys.executable, "-m", "bench._trust_offer", str(rounds)]
    env = house.env | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    done = subprocess.run(told, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    said = (done.stdout.strip().splitlines() or [done.stderr[-500:]])[-1]
    return Row("R6", done.returncode == 0, said)


def disk_full(data: Path, tables: Path | None = None) -> Row:
    """R10: fill the disk under a server, see what it answers, make room again. SQLite, on a tmpfs of its own.

    The tmpfs is mounted in a user namespace, which needs no rights; where there are none it is not tried. `tables` is
    a database to begin with, where one is ready.
    """
    data.mkdir(exist_ok=True)
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-Urm", "true"], check=False).returncode:
        return Row("R10", holds=True, said="no user namespaces on this machine", is_tried=False)
    told = [
        "unshare",
        "-Urm",
        sys.executable,
        "-m",
        "bench._trust_acts",
        str(data),
        *([str(tables)] if tables else []),
    ]
    env = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    done = subprocess.run(told, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    said = (done.stdout.strip().splitlines() or [done.stderr[-800:]])[-1]
    return Row("R10", done.returncode == 0, said)


def _disk_full(data: Path, *tables: str) -> int:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOMY}", "tmpfs", str(data)], check=True)
    for one in tables:
        shutil.copyfile(one, data / "qiao.sqlite3")
    house = build(data)
    ballast = data / "ballast"
    with served(house.env) as server:
        before = [posted(server.port, house.post(uuid.uuid4()))[0] for _ in range(5)]
        _fill(ballast)
        full = {pk: posted(server.port, house.post(pk)) for pk in (uuid.uuid4() for _ in range(40))}
        words = answered(server.port, house.post(uuid.uuid4()))
        held = house.held()
        false = [pk for pk, (status, _head) in full.items() if status == 201 and pk not in held]
        refused = [head for status, head in full.values() if status != 201]
        plain = all(
            head.split(" ", 2)[1] in ("503", "507") and "retry-after" in head.lower() for head in refused
        )
        ballast.unlink()
        began = time.monotonic()
        after = [posted(server.port, house.post(pk))[0] for pk in full]
        seconds = time.monotonic() - began
    lost, doubled = house.lost_and_doubled(list(full))
    whole = house.command("verify")
    print(
        f"full disk: {len(refused)} of 40 refused {sorted({int(one.split(' ', 2)[1]) for one in refused})}, "
        f"{len(false)} false 201, {'told' if FULL in words else 'NOT told'} that the disk is full; room again: {len(after)} sent in {seconds:.1f} s without a restart, "
        f"{lost} lost, {doubled} doubled, verify {'holds' if not whole.returncode else whole.stderr[-200:]}"
    )
    good = set(before) == {201} and set(after) <= {201, 202} and bool(refused) and plain and FULL in words
    return int(not good or bool(false) or lost > 0 or doubled > 0 or whole.returncode != 0)


def _fill(ballast: Path) -> None:
    """Write until not one byte more goes onto the disk."""
    descriptor = os.open(ballast, os.O_CREAT | os.O_WRONLY)
    try:
        for size in (2**20, 4096, 1):
            try:
                while os.write(descriptor, b"\0" * size):
                    pass
            except OSError:
                continue
    finally:
        os.close(descriptor)


def clock_jumps(house: House, each: int = 5) -> Row:
    """R12: the clock goes 30 days on, a day back, and right again, while forms come in."""
    library = next((p for one in FAKETIME if (p := Path(one, "libfaketimeMT.so.1")).exists()), None)
    if library is None:
        return Row("R12", holds=True, said="no libfaketime on this machine", is_tried=False)
    clock = house.data / "clock"
    clock.write_text(CLOCKS[0])
    fake = {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"}
    env = house.env | fake | {"DONT_FAKE_MONOTONIC": "1"}
    sent, found = list[uuid.UUID](), list[int]()
    with served(env) as server:
        for said in CLOCKS:
            clock.write_text(said)
            for _ in range(each):
                sent.append(uuid.uuid4())
                found.append(posted(server.port, house.post(sent[-1]))[0])
        again = posted(server.port, house.post(sent[each]))[0]
    lost, doubled = house.lost_and_doubled(sent)
    days = house.days(sent)
    whole = house.command("verify")
    holds = set(found) == {201} and again == 202 and not lost and not doubled and whole.returncode == 0
    spread = max(days) - min(days)
    said = (
        f"clock {' '.join(CLOCKS)}: {len(sent)} sent, statuses {sorted(set(found))}, repeat {again}, {lost} lost; "
        f"told times spread over {spread.days} days, trail in sequence: verify {whole.returncode}{whole.stderr[-200:]}"
    )
    return Row("R12", holds and spread.days >= 30, said)


if __name__ == "__main__":
    sys.exit(_disk_full(Path(sys.argv[1]), *sys.argv[2:]))
