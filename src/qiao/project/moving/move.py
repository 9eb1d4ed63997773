"""The move from its first look to its proof, step by step; each step may be done again after it was cut off."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone
from tqdm import tqdm

from qiao.exceptions.moving import (
    MoveBegunError,
    MoveNotBegunError,
    MoveOccupiedError,
    MoveOtherSourceError,
)
from qiao.project.moving import proof
from qiao.project.moving import target as there
from qiao.project.moving.carrying import carry, shapes
from qiao.project.moving.source import Source, refuse_unfit
from qiao.project.moving.target import Target

Step = Callable[[str], AbstractContextManager[None]]
"""Prints a step's title, and behind it how long it took."""

STEPS = ("making", "carrying", "closing", "indexing", "proving")


@dataclass(frozen=True)
class Moved:
    """What was carried: rows by table with their digests, and what `verify` said of both."""

    sums: dict[str, proof.Sum]
    said: list[str]

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.sums.values())

    @property
    def breaks(self) -> list[str]:
        """Return what did not hold on either side: it is carried as it was."""
        return [line for line in self.said if line.startswith("不符")]


def refuse_unlike(source: Source, target: Target, *, is_resumed: bool) -> None:
    """Raise where the target is not empty, or holds a move that this is not the going on of."""
    if target.is_begun():
        if not is_resumed:
            raise MoveBegunError
        if there.step_of(target)[0] != source.mark:
            raise MoveOtherSourceError
        return
    if is_resumed:
        raise MoveNotBegunError
    if found := target.tables():
        raise MoveOccupiedError(count=len(found), first=found[0])


def check(source: Source, target: Target, *, is_resumed: bool) -> None:
    """Look at both sides before anything is done. Raises what is in the way, with what helps."""
    refuse_unfit(source)
    there.refuse_unfit(target, source.path.stat().st_size)
    refuse_unlike(source, target, is_resumed=is_resumed)


def move(source: Source, target: Target, data: Path, step: Step) -> Moved:
    """Carry everything over and prove it; go on where a move that was cut off had come to."""
    if not target.is_begun():
        there.begin(target, source.mark)
    at = STEPS.index(there.step_of(target)[1])
    works: tuple[tuple[str, Callable[[], object]], ...] = (
        ("建表 / making the tables", lambda: _make(source, target, data)),
        ("搬运 / carrying the rows", lambda: _carry(source, target)),
        ("外键与触发器 / foreign keys and triggers", lambda: there.close_up(target, source.last_ids())),
        (
            "重建搜索索引 / the search's index anew",
            lambda: proof.on_target(target, data, "reindex", "--all"),
        ),
    )
    for number, (title, work) in enumerate(works):
        if number >= at:
            with step(title):
                work()
            there.now_at(target, STEPS[number + 1])
    moved = _prove(source, target, data, step)
    there.end(target)
    return moved


def _make(source: Source, target: Target, data: Path) -> None:
    proof.on_target(target, data, "migrate", "--verbosity", "0")
    there.lay_open(target, [one.table for one in shapes(source, target)])


def _carry(source: Source, target: Target) -> None:
    there.lower_walls(target)
    with _bar(source) as told:
        for shape in shapes(source, target):
            carry(source, target, shape, told=told)


def _prove(source: Source, target: Target, data: Path, step: Step) -> Moved:
    there.lower_walls(target)
    with step("逐行比对 / comparing every row"), _bar(source) as told:
        sums = proof.compared(source, target, shapes(source, target), told=told)
    with step("立墙 / raising the walls"):
        proof.on_target(target, data, "migrate", "--verbosity", "0")
    with step("两边校验 / verifying both"):
        said = proof.said_by_source(source.path)
        proof.refuse_other_words(said, proof.said_by_target(target, data))
    return Moved(sums, said)


@contextmanager
def _bar(source: Source) -> Iterator[Callable[[int], object]]:
    total = sum(source.held.rows[name] for name in source.tables)
    with tqdm(total=total, unit=" 行", unit_scale=True, disable=None, leave=False) as bar:
        yield bar.update


def write_down(moved: Moved, folder: Path) -> Path:
    """Keep what was carried, table by table, where it can be looked up later; return the file."""
    at = timezone.now()
    path = folder / f"moved-{at:%Y%m%dT%H%M%S}.json"
    said = {
        "at": at.isoformat(),
        "tables": {name: [one.rows, one.digest] for name, one in moved.sums.items()},
        "verify": moved.said,
    }
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    path.chmod(0o600)
    return path
