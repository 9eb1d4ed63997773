"""What can be verified: checkpoints of the trail, and the promises that each desk registers when it starts."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from qiao.trail.chain import GENESIS, Break
from qiao.trail.models import TrailEntry

Check = Callable[[], list[str]]
"""A check returns one sentence for each break it finds."""

CHECKS: dict[str, str] = {}

LAST = "last-verify.json"
"""Where the data directory says when it was last verified, and how much did not hold."""


def register_check(name: str, path: str) -> None:
    """Let `./qiao verify` run the check at a dotted path. Desks call this from their AppConfig.ready."""
    CHECKS[name] = path


def run_checks() -> dict[str, list[str]]:
    """Run every check; return name → the breaks it found."""
    checks: dict[str, Check] = {name: import_string(path) for name, path in sorted(CHECKS.items())}
    return {name: check() for name, check in checks.items()}


def note(breaks: int, *, at: datetime) -> None:
    """Write down that everything was verified; a disk that takes nothing does not keep us from saying what was found."""
    with suppress(OSError):
        (settings.DATA / LAST).write_text(
            json.dumps({"at": at.isoformat(), "breaks": breaks}) + "\n", encoding="utf-8"
        )


@dataclass(frozen=True)
class Checkpoint:
    """How long the trail was at a moment, and the hash of its last entry."""

    entries: int
    head: str
    at: datetime


def checkpoint(now: datetime) -> Checkpoint:
    """Return the checkpoint of the trail as it stands: the figures to keep outside of it."""
    last = TrailEntry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    entries, head = last or (0, GENESIS)
    return Checkpoint(entries, head, now)


def compare(kept: Checkpoint) -> Break | None:
    """Return how the trail contradicts a kept checkpoint: cut before it, or written anew."""
    if kept.entries == 0:
        return None
    found = TrailEntry.objects.filter(sequence=kept.entries).values_list("hash", flat=True).first()
    if found is None:
        last = checkpoint(kept.at).entries
        return Break(kept.entries, f"尾部缺失：校验点有 {kept.entries} 条，现在只到第 {last} 条")
    if found != kept.head:
        return Break(kept.entries, "与校验点的哈希不符：此前的内容被改写")
    return None
