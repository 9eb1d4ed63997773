"""R3: PostgreSQL falls under load and comes back; R8: a backup under load is opened on an empty machine."""

import os
import shutil
import signal
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from bench._storm import environment
from bench._trust_house import House, Row, posted, served, storming, wait_for

DOWN_SECONDS = 3
PROMISED_ANSWER, PROMISED_RETURN, PROMISED_RESTORE = 5.0, 10.0, 600.0


@dataclass(frozen=True)
class Cluster:
    """PostgreSQL's first process, and how to start it again as its owner does."""

    url: str
    pid: int
    command: list[str]
    owner: int

    @classmethod
    def of(cls, url: str) -> "Cluster":
        import psycopg

        with psycopg.connect(url) as database:
            backend = database.info.backend_pid
        pid = int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
        said = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return cls(url, pid, [one.decode() for one in said if one], Path(f"/proc/{pid}").stat().st_uid)

    def fall(self) -> None:
        """End at once, as `pg_ctl stop -m immediate` does: the same signal."""
        os.kill(self.pid, signal.SIGQUIT)
        while Path(f"/proc/{self.pid}/cmdline").exists() and Path(f"/proc/{self.pid}/cmdline").read_bytes():
            time.sleep(0.02)

    def rise(self) -> None:
        """Start again and wait until it answers."""
        import psycopg

        subprocess.Popen(
            self.command,
            user=self.owner,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("PostgreSQL did not come back")


def database_falls(house: House) -> Row:
    """R3: the database ends without a word under 8 clients; refusals are quick and say when, then all goes on."""
    cluster = Cluster.of(house.url)
    with served(house.env) as server:
        storm = house.storm(server.port)
        with storming(storm) as thread:
            wait_for(storm, 60, thread)
            cluster.fall()
            slowest, heads = _refusals(server.port, house)
            cluster.rise()
            back = _until_taken(server.port, house)
            wait_for(storm, len(storm.acknowledged) + 60, thread)
            storm.is_over = True
        owed = [posted(server.port, house.post(pk, number))[0] for pk, number in storm.owed]
    lost, doubled = house.lost_and_doubled([*storm.acknowledged, *(pk for pk, _number in storm.owed)])
    plain = all(head.split(" ", 2)[1] == "503" and "retry-after" in head.lower() for head in heads)
    said = (
        f"database gone for {DOWN_SECONDS} s: {len(heads)} of {len(heads)} asked meanwhile refused "
        f"{'with 503 and Retry-After' if plain else heads[:1]}, slowest {slowest:.2f} s; takes again "
        f"{back:.2f} s after it is back, without a restart; {len(storm.acknowledged):,} acknowledged, {lost} lost, "
        f"{doubled} doubled; {len(owed)} sent again, others {sorted(set(storm.others))}"
    )
    quick = slowest < PROMISED_ANSWER and back <= PROMISED_RETURN
    good = plain and bool(heads) and set(owed) <= {201, 202} and set(storm.others) <= {503}
    return Row("R3", quick and good and not lost and not doubled, said)


def _refusals(port: int, house: House) -> tuple[float, list[str]]:
    slowest, heads, until = 0.0, [], time.monotonic() + DOWN_SECONDS
    while time.monotonic() < until:
        began = time.monotonic()
        heads.append(posted(port, house.post(uuid.uuid4()))[1])
        slowest = max(slowest, time.monotonic() - began)
        time.sleep(0.1)
    return slowest, heads


def _until_taken(port: int, house: House) -> float:
    began, whole = time.monotonic(), house.post(uuid.uuid4())
    while posted(port, whole)[0] not in (201, 202):
        if time.monotonic() - began > 60:
            break
        time.sleep(0.05)
    return time.monotonic() - began


def backup_under_load(house: House, place: Path, other_url: str = "") -> Row:
    """R8: back up while 8 clients send; open it on an empty machine, and look for all that was thanked before."""
    made, keys = place / "made.qiao", place / "keys.qiao"
    with served(house.env) as server:
        storm = house.storm(server.port)
        with storming(storm) as thread:
            wait_for(storm, 60, thread)
            before = list(storm.acknowledged)
            began = time.monotonic()
            backed = house.command("backup", str(made), "--keys", str(keys))
            took = time.monotonic() - began
            storm.is_over = True
    empty = House(environment(place / "elsewhere", other_url), house.code, house.form_id, house.version)
    identity = shutil.copy(house.data / "keys" / "backup-identity.txt", place / "identity.txt")
    began = time.monotonic()
    opened = empty.command("restore", str(made), "--keys", str(keys), "--key", str(identity))
    restored = time.monotonic() - began
    if backed.returncode or opened.returncode:
        return Row("R8", holds=False, said=(backed.stderr + opened.stderr + opened.stdout)[-500:])
    lost, doubled = empty.lost_and_doubled(before)
    whole = empty.command("verify")
    said = (
        f"backup under 8 clients in {took:.1f} s, {made.stat().st_size / 2**20:.1f} MB; restored on an empty machine in "
        f"{restored:.1f} s: {len(empty.held()):,} reports, of {len(before):,} thanked before {lost} lost, "
        f"{doubled} doubled, verify {whole.returncode}"
    )
    return Row("R8", not lost and not doubled and not whole.returncode and restored < PROMISED_RESTORE, said)
