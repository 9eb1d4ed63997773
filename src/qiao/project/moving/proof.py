"""Nothing is believed because it was sent: every row of both sides is read again and compared, then `verify` says the same."""

import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, suppress
from dataclasses import dataclass
from hashlib import blake2b
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from psycopg import sql

from qiao.exceptions.moving import MoveStepError, MoveUnequalError
from qiao.project.moving.carrying import Shape
from qiao.project.moving.lines import LOOSE, comparable, line_of
from qiao.project.moving.source import Source, read_only
from qiao.project.moving.target import Target, environment_on

DIGEST_BYTES = 32
WHOLE = 1 << (8 * DIGEST_BYTES)


@dataclass(frozen=True)
class Sum:
    """How many rows a table has, and one number made from all of them, in whatever order they are read."""

    rows: int
    digest: str


def sum_of(lines: Iterable[bytes]) -> Sum:
    """Return number and digest of lines. The digest is the sum of the lines' hashes: no order, and doubles count."""
    count = total = 0
    for line in lines:
        count += 1
        total += int.from_bytes(blake2b(line, digest_size=DIGEST_BYTES).digest())
    return Sum(count, f"{total % WHOLE:064x}")


def source_sum(source: Source, shape: Shape) -> Sum:
    """Read a table of the source."""
    writers, loose = shape.writers, _loose(shape)
    return sum_of(
        comparable(line_of(row[1:], writers), loose) for row in source.rows(shape.table, shape.columns)
    )


def target_sum(target: Target, shape: Shape) -> Sum:
    """Read the same table of the target."""
    loose = _loose(shape)
    out = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, shape.columns)), sql.Identifier(shape.table)
    )
    with target.db.cursor().copy(out) as copy:
        return sum_of(comparable(bytes(line)[:-1], loose) for line in copy)


def _loose(shape: Shape) -> dict[int, Callable[[str], str]]:
    return {at: LOOSE[kind] for at, kind in enumerate(shape.kinds) if kind in LOOSE}


def compared(
    source: Source, target: Target, all_shapes: Iterable[Shape], *, told: Callable[[int], object]
) -> dict[str, Sum]:
    """Return the sums of every table. Raises MoveUnequalError where those of the two sides differ."""
    found: dict[str, Sum] = {}
    wrong = []
    for shape in all_shapes:
        here, there = source_sum(source, shape), target_sum(target, shape)
        if here != there:
            wrong.append(f"{shape.table} ({here.rows} → {there.rows})")
        found[shape.table] = here
        told(here.rows)
    if wrong:
        raise MoveUnequalError(what=", ".join(wrong))
    return found


def said_by_source(path: Path) -> list[str]:
    """Return what `verify` says of the source, line by line; it is asked read-only."""
    said = StringIO()
    with read_only(path), redirect_stderr(said), suppress(SystemExit):
        call_command("verify", stdout=said, stderr=said)
    return said.getvalue().splitlines()


def said_by_target(target: Target, data: Path) -> list[str]:
    """Return what `verify` says of the target, in a process like those that will serve it."""
    return on_target(target, data, "verify", may_fail=True).splitlines()


def on_target(target: Target, data: Path, *command: str, may_fail: bool = False) -> str:
    """Run a command of the house on the target; return all it said. Raises MoveStepError where it fails."""
    ran = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-P", "-m", "django", *command],
        env=environment_on(target, data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if ran.returncode and not may_fail:
        raise MoveStepError(step=command[0], why=(ran.stdout.strip().splitlines() or ["?"])[-1])
    return ran.stdout


def refuse_other_words(here: list[str], there: list[str]) -> None:
    """Raise MoveUnequalError where `verify` does not say the same of both."""
    if sorted(here) != sorted(there):
        differing = sorted(set(here) ^ set(there))
        raise MoveUnequalError(what=f"verify：{differing[0] if differing else 'lines'}")
