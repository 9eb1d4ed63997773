import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from qiao.trail.chain import verify
from qiao.trail.checks import Checkpoint, compare, run_checks

UNREADABLE = 2
"""Exit code where there is nothing to compare with; 1 means that something does not hold."""


class Command(BaseCommand):
    """Walk the trail from its first entry and run every check the desks registered."""

    help = "校验流转记录与各项守恒；有不符即以 1 退出 / verify the trail and what must be conserved"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--against", type=Path, metavar="FILE", help="与此前存下的校验点比对")
        parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="把现在的校验点写到文件")

    def handle(self, *_args: str, **options: Any) -> None:
        kept = read_checkpoint(options["against"]) if options["against"] else None
        verdict = verify()
        breaks = list(verdict.breaks)
        self.stdout.write(f"流转记录 {verdict.entries} 条 entries，头 head {verdict.head}")
        if kept is not None:
            against = compare(kept)
            breaks += [against] if against else []
            self.stdout.write(f"比对校验点 checkpoint：{kept.entries} 条，{kept.at.isoformat()}")
        found = self._breaks_of_desks() + [f"流转记录第 {one.sequence} 条：{one.reason}" for one in breaks]
        for sentence in found:
            self.stderr.write(f"不符 BREAK：{sentence}")
        if found:
            raise SystemExit(1)
        if options["checkpoint"]:
            write_checkpoint(options["checkpoint"], Checkpoint(verdict.entries, verdict.head, timezone.now()))
        self.stdout.write("全部相符 / everything holds")

    def _breaks_of_desks(self) -> list[str]:
        found: list[str] = []
        for name, breaks in run_checks().items():
            self.stdout.write(f"{name}：{len(breaks)} 处不符 breaks")
            found += [f"{name}：{sentence}" for sentence in breaks]
        return found


def write_checkpoint(path: Path, point: Checkpoint) -> None:
    """Write a checkpoint as JSON."""
    content = asdict(point) | {"at": point.at.isoformat()}
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint written before, or fetched from /api/checkpoint."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Checkpoint(
            int(content["entries"]), str(content["head"]), datetime.fromisoformat(content["at"])
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"读不懂校验点 {path}：{error}"
        raise CommandError(message, returncode=UNREADABLE) from error
