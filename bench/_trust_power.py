"""R2, the power cut: what the disk was told to keep, byte by byte, and nothing else.

strace writes down every write, truncation and sync of the database's files with its bytes, and every answer. From
that two pictures of each file are drawn: as the programs see it, and as the disk must have it, which is what was
written before the last sync of that file began, once that sync had returned. At a cut the second one is what is
left, and of what was written since any part may have reached the disk too, page by page, in any order: half of the
cuts take none of it, half take some by chance. SQLite opens what is left as it would after the power is back; what
had been thanked for by then must be in it. Not simulated: a disk that says it has synced and has not, and the loss
of a directory's entry.
"""

import contextlib
import random
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db.backends.sqlite3._functions import register

from bench._trust_house import COUNTED, House, Row, served

CALLS = "pwrite64,write,ftruncate,fsync,fdatasync,sendto,sendmsg"
FILES = ("qiao.sqlite3", "qiao.sqlite3-wal")
THANKS = b"HTTP/1.1 201"
STARTED = re.compile(r"^(\d+) +(\w+)\((\d+)<([^>]*)>(.*)$")
RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)$")
QUOTED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass
class Disk:
    """A file as programs see it, as the disk must have it, and what was written in between."""

    seen: bytearray
    kept: bytearray
    since: list[tuple[int, bytes]] = field(default_factory=list)
    syncing: dict[str, tuple[bytearray, int]] = field(default_factory=dict)

    def write(self, place: int, content: bytes) -> None:
        _put(self.seen, place, content)
        self.since.append((place, content))

    def begin(self, thread: str) -> None:
        self.syncing[thread] = bytearray(self.seen), len(self.since)

    def end(self, thread: str) -> None:
        self.kept, count = self.syncing.pop(thread)
        self.since = self.since[count:]
        self.syncing = {one: (seen, max(0, n - count)) for one, (seen, n) in self.syncing.items()}

    def left(self, chance: random.Random | None) -> bytes:
        """Return what a power cut leaves: what was synced and, by chance, some of what was not."""
        left = bytearray(self.kept)
        for place, content in self.since if chance else ():
            if chance and chance.random() < 0.5:
                _put(left, place, content)
        return bytes(left)


def _put(file: bytearray, place: int, content: bytes) -> None:
    if len(file) < place:
        file.extend(bytes(place - len(file)))
    file[place : place + len(content)] = content


@dataclass
class Trace:
    """What strace wrote down, played again."""

    disks: dict[str, Disk]
    listens: bool = True
    """False: the syncs are not heard, to prove that these cuts find a house that thanks too early."""
    thanked: int = 0
    syncs: int = 0
    offsets: dict[str, int] = field(default_factory=dict)

    def play(self, lines: Iterator[str]) -> Iterator[None]:
        """Play line by line; pause after each that matters."""
        for line in lines:
            if resumed := RESUMED.match(line):
                thread, call, rest = resumed.groups()
                if call.endswith("sync"):
                    self._synced(thread, rest)
                    yield
            elif started := STARTED.match(line):
                self._call(*started.groups())
                yield

    def _call(self, thread: str, call: str, _descriptor: str, path: str, rest: str) -> None:
        if call in ("sendto", "sendmsg"):
            found = QUOTED.search(rest)
            self.thanked += bool(found and _bytes(found[1]).startswith(THANKS))
            return
        disk = self.disks.get(Path(_bytes(path).decode(errors="replace")).name)
        if disk is None:
            return
        if call == "pwrite64":
            self._write(disk, rest)
        elif call == "ftruncate":
            size = int(re.match(r", (\d+)", rest)[1])  # type: ignore[index]
            del disk.seen[size:]
        elif call.endswith("sync"):
            disk.begin(thread)
            if "unfinished" not in rest:
                self._synced(thread, rest)

    def _write(self, disk: Disk, rest: str) -> None:
        found = QUOTED.search(rest)
        place = re.search(r'", \d+, (\d+)', rest)
        if found is None or place is None:
            raise ValueError(f"strace cut a write short: {rest[:80]}")
        disk.write(int(place[1]), _bytes(found[1]))

    def _synced(self, thread: str, rest: str) -> None:
        disk = next((one for one in self.disks.values() if thread in one.syncing), None)
        if disk is None or not rest.rstrip().endswith("= 0"):
            return
        self.syncs += 1
        if self.listens:
            disk.end(thread)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def recorded(house: House, log: Path, clients: int, count: int) -> tuple[dict[str, bytes], int]:
    """Send under strace; return the files as they were before, and how many were acknowledged."""
    before = {name: _content(house.data / name) for name in FILES}
    watch = ["strace", "-f", "-y", "-xx", "-s", "70000", "-o", str(log), "-e", f"trace={CALLS}"]
    with served(house.env, *watch) as server:
        storm = house.storm(server.port)
        storm.run(clients, count)
    return before, len(storm.acknowledged)


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def cuts(
    before: dict[str, bytes], log: Path, places: list[int], *, listens: bool = True, base: int = 0
) -> tuple[list[tuple[int, int]], int, int]:
    """Cut at each place (a number of calls); return thanked and left at each, all thanks and all syncs."""
    trace = Trace({name: Disk(bytearray(file), bytearray(file)) for name, file in before.items()}, listens)
    found, wanted = [], iter(sorted(places))
    following = next(wanted, None)
    with log.open(errors="replace") as lines:
        for number, _pause in enumerate(trace.play(lines)):
            if number == following:
                chance = random.Random(number) if len(found) % 2 else None  # noqa: S311 - no secret
                found.append((trace.thanked, _reports(trace, chance) - base))
                following = next(wanted, None)
    return found, trace.thanked, trace.syncs


def _reports(trace: Trace, chance: random.Random | None) -> int:
    """Open what a cut left and return how many reports have a need, -1 where it is no database any more."""
    with tempfile.TemporaryDirectory(prefix="qiao-power-") as place:
        for name, disk in trace.disks.items():
            Path(place, name).write_bytes(disk.left(chance))
        with contextlib.closing(sqlite3.connect(Path(place, FILES[0]))) as file:
            register(file)  # the tables' constraints call Django's functions
            try:
                whole = file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                return len(file.execute(COUNTED).fetchall()) if whole else -1
            except sqlite3.DatabaseError:  # "database disk image is malformed"
                return -1


def calls(log: Path, names: dict[str, bytes]) -> list[int]:
    """Return after which calls something was thanked for: there a cut tells most."""
    trace, thanks, known = Trace({name: Disk(bytearray(), bytearray()) for name in names}), [], 0
    with log.open(errors="replace") as lines:
        for number, _pause in enumerate(trace.play(lines)):
            if trace.thanked > known:
                known = trace.thanked
                thanks.append(number)
    return thanks


def power_cut(house: House, trials: int, scratch: Path, *, clients: int = 4, seed: int = 1) -> Row:
    """R2: cut the power at `trials` moments, half of them right after a thank-you, half anywhere."""
    log = scratch / "calls"
    base = len(house.held())
    before, count = recorded(house, log, clients, max(40, trials * 2))
    places = moments(log, before, trials, seed)
    found, thanked, syncs = cuts(before, log, places, base=base)
    lost = sum(max(0, told - left) for told, left in found)
    deaf, _thanked, _syncs = cuts(before, log, places[-3:], listens=False, base=base)
    blind = all(told <= left for told, left in deaf)
    said = (
        f"{len(found)} power cuts in {count} acknowledged by {clients} clients: {lost} lost; {syncs} syncs of the "
        f"database; with the syncs left out the same cuts lose {sum(max(0, t - f) for t, f in deaf)}"
    )
    return Row("R2", not lost and len(found) == len(places) and thanked == count and not blind, said)


def moments(log: Path, before: dict[str, bytes], trials: int, seed: int) -> list[int]:
    """Return at which calls to cut: half right after a thank-you, half anywhere up to the last one."""
    thanks, chance = calls(log, before), random.Random(seed)  # noqa: S311 - no secret
    after = chance.sample(thanks, min(len(thanks), max(1, trials // 2)))
    rest = set(range(thanks[-1])) - set(after)
    return sorted({*after, *chance.sample(sorted(rest), trials - len(after)), thanks[-1]})
