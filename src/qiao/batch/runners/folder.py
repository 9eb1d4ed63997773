"""The folders that go in and come out: Parquet parts, what each holds, and a manifest over all."""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import pyarrow.parquet as pq

from qiao.batch.jobs import Job
from qiao.exceptions import (
    BatchBusyError,
    BatchColumnsError,
    BatchInputError,
    BatchManifestError,
    BatchOtherRunError,
)

FORMAT = 1
DATA, DONE, PLAN, MANIFEST = "data", "done", "plan.json", "manifest.json"
WORK = ".work-"
ROWS_A_PART = 50_000
MOST_PARTS = 512
_PIECE = 2**20


@dataclass(frozen=True)
class Plan:
    """What a run is: the same plan over the same rows gives the same parts, whoever runs it."""

    job: str
    version: int
    schema: str
    parameters: dict[str, str]
    parts: int
    rows: int
    source: str
    """SHA-256 over the files that came in."""
    format: int = FORMAT


@dataclass(frozen=True)
class PartDone:
    """One part of the result: its rows, those it was made from, its groups, and the hashes of file and rows."""

    part: int
    rows: int
    taken: int
    groups: int
    sha256: str
    rows_sha256: str
    refused: list[dict[str, str]] = field(default_factory=list)

    @property
    def file(self) -> str:
        """Where the part lies below the folder."""
        return f"{DATA}/{part_name(self.part)}.parquet"


@dataclass(frozen=True)
class Manifest:
    """What a finished folder holds, and by whom it was made. Everything but runner and times is the same every time."""

    plan: Plan
    parts: list[PartDone]
    runner: str
    engines: dict[str, str]
    started_at: str
    ended_at: str

    @property
    def rows(self) -> int:
        """Rows of the result."""
        return sum(one.rows for one in self.parts)

    @property
    def groups(self) -> int:
        """Groups that were worked through."""
        return sum(one.groups for one in self.parts)

    @property
    def refused(self) -> list[dict[str, str]]:
        """Groups that could not be worked through, and why."""
        return [told for one in self.parts for told in one.refused]

    @property
    def rows_sha256(self) -> str:
        """The hash of all rows, the same on every runner."""
        return hashlib.sha256("".join(one.rows_sha256 for one in self.parts).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Return what is written down."""
        return asdict(self) | {"rows": self.rows, "groups": self.groups, "rows_sha256": self.rows_sha256}


def part_name(part: int) -> str:
    """Return what a part is called."""
    return f"part-{part:05d}"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


def write_whole(path: Path, content: dict[str, Any]) -> None:
    """Write JSON so that a reader sees the whole of it or nothing."""
    own = path.with_name(f".{path.name}.{os.getpid()}")
    with own.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1, sort_keys=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    own.replace(path)


def files_of(source: Path) -> list[Path]:
    """Return the Parquet files that come in, in order of their names.

    Raises
    ------
    BatchInputError
        When there is none.
    """
    below = source / DATA if (source / DATA).is_dir() else source
    found = [source] if source.is_file() else sorted(below.glob("*.parquet"))
    if not found:
        raise BatchInputError(
            path=source.name,
            reason_zh="没有 Parquet 文件。要一个 .parquet 文件，或装着它们的文件夹。",
            reason_en="there is no Parquet file in it. Name a .parquet file, or a folder of them.",
        )
    return found


def plan_of(job: Job, source: Path, parameters: dict[str, str], parts: int | None) -> Plan:
    """Look at what comes in and say what the run is.

    Raises
    ------
    BatchInputError, BatchColumnsError
        When it is no Parquet, or a column lacks.
    """
    files = files_of(source)
    rows = 0
    for path in files:
        try:
            head = pq.ParquetFile(path)
        except (OSError, ValueError) as error:
            raise BatchInputError(
                path=path.name,
                reason_zh="这不是能打开的 Parquet 文件。",
                reason_en="it is no Parquet file that opens.",
            ) from error
        with head:
            lacking = [name for name in job.needed if name not in head.schema_arrow.names]
            if lacking:
                raise BatchColumnsError(
                    path=path.name, columns=", ".join(lacking), job=job.name, needed=", ".join(job.needed)
                )
            rows += head.metadata.num_rows
    hashed = hashlib.sha256("".join(sha256_of(path) for path in files).encode()).hexdigest()
    schema = hashlib.sha256(f"{job.source}\n→\n{job.result}".encode()).hexdigest()[:16]
    usual = min(MOST_PARTS, max(1, -(-rows // ROWS_A_PART)))
    return Plan(job.name, job.version, schema, parameters, parts or usual, rows, hashed)


@contextlib.contextmanager
def locked(target: Path) -> Iterator[None]:
    """Keep others out of a folder while a run writes into it; a lock dies with its process.

    Raises
    ------
    BatchBusyError
        When another process has it.
    """
    target.mkdir(parents=True, exist_ok=True)
    with (target / ".lock").open("w") as file:
        if not _take(file):
            raise BatchBusyError(path=target.name)
        for left in target.glob(f"{WORK}*"):  # by a run that was killed
            shutil.rmtree(left, ignore_errors=True)
        yield


def _take(file: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows knows no such lock; parts are written whole all the same
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def begin(target: Path, plan: Plan) -> dict[int, PartDone]:
    """Write the plan down; return the parts that an earlier run of the same plan finished.

    Raises
    ------
    BatchOtherRunError
        When the folder holds another run.
    """
    written = target / PLAN
    if written.exists():
        had = json.loads(written.read_text(encoding="utf-8"))
        other = next((name for name, told in asdict(plan).items() if had.get(name) != told), None)
        if other is not None:
            raise BatchOtherRunError(path=target.name, field=other)
    elif any(one.name != ".lock" for one in target.iterdir()):
        raise BatchOtherRunError(path=target.name, field=PLAN)
    for name in (DATA, DONE):
        (target / name).mkdir(exist_ok=True)
    write_whole(written, asdict(plan))
    return parts_done(target)


def parts_done(target: Path) -> dict[int, PartDone]:
    """Return the parts that are there and are what was written down of them."""
    found = {}
    for path in sorted((target / DONE).glob("*.json")):
        try:
            told = PartDone(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            continue
        file = target / told.file
        if file.exists() and sha256_of(file) == told.sha256:
            found[told.part] = told
    return found


def read_manifest(target: Path) -> Manifest:
    """Return the manifest of a finished folder, after looking whether the parts are what it says.

    Raises
    ------
    BatchManifestError
        When there is none, or a part is missing or changed.
    """
    try:
        told = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        found = Manifest(
            plan=Plan(**told["plan"]),
            parts=[PartDone(**one) for one in told["parts"]],
            **{name: told[name] for name in ("runner", "engines", "started_at", "ended_at")},
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BatchManifestError(
            path=target.name,
            reason_zh="没有完整的 manifest.json。请等运行做完。",
            reason_en="it has no whole manifest.json. Let the run finish first.",
        ) from error
    for one in found.parts:
        file = target / one.file
        if not file.exists() or sha256_of(file) != one.sha256:
            raise BatchManifestError(
                path=target.name,
                reason_zh=f"{one.file} 不在或改动过。请重新运行。",
                reason_en=f"{one.file} is missing or was changed. Run the job again.",
            )
    if told.get("rows_sha256") != found.rows_sha256 or told.get("rows") != found.rows:
        raise BatchManifestError(
            path=target.name, reason_zh="行数或校验值对不上。", reason_en="its counts or hashes do not agree."
        )
    return found
